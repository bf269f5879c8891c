"""A table and beside it, or on the whole screen, a page on the row under the cursor."""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget

from tracker.text import clean_line
from tui.browser import PageWanted, web_address
from tui.line import Line, Role, line, span
from tui.screen import TableScreen
from tui.text_view import TextView

WIDE = 100
_PANES = frozenset({"show.maximise", "go.pane"})


class TwoPanes(TableScreen):
    """A table with a page; both are in sight where the terminal has the room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "maximise", "Whole page or beside the list", id="show.maximise", show=False),
        Binding("tab,shift+tab", "next_pane", "Next pane", id="go.pane", show=False),
    ]
    pane: TextView
    whole_page = False

    @property
    @abstractmethod
    def path(self) -> Sequence[str]:
        """The names of the places that lead to this screen, and its own."""

    @property
    @abstractmethod
    def page_name(self) -> str | None:
        """Name what the row under the cursor stands for; None where there is no row."""

    @abstractmethod
    def about(self) -> Line:
        """Say at the end of the crumbs whose the rows are and how old."""

    @abstractmethod
    def show_row(self) -> None:
        """Show the page on the row under the cursor; called often, and only where the page is in sight."""

    @property
    def address(self) -> str | None:
        """The page on the web of what the row under the cursor stands for."""
        return None

    def body(self) -> Iterator[Widget]:
        """The rows, and a page on the one under the cursor."""
        yield Horizontal(self.table, self.pane, id="panes")

    def describe(self) -> None:
        """Write the crumbs."""
        page = self.page_name if self.whole_page else None
        path = [*map(clean_line, self.path), *([] if page is None else [clean_line(page)])]
        trail = " > ".join(["tracker", *path[:-1], ""])
        self.crumbs.show(line(span(f" {trail}", Role.MUTED), span(path[-1], Role.STRONG)), self.about())

    def on_virtual_table_changed(self) -> None:
        """Follow the cursor in the pane."""
        if self.pane.display:
            self.show_row()

    def on_resize(self, event: Resize) -> None:
        """Show one pane or both, as there is room."""
        self._lay_out(event.size.width)

    def _lay_out(self, width: int) -> None:
        self.table.display = not self.whole_page
        self.pane.display = self.whole_page or width >= WIDE
        self.pane.set_class(self.whole_page, "whole-page")
        if not self.table.display:
            self.set_focus(self.pane)
        elif self.focused is None or not self.pane.display:
            self.set_focus(self.table)
        if self.pane.display:
            self.show_row()
        self.describe()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the panes in sight allow."""
        wide = self.size.width >= WIDE
        if action == "filter" and self.whole_page:
            return False
        if action == "maximise":
            return wide
        if action == "next_pane":
            return wide and not self.whole_page
        return super().check_action(action, parameters)

    def why_off(self, bindings: Collection[str]) -> str | None:
        """Say how much room a second pane needs."""
        if self.size.width < WIDE and not _PANES.isdisjoint(bindings):
            return f"a page beside the list needs {WIDE} columns"
        return super().why_off(bindings)

    def on_virtual_table_opened(self) -> None:
        """Open the row under the cursor."""
        self.open_row()

    def open_row(self) -> None:
        """Give the page on the row under the cursor the whole screen."""
        self._turn(whole_page=True)

    def action_maximise(self) -> None:
        """Give the page the whole screen, or put it beside the table again."""
        self._turn(whole_page=not self.whole_page and self.page_name is not None)

    def _turn(self, *, whole_page: bool) -> None:
        self.whole_page = whole_page
        self._lay_out(self.size.width)
        self.set_focus(self.pane if whole_page else self.table)

    def action_escape(self) -> None:
        """Go from the page to the table, else do what leaves the table."""
        if self.whole_page:
            self.action_back()
        else:
            super().action_escape()

    def action_back(self) -> None:
        """Go from the page to the table, else back one screen."""
        if self.whole_page:
            self._turn(whole_page=False)
        else:
            super().action_back()

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        self.set_focus(self.table if self.pane.has_focus else self.pane)

    def action_step(self, rows: int) -> None:
        """Show the page on the next or an earlier row."""
        self.table.action_move(rows)

    def action_browse(self) -> None:
        """Open the page on the web of what the row under the cursor stands for."""
        url = web_address(self.address)
        if url is None:
            self.flash(self.no_address())
        else:
            self.post_message(PageWanted(url))

    def no_address(self) -> str:
        """Say that there is no page on the web to open."""
        return (
            f"There is nothing to open: {self.why_empty}."
            if self.page_name is None
            else f"{clean_line(self.page_name)} has no web page."
        )
