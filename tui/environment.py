"""One environment: its findings, and beside them or on the whole page the one under the cursor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from tracker.model import Check, Finding
from tracker.record import Record, field
from tracker.text import clean_line
from tui.acting import ActingScreen
from tui.asking import ask
from tui.chosen import Chosen, findings_of
from tui.copying import narrowed
from tui.detail_pane import DetailPane
from tui.exporting import FindingsView, View
from tui.filter import Row
from tui.line import Line, Role, line, span
from tui.place import Place
from tui.refusal import RefusalDoubted
from tui.rows import FINDING_COLUMNS, finding_rows
from tui.source import Failure, FindingsSource, Sides, Sought
from tui.timeline import Timeline
from tui.two_panes import TwoPanes
from tui.wanted import CompareWanted, ReachWanted, WhatIfWanted
from tui.words import age_words, feed_words, finding_counts, finding_release


class Judged(Record):
    """A check made ready in a worker, for it may have thousands of findings: its rows, and each by its name."""

    check: Check
    rows: tuple[Row, ...] = ()
    named: Mapping[str, Finding] = field(default_factory=dict)


class EnvironmentScreen(TwoPanes, ActingScreen):
    """The findings of one environment: judged from what is stored at once, then from fresh facts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "check", "Check", id="check.this", tooltip="Check this environment now"),
        Binding(
            "T",
            "timeline",
            "Timeline",
            id="show.timeline",
            show=False,
            tooltip="When support ends, on a time axis",
        ),
        Binding("o", "browse", "Browser", id="go.browser", tooltip="Open the release in the browser"),
        Binding("w", "what_if", "What-if", id="go.what-if", show=False, tooltip="What if another version ran"),
        Binding(
            "c", "compare", "Compare", id="go.compare", show=False, tooltip="Compare with another or over time"
        ),
        Binding("f", "fleet", "Fleet", id="go.reach", show=False, tooltip="Fleet: who else runs its component"),
    ]

    @dataclass
    class Answered(Message):
        """A check has ended; an answer of an older generation is dropped, `final` is False for stored facts."""

        generation: int
        answer: Judged | Failure
        final: bool

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], name: str) -> None:
        super().__init__(source, now, FINDING_COLUMNS, name)
        self.environment = name
        self.pane = self.detail = DetailPane(source, now, id="detail")
        self._judged: Judged | None = None
        self._problem: Failure | None = None
        self._generation = 0
        self._checking = False
        self._stages: tuple[Callable[[str], Check], ...] = ()

    @property
    def place(self) -> Place:
        """This environment."""
        return Place("environment", self.environment)

    def on_mount(self) -> None:
        """Ask for the findings."""
        self._ask(self.source.judge, self._fresh)

    def action_check(self) -> None:
        """Check again, unless that is under way."""
        if self._checking and self._stages[-1] == self._fresh:
            self.flash(f"Still checking {clean_line(self.environment)}.")
        else:
            self._ask(self._fresh)

    def judge_again(self) -> None:
        """Judge from what is stored."""
        self._ask(partial(self.source.check, offline=True))

    def _fresh(self, environment: str) -> Check:
        return self.source.check(environment, offline=False)

    def _ask(self, *stages: Callable[[str], Check]) -> None:
        self._generation += 1
        self._checking, self._stages = True, stages
        self._read(self._generation, stages)
        self._show()

    @work(thread=True, exclusive=True, group="check", exit_on_error=False)
    def _read(self, generation: int, stages: tuple[Callable[[str], Check], ...]) -> None:
        final = False
        for stage in stages:
            if not final and not get_current_worker().is_cancelled:
                answer = ask(partial(self._judge, stage))
                final = stage is stages[-1] or isinstance(answer, Failure)
                self.post_message(self.Answered(generation, answer, final))

    def _judge(self, stage: Callable[[str], Check]) -> Judged:
        check = stage(self.environment)
        rows = finding_rows(check.findings, self.now())
        return Judged(check=check, rows=rows, named={one.name: one for one in check.findings})

    def on_environment_screen_answered(self, message: Answered) -> None:
        """Show the findings; a failure leaves what was shown before."""
        if message.generation != self._generation:
            return
        self._checking = not message.final
        if isinstance(message.answer, Failure):
            self._problem = message.answer
        else:
            self._judged, self._problem = message.answer, None
            self._doubt_refusal(message.answer.check)
        self._show()

    def _doubt_refusal(self, check: Check) -> None:
        """Have it asked again why nothing can be kept where this check was not."""
        if check.unkept is not None and self.refusal is None:
            self.post_message(RefusalDoubted())

    def _show(self) -> None:
        self.table.show(self._judged.rows if self._judged else (), self._notice())
        self.describe()

    @property
    def _check(self) -> Check | None:
        return self._judged.check if self._judged else None

    @property
    def _named(self) -> Mapping[str, Finding]:
        return self._judged.named if self._judged else {}

    def _notice(self) -> tuple[Line, ...]:
        if self._check is not None and self._check.findings:
            return (line("No finding matches the filter."), self.hint("go.escape", "clears it"))
        if self._problem is not None:
            return (line(span(self._problem.text, Role.OVERDUE)), self.hint("check.this", "tries again"))
        if self._check is None:
            return (line(span(f"Judging {clean_line(self.environment)} ...", Role.MUTED)),)
        return (line("Nothing is deployed here: name it under `deployed` in the environment's file."),)

    @property
    def why_nothing(self) -> str:
        """Say that it is being judged, or could not be, or runs nothing."""
        name = clean_line(self.environment)
        if self._check is not None:
            return f"nothing is deployed in {name}"
        return f"{name} could not be judged" if self._problem else f"{name} is being judged"

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The finding on the whole page, else the marked ones, else the one under the cursor."""
        marked = () if self.whole_page or self._check is None else self.marking.marked
        chosen = [self._named[name] for name in marked] or ([self.finding] if self.finding else [])
        return tuple(Chosen(environment=self.environment, finding=one) for one in chosen)

    @property
    def chosen_checks(self) -> tuple[Check, ...]:
        """The check, with the chosen findings."""
        return (narrowed(self._check, findings_of(self.chosen)),) if self._check else ()

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return None if self.table.key is None else self._named.get(self.table.key)

    def show_row(self) -> None:
        """Show the finding under the cursor."""
        finding, check = self.finding, self._check
        if finding is None or check is None:
            self.detail.show_nothing()
        else:
            failed = (one for one in check.polling.failed if one.component == finding.component)
            self.detail.show_finding(check.environment, finding, next(failed, None))

    def describe(self) -> None:
        """Write crumbs, counts and the age of the check."""
        super().describe()
        self.counts.show(line(" ", *finding_counts(self._check.findings if self._check else ())))
        self.remark = self._remark()
        self.show_status()

    def about(self) -> Line:
        """Say whose the environment is, and how old its check."""
        check = self._check
        whose = f"{clean_line(check.customer)}, {check.tier}, " if check else ""
        if self._checking:
            return line(span(whose, Role.MUTED), span("checking ... ", Role.KEY))
        age = f"checked {age_words(check.as_of, self.now())}" if check else "not checked"
        return line(span(f"{whose}{age} ", Role.MUTED))

    def _remark(self) -> Line:
        """Why these findings may be older than asked for."""
        if self._check is None:
            return Line()
        text = self._problem.text if self._problem else clean_line(self._unfinished(self._check))
        return line(span(f" {text}", Role.UNKNOWN)) if text else Line()

    def _unfinished(self, check: Check) -> str:
        """What could not be remembered, unless nothing can be anyway, else what could not be read."""
        if check.unkept is not None and self.refusal is None:
            return f"not remembered: {check.unkept}"
        return feed_words(check)

    @property
    def path(self) -> Sequence[str]:
        """The portfolio and this environment."""
        return ("Portfolio", self.environment)

    @property
    def page_name(self) -> str | None:
        """Name the finding under the cursor."""
        return self.finding.name if self.finding else None

    @property
    def address(self) -> str | None:
        """The page of the release to move to."""
        release = finding_release(self.finding) if self.finding else None
        return release.url if release else None

    def no_address(self) -> str:
        """Say that there is no release to move to, or no page of it."""
        release = finding_release(self.finding) if self.finding else None
        if self.finding is None:
            return f"There is nothing to open: {self.why_empty}."
        if release is None:
            return f"There is no release to open for {clean_line(self.finding.name)}."
        return f"{clean_line(self.finding.name)} {clean_line(release.version)} has no web page."

    def exported(self) -> View:
        """The finding on the whole page, else those in view, in their order."""
        if self._check is None or self.whole_page:
            findings: Sequence[Finding] = findings_of(self.chosen)
        else:
            findings = [self._named[row.key] for row in self.table.rows]
        return FindingsView(self._check, tuple(findings)) if self._check else super().exported()

    def on_detail_pane_unturned(self) -> None:
        """Say that there are no notes."""
        self.flash("No release is on the way whose notes could be turned to.")

    def action_timeline(self) -> None:
        """Show when support ends, and what was released, on an axis of time."""
        self.app.push_screen(Timeline(self.source, self.now, self.environment))

    @property
    def environment_in_view(self) -> str | None:
        """The environment."""
        return self.environment

    def action_what_if(self) -> None:
        """Open a copy of the environment on which to suppose things."""
        self.post_message(WhatIfWanted(self.environment, self.table.key))

    def action_compare(self) -> None:
        """Ask what to compare the environment with."""
        self.post_message(CompareWanted(Sides(left=self.environment)))

    def action_fleet(self) -> None:
        """Open the entries of all environments that run the component of the finding."""
        finding = self.finding
        if finding is None:
            self.flash(f"There is nothing to look for: {self.why_empty}.")
        elif finding.facts.feed is None:
            self.flash(f"No feed is known of {clean_line(finding.component)} to look for.")
        else:
            self.post_message(ReachWanted(Sought(name=finding.component, feeds=(finding.facts.feed,))))
