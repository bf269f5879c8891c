"""The door to the database: a few questions and a few short transactions."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Engine, delete, insert, select, update

from tracker.model import (
    DateSource,
    Environment,
    FeedPage,
    Sighting,
    SkippedEntry,
    Source,
    StoredReleases,
    Summary,
    Tier,
    UpstreamRelease,
    Validators,
    Verdict,
)
from tracker.store.database import is_missing, open_engine, reading, writing
from tracker.store.pages import keep_page
from tracker.store.tables import feed, host_pause, release, sighting, skipped_entry, summary


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How one feed stands: what to ask it with, when it was last read and when it last failed, all in UTC."""

    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    polled_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None


class Store:
    """One database; every method is one transaction and raises StorageError where it cannot be done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
            rows = connection.execute(select(feed).where(feed.c.url.in_(urls))).all()
        return {
            row.url: FeedState(
                validators=Validators(etag=row.etag, last_modified=row.last_modified),
                digest=row.digest,
                polled_at=row.polled_at,
                failed_at=row.failed_at,
                error=row.error,
            )
            for row in rows
        }

    def keep_page(
        self, source: Source, page: FeedPage, *, validators: Validators, digest: str | None, now: datetime
    ) -> bool:
        """Store one reading of a feed with the validators to ask with next; say whether a release changed.

        Raises RepositoryReplaced where the page shows another repository than the one known under this URL.
        """
        with writing(self._engine) as connection:
            return keep_page(connection, source, page, validators=validators, digest=digest, now=now)

    def keep_unchanged(self, url: str, validators: Validators, now: datetime) -> None:
        """Store that a known feed was asked and had nothing new."""
        fresh: dict[str, Any] = {"polled_at": now, "failed_at": None, "error": None}
        fresh |= {"etag": validators.etag} if validators.etag else {}
        fresh |= {"last_modified": validators.last_modified} if validators.last_modified else {}
        with writing(self._engine) as connection:
            connection.execute(update(feed).where(feed.c.url == url).values(**fresh))

    def keep_failure(self, source: Source, error: str, now: datetime) -> None:
        """Store that a feed could not be read; what was known of it stays."""
        failed = {"failed_at": now, "error": error}
        with writing(self._engine) as connection:
            changed = connection.execute(update(feed).where(feed.c.url == source.url).values(**failed))
            if changed.rowcount == 0:
                new = {"url": source.url, "forge": source.forge, "path": source.path}
                connection.execute(insert(feed).values(**new, **failed, full_at_first=False, complete=True))

    def releases(self, urls: Collection[str]) -> Mapping[str, StoredReleases]:
        """Give what is stored of the repositories behind some feeds, without the notes, which are long."""
        shown = [column for column in release.c if column.name != "notes"]
        same = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)
        mine = feed.c.url.in_(urls)
        with reading(self._engine) as connection:
            feeds = connection.execute(select(feed).where(mine)).all()
            found = select(feed.c.url.label("feed_url"), *shown).join_from(feed, release, same).where(mine)
            rows = connection.execute(found).all()
            skipped = connection.execute(
                select(feed.c.url, skipped_entry.c.entry, skipped_entry.c.reason)
                .join_from(feed, skipped_entry)
                .where(mine)
            ).all()
        releases_of, skipped_of = _grouped(rows, "feed_url"), _grouped(skipped, "url")
        return {one.url: _stored(one, releases_of[one.url], skipped_of[one.url]) for one in feeds}

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

    def host_pauses(self, now: datetime) -> Mapping[str, datetime]:
        """Tell which hosts have asked to be left alone, and until when."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(host_pause).where(host_pause.c.until > now)).all()
        return {row.host: row.until for row in rows}

    def pause_host(self, host: str, until: datetime) -> None:
        """Leave a host alone until an instant, or longer where it asked for that before."""
        with writing(self._engine) as connection:
            known = connection.execute(select(host_pause.c.until).where(host_pause.c.host == host)).scalar()
            if known is None:
                connection.execute(insert(host_pause).values(host=host, until=until))
            elif known < until:
                connection.execute(update(host_pause).where(host_pause.c.host == host).values(until=until))


def _grouped(rows: Iterable[Any], key: str) -> Mapping[str, Sequence[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _stored(row: Any, releases: Sequence[Any], skipped: Sequence[Any]) -> StoredReleases:
    return StoredReleases(
        releases=tuple(
            UpstreamRelease(
                tag=one.tag,
                title=one.title,
                url=one.url,
                released_at=one.released_at,
                dated_by=DateSource(one.dated_by),
                author=one.author,
                prerelease=one.prerelease,
                withdrawn=one.withdrawn,
            )
            for one in releases
        ),
        skipped=tuple(SkippedEntry(entry=one.entry, reason=one.reason) for one in skipped),
        polled_at=row.polled_at,
        full_at_first=row.full_at_first,
        complete=row.complete,
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
