"""The tags and texts of an HTML document of any quality, in time that grows with its length alone.

The standard library's parser takes half a minute for 60 kB of unclosed tags (Python 3.11.7).
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_NAME_OR_BLANKS = re.compile(r"[^\"'>]*")
# The standard library refuses to read a number of more than 4300 digits.
_LONG_REFERENCE = re.compile(r"&#[0-9a-fA-FxX]{9,};?")


class Tag(NamedTuple):
    """The beginning or the end of an element, named in lower case."""

    name: str
    ends: bool


def tokens(html: str) -> Iterator[Tag | str]:
    """Give tags and the texts between them; comments, declarations and what no `>` ends are left out."""
    place = 0
    while (start := html.find("<", place)) >= 0:
        if start > place:
            yield _text(html[place:start])
        found = _TAG.match(html, start)
        if found:
            yield Tag(found[2].lower(), bool(found[1]))
            place = _end_of_tag(html, found.end())
        elif html.startswith(("<!", "<?", "</"), start):
            place = _end_of_comment(html, start)
        else:
            yield "<"
            place = start + 1
    if place < len(html):
        yield _text(html[place:])


def _text(raw: str) -> str:
    return unescape(_LONG_REFERENCE.sub("\ufffd", raw))


def _end_of_tag(html: str, place: int) -> int:
    """Find where a tag ends, which a sign in a quoted value does not do."""
    while True:
        found = _NAME_OR_BLANKS.match(html, place)
        place = found.end() if found else len(html)
        if html[place : place + 1] in {"", ">"}:
            return place + 1
        closing = html.find(html[place], place + 1)
        place = closing + 1 if closing >= 0 else place + 1


def _end_of_comment(html: str, start: int) -> int:
    closing = "-->" if html.startswith("<!--", start) else ">"
    end = html.find(closing, start + 2)
    return end + len(closing) if end >= 0 else len(html)
