"""Release notes, which come as somebody's HTML, as lines of plain text."""

import re
from html.parser import HTMLParser

import nh3

from tracker.text import clean

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_BLOCKS = _HEADINGS | {"p", "div", "pre", "blockquote", "table", "tr", "br", "hr", "dt", "dd"}
_KEPT = {*_BLOCKS, *_LISTS, "li", "td", "th"}
_NO_TEXT = {"script", "style", "svg", "template"}


def notes_text(html: str) -> str:
    """Write notes as text, a line a block, signs before headings and points; scripts and images are dropped."""
    safe = nh3.clean(html, tags=_KEPT, attributes={}, clean_content_tags=_NO_TEXT)
    lines = _Lines()
    lines.feed(safe)
    lines.close()
    text = "\n".join(line.rstrip() for line in "".join(lines.parts).splitlines())
    return clean(re.sub(r"\n{3,}", "\n\n", text).strip("\n"))


class _Lines(HTMLParser):
    """Collects the text of well-formed HTML, with line breaks where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._verbatim = 0
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "li":
            self._break("\n" + "  " * (self._depth - 1) + "- ")
        elif tag in {"td", "th"}:
            self.parts.append("  ")
        elif tag in _HEADINGS:
            self._break("\n\n# ")
        elif tag in _BLOCKS:
            self._break("\n")
        self._depth += tag in _LISTS
        self._verbatim += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in _LISTS
        self._verbatim -= tag == "pre"
        if tag in _BLOCKS or (tag in _LISTS and not self._depth):
            self._break("\n" if self._depth else "\n\n")

    def handle_data(self, data: str) -> None:
        text = data if self._verbatim else re.sub(r"\s+", " ", data)
        after_break = not self.parts or self.parts[-1].endswith(("\n", "- ", "# "))
        self.parts.append(text.lstrip() if after_break and not self._verbatim else text)

    def _break(self, text: str) -> None:
        """Begin a new line, unless a point of a list was just begun; within lists no line stays empty."""
        before = self.parts[-1] if self.parts else ""
        if before.endswith("- ") and not text.strip():
            return
        self.parts.append(text.lstrip("\n") if self._depth and before.endswith("\n") else text)
