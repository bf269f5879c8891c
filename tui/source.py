"""What the screens ask for, whoever answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from tracker.errors import TrackerError
from tracker.record import Record
from tracker.text import clean_line

if TYPE_CHECKING:  # the first screen is drawn before any of these is imported
    from tracker.model import (
        Check,
        DutyEvent,
        Explanation,
        Finding,
        Fleet,
        Health,
        ListedDecision,
        Published,
        ReachedList,
        SideBySide,
        Summary,
        Tier,
        TrendDay,
        WhatIf,
    )
    from tui.wishes import Wish

# What the checks of a round asked in vain, by the name of the source; the rest is the loader's.
Tried = dict[str, Any]


class EnvironmentRow(Record):
    """An environment as its file names it, with the summary of its last check.

    `summary` is None where it was never checked; `error` is one sentence where its file cannot be read, and
    then `customer` and `tier` may be unknown.
    """

    name: str
    customer: str | None = None
    tier: Tier | None = None
    summary: Summary | None = None
    error: str | None = None


class Contents(Record):
    """What the file of an environment says is deployed there: each entry's name and its component."""

    environment: str
    customer: str | None = None
    tier: Tier | None = None
    deployed: tuple[tuple[str, str], ...] = ()


class DecisionList(Record):
    """All decisions, ended ones too; `errors` tells of files that could not be read and were not judged."""

    decisions: tuple[ListedDecision, ...] = ()
    errors: tuple[str, ...] = ()


class Chain(Record):
    """Everything behind a finding, and what became of its duties so far, in the order it was noticed."""

    explanation: Explanation
    events: tuple[DutyEvent, ...] = ()


class Failure(Record):
    """A question that brought no answer, and why, in one clean line."""

    text: str


class Past(Record):
    """What would be undone and done again next in a place, in words; None where nothing is.

    A place is the environment in which something was done, or the one empty name where it was done in several.
    """

    undo: str | None = None
    redo: str | None = None


class Done(Record):
    """What was done, in a line, and what can be undone after it.

    `environments` are those in which something was decided or moved, but for what holds more widely than in one.
    """

    told: str
    past: Past
    environments: tuple[str, ...] = ()


class Sought(Record):
    """What is looked for over all environments: components by the feeds they are read from, or what is in them."""

    name: str
    feeds: tuple[str, ...]
    vulnerability: str | None = None


class Whom(Record):
    """Whom something concerns, with the finding on each entry; `errors` tells of files that could not be read."""

    found: ReachedList
    findings: tuple[Finding, ...]
    errors: tuple[str, ...] = ()


class Sides(Record):
    """Two environments to compare, each as of a day as it was typed, empty for now."""

    left: str
    right: str = ""
    left_day: str = ""
    right_day: str = ""

    @property
    def shown(self) -> str:
        """Both in words."""
        return f"{_on(self.left, self.left_day)} and {_on(self.right, self.right_day)}"

    @property
    def swapped(self) -> Sides:
        """The same with left and right exchanged."""
        return Sides(left=self.right, right=self.left, left_day=self.right_day, right_day=self.left_day)


def _on(environment: str, typed: str) -> str:
    return f"{environment} on {typed}" if typed else environment


class FindingsSource(Protocol):
    """Answers the questions of the screens.

    Every method but `close` may be called from several worker threads at a time, and raises TrackerError with
    a sentence for people.
    """

    @property
    def folder(self) -> str:
        """The folder the environments are read from, as a person would write it."""

    def glance(self) -> tuple[EnvironmentRow, ...]:
        """The environments as their last checks left them, at once; empty where that cannot be told so soon."""

    def environments(self) -> tuple[EnvironmentRow, ...]:
        """Every environment with its stored summary, worst first; quick, without the network."""

    def contents(self) -> tuple[Contents, ...]:
        """What is deployed in every environment that can be read, by its name."""

    def init(self, name: str, customer: str, runs: str) -> str:
        """Write the first file of an environment, as `tracker init` does; say what was written, in a sentence."""

    def vulnerabilities(self) -> tuple[tuple[str, int], ...]:
        """Every vulnerability that is open by the last checks, and for how many entries; quick."""

    def environment(self, name: str) -> EnvironmentRow:
        """One environment with its stored summary, as `environments` would give it now."""

    def judge(self, environment: str) -> Check:
        """Judge an environment by what is stored, and store nothing; waits for nobody who writes."""

    def check(self, environment: str, *, offline: bool, tried: Tried | None = None) -> Check:
        """Judge an environment and store its summary; polls what is too old unless `offline`.

        What was `tried` in vain by an earlier check of the same round is not asked again, and is added to.
        """

    def unwritable(self) -> str | None:
        """Say why nothing can be stored now, None where everything can; quick."""

    def notes(self, feed: str, tag: str) -> str:
        """Return the notes of a release as lines of text, empty where it has none or they are unknown."""

    def explain(self, environment: str, name: str) -> Chain:
        """Return everything behind the finding on an entry, by what is stored."""

    def elsewhere(self, component: str) -> ReachedList:
        """Say who runs a component, in all environments; without the network."""

    def trend(self, environment: str) -> tuple[TrendDay, ...]:
        """Where an environment stood day by day, as far as it was checked in the last ninety."""

    def export(self, name: str, text: str) -> str:
        """Write a text to a new file named after `name`, never over another; return the path of the file."""

    def releases(self) -> Published:
        """Every release known of what any environment deploys, newest first; without the network.

        What did not change since the last answer is taken from it, as long as somebody keeps that.
        """

    def decisions(self) -> DecisionList:
        """Everything that was decided, and how it stands by what is stored; without the network."""

    def fleet(self) -> Fleet:
        """What all environments run and owe, by what their last checks stored; nothing is judged."""

    def reaching(self, sought: Sought) -> Whom:
        """Judge the entries that something may concern by what is stored; without the network."""

    def what_if(self, environment: str, versions: Mapping[str, str], policy: str) -> WhatIf:
        """Judge an environment with versions, by name, and a policy as it was typed; nothing is stored."""

    def compare(self, sides: Sides) -> SideBySide:
        """Judge two sides by what is stored and pair what they run; nothing is stored."""

    def health(self) -> Health:
        """How every feed, service and host stands; without the network."""

    def act(self, place: str, wish: Wish) -> Done:
        """Do what a reader asks for on all entries or on none; what is wrong begins with the field's name."""

    def undo(self, place: str) -> Done:
        """Take back what was done last there in this run."""

    def redo(self, place: str) -> Done:
        """Do again what was taken back last there."""

    def past(self, place: str) -> Past:
        """Say what can be undone there; quick, from any thread."""

    def close(self) -> None:
        """Give up what is under way; called once, from the interface thread, when the interface ends."""


def failure(error: Exception) -> Failure:
    """Put an error into one line: the sentence of a TrackerError, else its type and text."""
    if isinstance(error, TrackerError):
        return Failure(text=clean_line(str(error)))
    return Failure(text=clean_line(f"{type(error).__name__}: {error} (a fault of tracker itself)"))
