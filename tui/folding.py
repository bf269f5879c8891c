"""A table whose rows stand under headings that fold."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from tracker.record import replace
from tui.columns import Column
from tui.filter import TableRow, is_open
from tui.line import Role, Span, span
from tui.marking import MarkingTable
from tui.table import MARGIN

_OPEN = span("-".ljust(MARGIN), Role.KEY)
_FOLDED = span("+".ljust(MARGIN), Role.KEY)


class FoldingTable(MarkingTable):
    """Rows under headings; a `+` in the margin says that rows are folded away, and Enter or a click shows them.

    While a filter is in force all that matches is in view, and nothing folds.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "close", "Fold", id="show.fold", show=False, tooltip="Fold the group the row is in"),
        Binding("plus", "unfold_all", "Unfold all", id="show.unfold-all", show=False, tooltip="Unfold all groups"),
        Binding("minus", "fold_all", "Fold all", id="show.fold-all", show=False, tooltip="Fold all groups"),
    ]
    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (("click on a group", "fold or unfold it"),)

    class Folded(Message):
        """Other headings are folded."""

    class Unfoldable(Message):
        """There is nothing to fold at the cursor."""

    @property
    def heading(self) -> TableRow | None:
        """The heading under the cursor, else the one that the row under it stands under."""
        row = self.row
        if row is None or row.opens is not None:
            return row
        return next((one for one in self.rows if row.above and one.key == row.above[-1]), None)

    @property
    def position(self) -> str:
        """Which of the rows under headings the cursor is on, and how many are folded away."""
        shown = self.matching
        folded = self.total - shown
        row = self.row
        before = sum(one.opens is None for one in self.rows[: self.cursor])
        place = f"{before + 1:,} of {shown:,}" if row is not None and row.opens is None else f"{shown:,} in view"
        return f"{place}, {folded:,} folded" if folded else place

    @property
    def groups(self) -> tuple[TableRow, ...]:
        """All headings, in view or not."""
        return tuple(row for row in self._rows if row.opens is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of the rows under the heading under the cursor, else the key under it."""
        key = self.key
        under = tuple(row.key for row in self._rows if row.opens is None and key in row.above)
        return under or (() if key is None else (key,))

    @property
    def turned(self) -> frozenset[str]:
        """The keys of the headings that the reader folded or unfolded."""
        return self.arrangement.turned

    def turn(self, keys: frozenset[str]) -> None:
        """Say which headings stand otherwise than they do by themselves."""
        if keys != self.turned:
            self._wanted = replace(self._wanted, turned=keys)
            self._rearrange()
            self.post_message(self.Folded())

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; there must be as many as before."""
        self._columns = tuple(columns)
        self.refresh()

    def _index_of(self, key: str | None) -> int:
        """The first row at first, not the heading above it."""
        if key is None:
            return next((index for index, row in enumerate(self.rows) if row.opens is None), 0)
        return super()._index_of(key)

    def _set(self, heading: TableRow, *, opened: bool) -> None:
        if is_open(heading, self.arrangement) is not opened and not self.filtered:
            self.turn(self.turned ^ {heading.key})

    def action_open(self) -> None:
        """Open the row under the cursor; unfold a heading, or fold it where it is open."""
        row = self.row
        if row is not None and row.opens is not None:
            self._turn(row)
        else:
            super().action_open()

    def _turn(self, heading: TableRow) -> None:
        self._set(heading, opened=not is_open(heading, self.arrangement))

    def action_mark(self) -> None:
        """Mark the row under the cursor or take its mark away; fold or unfold a heading."""
        if (row := self.row) is not None and row.opens is not None:
            self._turn(row)
        else:
            super().action_mark()

    def action_close(self) -> None:
        """Fold the group the row under the cursor is in; from a folded one go to the one around it."""
        heading = self.heading
        folded = heading is not None and not is_open(heading, self.arrangement)
        if heading is None or (self.key == heading.key and (self.filtered or (folded and not heading.above))):
            self.post_message(self.Unfoldable())
        elif folded and heading.above:
            self.seek(heading.above[-1])
        else:
            self.seek(heading.key)
            self._set(heading, opened=False)

    def action_unfold_all(self) -> None:
        """Show all rows."""
        self.turn(frozenset(row.key for row in self.groups if not row.opens))

    def action_fold_all(self) -> None:
        """Show the headings alone."""
        row = self.row
        if row is not None and row.above:
            self.seek(row.above[0])
        self.turn(frozenset(row.key for row in self.groups if row.opens))

    def margin(self, row: TableRow) -> Span:
        """A sign before a heading: whether it is folded."""
        if row.opens is None:
            return super().margin(row)
        return _OPEN if is_open(row, self.arrangement) else _FOLDED

    def on_click(self, event: Click) -> None:
        """Fold or unfold the heading that is clicked."""
        index = self.top + event.y - 1
        if event.y and index < len(self.rows) and self.rows[index].opens is not None:
            event.prevent_default()  # what the table does otherwise
            self.point(index)
            self._turn(self.rows[index])
