"""The door to the database: a few questions and a few short transactions."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, delete, insert, select, update

from tracker.model import (
    Environment,
    Event,
    FeedPage,
    HostState,
    ReadBy,
    Sighting,
    SkippedEntry,
    Source,
    StoredReleases,
    Summary,
    Tier,
    Verdict,
)
from tracker.store import feeds, snapshot
from tracker.store.database import batched, is_missing, open_engine, reading, writing
from tracker.store.feeds import Asked, FeedState
from tracker.store.history import FoundHistory, keep_history
from tracker.store.pages import Kept, as_release, events_of, keep_gone, keep_page
from tracker.store.service_snapshot import ServiceSnapshot, service_snapshots, take_service_over
from tracker.store.services import ServiceStore
from tracker.store.snapshot import RepositorySnapshot
from tracker.store.tables import feed, host, release, sighting, skipped_entry, summary

_HOST = tuple(one.name for one in fields(HostState))


class Store:
    """One database; every method is one transaction and raises StorageError where it cannot be done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.services = ServiceStore(engine)

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

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
        left_out = []
        with writing(self._engine) as connection:
            for one in known:
                if not isinstance(one, RepositorySnapshot):
                    take_service_over(connection, one, now)
                elif why := snapshot.take_over(connection, source_of(one), one, now):
                    left_out.append(f"{one.path}: {why}")
        return tuple(left_out)

    def events(self, urls: Collection[str]) -> Mapping[str, tuple[Event, ...]]:
        """Give what happened to the repositories behind some feeds, oldest first, by the URL of the feed."""
        with reading(self._engine) as connection:
            return events_of(connection, urls)

    def releases(self, urls: Collection[str]) -> Mapping[str, StoredReleases]:
        """Give what is stored of the repositories behind some feeds, without the notes, which are long."""
        found: dict[str, StoredReleases] = {}
        with reading(self._engine) as connection:
            for some in batched(urls):
                found |= _releases(connection, some)
        return found

    def tags_before_gap(self, url: str) -> frozenset[str]:
        """Give the tags of a feed's repository that were known before the gap in its history was noticed."""
        same = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)
        before = (feed.c.url == url) & (release.c.first_seen_at < feed.c.gap_at)
        with reading(self._engine) as connection:
            return frozenset(
                connection.execute(select(release.c.tag).join_from(feed, release, same).where(before)).scalars()
            )

    def notes(self, url: str, tag: str) -> str:
        """Give the notes of one release of the repository behind a feed, as cleaned HTML; empty without any."""
        same = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)
        wanted = (feed.c.url == url) & (release.c.tag == tag)
        with reading(self._engine) as connection:
            found = connection.execute(
                select(release.c.notes).join_from(feed, release, same).where(wanted)
            ).scalar()
        return found or ""

    def see(self, environment: Environment, now: datetime) -> None:
        """Record the versions of an environment's entries where they differ from those last recorded."""
        with writing(self._engine) as connection:
            known = connection.execute(
                select(sighting).where(sighting.c.environment == environment.name).order_by(sighting.c.seen_at)
            ).all()
            last = {row.name: row for row in known}
            for one in environment.deployments:
                seen, versions = last.get(one.name), json.dumps(one.versions)
                row = {"environment": environment.name, "name": one.name, "versions": versions, "seen_at": now}
                if seen is None or (seen.versions != versions and seen.seen_at < now):
                    connection.execute(insert(sighting).values(**row))
                elif seen.versions != versions:
                    connection.execute(update(sighting).where(sighting.c.id == seen.id).values(versions=versions))

    def sightings(self, environment: str, as_of: datetime) -> Mapping[str, Sighting]:
        """Give each entry's first sight, and the versions recorded by an instant, else the oldest recorded."""
        found: dict[str, Sighting] = {}
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(sighting).where(sighting.c.environment == environment).order_by(sighting.c.seen_at)
            ).all()
        for row in rows:
            first = found.get(row.name)
            if first is None or row.seen_at < as_of:
                since = first.first_seen_at if first else row.seen_at
                found[row.name] = Sighting(first_seen_at=since, versions=tuple(json.loads(row.versions)))
        return found

    def keep_summary(self, one: Summary) -> None:
        """Replace the stored outcome of an environment's last check."""
        row = {
            "environment": one.environment,
            "customer": one.customer,
            "tier": one.tier.value,
            "checked_at": one.checked_at,
            "verdict": one.verdict.value,
            "counts": json.dumps({verdict.value: count for verdict, count in one.counts.items()}),
            "behind": one.behind,
            "next_due": one.next_due,
        }
        with writing(self._engine) as connection:
            connection.execute(delete(summary).where(summary.c.environment == one.environment))
            connection.execute(insert(summary).values(**row))

    def summaries(self) -> Mapping[str, Summary]:
        """Give the stored outcome of every environment, by its name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(summary)).all()
        return {row.environment: _summary(row) for row in rows}

    def hosts(self) -> Mapping[str, HostState]:
        """Tell what each host has asked for."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(host)).all()
        return {row.host: HostState(**{name: getattr(row, name) for name in _HOST}) for row in rows}

    def keep_host(self, name: str, state: HostState) -> None:
        """Keep what a host has asked for; a pause asked for before holds where it is longer."""
        with writing(self._engine) as connection:
            known = connection.execute(select(host).where(host.c.host == name)).first()
            row = {one: getattr(state, one) for one in _HOST}
            if known is None:
                connection.execute(insert(host).values(host=name, **row))
                return
            pauses = [at for at in (known.paused_until, state.paused_until) if at]
            row["paused_until"] = max(pauses, default=None)
            connection.execute(update(host).where(host.c.host == name).values(**row))

    def forget_pauses(self, *, later_than: datetime) -> None:
        """Forget what hosts asked for until after an instant, which a clock that ran ahead has stored."""
        with writing(self._engine) as connection:
            for column in (host.c.paused_until, host.c.quota_resets_at):
                connection.execute(update(host).where(column > later_than).values({column: None}))


