"""What the screens share that list one kind of thing over all environments: a table, and a page on each row."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.record import Record, field
from tui.asking import ask
from tui.columns import Column
from tui.filter import TableRow
from tui.line import Line, Role, Span, line, span
from tui.page_pane import PagePane
from tui.source import Failure, FindingsSource
from tui.two_panes import TwoPanes
from tui.words import age_words

REREAD_SECONDS = 300.0

# For the lists whose rows have a page on the web.
BROWSE = Binding("o", "browse", "Browser", id="go.browser", tooltip="Open its page in the browser")

Item = TypeVar("Item")


class Listed(Record, Generic[Item]):
    """An answer made ready in a worker: the rows, and by their keys what they stand for.

    `counts` stand above the table, `about` in the crumb line; `remark` is what a reader should know beside the
    rows, `hint` how to read them where there is no remark, and `empty` stands where there are none.
    """

    rows: tuple[TableRow, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    counts: tuple[Span, ...] = ()
    about: str = ""
    remark: str = ""
    hint: str = ""
    empty: tuple[Line, ...] = ()


class ListingScreen(TwoPanes, Generic[Item]):
    """A list that is read when it is opened, when it is asked for, and every few minutes.

    `title_text` names it in the crumbs, `reading` is the line shown before the first answer, `filtered_out` the
    one where a filter leaves nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "Again", id="check.again", tooltip="Read this list again from what is stored"),
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

    @property
    def path(self) -> Sequence[str]:
        """The title alone."""
        return (self.title_text,)

    @property
    def stem(self) -> str:
        """What is written is named after where this list stands."""
        return "-".join(self.path).lower()

    @property
    def page_name(self) -> str | None:
        """Name what the row under the cursor stands for."""
        return None if self.item is None else self.name_of(self.item)

    @property
    def address(self) -> str | None:
        """The page on the web of what the row under the cursor stands for."""
        return None if self.item is None else self.address_of(self.item)

    def on_mount(self) -> None:
        """Read the list, now and again every few minutes while it is in sight."""
        self.set_interval(REREAD_SECONDS, self._reread)
        self.read_list()

    def on_unmount(self) -> None:
        """Let go of the list, which would else be held until garbage is collected."""
        self._listed = self._shown = None
        self.table.let_go()

    def _reread(self) -> None:
        if self.app.screen is self:
            self.read_list()

    def action_again(self) -> None:
        """Read the list again, unless that is under way."""
        if self._reading:
            self.flash("Still reading.")
        else:
            self.read_list()

    def read_list(self) -> None:
        """Read the list again; what is shown stays until the answer has come."""
        self._generation += 1
        self._reading = True
        self._ask(self._generation)
        self.redraw()

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
            self._problem, self._read_at = None, self.now()
            self.take(message.answer)
        self.redraw()

    def take(self, answer: Listed[Item]) -> None:
        """Keep an answer; what it lists is shown from now on."""
        self._listed = answer

    def redraw(self) -> None:
        """Show the rows and all that stands round them."""
        self.table.show(self._listed.rows if self._listed else (), self._notice())
        self.describe()

    def _notice(self) -> tuple[Line, ...]:
        if self._listed is not None and self._listed.rows:
            return (line(self.filtered_out), self.hint("go.escape", "clears it"))
        if self._problem is not None:
            return (line(span(self._problem.text, Role.OVERDUE)), self.hint("check.again", "tries again"))
        if self._listed is None:
            return (line(span(self.reading, Role.MUTED)),)
        return (*self._listed.empty, self.hint("check.again", "looks again"))

    @property
    def why_nothing(self) -> str:
        """Say that the list is being read, or could not be, or is empty."""
        if self._listed is not None:
            return "the list is empty"
        return "the list could not be read" if self._problem and not self._reading else "the list is being read"

    @property
    def item(self) -> Item | None:
        """What the row under the cursor stands for."""
        return self.item_at(self.table.key)

    def item_at(self, key: str | None) -> Item | None:
        """What the row of a key stands for."""
        return self._listed.items.get(key) if self._listed and key is not None else None

    @property
    def read_at(self) -> datetime | None:
        """When the list was read."""
        return self._read_at

    def show_row(self) -> None:
        """Show the page on the row under the cursor, unless it is shown."""
        item, key = self.item, self.table.key
        if item is not self._shown:
            same, self._shown, self._shown_key = key == self._shown_key, item, key
            self.show_page(item, from_top=not same)

    def show_page(self, item: Item | None, *, from_top: bool) -> None:
        """Show the page on a row, or an empty one; `from_top` False leaves the reader where he is."""
        self.pane.show(() if item is None else self.page(item), from_top=from_top)

    def describe(self) -> None:
        """Write crumbs, counts, and how old the list is."""
        super().describe()
        self.counts.show(line(" ", *self._listed.counts) if self._listed else Line())
        self.remark = self._remark_on(self._listed) if self._listed else Line()
        self.show_status()

    def _remark_on(self, listed: Listed[Item]) -> Line:
        """What may be wrong with the list, else how it is read."""
        if text := self._problem.text if self._problem else listed.remark:
            return line(span(f" {text}", Role.UNKNOWN))
        return line(span(f" {listed.hint}", Role.MUTED)) if listed.hint else Line()

    def about(self) -> Line:
        """Say what the list is about, and how old it is."""
        about = f"{self._listed.about}, " if self._listed and self._listed.about else ""
        if self._reading:
            return line(span(about, Role.MUTED), span("reading ... ", Role.KEY))
        age = f"as of {age_words(self._read_at, self.now())} " if self._read_at else ""
        return line(span(f"{about}{age}", Role.MUTED))
