"""The templates of letters and pages: those that ship, and those of a folder laid over them."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)

from tracker.errors import ConfigurationError
from tracker.model import Alarm, Audience, Check, Digest, Letter, Picture
from tracker.record import replace
from tracker.report.chart import duties_picture
from tracker.report.letter import samples
from tracker.report.letter.alert import AlertView, alert_view
from tracker.report.letter.bounds import BoundedEnvironment
from tracker.report.letter.formats import environment_of, write
from tracker.report.letter.view import DigestView, entries, view
from tracker.text import clean_line

# What a template may raise: one that includes itself or repeats a text without end among it.
_FAULTS = (
    TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    MemoryError,
    OSError,
)
_SHIPPED = PackageLoader("tracker.report")

Given = Mapping[str, Any]


class Templates:
    """The formats of letters; a template in `folder` replaces the one of the same name that ships."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environments: dict[str, BoundedEnvironment] = {}

    def letter(self, digest: Digest) -> Letter:
        """Write a digest in all formats; its picture is shown as `cid:NAME`.

        Where a template of the folder is wrong the one that ships is taken: the letter has that as a problem, and
        tells the team of it.
        """
        told, picture = view(digest), duties_picture(digest.days)
        given = {"picture": picture, "source": f"cid:{picture.name}" if picture else ""}
        letter = self._letter("letter", "digest", told, given, digest.reader.audience)
        return replace(letter, pictures=(picture,) if picture else ())

    def alert(self, alarms: Sequence[Alarm], audience: Audience) -> Letter:
        """Write about some vulnerabilities; what is wrong with templates becomes of it as of a digest."""
        return self._letter("alert", "alert", alert_view(alarms, audience), {}, audience)

    def page(self, digest: Digest, check: Check | None = None) -> str:
        """Write a digest as one HTML file that needs no other, with all that runs in an environment.

        Raises ConfigurationError where a template of the folder is wrong.
        """
        picture = duties_picture(digest.days)
        rows = entries(check) if check else ()
        given = {"digest": view(digest), "picture": picture, "source": within(picture), "rows": rows}
        return self._written("page.html.j2", given)

    def own(self) -> Sequence[str]:
        """The names of the templates in the folder."""
        return FileSystemLoader(self._folder).list_templates()

    def problems(self) -> Iterator[str]:
        """Try the templates of the folder on examples, and say what is wrong with them and where."""
        own = self.own()
        told: dict[str, None] = {}
        for name in own:
            told |= dict.fromkeys(self._wrong_alone(name))
        for name, examples in samples.given().items() if own else ():
            told |= dict.fromkeys(self._wrong_with(name, examples))
        yield from told
        used = {*_SHIPPED.list_templates()}.union(*(self._included_by(name) for name in own))
        for name in own:
            if name not in used:
                yield f"templates/{name} is used by nothing: there are {', '.join(samples.given())}"

    def _letter(
        self, kind: str, key: str, told: DigestView | AlertView, given: Given, audience: Audience
    ) -> Letter:
        problems: list[str] = []

        def made(ending: str) -> str:
            name = f"{kind}.{ending}.j2"
            try:
                return self._written(name, {**given, key: told})
            except ConfigurationError as error:
                problems.append(str(error))
                of_it = (f"{error}; the template that ships was taken.",) if audience is Audience.TEAM else ()
                shown = replace(told, remarks=(*told.remarks, *of_it))
                return self._written(name, {**given, key: shown}, shipped=True)

        markdown, text, html = map(made, ("md", "txt", "html"))
        return Letter(subject=told.subject, markdown=markdown, text=text, html=html, problems=tuple(problems))

    def _written(self, name: str, given: Given, *, shipped: bool = False) -> str:
        try:
            return write(_shipped(_ending(name)) if shipped else self._environment(name), name, given)
        except _FAULTS as error:
            raise ConfigurationError(self._said(name, error)) from None

    def _environment(self, name: str) -> BoundedEnvironment:
        ending = _ending(name)
        if not self._folder.is_dir():
            return _shipped(ending)
        if ending not in self._environments:
            both = ChoiceLoader([FileSystemLoader(self._folder), _SHIPPED])
            self._environments[ending] = environment_of(ending, both)
        return self._environments[ending]

    def _wrong_alone(self, name: str) -> Iterator[str]:
        try:
            self._environment(name).get_template(name)
        except _FAULTS as error:
            yield self._said(name, error)

    def _wrong_with(self, name: str, examples: Sequence[Given]) -> Iterator[str]:
        try:
            for given in examples:
                self._written(name, given)
        except ConfigurationError as error:
            yield str(error)

    def _included_by(self, name: str) -> set[str]:
        try:
            source = (self._folder / name).read_text(encoding="utf-8")
            return {*filter(None, meta.find_referenced_templates(self._environment(name).parse(source)))}
        except _FAULTS:
            return set()

    def _said(self, name: str, error: BaseException) -> str:
        """Say what is wrong with which template in which line."""
        if isinstance(error, TemplateSyntaxError):
            place = f"{error.name or name} line {error.lineno}"
            return f"templates/{place}: {clean_line(error.message or 'is no template')}"
        said = _missing(error) or clean_line(str(error)) or type(error).__name__
        return f"templates/{self._place(error) or name} cannot be written: {said}"

    def _place(self, error: BaseException) -> str | None:
        """The innermost line of a template that an error came from."""
        lines = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
        inner = next(((file, line) for file, line in reversed(lines) if file.suffix == ".j2"), None)
        if inner is None:
            return None
        file, line = inner
        name = file.relative_to(self._folder) if file.is_relative_to(self._folder) else file.name
        return f"{name} line {line}"


@cache
def _shipped(ending: str) -> BoundedEnvironment:
    return environment_of(ending, _SHIPPED)


def within(picture: Picture | None) -> str:
    """A picture as an address that holds it whole; nothing without one."""
    return f"data:image/png;base64,{base64.b64encode(picture.png).decode()}" if picture else ""


def _ending(name: str) -> str:
    """The format that a template is of: what is named otherwise escapes as HTML does."""
    parts = name.split(".")
    return parts[-2] if len(parts) > 2 and parts[-2] in {"md", "txt"} else "html"


def _missing(error: BaseException) -> str | None:
    if isinstance(error, TemplateNotFound):
        return f"there is no template '{clean_line(str(error))}'"
    return error.strerror if isinstance(error, OSError) else None
