"""A table that draws only the lines in sight, so that sixty thousand rows cost no more than forty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tracker.record import replace
from tui.columns import Column, column_at, fitted, lay, lay_headings, room, widths
from tui.drawing import ScrollingLines
from tui.filter import Arrangement, TableRow, arrange, parse
from tui.line import Line, Role, Span, span, wrap

MARGIN = 1
AT_ONCE = 1_000
# So many rows tell how wide the columns have to be: measuring them takes 2 ms.
MEASURED = 400


class VirtualTable(ScrollingLines, can_focus=True, inherit_bindings=False):
    """Rows under headings with a cursor that stays on its row's key when rows come, go or change order.

    Above a thousand rows a worker filters and sorts.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,l", "open", "Open", id="go.open"),
        Binding("down,j", "move(1)", "Next row", id="move.down", show=False),
        Binding("up,k", "move(-1)", "Previous row", id="move.up", show=False),
        Binding("pagedown", "page(1)", "Next page", id="move.page-down", show=False),
        Binding("pageup", "page(-1)", "Previous page", id="move.page-up", show=False),
        Binding("home,g", "first", "First row", id="move.first", show=False),
        Binding("end,G", "last", "Last row", id="move.last", show=False),
        Binding("s", "sort", "Sort", id="show.sort", show=False, tooltip="Sort by the next column"),
        Binding("S", "reverse", "Reverse the order", id="show.reverse", show=False),
    ]

    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("click on a row", "go to it; open it where the cursor is"),
        ("click on a heading", "sort by it; again turns it round"),
        ("wheel", "scroll"),
    )

    cursor: reactive[int] = reactive(0, always_update=True)

    @dataclass
    class Opened(Message):
        """A row was opened."""

        key: str

    class Changed(Message):
        """The rows in view, their order or the cursor changed."""

    class Sorted(Message):
        """Another order is wanted."""

    @dataclass
    class Arranged(Message):
        """A worker has filtered and sorted; an answer of an older generation is dropped."""

        generation: int
        rows: tuple[TableRow, ...]

    def __init__(self, columns: Sequence[Column], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._needed = (0,) * len(self._columns)
        self._rows: tuple[TableRow, ...] = ()
        self._view: tuple[TableRow, ...] = ()
        self._notice: tuple[Line, ...] = ()
        self._wanted = Arrangement()
        self._generation = 0
        self._key: str | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its columns."""
        return tuple(column.heading for column in self._columns)

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """The rows in view, in their order."""
        return self._view

    @property
    def position(self) -> str:
        """Which of the rows the cursor is on."""
        return f"{self.cursor + 1:,} of {len(self.rows):,}"

    @property
    def total(self) -> int:
        """How many rows there are, in view or not; headings do not count."""
        return sum(row.opens is None for row in self._rows)

    @property
    def matching(self) -> int:
        """How many rows a filter leaves; headings do not count."""
        return sum(row.opens is None for row in self._view)

    @property
    def arrangement(self) -> Arrangement:
        """Which rows are wanted, in which order."""
        return self._wanted

    @property
    def sorted_by(self) -> str | None:
        """The heading of the column that sorts the rows, None where they stand in the order they came in."""
        return None if self._wanted.column is None else self._columns[self._wanted.column].heading

    def sort_by(self, heading: str | None, *, reverse: bool) -> None:
        """Sort by the column of a heading; without such a column the rows stay in the order they came in."""
        headings = [column.heading for column in self._columns]
        self.sort(headings.index(heading) if heading in headings else None, reverse=reverse)

    def seek(self, key: str) -> None:
        """Put the cursor on the row of a key, now or when it comes."""
        self._key = key
        self.cursor = self._index_of(key)

    @property
    def row(self) -> TableRow | None:
        """The row under the cursor."""
        return self._view[self.cursor] if self._view else None

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.row.key if self.row else None

    @property
    def filtered(self) -> bool:
        """Whether a filter is in force."""
        return bool(self._wanted.terms)

    def show(self, rows: Sequence[TableRow], notice: Sequence[Line] = ()) -> None:
        """Replace the rows; the notice stands where no row is in view."""
        self._rows, self._notice = tuple(rows), tuple(notice)
        self._measure()
        self._rearrange()

    def _measure(self) -> None:
        """Learn how wide the texts are; columns only grow, for none should move while somebody reads."""
        rows = self._rows[:: len(self._rows) // MEASURED + 1]
        found = room([row.cells for row in rows], self._columns)
        self._needed = tuple(map(max, found, self._needed))

    def let_go(self) -> None:
        """Hold no rows any more; nothing is drawn after it."""
        self._rows = self._view = ()

    def head(self, columns: Sequence[Column]) -> None:
        """Take rows of other columns from now on, unsorted and unfiltered."""
        self._columns, self._rows, self._wanted = tuple(columns), (), Arrangement()
        self._needed = (0,) * len(self._columns)

    def filter(self, text: str) -> None:
        """Keep the rows that match a filter as it was typed."""
        terms = parse(text, [column.heading for column in self._columns])
        self._wanted = replace(self._wanted, terms=terms)
        self._rearrange()

    def sort(self, column: int | None, *, reverse: bool = False) -> None:
        """Sort by a column; None is the order the rows came in."""
        self._wanted = replace(self._wanted, column=column, reverse=reverse)
        self._rearrange()
        self.post_message(self.Sorted())

    def _rearrange(self) -> None:
        self._generation += 1
        if len(self._rows) > AT_ONCE:
            self._rearrange_aside(self._generation)
        else:
            self._take(arrange(self._rows, self._wanted))

    # Rows are no argument: Textual would hold them with the worker long after it has ended.
    @work(thread=True, exclusive=True, group="arrange", exit_on_error=False)
    def _rearrange_aside(self, generation: int) -> None:
        self.post_message(self.Arranged(generation, arrange(self._rows, self._wanted)))

    def on_virtual_table_arranged(self, message: Arranged) -> None:
        """Take a worker's answer unless a newer question was asked since."""
        message.stop()
        if message.generation == self._generation:
            self._take(message.rows)

    def _take(self, rows: tuple[TableRow, ...]) -> None:
        self._view = rows
        self.set_height(len(rows) + 1 if rows else 0)
        self.cursor = self._index_of(self._key)

    def _index_of(self, key: str | None) -> int:
        for index, row in enumerate(self._view):
            if row.key == key:
                return index
        return self.cursor

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._view) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the row under the cursor into sight."""
        height = self._height
        if not self.top <= new < self.top + height:
            self.scroll_to(y=new if new < self.top else new - height + 1, animate=False, force=True)
        for index in {old, new}:
            self.refresh(Region(0, index - self.top + 1, self.size.width, 1))
        self.post_message(self.Changed())

    @property
    def _height(self) -> int:
        return max(self.inner.height - 1, 1)

    def on_resize(self) -> None:
        """Keep the row under the cursor in sight."""
        self.cursor = self.cursor

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.point(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is in sight."""
        self.point(self.cursor + pages * self._height)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.point(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.point(len(self._view) - 1)

    def point(self, index: int) -> None:
        """Put the cursor on a row."""
        self.cursor = index
        self._key = self.key

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Opened(self.key))

    def action_sort(self) -> None:
        """Sort by the next column, after the last by the order the rows came in."""
        shown = [index for index, column in enumerate(self._columns) if column.most]
        at = self._wanted.column
        later = [index for index in shown if at is None or index > at]
        self.sort(later[0] if later else None)

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.sort(self._wanted.column, reverse=not self._wanted.reverse)

    def on_click(self, event: Click) -> None:
        """Sort by a clicked heading; select a clicked row, and open it where it was selected."""
        index = self.top + event.y - 1
        if event.y == 0:
            self._sort_at(event.x)
        elif index < len(self._view):
            if index == self.cursor:
                self.action_open()
            else:
                self.point(index)

    def _sort_at(self, x: int) -> None:
        column = column_at(self._given, x - MARGIN)
        if column is not None:
            same = column == self._wanted.column
            self.sort(column, reverse=same and not self._wanted.reverse)

    @property
    def _given(self) -> tuple[int, ...]:
        needed = [
            max(cells, cell_len(text)) for cells, text in zip(self._needed, self._heading_texts, strict=True)
        ]
        return widths(fitted(self._columns, needed), self.inner.width - 2 * MARGIN)

    @property
    def _heading_texts(self) -> list[str]:
        """The headings, with an arrow behind that of the column that sorts the rows."""
        wanted = self._wanted
        return [
            f"{column.heading} {'v' if wanted.reverse else '^'}" if index == wanted.column else column.heading
            for index, column in enumerate(self._columns)
        ]

    def render_line(self, y: int) -> Strip:
        """Draw the headings, one row, or a line of the notice."""
        width = self.inner.width
        if y == 0:
            return self.strip(self._headings(), width)
        if not self._view:
            lines = (Line(), *wrap(self._notice, width - 4 * MARGIN))
            spans = lines[y - 1].spans if y <= len(lines) else ()
            return self.strip((_MARGIN, _MARGIN, *spans), width)
        index = self.top + y - 1
        if index >= len(self._view):
            return Strip.blank(width, self.looks(None))
        return self._row(index, width)

    def _headings(self) -> tuple[Span, ...]:
        texts = self._heading_texts
        roles = [Role.STRONG if index == self._wanted.column else Role.HEADING for index in range(len(texts))]
        return (_MARGIN, *lay_headings(texts, self._columns, self._given, roles))

    def margin(self, _row: TableRow) -> Span:
        """What stands before a row, in the cells of the margin."""
        return _MARGIN

    def _row(self, index: int, width: int) -> Strip:
        row = self._view[index]
        spans = (self.margin(row), *lay(row.cells, self._columns, self._given, row.roles))
        over = None
        if index == self.cursor:
            over = Role.CURSOR if self.has_focus else Role.RESTING
        return self.strip(spans, width, over)


_MARGIN = span(" " * MARGIN)
