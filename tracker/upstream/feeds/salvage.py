"""What can be kept of a feed that is not whole: each entry that can be read by itself."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TypeVar

from tracker.model import SkippedEntry
from tracker.text import clean_line
from tracker.upstream.feeds.survey import MOST_ENTRIES, UnfitXml, survey

_ENTRY = re.compile(r"<(?P<name>(?:[\w.-]+:)?(?:entry|item))(?=[\s/>])")
_LABEL = re.compile(r"<(?:id|guid|title)\b[^<>]*>\s*([^<]{1,1000})<")


Entry = TypeVar("Entry")


def salvage(
    text: str, root: re.Match[str], read: Callable[[bytes], list[Entry]]
) -> tuple[list[Entry], tuple[SkippedEntry, ...]]:
    """Read each of the first MOST_ENTRIES entries under the root element alone; return them and what was not read.

    `root` is the match of the root's opening tag, whose name is in the group `name`.
    """
    opening, closing = root[0], f"</{root['name']}>"
    if root["name"].lower() == "rss":
        opening, closing = f"{opening}<channel>", f"</channel>{closing}"
    kept: list[Entry] = []
    skipped = []
    for ordinal, entry in enumerate(_entries(text), 1):
        try:
            kept += read(survey(f"{opening}{entry}{closing}"))
        except UnfitXml as fault:
            skipped.append(SkippedEntry(entry=_label(entry, ordinal), reason=str(fault)))
    return kept, tuple(skipped)


def _entries(text: str) -> Iterator[str]:
    """Cut the text at each entry; an entry reaches to its closing tag, or to where the next one begins."""
    matches = list(_ENTRY.finditer(text))[: MOST_ENTRIES + 1]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches[:MOST_ENTRIES], ends, strict=False):
        closing = re.compile(rf"</{re.escape(match['name'])}\s*>").search(text, match.start(), end)
        yield text[match.start() : closing.end() if closing else end]


def _label(entry: str, ordinal: int) -> str:
    match = _LABEL.search(entry)
    return clean_line(unescape(match[1]), 200) if match else f"entry {ordinal}"
