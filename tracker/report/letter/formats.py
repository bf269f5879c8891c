"""The formats in which letters and pages are written, each with its way to escape, to link and to break lines."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import BaseLoader, StrictUndefined
from jinja2.utils import missing
from markupsafe import Markup
from markupsafe import escape as escaped

from tracker.record import Record
from tracker.report import markdown
from tracker.report.letter.bounds import BoundedEnvironment
from tracker.report.letter.footnotes import Footnotes
from tracker.report.linked import linked
from tracker.text import clean

_WIDTH = 78

Link = Callable[[object, str | None], Markup]


class _NoSuchField(StrictUndefined):
    """What a template names and is not there; of a record it says what is."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, **options: Any
    ) -> None:
        if isinstance(obj, Record):
            hint = f"there is no '{name}', only {', '.join(obj.__struct_fields__)}"
        super().__init__(hint, obj, name, **options)


def environment_of(ending: str, loader: BaseLoader) -> BoundedEnvironment:
    """Make what templates of a format are written with; it escapes everything that they print."""
    write = {"md": markdown.escape, "txt": lambda value: clean(str(value)), "html": None}[ending]

    def written(value: Any) -> Any:
        return value if isinstance(value, Markup) or write is None else Markup(write(value))  # noqa: S704

    environment = BoundedEnvironment(
        loader=loader,
        autoescape=True,
        finalize=written,
        undefined=_NoSuchField,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrapped"] = _wrapped
    return environment


def write(environment: BoundedEnvironment, name: str, given: Mapping[str, Any]) -> str:
    """Write a letter by one template; raises what a template may raise.

    A text has its links as numbers, and at its end the pages that the template did not name anywhere.
    """
    notes = Footnotes()
    links: dict[str, Link] = {"md": markdown.link, "txt": notes.link, "html": _html_link}
    link = links[name.split(".")[-2]]
    text = environment.written(environment.get_template(name), link=link, addresses=notes.addresses, **given)
    return text + _at_the_end(notes.addresses())


def _at_the_end(addresses: Sequence[str]) -> str:
    return "".join(f"\n{one}" for one in addresses) + ("\n" if addresses else "")


def _html_link(text: object, url: str | None) -> Markup:
    """A link to a web address; the text alone where there is none."""
    page = linked(url)
    if page is None:
        return escaped(text)
    return Markup('<a href="{}" class="link" style="color:#0b5cad">{}</a>').format(page, text)


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
