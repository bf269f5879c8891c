"""The blocks of release notes: headings, paragraphs and points of lists, each with its plain text."""

import re
from dataclasses import dataclass, field

from tracker.record import Record
from tracker.text import clean_line

# What is longer is cut; GitHub allows 125,000 characters of Markdown.
LONGEST_NOTES = 500_000
LONGEST_BLOCK = 1000
_DEEPEST = 9
_PARTS = 500
# Characters for private use, which stand around code in the text of a block.
_CODE_BEGINS, _CODE_ENDS = "\ue000", "\ue001"
_CODE_SIGNS = re.compile(f"[{_CODE_BEGINS}{_CODE_ENDS}]")
_CODE = re.compile(f"{_CODE_BEGINS}[^{_CODE_ENDS}]*(?:{_CODE_ENDS}|$)")
_LETTER = re.compile(r"\w")


class Block(Record):
    """A heading, a paragraph or a point of a list; `shown` and `said` give its text.

    `level` is that of a heading, 0 for others, and `depth` that of a point, 0 outside of lists. `first` is False
    for what follows the first block of a point. `under` is the text of the point that this one is below.
    """

    text: str
    level: int = 0
    depth: int = 0
    first: bool = True
    bold: bool = False
    under: str = ""


def shown(text: str) -> str:
    """Give the text of a block, or a part of it, as people read it."""
    return _CODE_SIGNS.sub("", text)


def said(text: str) -> str:
    """Give a text with a dot for each piece of code in it, since `deprecated` in code is no statement."""
    return _CODE_SIGNS.sub("", _CODE.sub("\u00b7", text))


@dataclass(slots=True)
class Words:
    """The words of a block as they are read."""

    parts: list[str] = field(default_factory=list)
    plain: bool = False
    strong: bool = False

    def add(self, text: str, *, code: bool, bold: bool) -> None:
        """Add some text; what is beyond the bound is dropped, since a line is all that is shown."""
        if len(self.parts) >= _PARTS:
            return
        bare = _CODE_SIGNS.sub("", text[: 4 * LONGEST_BLOCK])
        self.parts.append(f"{_CODE_BEGINS}{bare}{_CODE_ENDS}" if code and bare.strip() else bare)
        lettered = bool(_LETTER.search(bare))
        self.strong |= lettered and bold
        self.plain |= lettered and not bold


class Outline:
    """Makes blocks of words, knowing where in headings and lists they stand."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.depth = 0
        self._points: list[str | None] = []
        self._words = Words()

    @property
    def is_open(self) -> bool:
        """Whether the block that is open has any text so far."""
        return bool(self._words.parts)

    def add(self, text: str, *, code: bool = False, bold: bool = False) -> None:
        """Add text to the block that is open."""
        self._words.add(text, code=code, bold=bold)

    def end(self, *, level: int = 0) -> None:
        """End the block that is open, as a heading of a level or as what it is."""
        words, self._words = self._words, Words()
        text = clean_line("".join(words.parts), LONGEST_BLOCK)
        if not shown(text):
            return
        depth = 0 if level else min(self.depth, _DEEPEST)
        first = not depth or self._points[depth - 1] is None
        under = next((one for one in reversed(self._points[: max(depth - 1, 0)]) if one), "")
        bold = words.strong and not words.plain
        self.blocks.append(Block(text=text, level=level, depth=depth, first=first, bold=bold, under=under))
        if depth and first:
            self._points[depth - 1] = shown(text)

    def break_line(self) -> None:
        """Break the line: a title or a sentence ends there, and a line that is wrapped goes on."""
        text = "".join(self._words.parts).rstrip()
        if not self.depth and (text.endswith((".", ":", "!", "?")) or not self._words.plain):
            self.end()
        self.add(" ")

    def go_to(self, depth: int) -> None:
        """Enter or leave lists, until so many are open."""
        self.depth = max(depth, 0)
        bounded = min(self.depth, _DEEPEST)
        self._points = (self._points + [None] * bounded)[:bounded]

    def begin_point(self) -> None:
        """Begin a point of the innermost list; one outside of lists is in a list of its own."""
        self.go_to(self.depth or 1)
        self._points[-1] = None
