"""The door to the database: a few questions and a few short transactions."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Self

from sqlalchemy import Engine

from tracker.advice.register import effective
from tracker.model import (
    Code,
    Decision,
    DutyEvent,
    Environment,
    Event,
    FeedPage,
    Happened,
    HostState,
    Outcome,
    Owed,
    Sighting,
    Source,
    StandingDuty,
    StoredReleases,
    Summary,
    TrendDay,
)
from tracker.store import cut_off, duty_log, feeds, hosts, snapshot
from tracker.store import sightings as seen
from tracker.store.database import is_missing, open_engine, reading, refusal, revision, writing
from tracker.store.decisions import Entry, add_entries, log_of
from tracker.store.feeds import Asked, FeedState
from tracker.store.history import FoundHistory, keep_history
from tracker.store.outbox import Outbox
from tracker.store.outcomes import keep_summaries, keep_trend, summaries, trends
from tracker.store.owed import owed
from tracker.store.pages import Kept, events_between, events_of, keep_gone, keep_page
from tracker.store.releases import notes_of, stored_releases, tags_before_gap
from tracker.store.service_snapshot import ServiceSnapshot, service_snapshots
from tracker.store.services import ServiceStore
from tracker.store.snapshot import RepositorySnapshot
from tracker.store.vulnerabilities import newest_fact


class Store:
    """One database; every method is one transaction and raises StorageError where it cannot be done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cut_off_at: datetime | None = None
        self.services = ServiceStore(engine)
        self.outbox = Outbox(engine)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database by URL, creating or migrating it as needed."""
        return cls(open_engine(url))

    @classmethod
    @contextmanager
    def open_existing(cls, url: str) -> Iterator[Self | None]:
        """Open a database by URL, None where it is a file that does not exist, which is not created."""
        if is_missing(url):
            yield None
            return
        with cls.open(url) as store:
            yield store

    @staticmethod
    def refusal(url: str) -> str | None:
        """Say why nothing can be kept in a database, None where it can, or where it is a file yet to be made."""
        return None if is_missing(url) else refusal(url)

    def close(self) -> None:
        """Let go of the database, and of what was compiled for it: after 450 checks it is 200 MB of garbage."""
        self._engine.dispose()
        self._engine.clear_compiled_cache()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def schema(self) -> str:
        """Tell the revision of the schema, which is empty where another program has emptied the database."""
        with reading(self._engine) as connection:
            return revision(connection) or ""

    def feed_states(self, urls: Collection[str]) -> Mapping[str, FeedState]:
        """Tell how each known feed of some URLs stands."""
        with reading(self._engine) as connection:
            return feeds.feed_states(connection, urls)

    def gaps(self, urls: Collection[str]) -> Mapping[str, FeedState]:
        """Tell how those of some feeds stand whose history has a gap, or began with a full page."""
        with reading(self._engine) as connection:
            return feeds.gaps(connection, urls)

    def due_times(self, urls: Collection[str]) -> Mapping[str, datetime | None]:
        """Tell when each known feed of some URLs is to be asked again."""
        with reading(self._engine) as connection:
            return feeds.due_times(connection, urls)

    def claim(
        self, sources: Collection[Source], *, owner: str, until: datetime, now: datetime
    ) -> Mapping[str, FeedState]:
        """Lease those of some feeds that nobody else is reading; return how they stand, by URL."""
        with writing(self._engine) as connection:
            return feeds.claim(connection, sources, owner, until, now)

    def release_leases(self, owner: str) -> None:
        """Give up every lease of an owner."""
        with writing(self._engine) as connection:
            feeds.release_leases(connection, owner)

    def keep_page(self, source: Source, page: FeedPage, asked: Asked) -> Kept:
        """Store one reading of a feed on lease with what to ask it with next, and give up the lease.

        Raises LeaseLost where another process has taken over the feed.
        """
        with writing(self._engine) as connection:
            feeds.check_lease(connection, source.url, asked.fence)
            return keep_page(connection, source, page, asked)

    def keep_unchanged(self, unchanged: Mapping[str, Asked]) -> None:
        """Store that feeds on lease had nothing new, and give up their leases; a lost one is left alone."""
        with writing(self._engine) as connection:
            feeds.keep_unchanged(connection, unchanged)

    def keep_failure(self, url: str, error: str, asked: Asked, *, gone: bool = False) -> None:
        """Store that a feed on lease could not be read; what was known of it stays. Raises LeaseLost."""
        with writing(self._engine) as connection:
            feeds.check_lease(connection, url, asked.fence)
            if feeds.keep_failure(connection, url, error, asked, gone=gone):
                keep_gone(connection, url, asked.at)

    def keep_history(self, source: Source, found: FoundHistory, asked: Asked) -> Kept:
        """Store older releases of a feed on lease, found to fill a gap, and give it up. Raises LeaseLost."""
        with writing(self._engine) as connection:
            feeds.check_lease(connection, source.url, asked.fence)
            return keep_history(connection, source, found, asked.at)

    def snapshots(
        self, sources: Iterable[Source], products: Iterable[str], packages: Iterable[str]
    ) -> Iterator[RepositorySnapshot | ServiceSnapshot]:
        """Give all that is stored of some sources, products and packages, as it stands at one instant."""
        with reading(self._engine) as connection:
            yield from snapshot.repositories(connection, sources)
            yield from service_snapshots(connection, products, packages)

    def newest_reading(self, urls: Collection[str]) -> datetime | None:
        """Tell when any of some feeds was last read."""
        with reading(self._engine) as connection:
            return snapshot.newest_reading(connection, urls)

    def take_over(
        self,
        known: Iterable[RepositorySnapshot | ServiceSnapshot],
        source_of: Callable[[RepositorySnapshot], Source | None],
        now: datetime,
    ) -> tuple[str, ...]:
        """Add what snapshots know, all or nothing; return why some repositories were left out.

        `source_of` says where a repository is read here, None where nothing is released there.
        """
        with writing(self._engine) as connection:
            return snapshot.take_over(connection, known, source_of, now)

    def events(self, urls: Collection[str]) -> Mapping[str, tuple[Event, ...]]:
        """Give what happened to the repositories behind some feeds, oldest first, by the URL of the feed."""
        with reading(self._engine) as connection:
            return events_of(connection, urls)

    def events_between(
        self, urls: Collection[str], since: datetime, until: datetime
    ) -> Mapping[str, tuple[Event, ...]]:
        """Give the same of a span, after one instant and up to and with another, without edits."""
        with reading(self._engine) as connection:
            return events_between(connection, urls, since, until)

    def happened(self, environments: Collection[str], since: datetime, until: datetime) -> Mapping[str, Happened]:
        """Give what was noticed of some environments' duties and versions in a span, by environment."""
        with reading(self._engine) as connection:
            duties = duty_log.noticed(connection, environments, since, until)
            upgrades = seen.upgrades(connection, environments, since, until)
        return {name: Happened(duties=duties[name], upgrades=upgrades[name]) for name in environments}

    def releases(self, urls: Collection[str]) -> Mapping[str, StoredReleases]:
        """Give what is stored of the repositories behind some feeds, of each release what judging needs."""
        with reading(self._engine) as connection:
            return stored_releases(connection, urls)

    def tags_before_gap(self, url: str) -> frozenset[str]:
        """Give the tags of a feed's repository that were known before the gap in its history was noticed."""
        with reading(self._engine) as connection:
            return tags_before_gap(connection, url)

    def notes(self, url: str, tag: str) -> str:
        """Give the notes of one release of the repository behind a feed, as cleaned HTML; empty without any."""
        return self.notes_of([(url, tag)]).get((url, tag), "")

    def notes_of(self, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """Give the notes of some releases, by feed and tag, of those that have any."""
        with reading(self._engine) as connection:
            return notes_of(connection, wanted)

    def newest_fact(self) -> tuple[object, ...]:
        """Say something that differs once another release, vulnerability or mark of exploitation has come."""
        with reading(self._engine) as connection:
            return newest_fact(connection)

    def see(self, environments: Collection[Environment], now: datetime) -> None:
        """Record the versions of some environments' entries where they differ from those last recorded."""
        with writing(self._engine) as connection:
            seen.see(connection, environments, now)

    def sightings(self, environments: Collection[str], as_of: datetime) -> Mapping[str, Mapping[str, Sighting]]:
        """Give each entry's first sight, and the versions recorded by an instant, else the oldest recorded.

        By environment and name; of an environment never seen there is none.
        """
        with reading(self._engine) as connection:
            return seen.sightings(connection, environments, as_of)

    def duties_seen(
        self, environments: Collection[str], before: datetime | None
    ) -> Mapping[str, Mapping[str, datetime]]:
        """Tell when each open duty of some environments was first seen, by environment and id.

        Those open now, or by what the log held before an instant. A duty that was closed and arose again is new.
        """
        with reading(self._engine) as connection:
            if before is None:
                return duty_log.seen_now(connection, environments)
            return duty_log.seen_before(connection, environments, before)

    def duty_log(self, environment: str, name: str | None = None) -> tuple[DutyEvent, ...]:
        """Give what happened to the duties of an environment, or of one entry, in the order it was noticed."""
        with reading(self._engine) as connection:
            return duty_log.events_of(connection, environment, name)

    def owed(self, environments: Collection[str], *, most: int, idle: Collection[str]) -> Owed:
        """Tell what some environments owe by the log of duties; of those not covered, at most so many by name.

        `idle` are the ids of decisions that cover nothing.
        """
        with reading(self._engine) as connection:
            return owed(connection, environments, most, idle)

    def standing_duties(self) -> tuple[StandingDuty, ...]:
        """Give every duty that is open by the log, of all environments."""
        with reading(self._engine) as connection:
            return duty_log.standing(connection)

    def open_subjects(self, code: Code) -> Mapping[str, int]:
        """Count, by what they are about, the entries of all environments that have an open duty of a kind."""
        with reading(self._engine) as connection:
            return duty_log.open_subjects(connection, code)

    def cut_off(self, at: datetime) -> None:
        """Record up to when digests tell that are composed with this store; what others write later is later."""
        with writing(self._engine) as connection:
            cut_off.record(connection, at)
        self._cut_off_at = at

    def keep_outcomes(self, outcomes: Collection[Outcome]) -> None:
        """Remember some checks, all or nothing: what happened to duties, the summaries, and the day's trend."""
        with writing(self._engine) as connection:
            duty_log.append(connection, outcomes, self._cut_off_at)
            keep_summaries(connection, [one.summary for one in outcomes if one.summary])
            keep_trend(connection, {one.environment: one.trend for one in outcomes if one.trend})

    def summaries(self) -> Mapping[str, Summary]:
        """Give the stored outcome of every environment, by its name."""
        with reading(self._engine) as connection:
            return summaries(connection)

    def trends(self, environments: Collection[str], first: date, last: date) -> Mapping[str, tuple[TrendDay, ...]]:
        """Give where some environments stood from one day to another, both included, oldest first."""
        with reading(self._engine) as connection:
            return trends(connection, environments, first, last)

    def decide(self, entries: Sequence[Entry]) -> tuple[int, frozenset[str]]:
        """Add to the log of decisions what it does not have; return how many entries those were.

        Also the ids that stand there for something else: where there are any, nothing is added.
        """
        with writing(self._engine) as connection:
            return add_entries(connection, entries)

    def decisions(self, as_of: datetime | None = None) -> tuple[Decision, ...]:
        """Give the decisions that nobody has reopened, oldest first; with an instant, as it was before it."""
        return effective(self.decision_log(as_of))

    def decision_log(self, before: datetime | None = None) -> tuple[Entry, ...]:
        """Give all that was decided and reopened strictly before an instant, or at all, oldest first."""
        with reading(self._engine) as connection:
            return log_of(connection, before)

    def hosts(self) -> Mapping[str, HostState]:
        """Tell what each host has asked for."""
        with reading(self._engine) as connection:
            return hosts.hosts(connection)

    def keep_host(self, name: str, state: HostState) -> None:
        """Keep what a host has asked for; a pause asked for before holds where it is longer."""
        with writing(self._engine) as connection:
            hosts.keep_host(connection, name, state)

    def forget_pauses(self, *, later_than: datetime) -> None:
        """Forget what hosts asked for until after an instant, which a clock that ran ahead has stored."""
        with writing(self._engine) as connection:
            hosts.forget_pauses(connection, later_than)
