"""What the screens share that list one kind of thing over all environments: a table, and a page on each row."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.message import Message
from textual.widget import Widget

from tracker.text import clean_line
from tui.asking import ask
from tui.browser import PageWanted, web_address
from tui.columns import Column
from tui.filter import Row
from tui.line import Line, Role, Span, line, span
from tui.page_pane import PagePane
from tui.screen import TableScreen
from tui.source import Failure, FindingsSource
from tui.words import age_words

WIDE = 100
REREAD_SECONDS = 300.0

# For the lists whose rows have a page on the web.
BROWSE = Binding("o", "browse", "Browser", id="go.browser", tooltip="Open its page in the browser")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[Item]):
    """An answer made ready in a worker: the rows, and by their keys what they stand for.

    `counts` stand above the table, `about` in the crumb line; `remark` is what a reader should know beside the
    rows, and `empty` stands where there are none.
    """

    rows: tuple[Row, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    counts: tuple[Span, ...] = ()
    about: str = ""
    remark: str = ""
    empty: tuple[Line, ...] = ()


class ListingScreen(TableScreen, Generic[Item]):
    """A list that is read when it is opened, when it is asked for, and every few minutes.

    `title` names it in the crumbs, `reading` is the line shown before the first answer, `filtered_out` the one
    where a filter leaves nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "Again", id="check.again", tooltip="Read this list again from what is stored"),
        Binding("m", "maximise", "Whole page or beside the list", id="show.maximise", show=False),
        Binding("tab,shift+tab", "next_pane", "Next pane", id="go.pane", show=False),
    ]
    title_text: ClassVar[str]
    reading: ClassVar[str]
    filtered_out: ClassVar[str]

    @dataclass
    class Answered(Message):
        """A worker has made a list; an answer of an older generation is dropped."""

        generation: int
        answer: Listed[Any] | Failure

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], columns: Sequence[Column]) -> None:
        super().__init__(source, now, columns)
        self.pane = PagePane(id="detail")
        self._listed: Listed[Item] | None = None
        self._problem: Failure | None = None
        self._read_at: datetime | None = None
        self._generation = 0
        self._reading = False
        self._whole_page = False
        self._shown: Item | None = None
        self._shown_key: str | None = None

    @abstractmethod
    def make_list(self) -> Listed[Item]:
        """Ask the source and make the list; runs in a worker."""

    @abstractmethod
    def page(self, item: Item) -> tuple[Line, ...]:
        """Write everything about one row."""

    @abstractmethod
    def name_of(self, item: Item) -> str:
        """Name what a row stands for, in a few words."""

    def address_of(self, item: Item) -> str | None:  # noqa: ARG002 - most have none
        """The page on the web of what a row stands for."""
        return None

    def body(self) -> Iterator[Widget]:
        """The rows, and a page on the one under the cursor."""
        yield Horizontal(self.table, self.pane, id="panes")

    def on_mount(self) -> None:
        """Read the list, now and again every few minutes while it is in sight."""
        self.set_interval(REREAD_SECONDS, self._reread)
        self.action_again()

    def _reread(self) -> None:
        if self.app.screen is self:
            self.action_again()

    def action_again(self) -> None:
        """Read the list again; what is shown stays until the answer has come."""
        self._generation += 1
        self._reading = True
        self._ask(self._generation)
        self._show()

    @work(thread=True, exclusive=True, group="list", exit_on_error=False)
    def _ask(self, generation: int) -> None:
        self.post_message(self.Answered(generation, ask(self.make_list)))

    def on_listing_screen_answered(self, message: Answered) -> None:
        """Show the list; a failure leaves what was shown before."""
        if message.generation != self._generation:
            return
        self._reading = False
        if isinstance(message.answer, Failure):
            self._problem = message.answer
        else:
            self._listed, self._problem, self._read_at = message.answer, None, self.now()
        self._show()

    def _show(self) -> None:
        self.table.show(self._listed.rows if self._listed else (), self._notice())
        self.describe()

    def _notice(self) -> tuple[Line, ...]:
        if self._listed is not None and self._listed.rows:
            return (line(self.filtered_out), line(span("Esc clears it.", Role.MUTED)))
        if self._problem is not None:
            return (line(span(self._problem.text, Role.OVERDUE)), line(span("r tries again.", Role.MUTED)))
        if self._listed is None:
            return (line(span(self.reading, Role.MUTED)),)
        return (*self._listed.empty, line(span("r looks again.", Role.MUTED)))

    @property
    def item(self) -> Item | None:
        """What the row under the cursor stands for."""
        key = self.table.key
        return self._listed.items.get(key) if self._listed and key is not None else None

    def on_virtual_table_changed(self) -> None:
        """Follow the cursor in the pane beside."""
        item, key = self.item, self.table.key
        if item is not self._shown:
            same, self._shown, self._shown_key = key == self._shown_key, item, key
            self.show_page(item, from_top=not same)

    def show_page(self, item: Item | None, *, from_top: bool) -> None:
        """Show the page on a row, or an empty one; `from_top` False leaves the reader where he is."""
        self.pane.show(() if item is None else self.page(item), from_top=from_top)

    def describe(self) -> None:
        """Write crumbs, counts, and how old the list is."""
        item = self.item if self._whole_page else None
        path = ["tracker", self.title_text] if item is None else ["tracker", self.title_text, self.name_of(item)]
        trail = " > ".join([*path[:-1], ""])
        self.crumbs.show(
            line(span(f" {trail}", Role.MUTED), span(clean_line(path[-1]), Role.STRONG)), self._about()
        )
        self.counts.show(line(" ", *self._listed.counts) if self._listed else Line())
        text = (
            self._problem.text if self._problem and self._listed else self._listed.remark if self._listed else ""
        )
        self.remark = line(span(f" {text}", Role.UNKNOWN)) if text else Line()
        self.show_status()

    def _about(self) -> Line:
        about = f"{self._listed.about}, " if self._listed and self._listed.about else ""
        if self._reading:
            return line(span(about, Role.MUTED), span("reading ... ", Role.KEY))
        age = f"as of {age_words(self._read_at, self.now())} " if self._read_at else ""
        return line(span(f"{about}{age}", Role.MUTED))

    def on_resize(self, event: Resize) -> None:
        """Show one pane or both, as there is room."""
        self._lay_out(event.size.width)

    def _lay_out(self, width: int) -> None:
        self.table.display = not self._whole_page
        self.pane.display = self._whole_page or width >= WIDE
        self.pane.set_class(self._whole_page, "whole-page")
        if not self.table.display:
            self.set_focus(self.pane)
        elif self.focused is None or not self.pane.display:
            self.set_focus(self.table)
        self.describe()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the panes in sight allow."""
        wide = self.size.width >= WIDE
        if action == "filter" and self._whole_page:
            return False
        if action == "maximise":
            return wide
        if action == "next_pane":
            return wide and not self._whole_page
        return super().check_action(action, parameters)

    def on_virtual_table_opened(self) -> None:
        """Give the page the whole screen."""
        self._turn(whole_page=True)

    def action_maximise(self) -> None:
        """Give the page the whole screen, or put it beside the list again."""
        self._turn(whole_page=not self._whole_page and self.item is not None)

    def _turn(self, *, whole_page: bool) -> None:
        self._whole_page = whole_page
        self._lay_out(self.size.width)
        self.set_focus(self.pane if whole_page else self.table)

    def action_escape(self) -> None:
        """Go from the page to the list, clear the filter, else go back."""
        if self._whole_page:
            self.action_back()
        else:
            super().action_escape()

    def action_back(self) -> None:
        """Go from the page to the list, else back one screen."""
        if self._whole_page:
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
        """Open the page of what the row under the cursor stands for."""
        item = self.item
        url = web_address(self.address_of(item)) if item is not None else None
        if url is not None:
            self.post_message(PageWanted(url))
        elif item is not None:
            self.flash(f"{clean_line(self.name_of(item))} has no web page.")
