"""Who runs a component, or whom a vulnerability concerns: marked and decided about over all environments."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from tracker.model import Check
from tui.acting import ActingScreen
from tui.chosen import Chosen
from tui.detail_facts import finding_and_facts
from tui.environment import EnvironmentScreen
from tui.line import Line, line
from tui.listing import BROWSE, Listed
from tui.marked_list import MarkedListScreen
from tui.place import Place
from tui.reached_lines import REACHED_COLUMNS, Run, as_check, reach_words, reached_row
from tui.source import FindingsSource, Sought
from tui.words import finding_counts, finding_release, unreadable_files


class ReachedScreen(ActingScreen, MarkedListScreen[Run]):
    """The entries of all environments that something concerns; an act reaches over all that are marked."""

    BINDINGS: ClassVar[list[BindingType]] = [BROWSE]
    reading = "Judging the entries it may concern ..."
    filtered_out = "No entry matches the filter."

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], sought: Sought) -> None:
        super().__init__(source, now, REACHED_COLUMNS)
        self._sought = sought

    @property
    def place(self) -> Place:
        """Whom this one thing concerns."""
        return Place("reached", self._sought.name)

    @property
    def path(self) -> tuple[str, ...]:
        """Where this list stands."""
        return ("Fleet", self._sought.name)

    def make_list(self) -> Listed[Run]:
        """Ask whom it concerns and make their rows."""
        answer, now = self.source.reaching(self._sought), self.now()
        runs = [
            Run(reached=one, finding=two) for one, two in zip(answer.found.entries, answer.findings, strict=True)
        ]
        return Listed(
            rows=tuple(reached_row(one, now) for one in runs),
            items={one.key: one for one in runs},
            counts=finding_counts(one.finding for one in runs),
            about=reach_words(answer.found),
            remark=unreadable_files(answer.errors),
            empty=(line(f"It concerns nobody any more: {reach_words(answer.found)}."),),
        )

    def name_of(self, item: Run) -> str:
        """Name an entry."""
        return f"{item.reached.name} in {item.reached.environment}"

    def address_of(self, item: Run) -> str | None:
        """The page of the release to move to."""
        release = finding_release(item.finding)
        return release.url if release else None

    def page(self, item: Run) -> tuple[Line, ...]:
        """Write the finding on an entry."""
        return finding_and_facts(item.finding, self.now())

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The findings that an act is about."""
        return tuple(Chosen(environment=one.reached.environment, finding=one.finding) for one in self.chosen_items)

    @property
    def chosen_checks(self) -> tuple[Check, ...]:
        """The same, each as a check of its environment."""
        return tuple(as_check(one, self.read_at or self.now()) for one in self.chosen_items)

    @property
    def environment_in_view(self) -> str | None:
        """The environment of the entry under the cursor."""
        return self.item.reached.environment if self.item else None

    def open_row(self) -> None:
        """Open the environment, at the finding."""
        if self.item is not None:
            screen = EnvironmentScreen(self.source, self.now, self.item.reached.environment)
            screen.table.seek(self.item.reached.name)
            self.app.push_screen(screen)
