"""The blocks of release notes in Markdown, which some forges give as it was written."""

import re
from collections.abc import Sequence

from tracker.advice.changes.blocks import LONGEST_BLOCK, Block, Outline
from tracker.advice.changes.markup import tokens

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)[\s#]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})\s*")
_POINT = re.compile(r"(\s*)(?:[-*+\u2022]|\d{1,3}[.)])\s+(.*)")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*|[\s|:-]*")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
_LINK = re.compile(r"\[([^\[\]]{1,500})\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
_MARK = re.compile(
    r"(`{1,3})(.{1,500}?)\1|(\*\*|(?<!\w)__(?=\S)|(?<=\S)__(?!\w))|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])|\\([\W_])"
)
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]{1,200}\]:\s*\S.*")
_TAB = 4


def markdown_blocks(text: str) -> Sequence[Block]:
    """Give the blocks of a text; code in fences is left out."""
    reading = _Reading()
    for line in text.splitlines():
        reading.line(line[: 4 * LONGEST_BLOCK].expandtabs(_TAB))
    reading.outline.end()
    return reading.outline.blocks


class _Reading:
    def __init__(self) -> None:
        self.outline = Outline()
        self._indents: list[int] = []
        self._fence = ""
        self._paragraph = False
        self._bold = False

    def line(self, line: str) -> None:
        if self._fence or (_FENCE.match(line)):
            self._fenced(line.strip())
        elif self._paragraph and (found := _UNDERLINE.fullmatch(line)):
            self._end(level=1 if found[1].startswith("=") else 2)
        elif _RULE.fullmatch(line) or _DEFINITION.fullmatch(line):
            self._end()
        elif found := _HEADING.fullmatch(line):
            self._end()
            self._leave_lists()
            self._write(found[2])
            self._end(level=len(found[1]))
        elif found := _POINT.fullmatch(line):
            self._point(len(found[1]), found[2])
        else:
            self._continue(line)

    def _fenced(self, line: str) -> None:
        self._end()
        mark = line[:3]
        if not self._fence:
            self._fence = mark
        elif mark == self._fence:
            self._fence = ""

    def _point(self, indent: int, text: str) -> None:
        self._end()
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()
        if not self._indents or indent > self._indents[-1]:
            self._indents.append(indent)
        self.outline.go_to(len(self._indents))
        self.outline.begin_point()
        self._write(text)

    def _continue(self, line: str) -> None:
        """Go on with a paragraph or a point; one that begins at the margin after an empty line is no point."""
        if not self._paragraph and not self.outline.depth:
            self._paragraph = True
        elif not self.outline.is_open and not line.startswith("  "):
            self._leave_lists()
            self._paragraph = True
        self._write(line.lstrip("> ").rstrip())

    def _leave_lists(self) -> None:
        self._indents.clear()
        self.outline.go_to(0)

    def _end(self, *, level: int = 0) -> None:
        self.outline.end(level=level)
        self._paragraph = self._bold = False

    def _write(self, text: str) -> None:
        bare = _LINK.sub(r"\1", _IMAGE.sub("", text.replace("|", " | ").strip("| ")))
        place = 0
        for mark in _MARK.finditer(bare):
            self._add(bare[place : mark.start()])
            if mark[2]:
                self.outline.add(mark[2], code=True, bold=self._bold)
            elif mark[3]:
                self._bold = not self._bold
            elif mark[4]:
                self._add(mark[4])
            place = mark.end()
        self._add(f"{bare[place:]} ")

    def _add(self, text: str) -> None:
        """Add text without the tags of HTML that Markdown may hold."""
        for token in tokens(text):
            if isinstance(token, str):
                self.outline.add(token, bold=self._bold)
