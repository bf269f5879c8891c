"""Staying up: the feeds of all environments read when they are due, the files watched, whatever fails reported."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tracker.errors import ConfigurationError, StorageError
from tracker.log import tell
from tracker.model import Source
from tracker.pipeline.digest import compose_letters
from tracker.pipeline.knowledge import gather
from tracker.pipeline.polling.backfill import fill_gaps
from tracker.pipeline.polling.leases import is_leased
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.polling.polled import Polled, Result
from tracker.pipeline.sending.digests import Composer
from tracker.pipeline.services.services import Services
from tracker.pipeline.staying.agenda import Agenda
from tracker.pipeline.staying.clock import Clock
from tracker.pipeline.staying.judging import Judging
from tracker.pipeline.staying.listening import listening
from tracker.pipeline.staying.pulse import Pulse
from tracker.pipeline.staying.telling import Telling
from tracker.pipeline.staying.watchlists import Change, FileNews, Watchlists
from tracker.pipeline.watching import components_of
from tracker.settings import Settings
from tracker.store import FeedState, Store

LOOK = timedelta(seconds=3)
# So long may one piece of work take: a few requests, each with its own deadline.
_WITHIN = timedelta(minutes=2)
_LATER = 60.0
_ASK_SERVICES_EVERY = 3600.0
_AFTER_FAULT = 3600.0
_FIRST_RETRY = 10.0
_LAST_RETRY = 600.0
_CLOCK_WAS_SET = 60.0
_LONGEST_PAUSE = timedelta(hours=24)

_tell = partial(tell, __name__)
_warn = partial(tell, __name__, level=logging.WARNING)


def stay_up(
    settings: Settings,
    clock: Clock,
    *,
    look: timedelta = LOOK,
    health_file: Path | None = None,
    compose: Composer = compose_letters,
) -> None:
    """Read feeds when they are due until the clock's `stop` is set, looking for changed files as often as `look`.

    `health_file` is written at each turn. Raises ConfigurationError where there is no folder of watchlists, or
    where nobody can listen as the settings say, StorageError where the database cannot be opened; what goes wrong
    later is reported and tried again.
    """
    watchlists, pulse = Watchlists(settings), Pulse(clock, health_file)
    news = watchlists.open()
    with Store.open(settings.database_url) as store, listening(settings, watchlists, clock, pulse):
        telling = Telling(settings, store.outbox, compose, clock, pulse)
        Staying(settings, store, watchlists, clock, telling).run(news, look.total_seconds(), pulse)


class Staying:
    """A program that stays up, with what it has planned."""

    def __init__(
        self, settings: Settings, store: Store, watchlists: Watchlists, clock: Clock, telling: Telling
    ) -> None:
        self._settings = settings
        self._store = store
        self._watchlists = watchlists
        self._clock = clock
        self._telling = telling
        self._judging = Judging(store, watchlists, telling, clock.now, clock.passed())
        self._agenda = Agenda()
        self._planned: Sequence[Source] | None = None
        self._pauses: Mapping[str, datetime] = {}
        self._offset: float | None = None
        self._in_hand: Sequence[Source] = ()
        self._busy = 0.0
        self._retry = 0.0
        self._services_at = 0.0

    def run(self, news: Collection[FileNews], look: float, pulse: Pulse) -> None:
        """Work until somebody asks to stop."""
        environments, feeds = len(self._watchlists.environments), len(self._watchlists.sources)
        _tell("started", environments=environments, feeds=feeds)
        if not self._settings.github_url:
            _warn("source-off", source="github", reason="TRACKER_GITHUB_URL is empty")
        self._tell_news(news)
        self._telling.read()
        wait = 0.0
        while not self._clock.wait(wait):
            pulse.beat()
            wait = self._work(look)
        _tell("stopped")

    def _work(self, look: float) -> float:
        """Do what is due; return the seconds to wait before the next look."""
        try:
            self._look_at_files()
            self._notice_clock()
            self._plan()
            self._read_feeds()
            self._ask_services()
            self._judging.work(self._clock.passed())
            self._telling.work(self._clock.passed())
        except StorageError as error:
            return self._wait_for_storage(error)
        except ConfigurationError as error:
            _warn("settings-unusable", error=error)
            self._postpone(self._in_hand, by=_AFTER_FAULT)
            return look
        except Exception as error:  # noqa: BLE001 - one feed that meets a fault of ours must not silence the others
            _tell("fault", level=logging.ERROR, fault=f"{type(error).__name__}: {error}", note=_PLEASE_REPORT)
            self._postpone(self._in_hand, by=_AFTER_FAULT)
            return look
        next_at = self._agenda.next_at()
        return look if next_at is None else min(max(next_at - self._clock.passed(), 0.0), look)

    def _wait_for_storage(self, error: StorageError) -> float:
        self._retry = min(self._retry * 2, _LAST_RETRY) or _FIRST_RETRY
        _warn("storage-failed", error=error, retry_in=f"{self._retry:g}s")
        return self._retry

    def _plan(self) -> None:
        """Take up the sources of files that came or changed, and drop those that nothing names any more."""
        sources = self._watchlists.sources
        if sources != self._planned:
            new = self._agenda.keep_only(sources)
            states = self._store.feed_states([source.url for source in new])
            self._agenda.plan(new, states, self._clock.now(), self._clock.passed())
            self._leave_hosts_alone()
            self._planned = sources

    def _read_feeds(self) -> None:
        """Read what has its turn, unless another process has read it meanwhile or is just reading it."""
        now, passed = self._clock.now(), self._clock.passed()
        taken = self._agenda.take(passed, passed - self._busy)
        self._busy = 0.0
        before = self._store.feed_states([source.url for source in taken]) if taken else {}
        due = self._still_due(taken, before, now, passed)
        if not due:
            return
        self._in_hand = due
        self._postpone(due, by=_LATER)  # whatever happens to them, others have their turn first
        outcomes = poll(due, settings=self._settings, store=self._store, now=now, patience=self._patience())
        after = self._store.feed_states([source.url for source in due])
        read = [one for one in due if _due_at(after, one) != _due_at(before, one)]
        self._agenda.plan(due, after, now, passed)
        self._tell_read([outcomes[one.url] for one in read if one.url in outcomes])
        self._fill_gaps([one for one in read if not after[one.url].failures], now)
        self._leave_hosts_alone()
        self._in_hand, self._retry = (), 0.0
        self._busy = min(self._clock.passed() - passed, _LATER)

    def _fill_gaps(self, read: Sequence[Source], now: datetime) -> None:
        """Fill the gaps of what was read, but for those that bundled history closes."""
        components = {
            entry.source: entry.component for one in self._watchlists.environments for entry in one.entries
        }
        known = gather(self._store, [(components[one], one) for one in read if one in components], now)
        open_ones = [one for one in read if one.url in known and not known[one.url].outlook.history.complete]
        filling = fill_gaps(
            open_ones, settings=self._settings, store=self._store, now=now, patience=self._patience()
        )
        for repository, problem in filling.problems.items():
            _warn("gap-open", repository=repository, error=problem)

    def _ask_services(self) -> None:
        """Ask services about what is in use and old, hourly at most."""
        now, passed = self._clock.now(), self._clock.passed()
        if passed < self._services_at:
            return
        self._services_at = passed + _ASK_SERVICES_EVERY
        components = components_of(self._watchlists.environments)
        services = Services(self._settings, self._store.services, components, now)
        errands = services.errands(services.old(self._settings.max_age))
        if not errands:
            return
        poll((), settings=self._settings, store=self._store, now=now, patience=self._patience(), errands=errands)
        services.settle()
        for service, (read, asked) in services.counts().items():
            _tell("asked", service=service, subjects=asked, read=read)
        for one in services.failures(components, {}):
            _warn("not-read", service=one.service, error=one.error)

    def _look_at_files(self) -> None:
        news = self._watchlists.look()
        self._tell_news(news)
        if news:
            self._telling.read()
            self._judging.files_changed()

    def _patience(self) -> Patience:
        return Patience(_WITHIN, self._clock.stop)

    def _still_due(
        self, taken: Sequence[Source], states: Mapping[str, FeedState], now: datetime, passed: float
    ) -> Sequence[Source]:
        self._agenda.plan(taken, states, now, passed)
        leased = [one for one in taken if is_leased(states.get(one.url, FeedState()), now)]
        self._postpone(leased, by=_LATER)
        return [one for one in taken if self._agenda.is_due(one, passed) and one not in leased]

    def _postpone(self, sources: Collection[Source], *, by: float) -> None:
        for source in sources:
            self._agenda.postpone(source, self._clock.passed() + by)

    def _leave_hosts_alone(self) -> None:
        """Read nothing of hosts that asked to wait, whichever process they asked."""
        now, passed = self._clock.now(), self._clock.passed()
        paused = ((name, host.paused_until) for name, host in self._store.hosts().items())
        pauses = {name: until for name, until in paused if until and now < until <= now + _LONGEST_PAUSE}
        for name, until in pauses.items():
            self._agenda.leave_alone(name, passed + (until - now).total_seconds())
            if self._pauses.get(name) != until:
                _warn("host-pauses", host=name, until=_spoken(until))
        self._pauses = pauses

    def _notice_clock(self) -> None:
        """Forget what hosts asked for until instants that a clock set back has yet to reach, and tell of that."""
        now = self._clock.now()
        offset = now.timestamp() - self._clock.passed()
        before, self._offset = self._offset, offset
        if before is not None and abs(offset - before) < _CLOCK_WAS_SET:
            return
        if before is not None:
            _warn("clock-was-set", by=f"{offset - before:+.0f}s")
        self._store.forget_pauses(later_than=now + _LONGEST_PAUSE)

    def _tell_read(self, read: Sequence[Polled]) -> None:
        if not read:
            return
        results = [one.result for one in read]
        changed = ",".join(one.source.path for one in read if one.result is Result.CHANGED)
        counted = {result.value: results.count(result) for result in Result}
        _tell("polled", feeds=len(read), **counted, repositories=changed or None)
        errors: dict[str, list[str]] = {}
        for one in read:
            if one.error:
                errors.setdefault(one.error, []).append(one.source.path)
        for error, paths in errors.items():
            _warn("not-read", repositories=",".join(paths), error=error)

    def _tell_news(self, news: Collection[FileNews]) -> None:
        for one in news:
            match one.change:
                case Change.BROKEN:
                    _warn(one.change, error=one.subject)
                case Change.MENDED:
                    _tell(one.change, error=one.subject)
                case _:
                    _tell(one.change, file=one.subject, note=_NOTES.get(one.subject))


_PLEASE_REPORT = "a fault of tracker itself, please report it"
_NOTES = {"tracker.yaml": "settings are read at the start: restart to take them over"}


def _due_at(states: Mapping[str, FeedState], source: Source) -> datetime | None:
    return states.get(source.url, FeedState()).due_at


def _spoken(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
