"""All environments, worst first, from their stored summaries; a check runs only when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.record import replace
from tracker.text import clean_line
from tui.asking import ask
from tui.checking import CheckingScreen
from tui.folding import FoldingTable
from tui.line import Line, Role, line, span
from tui.marking_screen import MarkingScreen
from tui.place import Destination
from tui.portfolio_rows import GROUPED_COLUMNS, LISTED_COLUMNS, customer_key, grouped_rows, listed_rows
from tui.refusal import WHY_NOT, RefusalDoubted
from tui.rounds import Made
from tui.screen_names import import_all
from tui.source import EnvironmentRow, Failure, FindingsSource, Sides
from tui.table import VirtualTable
from tui.wanted import CompareWanted
from tui.words import age_words, environment_counts, old_check, verdict_counts


class Portfolio(CheckingScreen, MarkingScreen):
    """The first screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "check", "Check", id="check.this", tooltip="Check this environment now"),
        Binding("R", "check_all", "Check all", id="check.all", tooltip="Check every environment"),
        Binding("c", "compare", "Compare", id="go.compare", show=False, tooltip="Compare two that are marked"),
        Binding("I", "init", "New", id="go.init", show=False, tooltip="Write the first file of an environment"),
        Binding("C", "group", "Customers", id="show.customers", tooltip="By customer, or all in one list"),
    ]
    says: ClassVar[Mapping[str, tuple[str, str]]] = {
        "mark.one": ("Mark", "Mark the environment or take its mark away; fold or unfold a heading")
    }

    @dataclass
    class Loaded(Message):
        """The stored summaries have come; an answer of an older generation is dropped."""

        generation: int
        answer: tuple[EnvironmentRow, ...] | Failure

    @dataclass
    class Glanced(Message):
        """The stored summaries alone have come, before the files were read; nobody waits for an older glance."""

        generation: int
        rows: tuple[EnvironmentRow, ...]

    def __init__(self, source: FindingsSource, now: Callable[[], datetime]) -> None:
        super().__init__(source, now, GROUPED_COLUMNS)
        self.table = self.marking = self.folding = FoldingTable(GROUPED_COLUMNS, id="table")
        self._environments: tuple[EnvironmentRow, ...] = ()
        self._problem: Failure | None = None
        self._glanced = self._loaded = False
        self._generation = 0

    def on_mount(self) -> None:
        """Fold what was folded last time."""
        memory = self.remembering.memory
        self.folding.turn(memory.turned)
        self.folding.set_columns(LISTED_COLUMNS if memory.listed else GROUPED_COLUMNS)

    def on_folding_table_folded(self) -> None:
        """Remember what is folded."""
        self.remembering.remember(replace(self.remembering.memory, turned=self.folding.turned))

    def on_folding_table_unfoldable(self) -> None:
        """Say that nothing folds there."""
        self.flash("Nothing folds while a filter is in force." if self.table.filtered else "Nothing folds here.")

    def on_screen_resume(self) -> None:
        """Read the stored summaries, now and whenever the reader comes back."""
        self.load()

    @property
    def at_rest(self) -> bool:
        """Not before the stored summaries have come: two threads that import libraries delay each other."""
        return self._loaded

    def load(self) -> None:
        """Ask for the stored summaries; at first a glance at them is drawn before anything else is begun."""
        self._generation += 1
        if self._glanced:
            self._load(self._generation)
        else:
            self._glance(self._generation)
        self._show()

    @work(thread=True, exclusive=True, group="load", exit_on_error=False)
    def _glance(self, generation: int) -> None:
        seen = ask(self.source.glance)
        self.post_message(self.Glanced(generation, () if isinstance(seen, Failure) else seen))

    @work(thread=True, exclusive=True, group="load", exit_on_error=False)
    def _load(self, generation: int) -> None:
        self.check_outdated()
        self.post_message(self.Loaded(generation, ask(self.source.environments)))
        import_all()

    def on_portfolio_glanced(self, message: Glanced) -> None:
        """Show what is known so soon; whatever is wrong, the whole answer says."""
        if message.generation == self._generation:
            self._glanced, self._environments = True, message.rows
            self._show()
            self.call_after_refresh(self._load, message.generation)

    def on_portfolio_loaded(self, message: Loaded) -> None:
        """Show the summaries; a failure leaves what was shown before."""
        if message.generation != self._generation:
            return
        if not self._loaded:
            self.post_message(RefusalDoubted())
        self._loaded = True
        if isinstance(message.answer, Failure):
            self._problem = message.answer
        else:
            self._problem, self._environments = None, message.answer
        self._show()

    def action_group(self) -> None:
        """Show the environments by customer, or all in one list."""
        memory = self.remembering.memory
        self.remembering.remember(replace(memory, listed=not memory.listed))
        self.folding.set_columns(GROUPED_COLUMNS if memory.listed else LISTED_COLUMNS)
        self._show()

    def show_destination(self, destination: Destination) -> None:
        """Put the cursor on a customer; in one list, on the first environment of it."""
        super().show_destination(destination)
        customer = destination.customer
        if customer is None:
            return
        if self.remembering.memory.listed:
            keys = (one.name for one in self._environments if one.customer == customer)
            self.table.seek(next(keys, ""))
        else:
            self.table.seek(customer_key(customer))

    def action_check(self) -> None:
        """Check what is marked, else what is under the cursor, of a group all; else read the folder."""
        self.check(self.marking.marked or self.folding.names)

    def action_check_all(self) -> None:
        """Check every environment, one after the other."""
        self.check([one.name for one in self._environments])

    def why_not(self, action: str) -> str | None:
        """Say why nothing can be checked: these rows are what is stored."""
        checks = action in {"check", "check_all"} and bool(self._environments)
        return WHY_NOT if checks and self.refusal is not None else None

    def show_checked(self, answer: Made | Failure) -> None:
        """Replace the row of the environment, or say on it that the check failed."""
        if isinstance(answer, Made):
            new = answer.row
            self._environments = tuple(new if old.name == new.name else old for old in self._environments)
        self._show()

    def on_virtual_table_opened(self, message: VirtualTable.Opened) -> None:
        """Open an environment."""
        from tui.environment import EnvironmentScreen

        self.app.push_screen(EnvironmentScreen(self.source, self.now, message.key))

    @property
    def why_nothing(self) -> str:
        """Say that the environments are being read, or could not be, or that there are none."""
        if self._loaded:
            return "the environments could not be read" if self._problem else "there is no environment yet"
        return "the environments are being read"

    @property
    def _row(self) -> EnvironmentRow | None:
        return next((one for one in self._environments if one.name == self.table.key), None)

    @property
    def environment_in_view(self) -> str | None:
        """The environment under the cursor."""
        return self._row.name if self._row else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all environments."""
        return tuple(one.name for one in self._environments)

    def action_init(self) -> None:
        """Ask for a new environment."""
        from tui.first import FirstForm

        self.app.push_screen(FirstForm(self.source), self._begin)

    def _begin(self, written: tuple[str, ...] | None) -> None:
        if written is not None:
            from tui.environment import EnvironmentScreen

            name, told = written
            screen = EnvironmentScreen(self.source, self.now, name)
            self.app.push_screen(screen)
            screen.call_after_refresh(screen.flash, f"{told}.")

    def action_compare(self) -> None:
        """Compare two environments that are marked, else ask for them."""
        first, *others = self.marking.marked or (self.environment_in_view or "",)
        if len(others) == 1:
            self.post_message(CompareWanted(Sides(left=first, right=others[0]), chosen=True))
        else:
            self.post_message(CompareWanted(Sides(left=first)))

    def _show(self) -> None:
        rows = listed_rows if self.remembering.memory.listed else grouped_rows
        self.table.show(rows(self._environments, self.failed, self.now()), self._notice())
        self.describe()

    def _notice(self) -> tuple[Line, ...]:
        if self._environments:
            return (line("No environment matches the filter."), self.hint("go.escape", "clears it"))
        if self._problem is not None:
            return (line(span(self._problem.text, Role.OVERDUE)), self.hint("check.this", "tries again"))
        if not self._loaded:
            return (line(span("Reading the environments ...", Role.MUTED)),)
        return (
            line(f"No environments in {self.source.folder}."),
            self.hint("go.init", "writes the first, as `tracker init NAME` does"),
            self.hint("check.this", "looks again"),
        )

    def describe(self) -> None:
        """Write crumbs, counts and progress."""
        if self.progress:
            about = span(f"{self.progress} ", Role.KEY)
        else:
            reading = "" if self._loaded or not self._environments else "reading their files ... "
            about = span(f"{environment_counts(self._environments, self.now())} {reading}", Role.MUTED)
        self.crumbs.show(line(span(" tracker > ", Role.MUTED), span("Portfolio", Role.STRONG)), line(about))
        readable = [one.summary for one in self._environments if one.summary and one.error is None]
        self.counts.show(line(" ", *verdict_counts(summary.verdict for summary in readable)))
        self.follow()

    def follow(self) -> None:
        """Write what is to be said of the environment under the cursor."""
        self.remark = self._remark()
        self.show_refusal()

    def _remark(self) -> Line:
        """Why the environment under the cursor has no current summary, or that it is an old one."""
        row = self._row
        if row is None:
            return Line()
        problem = self._problem.text if self._problem else None
        text = self.shortfall(row.name) or row.error or problem or self._old(row)
        return line(span(f" {text}", Role.UNKNOWN)) if text else Line()

    def _old(self, row: EnvironmentRow) -> str | None:
        checked_at = old_check(row, self.now())
        if checked_at is None:
            return None
        return f"{clean_line(row.name)} was checked {age_words(checked_at, self.now())}."
