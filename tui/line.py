"""Lines of text with roles, measured in terminal cells: what every widget of this interface draws.

Texts are cleaned where a span is made, so nothing a stranger wrote can reach the terminal as a command, and
there is no markup to be mistaken for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size, split_graphemes

from tracker.text import clean

_WORDS = re.compile(r"\S+|\s+")


class Role(StrEnum):
    """What a piece of text is; the style sheet gives each role its looks."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    HEADING = "heading"
    KEY = "key"
    CURSOR = "cursor"
    RESTING = "resting"
    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    ADVICE = "advice"
    WAIVED = "waived"
    OK = "ok"


class Span(NamedTuple):
    """A piece of a line, already clean; make it with `span`."""

    text: str
    role: Role = Role.PLAIN

    @property
    def width(self) -> int:
        """Its width in cells."""
        return cell_len(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """Spans side by side; where it is wrapped, what follows is indented by `hang` cells."""

    spans: tuple[Span, ...] = ()
    hang: int = 0

    @property
    def width(self) -> int:
        """Its width in cells."""
        return sum(one.width for one in self.spans)

    @property
    def text(self) -> str:
        """Its text without roles."""
        return "".join(one.text for one in self.spans)


def span(text: str, role: Role = Role.PLAIN) -> Span:
    """Make a span of a text from anywhere: cleaned, on one line, tabs widened."""
    return Span(clean(text).replace("\n", " ").expandtabs(4), role)


def line(*parts: Span | str, hang: int = 0) -> Line:
    """Make a line of spans and plain texts."""
    return Line(tuple(one if isinstance(one, Span) else span(one) for one in parts), hang)


def cut_middle(text: str, width: int) -> str:
    """Shorten a text to `width` cells, keeping its beginning and its end."""
    if cell_len(text) <= width:
        return text
    if width < 3:
        return set_cell_size(text, max(width, 0))
    tail = _last_cells(text, (width - 1) // 2)
    return set_cell_size(text, width - 1 - cell_len(tail)).rstrip() + "…" + tail.lstrip()


def cut_end(text: str, width: int) -> str:
    """Shorten a text to `width` cells, keeping its beginning."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" * (width > 0)


def cut_word(text: str, width: int) -> str:
    """Shorten a text to `width` cells behind a whole word, or within the only one."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(width - 1, 0))
    whole = kept.endswith(" ") or text[len(kept) :].startswith(" ")
    blank = len(kept) if whole else kept.rfind(" ")
    return kept[:blank].rstrip() + "…" if kept[:blank].strip() and blank > 0 else cut_end(text, width)


def first_of(text: str, width: int, separator: str = ", ") -> str:
    """Name the first of a list that is too long for `width` cells, and count the others."""
    first, *others = text.split(separator)
    if cell_len(text) <= width or not others:
        return text
    count = f" +{len(others):,}"
    return cut_middle(first, width - cell_len(count)) + count


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Bring a text to exactly `width` cells, cut in the middle or filled with blanks."""
    text = cut_middle(text, width)
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def level(texts: Iterable[str], most: int) -> list[str]:
    """Fill texts up to the width of the widest, or to `most` cells; none is cut."""
    listed = [*texts]
    width = min(max(map(cell_len, listed), default=0), most)
    return [text + " " * (width - cell_len(text)) for text in listed]


def crop(spans: Iterable[Span], width: int) -> tuple[Span, ...]:
    """Keep what fits in `width` cells, cutting behind a word; what stands apart is left out whole."""
    kept: list[Span] = []
    room = width
    for one in spans:
        if room <= 0:
            break
        if one.width > room:
            apart = bool(kept) and kept[-1].text.endswith("  ")
            kept.append(Span("…" if apart else cut_word(one.text, room), one.role))
            break
        kept.append(one)
        room -= one.width
    return tuple(kept)


def last_words(spans: Iterable[Span], width: int) -> tuple[Span, ...]:
    """Keep what fits in `width` cells, leaving out from the left what stands before a comma, or all."""
    kept = list(spans)
    while kept and sum(one.width for one in kept) > width:
        first, *kept = kept
        _, comma, rest = first.text.partition(", ")
        if comma and rest:
            kept.insert(0, Span(rest, first.role))
    return tuple(kept)


def wrap(lines: Iterable[Line], width: int) -> tuple[Line, ...]:
    """Break lines at blanks so that each fits in `width` cells; a word longer than that is broken."""
    return tuple(part for one in lines for part in _wrap(one, max(width, 2)))


def _wrap(whole: Line, width: int) -> Iterator[Line]:
    if whole.width <= width:
        yield whole
        return
    indent = min(whole.hang, width // 2, width - 2)
    row: list[Span] = []
    used = start = 0
    continued = False
    for piece in _pieces(whole, width - indent):
        cells = piece.width
        if used + cells > width:
            yield Line(tuple(row))
            row, used, start, continued = [Span(" " * indent)], indent, indent, True
        if continued and used == start and piece.text.isspace():
            continue
        row.append(piece)
        used += cells
    yield Line(tuple(row))


def _pieces(whole: Line, width: int) -> Iterator[Span]:
    for text, role in whole.spans:
        for word in _WORDS.findall(text):
            whole_word = Span(word, role)
            if whole_word.width <= width:
                yield whole_word
            else:
                yield from (Span(chunk, role) for chunk in chop_cells(word, width))


def _last_cells(text: str, width: int) -> str:
    starts = (begin for begin, _, _ in split_graphemes(text)[0])
    return next((text[start:] for start in starts if cell_len(text[start:]) <= width), "")
