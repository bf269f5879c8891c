"""A source of samples, as the screens ask it: each answer can be replaced, held back or made to fail."""

from collections.abc import Callable, Mapping
from threading import Event, Lock
from typing import TypeVar

from tracker.model import (
    Check,
    Finding,
    Fleet,
    Health,
    Published,
    ReachedList,
    SideBySide,
    TrendDay,
    WhatIf,
)
from tui.source import Chain, Contents, DecisionList, Done, EnvironmentRow, Past, Sides, Sought, Whom
from tui.wishes import Wish
from tui_chains import sample_chain, sample_reach, sample_trend
from tui_findings import check, kafka_findings, sample_findings, sample_rows
from tui_fleet import RUNNING, sample_fleet, whom
from tui_lists import sample_decisions, sample_health, sample_published
from tui_supposed import compared, supposed

NOTES = """\
# Highlights

- The old consumer protocol is off by default; clients older than 2.1 cannot connect any more.
- Brokers start faster where there are many partitions.

## Fixed
* A leak of file handles when a log segment is deleted while it is being read.
"""

Answer = TypeVar("Answer")


class FakeSource:
    """A source that answers with records; a cleared gate holds its answers back."""

    folder = "watchlists"

    def __init__(self) -> None:
        self.rows: tuple[EnvironmentRow, ...] | Exception = sample_rows()
        self.seen: tuple[EnvironmentRow, ...] = ()
        self.checks: dict[str, Check | Exception] = {"env-prod": check()}
        self.release_notes: str | Exception = NOTES
        self.chain: Callable[[Finding], Chain] | Exception = sample_chain
        self.reach: Callable[[str], ReachedList] | Exception = sample_reach
        self.days: tuple[TrendDay, ...] | Exception = sample_trend()
        self.files: dict[str, str] = {}
        self.published: Published | Exception = sample_published()
        self.decided: DecisionList | Exception = sample_decisions()
        self.standing: Health | Exception = sample_health()
        self.owed: Fleet | Exception = sample_fleet()
        self.reached: tuple[Finding, ...] | Exception = kafka_findings()
        self.running = RUNNING
        self.supposing: Exception | None = None
        self.gate = Event()
        self.gate.set()
        self.asked: list[str] = []
        self.closed = False
        self.wishes: list[Wish] = []
        self.refusal: Exception | None = None
        self.only_readable: str | None = None
        self._lock = Lock()

    def _wait(self, question: str) -> None:
        with self._lock:
            self.asked.append(question)
        assert self.gate.wait(10), "the gate was never opened"

    def _answered(self, question: str, prepared: Answer | Exception) -> Answer:
        """Give what was prepared when it was asked, or raise it."""
        self._wait(question)
        return _or_raise(prepared)

    def _obey(self, question: str) -> None:
        """Do what is asked for, unless it is to be refused."""
        self._wait(question)
        if self.refusal is not None:
            raise self.refusal

    def _check(self, environment: str) -> Check | Exception:
        return self.checks.get(environment) or check(environment)

    def glance(self) -> tuple[EnvironmentRow, ...]:
        """The rows prepared for it."""
        return self.seen

    def environments(self) -> tuple[EnvironmentRow, ...]:
        """The sample rows."""
        return self._answered("environments", self.rows)

    def contents(self) -> tuple[Contents, ...]:
        """What the sample environments deploy."""
        return tuple(map(_contents, self._answered("contents", self.rows)))

    def init(self, name: str, customer: str, runs: str) -> str:
        """Add an environment to the samples, or refuse it."""
        self._obey(f"init {name} {customer} {runs}")
        self.rows = (*_or_raise(self.rows), EnvironmentRow(name=name, customer=customer or name))
        return f"watchlists/{name}.yaml is written"

    def vulnerabilities(self) -> tuple[tuple[str, int], ...]:
        """Those of the fleet of the samples."""
        fleet = self._answered("vulnerabilities", self.owed)
        return tuple((one.id, len(one.affected)) for one in fleet.vulnerabilities)

    def environment(self, name: str) -> EnvironmentRow:
        """One of the sample rows, as checked now."""
        self._wait(f"environment {name}")
        return next(one for one in _or_raise(self.rows) if one.name == name)

    def judge(self, environment: str) -> Check:
        """The check prepared for the environment, judged and not kept."""
        return self._answered(f"judge {environment}", self._check(environment))

    def unwritable(self) -> str | None:
        """Why nothing can be kept, if that was prepared."""
        return self.only_readable

    def check(self, environment: str, *, offline: bool, tried: object = None) -> Check:  # noqa: ARG002
        """The check prepared for the environment."""
        return self._answered(f"check {environment}{' offline' if offline else ''}", self._check(environment))

    def notes(self, feed: str, tag: str) -> str:
        """The same notes for every release."""
        return self._answered(f"notes {feed} {tag}", self.release_notes)

    def explain(self, environment: str, name: str) -> Chain:
        """What stands behind a finding of the check prepared for the environment."""
        make = self.chain
        prepared = self._answered(f"explain {environment} {name}", self._check(environment))
        found = next(one for one in prepared.findings if one.name == name)
        return _or_raise(make)(found)

    def elsewhere(self, component: str) -> ReachedList:
        """Who runs a component."""
        return self._answered(f"elsewhere {component}", self.reach)(component)

    def trend(self, environment: str) -> tuple[TrendDay, ...]:
        """The same days for every environment."""
        return self._answered(f"trend {environment}", self.days)

    def export(self, name: str, text: str) -> str:
        """Keep the text under its name, or refuse it."""
        self._obey(f"export {name}")
        self.files[name] = text
        return f"/exports/{name}"

    def releases(self) -> Published:
        """The releases of the samples."""
        return self._answered("releases", self.published)

    def decisions(self) -> DecisionList:
        """The decisions of the samples."""
        return self._answered("decisions", self.decided)

    def health(self) -> Health:
        """How the sources of the samples stand."""
        return self._answered("health", self.standing)

    def fleet(self) -> Fleet:
        """The fleet of the samples."""
        return self._answered("fleet", self.owed)

    def reaching(self, sought: Sought) -> Whom:
        """The environments of the samples, each with one of the findings."""
        return whom(sought, self._answered(f"reaching {sought.name}", self.reached), self.running)

    def what_if(self, environment: str, versions: Mapping[str, str], policy: str) -> WhatIf:
        """The check of the environment, with a fine finding for every version that is supposed."""
        prepared = self.supposing or self._check(environment)
        before = self._answered(f"what if {environment} {dict(versions)} {policy}", prepared)
        return supposed(before, versions, policy)

    def compare(self, sides: Sides) -> SideBySide:
        """The findings of the samples on the left; on the right those of an environment that differs."""
        return compared(sides, self._answered(f"compare {sides.shown}", self._check(sides.left)))

    def act(self, place: str, wish: Wish) -> Done:
        """Remember the wish, or refuse it."""
        self._obey(f"act {place} {wish.act}")
        self.wishes.append(wish)
        about = [*(one.shown(place) for one in wish.entries), *wish.decisions]
        where = tuple(dict.fromkeys(one.environment for one in wish.entries))
        return Done(told=f"{', '.join(about)}: {wish.act}", past=self.past(place), environments=where)

    def undo(self, place: str) -> Done:
        """Say what would be undone, or refuse it."""
        self._obey(f"undo {place}")
        return Done(told="undone: it", past=Past(redo="it"))

    def redo(self, place: str) -> Done:
        """Say what would be done again, or refuse it."""
        self._obey(f"redo {place}")
        return Done(told="done again: it", past=Past(undo="it"))

    def past(self, place: str) -> Past:
        """The last wish, for all are of env-prod, or of several."""
        here = [one for one in self.wishes if place in {"env-prod", ""}]
        return Past(undo=here[-1].act if here else None)

    def close(self) -> None:
        """Let everything go that waits at the gate."""
        self.closed = True
        self.gate.set()


def _or_raise(answer: Answer | Exception) -> Answer:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _contents(one: EnvironmentRow) -> Contents:
    deployed = tuple((found.name, found.component) for found in sample_findings())
    return Contents(environment=one.name, customer=one.customer, tier=one.tier, deployed=deployed)
