"""When the support of each component of an environment ends, and what was released since it was deployed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from tracker.model import Finding, TrendDay
from tracker.report.trend import trend_line
from tracker.text import clean_line
from tui.asking import ask
from tui.crumbs import Crumbs
from tui.detail import finding_head, section
from tui.line import Line, Role, line, span
from tui.listing import BROWSE, Listed, ListingScreen
from tui.place import Place
from tui.plots import Axis
from tui.release_plot import release_plot
from tui.source import Chain, Failure, FindingsSource
from tui.support_axis import Reach, reach_of, support_columns, support_counts, support_rows
from tui.turns import Turns
from tui.words import finding_release


class Timeline(ListingScreen[Finding]):
    """The ends of support of an environment on an axis of time, and the releases of the entry under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [BROWSE]
    title_text = "Timeline"
    reading = "Reading when support ends ..."
    filtered_out = "No finding matches the filter."

    @dataclass
    class Explained(Message):
        """What was released since an entry's version has come; that of another entry than is shown is dropped."""

        name: str
        chain: Chain | Failure

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], environment: str) -> None:
        self._reach = Reach()
        super().__init__(source, now, support_columns(self._axis, now))
        self.environment = environment
        self._trend: tuple[TrendDay, ...] | Failure = ()
        self._chain: tuple[str, Chain | Failure | None] = ("", None)
        self._turns = Turns(self, "behind")

    def _axis(self, width: int) -> Axis:
        return self._reach.axis(self.now(), width)

    @property
    def place(self) -> Place:
        """The timeline of this environment."""
        return Place("timeline", self.environment)

    def step(self, chosen: Crumbs.Chosen) -> Place | None:
        """The environment is a place of its own, wherever the reader came from."""
        above = chosen.behind - self.whole_page
        return Place("environment", self.environment) if above == 1 else super().step(chosen)

    @property
    def path(self) -> Sequence[str]:
        """The portfolio, the environment, and its timeline."""
        return ("Portfolio", self.environment, self.title_text)

    @property
    def stem(self) -> str:
        """The environment's name goes with what is written of it."""
        return f"{self.environment}-timeline"

    def make_list(self) -> Listed[Finding]:
        """Judge by what is stored, and make a row for each finding."""
        check = self.source.judge(self.environment)
        self._trend = ask(partial(self.source.trend, self.environment))
        self._reach = reach_of(check.findings, self.now())
        return Listed(
            rows=support_rows(check.findings),
            items={one.name: one for one in check.findings},
            counts=support_counts(check.findings, self.now()),
            about=f"{clean_line(check.customer)}, {check.tier}",
            hint="| today  = left  ! past  x end  > beyond" if check.findings else "",
            empty=(line("Nothing is deployed here."),),
        )

    def name_of(self, item: Finding) -> str:
        """Name the entry."""
        return item.name

    def address_of(self, item: Finding) -> str | None:
        """The page of the release to move to."""
        release = finding_release(item)
        return release.url if release else None

    def show_page(self, item: Finding | None, *, from_top: bool) -> None:
        """Show what is known of an entry at once; what was released follows."""
        if item is not None:
            if item.name != self._chain[0]:
                self._chain = (item.name, None)
            self._turns.ask(partial(self._read, item.name))
        self._draw(item, from_top=from_top)

    def _draw(self, item: Finding | None, *, from_top: bool) -> None:
        self.pane.draw(lambda width: () if item is None else self._plots(item, width), from_top=from_top)

    def _read(self, name: str) -> None:
        chain = ask(partial(self.source.explain, self.environment, name))
        self.post_message(self.Explained(name, chain))

    def on_timeline_explained(self, message: Explained) -> None:
        """Add the plot, unless another entry is shown by now."""
        item = self.item
        if item is not None and message.name == item.name == self._chain[0]:
            self._chain = (message.name, message.chain)
            self._draw(item, from_top=False)

    def page(self, item: Finding) -> tuple[Line, ...]:
        """Write what is known of an entry without its plot."""
        return tuple(finding_head(item, self.now()))

    def _plots(self, item: Finding, width: int) -> Sequence[Line]:
        released = section(f"Releases since {clean_line(item.deployed.version)}", self._releases(width))
        return (*self.page(item), *released, *section(f"{self.environment} so far", self._so_far()))

    def _releases(self, width: int) -> Sequence[Line]:
        chain = self._chain[1]
        if chain is None:
            return [line(span("  Reading what was released ...", Role.MUTED))]
        if isinstance(chain, Failure):
            return [line(span(f"  What was released could not be read: {chain.text}", Role.UNKNOWN), hang=4)]
        return [*release_plot(chain.explanation, self.now(), width)]

    def _so_far(self) -> Sequence[Line]:
        if isinstance(self._trend, Failure):
            return [line(span(f"  Earlier days could not be read: {self._trend.text}", Role.UNKNOWN), hang=4)]
        told = (
            trend_line(self._trend) or "It was checked on one day only, or on none: there is nothing to compare."
        )
        return [line(f"  {clean_line(told)}", hang=4)]
