"""Taking what is known of repositories, and of services with them, out of one database and into another."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from tracker.events import compare_history
from tracker.model import ReadBy, Source, UpstreamRelease
from tracker.record import Record
from tracker.store.pages import as_release, keep_changes, keep_events
from tracker.store.service_snapshot import ServiceSnapshot, take_service_over
from tracker.store.tables import feed, release


class RepositorySnapshot(Record):
    """All that upstream showed of one repository until an instant; `complete` is False where some is missing."""

    forge: str
    path: str
    repository_key: str
    read_at: datetime
    complete: bool
    archived: bool
    releases: tuple[UpstreamRelease, ...]


def snapshot_of(connection: Connection, source: Source) -> RepositorySnapshot | None:
    """Give what is stored of a source; None where it was never read."""
    row = connection.execute(select(feed).where(feed.c.url == source.url)).first()
    if row is None or row.polled_at is None:
        return None
    mine = (release.c.forge == source.forge) & (release.c.repository_key == row.repository_key)
    rows = connection.execute(select(release).where(mine).order_by(release.c.released_at, release.c.tag))
    return RepositorySnapshot(
        forge=source.forge,
        path=source.path,
        repository_key=row.repository_key,
        read_at=row.polled_at,
        complete=row.gap_at is None and not row.full_at_first,
        archived=row.archived,
        releases=tuple(as_release(one) for one in rows),
    )


def newest_reading(connection: Connection, urls: Iterable[str]) -> datetime | None:
    """Tell when any of some feeds was last read."""
    read = connection.execute(select(feed.c.url, feed.c.polled_at).where(feed.c.polled_at.is_not(None)))
    wanted = set(urls)
    return max((row.polled_at for row in read if row.url in wanted), default=None)


def take_over(
    connection: Connection,
    known: Iterable[RepositorySnapshot | ServiceSnapshot],
    source_of: Callable[[RepositorySnapshot], Source | None],
    now: datetime,
) -> tuple[str, ...]:
    """Add what snapshots know, as `Store.take_over` says; return why some repositories were left out."""
    left_out = []
    for one in known:
        if not isinstance(one, RepositorySnapshot):
            take_service_over(connection, one, now)
        elif why := _take_repository_over(connection, source_of(one), one, now):
            left_out.append(f"{one.path}: {why}")
    return tuple(left_out)


def _take_repository_over(
    connection: Connection, source: Source | None, known: RepositorySnapshot, now: datetime
) -> str | None:
    """Add what a snapshot knows of a source; return why nothing of it was taken over where it was not.

    Nothing that is stored is lost, and what was read later stays as it is.
    """
    if source is None:
        return "this catalog has no component that is released there"
    row = connection.execute(select(feed).where(feed.c.url == source.url)).first()
    if row is None:
        connection.execute(insert(feed).values(url=source.url, forge=source.forge, path=source.path))
        row = connection.execute(select(feed).where(feed.c.url == source.url)).one()
    if row.repository_key not in {None, known.repository_key}:
        return f"the snapshot has another repository under this name (id {known.repository_key})"
    _add(connection, source, known, row.polled_at, now)
    if row.polled_at is None or row.polled_at < known.read_at:
        state = {
            "repository_key": known.repository_key,
            "polled_at": known.read_at,
            "first_polled_at": row.first_polled_at or known.read_at,
            "read_by": ReadBy.IMPORT.value,
            "archived": known.archived,
            "full_at_first": not known.complete,
            "gap_at": None,
            **dict.fromkeys(("etag", "last_modified", "digest", "error", "failed_at")),
        }
        connection.execute(update(feed).where(feed.c.id == row.id).values(**state))
    return None


def _add(
    connection: Connection, source: Source, known: RepositorySnapshot, read_at: datetime | None, now: datetime
) -> None:
    mine = (release.c.forge == source.forge) & (release.c.repository_key == known.repository_key)
    stored = {row.tag: as_release(row) for row in connection.execute(select(release).where(mine))}
    changes = compare_history(stored, known.releases, read_at, now)
    keep_changes(connection, source.forge, known.repository_key, changes, now)
    keep_events(connection, source.forge, known.repository_key, changes.events)


def repositories(connection: Connection, sources: Iterable[Source]) -> Iterator[RepositorySnapshot]:
    """Give what is stored of some sources, one after the other."""
    for source in sources:
        known = snapshot_of(connection, source)
        if known is not None:
            yield known