def _releases(connection: Connection, urls: Collection[str]) -> Mapping[str, StoredReleases]:
    shown = [column for column in release.c if column.name != "notes"]
    same = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)
    mine = feed.c.url.in_(urls)
    found = select(feed.c.url.label("feed_url"), *shown).join_from(feed, release, same).where(mine)
    reasons = select(feed.c.url, skipped_entry.c.entry, skipped_entry.c.reason).join_from(feed, skipped_entry)
    releases_of = _grouped(connection.execute(found.order_by(release.c.id)).all(), "feed_url")
    skipped_of = _grouped(connection.execute(reasons.where(mine).order_by(skipped_entry.c.id)).all(), "url")
    feeds = connection.execute(select(feed).where(mine)).all()
    return {one.url: _stored(one, releases_of[one.url], skipped_of[one.url]) for one in feeds}


def _grouped(rows: Iterable[Any], key: str) -> Mapping[str, Sequence[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _stored(row: Any, releases: Sequence[Any], skipped: Sequence[Any]) -> StoredReleases:
    return StoredReleases(
        releases=tuple(as_release(one) for one in releases),
        skipped=tuple(SkippedEntry(entry=one.entry, reason=one.reason) for one in skipped),
        polled_at=row.polled_at,
        read_by=ReadBy(row.read_by),
        full_at_first=row.full_at_first,
        gap_at=row.gap_at,
        archived=row.archived,
    )


def _summary(row: Any) -> Summary:
    return Summary(
        environment=row.environment,
        customer=row.customer,
        tier=Tier(row.tier),
        checked_at=row.checked_at,
        verdict=Verdict(row.verdict),
        counts={Verdict(name): count for name, count in json.loads(row.counts).items()},
        behind=row.behind,
        next_due=row.next_due,
    )
