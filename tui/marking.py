"""A table whose rows can be marked, so that something is done about many of them at once."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from tui.columns import Column
from tui.filter import TableRow
from tui.line import Line, Role, Span, span
from tui.table import MARGIN, VirtualTable

_MARK = span("*".ljust(MARGIN), Role.KEY)


class MarkingTable(VirtualTable):
    """Rows of which some are marked; a mark stays on its row's key while rows come, go or change order.

    Only the marked rows in view count: what a filter hides is not acted on. A heading is never marked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "mark",
            "Mark",
            id="mark.one",
            show=False,
            tooltip="Mark the row or take its mark away, and go on to the next",
        ),
        Binding("v", "range", "Range", id="mark.range", show=False, tooltip="Mark from here on; again ends it"),
        Binding("shift+down", "extend(1)", "Mark down to the next row", id="mark.down", show=False),
        Binding("shift+up", "extend(-1)", "Mark up to the row before", id="mark.up", show=False),
        Binding("ctrl+a", "mark_all", "All", id="mark.all", show=False, tooltip="Mark all rows in view, or none"),
    ]

    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("click in the margin", "mark the row; so does one with Ctrl"),
        ("Shift and click", "mark up to the row"),
    )

    def __init__(self, columns: Sequence[Column], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(columns, id=id)
        self._marks: frozenset[str] = frozenset()
        # Where a range begins, and what was marked before it.
        self._anchor: str | None = None
        self._before: frozenset[str] = frozenset()

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked rows in view, in their order."""
        return tuple(row.key for row in self.rows if row.key in self._marks)

    @property
    def marked_words(self) -> str:
        """How many rows are marked, with room behind it; empty where none is."""
        marked = len(self.marked)
        return f"{'range, ' if self._anchor else ''}{marked:,} marked   " if marked or self._anchor else ""

    def unmark(self) -> None:
        """Take all marks away."""
        self._mark(frozenset())
        self._anchor = None

    def show(self, rows: Sequence[TableRow], notice: Sequence[Line] = ()) -> None:
        """Replace the rows; marks of rows that are gone go with them."""
        if self._marks:
            self._marks &= {row.key for row in rows}
        super().show(rows, notice)

    def _mark(self, keys: frozenset[str]) -> None:
        self._marks = keys
        self.refresh()
        self.post_message(self.Changed())

    def margin(self, row: TableRow) -> Span:
        """A star before a marked row."""
        return _MARK if row.key in self._marks else super().margin(row)

    def point(self, index: int) -> None:
        """Put the cursor on a row; a range that was begun reaches to it."""
        super().point(index)
        if self._anchor is not None:
            self._reach(self._anchor)

    def _reach(self, anchor: str) -> None:
        """Mark from the beginning of a range to the cursor."""
        keys = [row.key for row in self.rows]
        start = keys.index(anchor) if anchor in keys else self.cursor
        low, high = sorted((start, self.cursor))
        self._mark(self._before | _keys(self.rows[low : high + 1]))

    def _begin(self) -> None:
        self._anchor, self._before = self.key, self._marks

    def action_mark(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next that can be marked."""
        self._anchor = None
        if self.key is not None:
            self._mark(self._marks ^ _keys(self.rows[self.cursor : self.cursor + 1]))
            later = range(self.cursor + 1, len(self.rows))
            self.point(next((index for index in later if self.rows[index].opens is None), self.cursor))

    def action_range(self) -> None:
        """Begin a range at the cursor, or end the one that was begun."""
        if self._anchor is not None:
            self._anchor = None
            self.post_message(self.Changed())
        elif self.key is not None:
            self._begin()
            self._reach(self.key)

    def action_extend(self, rows: int) -> None:
        """Mark the row under the cursor and those up to where it goes."""
        if self._anchor is None:
            self._begin()
        self.point(self.cursor + rows)

    def action_mark_all(self) -> None:
        """Mark all rows in view; where all are marked, none."""
        self._anchor = None
        keys = _keys(self.rows)
        self._mark(self._marks - keys if keys <= self._marks else self._marks | keys)

    def on_click(self, event: Click) -> None:
        """Mark the row that is clicked in the margin or with Ctrl held; with Shift all up to it."""
        index = self.top + event.y - 1
        marking = event.ctrl or event.shift or event.x < MARGIN
        if event.y == 0 or index >= len(self.rows) or not marking:
            return
        event.prevent_default()  # what the table does otherwise
        if event.shift:
            self.action_extend(index - self.cursor)
        else:
            self._anchor = None
            self._mark(self._marks ^ _keys(self.rows[index : index + 1]))


def _keys(rows: Sequence[TableRow]) -> frozenset[str]:
    """The keys of the rows that can be marked."""
    return frozenset(row.key for row in rows if row.opens is None)
