"""Findings as Markdown, for a digest, a wiki or a pull request."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tracker.model import ChangesOnTheWay, Check, Finding
from tracker.report import attention, changes, wording
from tracker.report.linked import linked

# What Markdown, GitHub's references and HTML give a meaning to within a line, and how it is written instead.
_MEANINGFUL = re.compile(r"[\\`*_\[\]{}<>|~!&$]|[@#]|://|\bwww\.|(?<=\b[Gg][Hh])-(?=\d)")
_WRITTEN = {"@": "&#64;", "#": "&#35;", "://": "&#58;//", "www.": "www&#46;", "-": "&#45;"}
# What begins a list or a line across the page where a text stands first in its line.
_BEGINS = re.compile(r"^(\d{1,9})?([-+.)])(?=[\s-])")
# What is read as a character even within an address.
_ENTITY = re.compile(r"&(?=#?\w+;)")

OnTheWay = Mapping[tuple[str, str], ChangesOnTheWay]


def checks_markdown(checks: Sequence[Check], on_the_way: OnTheWay | None = None) -> str:
    """The findings of some environments, one section each.

    `on_the_way` has what changes on the way to the release to move to, by environment and name of the finding.
    """
    template = _templates().get_template("check.md.j2")
    return template.render(checks=checks, trends={}, on_the_way=on_the_way or {})


def digest_markdown(letter: str, checks: Sequence[Check], trends: Mapping[str, str], on_the_way: OnTheWay) -> str:
    """A digest that is written as a letter already, and after it all findings of each environment.

    `trends` has a sentence on how environments came to where they are, by name; `on_the_way` has what changes on
    the way to the release to move to, by environment and name of the finding.
    """
    template = _templates().get_template("digest.md.j2")
    written = Markup(letter.rstrip("\n"))  # noqa: S704 - its texts were escaped where it was made
    return template.render(letter=written, checks=checks, trends=trends, on_the_way=on_the_way)


def escape(text: object) -> str:
    """Write a text so that Markdown shows it as it is: no markup, mention, reference, link or HTML comes of it."""
    inert = _MEANINGFUL.sub(lambda one: _WRITTEN.get(one[0], "\\" + one[0]), " ".join(str(text).split()))
    return _BEGINS.sub(r"\1\\\2", inert)


def link(text: object, url: str | None) -> Markup:
    """A link to a web address; the text alone where there is none."""
    page = _ENTITY.sub("&amp;", linked(url) or "")
    return Markup(f"[{escape(text)}]({page})" if page else escape(text))  # noqa: S704 - both escaped for Markdown


def evidence(url: str | None) -> Markup:
    """Where a reason's evidence is: a link for a web address, else the place in the watchlists."""
    if url is None:
        return Markup("")
    place = urlsplit(linked(url) or "").netloc or url.replace("#", " line ")
    return Markup(" (") + link(place, url) + Markup(")")


def listed(findings: Iterable[Finding]) -> str:
    """The names and deployed versions of some findings in one line."""
    return ", ".join(f"{finding.name} {finding.deployed.version}" for finding in findings)


def _written(value: Any) -> Any:
    """Escape everything a template prints, but what was made here."""
    return value if isinstance(value, Markup) else escape(value)


@cache
def _templates() -> Environment:
    environment = Environment(  # noqa: S701 - not HTML: `_written` escapes for Markdown
        loader=PackageLoader("tracker.report"),
        finalize=_written,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "attention": attention,
        "changes": changes,
        "wording": wording,
        "link": link,
        "evidence": evidence,
        "listed": listed,
    }
    return environment
