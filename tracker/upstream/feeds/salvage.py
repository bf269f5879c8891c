"""What can be kept of a feed that is not whole: each entry that can be read by itself."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import islice
from typing import TypeVar

from tracker.model import SkippedEntry
from tracker.text import clean_line
from tracker.upstream.feeds.survey import MOST_ELEMENTS, MOST_ENTRIES, UnfitXml, bound, survey

_ENTRY = re.compile(r"<(?P<name>(?:[\w.-]+:)?(?:entry|item))(?=[\s/>])")
_LABEL = re.compile(r"<(?:id|guid|title)\b[^<>]*>([^<]{1,1000})<")
_LONGEST_OPENING = 4000  # the root's opening tag is read anew with each entry

Entry = TypeVar("Entry")


def salvage(
    text: str, root: re.Match[str], read: Callable[[bytes], list[Entry]]
) -> tuple[list[Entry], tuple[SkippedEntry, ...]]:
    """Read each of the first MOST_ENTRIES entries under the root element alone; return them and what was not read.

    `root` is the match of the root's opening tag, whose name is in the group `name`. Raises UnfitXml where that
    tag is longer than any feed's.
    """
    opening, closing = root[0], f"</{root['name']}>"
    bound(len(opening), _LONGEST_OPENING, "characters in its first tag")
    if root["name"].lower() == "rss":
        opening, closing = f"{opening}<channel>", f"</channel>{closing}"
    kept: list[Entry] = []
    skipped = []
    elements = 0
    for ordinal, entry in enumerate(_entries(text), 1):
        try:
            xml = survey(f"{opening}{entry}{closing}")
            bound(elements + _elements(entry), MOST_ELEMENTS, "elements up to here")
            elements += _elements(entry)
            kept += read(xml)
        except UnfitXml as fault:
            skipped.append(SkippedEntry(entry=_label(entry, ordinal), reason=str(fault)))
    return kept, tuple(skipped)


def _elements(entry: str) -> int:
    """Count the elements of a text; what a comment or a section of plain characters holds counts with them."""
    return entry.count("<") - entry.count("</")


def _entries(text: str) -> Iterator[str]:
    """Cut the text at each entry; an entry reaches to its closing tag, or to where the next one begins."""
    matches = list(islice(_ENTRY.finditer(text), MOST_ENTRIES + 1))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches[:MOST_ENTRIES], ends, strict=False):
        closing = re.compile(rf"</{re.escape(match['name'])}\s*>").search(text, match.start(), end)
        yield text[match.start() : closing.end() if closing else end]


def _label(entry: str, ordinal: int) -> str:
    match = _LABEL.search(entry)
    return clean_line(unescape(match[1]), 200) if match else f"entry {ordinal}"
