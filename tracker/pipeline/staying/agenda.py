"""When each feed is read next, by a clock that nobody can set, those of one host one after the other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urlsplit

from tracker.model import Source
from tracker.pipeline.polling import schedule
from tracker.record import Record, replace
from tracker.store import FeedState


class _Plan(Record):
    """A source, when it is read (seconds of the clock), and the stored due time that this follows from."""

    source: Source
    at: float
    stored: datetime | None

    @property
    def host(self) -> str:
        return urlsplit(self.source.url).netloc


class Agenda:
    """The plans of all watched sources, in seconds of a clock that only ever goes on.

    A stored due time becomes a plan when it is first seen, and again when another process has changed it: a clock
    that is set meanwhile moves nothing. Sources of one host that are due together are read one after the other.
    """

    def __init__(self) -> None:
        self._plans: dict[str, _Plan] = {}
        self._of_host: Counter[str] = Counter()
        self._slots: dict[str, float] = {}
        self._luck = SystemRandom().random

    def keep_only(self, sources: Iterable[Source]) -> Sequence[Source]:
        """Drop the plans of all other sources; return those that have no plan yet."""
        wanted = {source.url: source for source in sources}
        self._plans = {url: plan for url, plan in self._plans.items() if url in wanted}
        return tuple(source for url, source in wanted.items() if url not in self._plans)

    def plan(
        self, sources: Iterable[Source], states: Mapping[str, FeedState], now: datetime, passed: float
    ) -> None:
        """Plan sources by their stored state; a plan made of the same due time stands."""
        for source in sources:
            state = states.get(source.url, FeedState())
            known = self._plans.get(source.url)
            if known is None or known.stored != state.due_at:
                wait = schedule.wait_for(state.due_at, _longest(state), now)
                at = passed + wait.total_seconds()
                self._plans[source.url] = _Plan(source=source, at=at, stored=state.due_at)
        self._of_host = Counter(plan.host for plan in self._plans.values())

    def is_due(self, source: Source, passed: float) -> bool:
        """Say whether a planned source is to be read by some second."""
        return self._plans[source.url].at <= passed

    def postpone(self, source: Source, until: float) -> None:
        """Read a source no earlier than at some second; one that has no plan gets none."""
        plan = self._plans.get(source.url)
        if plan is not None:
            self._plans[source.url] = replace(plan, at=max(plan.at, until))

    def leave_alone(self, host: str, until: float) -> None:
        """Read nothing of a host before some second."""
        self._slots[host] = max(self._slots.get(host, until), until)

    def take(self, passed: float, since: float) -> Sequence[Source]:
        """Give the sources to read now, the longest due first.

        Of each host as many as have their turn by now; turns before `since` that nobody took are gone.
        """
        taken: list[Source] = []
        for plan in sorted(self._plans.values(), key=lambda one: one.at):
            if plan.at > passed:
                break
            slot = max(self._slots.get(plan.host, passed), since)
            if slot <= passed:
                taken.append(plan.source)
                self._slots[plan.host] = slot + self._gap(plan.host)
        return taken

    def next_at(self) -> float | None:
        """Return the second at which something is to be read next; None where nothing is."""
        return min((max(one.at, self._slots.get(one.host, one.at)) for one in self._plans.values()), default=None)

    def _gap(self, host: str) -> float:
        return schedule.pace(self._of_host[host]).total_seconds() * (0.5 + self._luck())


def _longest(state: FeedState) -> timedelta:
    """The longest that a source may have to wait: its interval, and a day where it fails."""
    return timedelta(seconds=state.interval) if state.interval and not state.failures else schedule.LONGEST
