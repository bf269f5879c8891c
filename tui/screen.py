"""What the screens with a table share: their lines, the filter, and the way back."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tracker.text import clean_line
from tui.asking import ask
from tui.columns import Column
from tui.crumbs import Crumbs
from tui.drawing import LineBar
from tui.filter_bar import FilterBar
from tui.keymap import key_of
from tui.keys import KeyBar
from tui.line import Role, line
from tui.memory import Order
from tui.news import NewsScreen
from tui.place import Destination, Place
from tui.source import Failure, FindingsSource
from tui.table import VirtualTable

if TYPE_CHECKING:
    from tui.exporting import Form, View
    from tui.remembering import RememberingApp

SMALLEST = (60, 20)

# What needs a row, by what its ids begin with.
_ON_ROWS = ("go.open", "mark.", "show.maximise")
_STEPS = {"tracker": "portfolio", "Portfolio": "portfolio", "Fleet": "fleet"}


@dataclass
class PlaceWanted(Message):
    """The reader wants to go somewhere."""

    destination: Destination


class TableScreen(NewsScreen, inherit_bindings=False):
    """A crumb line, a line of counts, the table, and below it one line of news and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="show.filter", tooltip="Filter: words, !word, column:word"),
        Binding("escape", "escape", "Back", id="go.escape", tooltip="Clear the filter, else back"),
        Binding("left,backspace", "back", "Back", id="go.back", show=False),
        Binding("e", "export", "Export", id="go.export", show=False, tooltip="Write what is in view to a file"),
        Binding("q", "leave", "Back or quit", id="go.leave", show=False),
        Binding("left_square_bracket", "app.travel(-1)", "Where you were before", id="go.earlier", show=False),
        Binding("right_square_bracket", "app.travel(1)", "Forward again", id="go.later", show=False),
    ]

    @dataclass
    class Exported(Message):
        """What was in view was written to a file, or why it was not."""

        path: str | Failure

    @dataclass
    class Arrived(Message):
        """The reader has come to a place."""

        screen: "TableScreen"

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], columns: Sequence[Column]) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-thin"), (SMALLEST[0], "-broad")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (SMALLEST[1], "-high")]
        self.source = source
        self.now = now
        self.table = VirtualTable(columns, id="table")
        self.filter_bar = FilterBar()
        self.crumbs = Crumbs(id="crumbs")
        self.counts = LineBar(id="counts")
        self._awaited: str | None = None

    def compose(self) -> ComposeResult:
        """The lines from top to bottom, and the one that covers them where there is no room."""
        yield self.crumbs
        yield self.counts
        yield self.filter_bar
        yield from self.body()
        yield self.status
        yield KeyBar(id="keys")
        cover = LineBar(id="too-small")
        cover.show(line(" tracker needs {} x {} cells of room".format(*SMALLEST)))
        yield cover

    def body(self) -> Iterator[Widget]:
        """What stands between the counts and the news."""
        yield self.table

    def on_mount(self) -> None:
        """Start on the rows, arranged as they were last time; ages are told anew twice a minute."""
        self.set_focus(self.table)
        self.set_interval(30, self.describe)
        self._arrange_as_before()

    def on_screen_resume(self) -> None:
        """Tell the app where the reader is."""
        self.post_message(self.Arrived(self))

    @property
    def place(self) -> Place:
        """Where this is, for the way back and for what is remembered."""
        return Place(type(self).__name__.removesuffix("Screen").casefold())

    @property
    def at_rest(self) -> bool:
        """Whether other things can be asked without delaying what it shows first."""
        return True

    @property
    def remembering(self) -> "RememberingApp":
        """The app, as that which remembers."""
        return cast("RememberingApp", self.app)

    def _arrange_as_before(self) -> None:
        memory = self.remembering.memory
        order = memory.orders.get(self.place.screen, Order())
        self.table.sort_by(order.column, reverse=order.reverse)
        if text := memory.filters.get(self.place, ""):
            self.set_filter(text)

    def set_filter(self, text: str) -> None:
        """Filter as if it had been typed, and stay on the rows."""
        self.filter_bar.set(text)
        self.table.filter(text)
        self.set_focus(self.table)

    def describe(self) -> None:
        """Write the lines round the table anew, and set `remark`."""

    def follow(self) -> None:
        """Write anew what depends on the row under the cursor."""
        self.describe()

    @property
    def why_empty(self) -> str:
        """Say in a few words why there is no row under the cursor."""
        return "the filter leaves nothing" if self.table.total else self.why_nothing

    @property
    def why_nothing(self) -> str:
        """Say in a few words why there is no row at all."""
        return "nothing is listed"

    def why_idle(self, binding: str) -> str | None:
        """Say why there is no row for what needs one."""
        return self.why_empty if binding.startswith(_ON_ROWS) and not self.table.rows else None

    def position(self) -> str:
        """Where the cursor is, or how much a filter leaves."""
        table = self.table
        if table.filtered:
            return f"{table.matching:,} of {table.total:,}, {key_of(self, 'go.escape')} clears the filter "
        return f"{table.position} " if table.rows else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only where there is one."""
        if action == "back":
            return self.can_go_back
        if action == "escape":
            return self.can_go_back or self.filter_bar.display
        if action == "filter":
            return not self.filter_bar.has_focus_within
        return super().check_action(action, parameters)

    @property
    def can_go_back(self) -> bool:
        """Whether something lies behind this screen."""
        return len(self.app.screen_stack) > 1

    def outdate(self, environments: Collection[str]) -> None:
        """Learn that something was done on another screen, in some environments or more widely."""

    def await_row(self, key: str) -> None:
        """Open the row of a key, as soon as there is one."""
        self._awaited = key
        self.table.seek(key)

    def show_destination(self, destination: Destination) -> None:
        """Show what the reader came for, where it is more than the place."""
        if destination.filter is not None:
            self.set_filter(destination.filter)
        if destination.row is not None:
            self.await_row(destination.row)

    def on_virtual_table_changed(self) -> None:
        """Follow the cursor, and open the row that was waited for."""
        self.follow()
        if self._awaited is not None and self.table.rows:
            awaited, self._awaited = self._awaited, None
            if self.table.key == awaited:
                self.table.action_open()
            else:
                self.flash(f"{clean_line(awaited)} is not here.", Role.UNKNOWN)

    def on_crumbs_chosen(self, message: Crumbs.Chosen) -> None:
        """Go back to a step of the way: to a screen that stands for itself, else back."""
        if not message.behind:
            return
        if (place := self.step(message)) is None:
            self.action_back()
        else:
            self.app.post_message(PlaceWanted(Destination(place)))

    def step(self, chosen: Crumbs.Chosen) -> Place | None:
        """Where a step of the way leads; None where it is what lies behind."""
        return Place(_STEPS[chosen.name]) if chosen.name in _STEPS else None

    def on_virtual_table_sorted(self) -> None:
        """Remember the order."""
        order = Order(column=self.table.sorted_by, reverse=self.table.arrangement.reverse)
        self.remembering.remember(self.remembering.memory.with_order(self.place.screen, order))

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Filter the rows, and remember it."""
        self.table.filter(message.text)
        self.remembering.remember(self.remembering.memory.with_filter(self.place, message.text.strip()))
        self.refresh_bindings()

    def on_filter_bar_settled(self) -> None:
        """Go from the filter to the rows."""
        self.set_focus(self.table)
        self.refresh_bindings()

    def action_filter(self) -> None:
        """Type a filter."""
        self.filter_bar.open()
        self.refresh_bindings()

    def action_escape(self) -> None:
        """Clear the filter, else go back."""
        if self.filter_bar.display:
            self.filter_bar.clear()
            self.set_focus(self.table)
            self.refresh_bindings()
        else:
            self.action_back()

    def action_export(self) -> None:
        """Ask in which form to write what is in view."""
        if not self.table.rows:
            self.refuse(self.why_empty)
            return
        from tui.exporting import ExportScreen

        self.app.push_screen(ExportScreen(self.exported().what), self._export)

    @property
    def stem(self) -> str:
        """What the names of files begin with that are written of this screen."""
        return type(self).__name__.lower()

    def exported(self) -> "View":
        """What an export is about: here the rows in view."""
        from tui.exporting import TableView

        return TableView(self.stem, self.table.headings, self.table.rows)

    def _export(self, form: "Form | None") -> None:
        if form is not None:
            self._write_file(self.exported(), form, self.now())

    @work(thread=True, exclusive=True, group="export", exit_on_error=False)
    def _write_file(self, view: "View", form: "Form", now: datetime) -> None:
        name = f"{view.stem}-{now:%Y-%m-%d}.{form.ending}"
        self.post_message(self.Exported(ask(lambda: self.source.export(name, view.written(form)))))

    def on_table_screen_exported(self, message: Exported) -> None:
        """Say which file it is."""
        if isinstance(message.path, Failure):
            self.flash(message.path.text, Role.OVERDUE)
        else:
            self.flash(f"Written to {message.path}.")

    def action_back(self) -> None:
        """Go back one step."""
        self.dismiss()

    def action_leave(self) -> None:
        """Go back one step; from the first screen, quit."""
        if self.can_go_back:
            self.action_back()
        else:
            self.app.exit()
