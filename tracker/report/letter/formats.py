"""The templates of letters and pages: those that ship, and those of a folder laid over them."""

import base64
import textwrap
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from markupsafe import escape as escaped

from tracker.errors import ConfigurationError
from tracker.model import Check, Digest, Letter, Picture
from tracker.report import markdown
from tracker.report.chart import duties_picture
from tracker.report.letter.view import DigestView, entries, view
from tracker.text import clean, clean_line

_WIDTH = 78
_SAFE = ":/?&=%+,;@~-._"
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
)


class Templates:
    """The formats of a digest; a template in `folder` replaces the one of the same name that ships.

    Every method raises ConfigurationError where a template of the folder is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def letter(self, digest: Digest) -> Letter:
        """Write a digest in all formats; its picture is shown as `cid:NAME`."""
        told, picture = view(digest), duties_picture(digest.days)
        source = f"cid:{picture.name}" if picture else ""
        return Letter(
            subject=told.subject,
            markdown=_render(self._markdown, "letter.md.j2", told, picture),
            text=_render(self._text, "letter.txt.j2", told, picture),
            html=_render(self._html, "letter.html.j2", told, picture, source=source),
            pictures=(picture,) if picture else (),
        )

    def page(self, digest: Digest, check: Check | None = None) -> str:
        """Write a digest as one HTML file that needs no other, with all that runs in an environment."""
        picture = duties_picture(digest.days)
        source = f"data:image/png;base64,{base64.b64encode(picture.png).decode()}" if picture else ""
        rows = entries(check) if check else ()
        return _render(self._html, "page.html.j2", view(digest), picture, source=source, rows=rows)

    @cached_property
    def _markdown(self) -> ImmutableSandboxedEnvironment:
        return self._environment(markdown.escape, markdown.link)

    @cached_property
    def _text(self) -> ImmutableSandboxedEnvironment:
        return self._environment(lambda value: clean(str(value)), lambda text, _: Markup(clean_line(str(text))))  # noqa: S704 - plain text

    @cached_property
    def _html(self) -> ImmutableSandboxedEnvironment:
        return self._environment(None, _html_link)

    def _environment(
        self, write: Callable[[object], str] | None, link: Callable[[object, str | None], Markup]
    ) -> ImmutableSandboxedEnvironment:
        """Make an environment that escapes everything a template prints, for HTML or by `write`."""

        def written(value: Any) -> Any:
            return value if isinstance(value, Markup) or write is None else Markup(write(value))  # noqa: S704

        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(self._folder), PackageLoader("tracker.report")]),
            autoescape=True,
            finalize=written,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals |= {"link": link}
        environment.filters["wrapped"] = _wrapped
        return environment


def _render(
    environment: ImmutableSandboxedEnvironment,
    name: str,
    told: DigestView,
    picture: Picture | None,
    **more: Any,
) -> str:
    try:
        return environment.get_template(name).render(digest=told, picture=picture, **more)
    except TemplateSyntaxError as error:
        place = f"templates/{error.name or name} line {error.lineno}"
        raise ConfigurationError(f"{place}: {clean_line(error.message or 'is no template')}") from None
    except _FAULTS as error:
        said = clean_line(str(error)) or type(error).__name__
        raise ConfigurationError(f"templates/{name} cannot be written: {said}") from None


def _html_link(text: object, url: str | None) -> Markup:
    """A link to a web address; the text alone where there is none."""
    if url is None or urlsplit(url).scheme not in {"http", "https"}:
        return escaped(text)
    made = Markup('<a href="{}" class="link" style="color:#0b5cad">{}</a>')
    return made.format(quote(url, safe=_SAFE), text)


def _wrapped(text: str, indent: int = 0, first: str = "") -> Markup:
    """Break a text into lines of a mail's width, each but the first indented."""
    lines = textwrap.fill(
        " ".join(str(text).split()),
        width=_WIDTH,
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return Markup(lines)  # noqa: S704 - plain text
