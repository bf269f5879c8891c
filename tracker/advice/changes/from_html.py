"""The blocks of release notes in HTML, as a feed or an API renders them."""

from collections.abc import Sequence

from tracker.advice.changes.blocks import Block, Outline
from tracker.advice.changes.markup import Tag, tokens

_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 7}
_LISTS = frozenset({"ul", "ol", "dl"})
_POINTS = frozenset({"li", "dd", "tr"})
_BREAKS = frozenset({"p", "div", "blockquote", "table", "thead", "tbody", "hr", "dt", "details", "section"})
_SILENT = frozenset({"script", "style", "svg", "template", "title", "th"})
_BOLD = frozenset({"b", "strong"})
_CODE = frozenset({"code", "tt", "kbd", "samp"})


def html_blocks(html: str) -> tuple[Sequence[Block], str]:
    """Give the blocks of a document, and apart from them its preformatted text."""
    reading = _Reading()
    for token in tokens(html):
        if isinstance(token, Tag):
            reading.tag(token)
        else:
            reading.text(token)
    reading.end()
    return reading.outline.blocks, "\n".join(reading.preformatted)


class _Reading:
    def __init__(self) -> None:
        self.outline = Outline()
        self.preformatted: list[str] = []
        self._open: dict[str, int] = {}
        self._heading = 0

    def tag(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            self.end()
            self._heading = 0 if tag.ends else _HEADINGS[tag.name]
        elif tag.name in _LISTS:
            self.end()
            self.outline.go_to(self.outline.depth + (-1 if tag.ends else 1))
        elif tag.name in _POINTS:
            self._point(tag)
        elif tag.name in _BREAKS:
            self.end()
        elif tag.name == "br":
            self.outline.break_line()
        elif tag.name == "td":
            self.outline.add(" | " if tag.ends else "")
        else:
            self._mark(tag)

    def text(self, text: str) -> None:
        if self._open.get("pre"):
            self.preformatted.append(text)
        elif not any(self._open.get(name) for name in _SILENT):
            code = any(self._open.get(name) for name in _CODE)
            self.outline.add(text, code=code, bold=any(self._open.get(name) for name in _BOLD))

    def end(self) -> None:
        self.outline.end(level=self._heading)
        self._heading = 0

    def _point(self, tag: Tag) -> None:
        """Begin or end a point; a row of a table is one in a list of its own."""
        self.end()
        if tag.name == "tr":
            self.outline.go_to(0 if tag.ends else 1)
        if not tag.ends:
            self.outline.begin_point()

    def _mark(self, tag: Tag) -> None:
        """Note what is open; a closing tag closes all of its kind, so that an unclosed one ends somewhere."""
        if tag.name in _SILENT | _BOLD | _CODE | {"pre"}:
            self._open[tag.name] = 0 if tag.ends else 1
