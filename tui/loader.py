"""The only door from the screens to tracker: answers their questions through the use cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

from tracker.errors import ConfigurationError, Refused
from tui.doing import Doing
from tui.habit_files import habits_of
from tui.habits import Habits
from tui.new_file import write_new
from tui.source import Chain, Contents, DecisionList, Done, EnvironmentRow, Past, Sides, Sought, Tried, Whom

if TYPE_CHECKING:
    from tracker.model import Check, Fleet, Health, Published, ReachedList, SideBySide, TrendDay, WhatIf
    from tracker.pipeline.comparing import Looked
    from tracker.pipeline.overview import Overview
    from tracker.settings import Settings
    from tui.wishes import Wish

# A person is waiting: what is not read by then is shown from older facts.
PATIENCE = timedelta(seconds=15)


def now() -> datetime:
    """Read the clock, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


class Loader:
    """A `FindingsSource` over one set of settings; heavy imports wait for the first question."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._doing = Doing(settings, now)
        self._stop = Event()
        self._seen: tuple[Overview, ...] = ()
        self._published: ReferenceType[Published] | None = None

    @property
    def folder(self) -> str:
        """The watchlists folder."""
        return str(self._settings.watchlists)

    def glance(self) -> tuple[EnvironmentRow, ...]:
        """The environments as their last checks left them."""
        from tracker.pipeline.glance import glance

        return tuple(
            EnvironmentRow(name=one.environment, customer=one.customer, tier=one.tier, summary=one)
            for one in glance(self._settings)
        )

    def environments(self) -> tuple[EnvironmentRow, ...]:
        """Every environment with its stored summary."""
        from tracker.pipeline.overview import overview

        self._seen = overview(self._settings)
        return tuple(map(_row, self._seen))

    def contents(self) -> tuple[Contents, ...]:
        """What is deployed everywhere, as it was when the environments were asked for last."""
        if not self._seen:
            self.environments()
        return tuple(_contents(one) for one in self._seen if one.error is None)

    def init(self, name: str, customer: str, runs: str) -> str:
        """Write a first file; what runs there is typed as the arguments of `tracker init`."""
        from tracker.pipeline.init import create_environment

        created = create_environment(self._settings, name, customer=customer or None, listed=runs.split())
        left = [f"{one.text} is kept as a comment: {one.reason}" for one in created.unresolved]
        examples = "" if runs else " with examples: put in what runs there"
        return "; ".join((f"{created.path} is written{examples}", *left))

    def vulnerabilities(self) -> tuple[tuple[str, int], ...]:
        """What the log of duties says is open."""
        from tracker.pipeline.overview import open_vulnerabilities

        return tuple(open_vulnerabilities(self._settings).items())

    def environment(self, name: str) -> EnvironmentRow:
        """One environment with its stored summary."""
        from tracker.pipeline.overview import overview_of

        return _row(overview_of(self._settings, name))

    def judge(self, environment: str) -> Check:
        """Judge one environment as `tracker check --offline` does, and keep nothing of it."""
        from tracker.pipeline.check import judge

        return judge(self._settings, environment, now())

    def unwritable(self) -> str | None:
        """Try to write, and leave everything as it was."""
        from tracker.store import Store

        return Store.refusal(self._settings.database_url)

    def check(self, environment: str, *, offline: bool, tried: Tried | None = None) -> Check:
        """Check one environment as `tracker check` does; raises what keeps it from being checked."""
        from tracker.pipeline.check import Request, check

        vain = {} if tried is None else tried
        request = Request(environments=[environment], now=now(), offline=offline, within=PATIENCE, tried=vain)
        checked = check(self._settings, request, stop=self._stop)
        for error in checked.errors:
            raise error
        return checked.checks[0]

    def notes(self, feed: str, tag: str) -> str:
        """The stored notes of a release as text."""
        from tracker.pipeline.releases import notes

        return notes(self._settings, feed, tag)

    def explain(self, environment: str, name: str) -> Chain:
        """Everything behind a finding, as `tracker explain` and `tracker log` tell it."""
        from tracker.pipeline.explaining import explain
        from tracker.pipeline.judging import Instant
        from tracker.pipeline.looking_back import duty_log_of

        explanation = explain(self._settings, environment, name, Instant(at=now()))
        return Chain(explanation=explanation, events=duty_log_of(self._settings, environment, name))

    def elsewhere(self, component: str) -> ReachedList:
        """Who runs a component, as `tracker affected` tells it."""
        from tracker.pipeline.affected import affected
        from tracker.pipeline.judging import Instant

        answered = affected(self._settings, component, None, Instant(at=now()))
        if answered.found is None:
            raise ConfigurationError(answered.hint or f"'{component}' is not known")
        return answered.found

    def trend(self, environment: str) -> tuple[TrendDay, ...]:
        """Where an environment stood day by day, as `tracker trend` tells it."""
        from tracker.pipeline.looking_back import WINDOW, trend_of

        return trend_of(self._settings, environment, now().date(), WINDOW)

    def export(self, name: str, text: str) -> str:
        """Write a new file."""
        return write_new(Path.cwd(), name, text)

    def releases(self) -> Published:
        """Every release known of what is deployed anywhere."""
        from tracker.pipeline.published import published

        before = self._published() if self._published else None
        found = published(self._settings, now(), before)
        self._published = ref(found)  # a list that no screen shows any more is let go
        return found

    def decisions(self) -> DecisionList:
        """All decisions, judged by what is stored."""
        from tracker.pipeline.decisions import list_decisions

        listing = list_decisions(self._settings, None, now(), ended=True)
        return DecisionList(decisions=listing.decisions, errors=tuple(map(str, listing.errors)))

    def fleet(self) -> Fleet:
        """What all environments run and owe, by what is stored."""
        from tracker.pipeline.fleet import fleet

        return fleet(self._settings, now())

    def reaching(self, sought: Sought) -> Whom:
        """Whom something concerns; raises Refused where nobody runs it any more."""
        from tracker.pipeline.affected import reaching
        from tracker.pipeline.judging import Instant

        answer = reaching(self._settings, sought.feeds, sought.vulnerability, Instant(at=now()))
        if answer.found is None:
            raise Refused(f"{sought.name}: {answer.hint}")
        return Whom(found=answer.found, findings=answer.findings, errors=tuple(map(str, answer.errors)))

    def what_if(self, environment: str, versions: Mapping[str, str], policy: str) -> WhatIf:
        """What would become of an environment."""
        from tracker.pipeline.judging import Instant
        from tracker.pipeline.what_if import what_if

        return what_if(self._settings, environment, versions, policy, Instant(at=now()))

    def compare(self, sides: Sides) -> SideBySide:
        """Two sides next to each other; raises Refused for a day that is none."""
        from tracker.pipeline.comparing import compare_two

        left, right = _looked(sides.left, sides.left_day), _looked(sides.right, sides.right_day)
        return compare_two(self._settings, left, right, now())

    def health(self) -> Health:
        """How all sources stand."""
        from tracker.pipeline.health import health

        return health(self._settings, now())

    def act(self, place: str, wish: Wish) -> Done:
        """Do what a reader asks for, as the command of that name does."""
        return self._doing.act(place, wish)

    def undo(self, place: str) -> Done:
        """Take back what was done last."""
        return self._doing.undo(place)

    def redo(self, place: str) -> Done:
        """Do again what was taken back last."""
        return self._doing.redo(place)

    def past(self, place: str) -> Past:
        """Say what can be undone."""
        return self._doing.past(place)

    def habits(self) -> Habits:
        """What is kept of the last run, and what the reader's files say of keys and looks; quick."""
        try:
            theme = self._settings.theme
        except ConfigurationError:  # the first screen says what is wrong
            theme = None
        return habits_of(self.folder, theme)

    def close(self) -> None:
        """Stop reading feeds."""
        self._stop.set()


def _looked(environment: str, day: str) -> Looked:
    from tracker.pipeline.comparing import Looked
    from tracker.pipeline.saying import read_day

    try:
        return Looked(environment=environment, as_of=read_day(day) if day else None)
    except ValueError as error:
        raise Refused(f"as of: {error}") from None


def _contents(one: Overview) -> Contents:
    return Contents(environment=one.name, customer=one.customer, tier=one.tier, deployed=one.deployed)


def _row(one: Overview) -> EnvironmentRow:
    return EnvironmentRow(
        name=one.name,
        customer=one.customer,
        tier=one.tier,
        summary=one.summary,
        error=one.error,
    )
