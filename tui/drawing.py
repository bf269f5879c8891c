"""Putting lines on the screen: the looks of each role, and a widget of a single line."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.line import Line, Role, Span, crop, last_words, span, wrap


class Drawing(Widget):
    """A widget that draws spans; the style sheet knows the roles as the classes `line--ROLE` of the app.

    Were they classes of each widget, Textual would look all of them up for each one on every change of screens:
    a third of what that takes.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._styles_of: dict[Role | None, Style] = {}

    def notify_style_update(self) -> None:
        """Forget the looks that another theme or state of the widget changes."""
        self._styles_of.clear()
        super().notify_style_update()

    def looks(self, role: Role | None) -> Style:
        """The looks of a role in this widget; None is the ground that nothing is written on."""
        if role not in self._styles_of:
            ground = self.rich_style
            own = None if role is None else self.app.get_component_styles(f"line--{role}").partial_rich_style
            self._styles_of[role] = ground if own is None else ground + own
        return self._styles_of[role]

    def strip(self, spans: Iterable[Span], width: int, over: Role | None = None) -> Strip:
        """Draw spans into exactly `width` cells, all of them in the role `over` where one is given."""
        segments = [Segment(one.text, self.looks(over or one.role)) for one in crop(spans, width)]
        return Strip(segments).adjust_cell_length(width, self.looks(over))


GAP = 2


class ScrollingLines(Drawing, ScrollView, inherit_bindings=False):
    """Lines below each other, of which only those in sight are drawn."""

    # Textual takes the default style sheet of the first base only, so the one of ScrollView is lost.
    DEFAULT_CSS = "ScrollingLines { overflow-x: hidden; overflow-y: auto; }"

    def set_height(self, lines: int) -> None:
        """Say how many lines there are."""
        self.virtual_size = Size(0, lines)
        self.refresh()

    @property
    def inner(self) -> Size:
        """The room for lines, without the scrollbar."""
        return self.scrollable_content_region.size

    @property
    def top(self) -> int:
        """The number of the first line in sight."""
        return round(self.scroll_y)


class LineBar(Drawing):
    """One line with a left and a right part; where room is short the right part keeps its last words, or none."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._left = Line()
        self._right = Line()

    def show(self, left: Line, right: Line | None = None) -> None:
        """Replace both parts."""
        self._left, self._right = left, right or Line()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; what is below it stays empty."""
        return Strip.blank(self.size.width, self.looks(None)) if y else self.row(self._left)

    def row(self, one: Line) -> Strip:
        """Draw a line with the right part at its end."""
        width = self.size.width
        left = self.strip(one.spans, min(one.width, width))
        spans = last_words(self._right.spans, width - left.cell_length - GAP)
        right = sum(one.width for one in spans)
        blank = Strip.blank(width - left.cell_length - right, self.looks(None))
        return Strip.join([left, blank, self.strip(spans, right)])


class GrowingBar(LineBar):
    """A line that becomes several where its left part needs them; the right part stands at the end of the last."""

    MOST = 3

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._rows: tuple[Line, ...] = (Line(),)

    def show(self, left: Line, right: Line | None = None) -> None:
        """Replace both parts."""
        super().show(left, right)
        self._grow()

    def on_resize(self) -> None:
        """Break the line anew."""
        self._grow()

    def _grow(self) -> None:
        rows = wrap([Line(self._left.spans, hang=1)], self.size.width) if self.size.width else (self._left,)
        if len(rows) > self.MOST:
            rows = (*rows[: self.MOST - 1], Line((*rows[self.MOST - 1].spans, span(" …"))))
        if len(rows) != len(self._rows):
            self.styles.height = len(rows)
        self._rows = rows

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        rows = self._rows
        return self.row(rows[-1]) if y >= len(rows) - 1 else self.strip(rows[y].spans, self.size.width)
