"""Lines of text that wrap and scroll; a screenful is drawn, however long the text is."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui.drawing import ScrollingLines
from tui.line import Line, span, wrap

# What is drawn into so many cells.
Page = Callable[[int], Sequence[Line]]

_MARGIN = span(" ")


class TextView(ScrollingLines, can_focus=True, inherit_bindings=False):
    """A page of lines with one cell of margin on both sides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(1)", "Scroll down", id="move.down", show=False),
        Binding("up,k", "scroll_by(-1)", "Scroll up", id="move.up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", id="move.page-down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="move.page-up", show=False),
        Binding("home,g", "first", "Top", id="move.first", show=False),
        Binding("end,G", "last", "Bottom", id="move.last", show=False),
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._page: Page = _empty
        self._wrapped: tuple[Line, ...] = ()
        self._width = 0

    def show(self, lines: Sequence[Line], *, from_top: bool = True) -> None:
        """Replace the text; `from_top` False leaves the reader where he is."""
        self.draw(lambda _: lines, from_top=from_top)

    def draw(self, page: Page, *, from_top: bool = True) -> None:
        """Replace the text by one that depends on the width it is given."""
        self._page = page
        self._wrap()
        if from_top:
            self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self) -> None:
        """Wrap again where the width changed."""
        if self.inner.width != self._width:
            self._wrap()

    def watch_show_vertical_scrollbar(self) -> None:
        """Wrap again where the scrollbar came or went: nothing is resized by it."""
        self.call_after_refresh(self.on_resize)

    def _wrap(self) -> None:
        self._width = self.inner.width
        room = self._width - 2
        self._wrapped = wrap(self._page(room), room) if self._width else ()
        self.set_height(len(self._wrapped))

    def go_to(self, title: str) -> None:
        """Scroll to the line that begins with a title."""
        for index, one in enumerate(self._wrapped):
            if one.text.startswith(title):
                self.scroll_to(y=index, animate=False, force=True)
                return

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by some lines."""
        self.scroll_to(y=self.scroll_y + lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by a screenful, one line of it kept."""
        self.action_scroll_by(pages * max(self.inner.height - 1, 1))

    def action_first(self) -> None:
        """Scroll to the top."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Scroll to the bottom."""
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index = self.top + y
        spans = self._wrapped[index].spans if index < len(self._wrapped) else ()
        return self.strip((_MARGIN, *spans), self.inner.width)


def _empty(_width: int) -> Sequence[Line]:
    return ()
