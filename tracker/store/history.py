"""Keeping older releases that were found to fill a gap in a history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from tracker.events import compare_history
from tracker.model import Event, EventKind, Source, UpstreamRelease
from tracker.record import Record
from tracker.store.pages import Kept, keep_changes, keep_events, known_releases
from tracker.store.tables import feed, release


class FoundHistory(Record):
    """The older releases found of a source; `complete` where they leave no gap.

    `archived` is None where it was not asked for.
    """

    releases: tuple[UpstreamRelease, ...]
    complete: bool
    archived: bool | None = None


def keep_history(connection: Connection, source: Source, found: FoundHistory, now: datetime) -> Kept:
    """Write older releases, and that the gap is closed where they close it; say what happened."""
    row = connection.execute(select(feed).where(feed.c.url == source.url)).one()
    key = row.repository_key
    known = known_releases(connection, source.forge, key, (one.tag for one in found.releases))
    changes = compare_history(known, found.releases, _last_before_gap(connection, row), now)
    keep_changes(connection, source.forge, key, changes, now)
    events = (*changes.events, *_told(row, found, len(changes.new), now))
    keep_events(connection, source.forge, key, events)
    state: dict[str, Any] = {"fill_tried_at": now, "lease_owner": None, "lease_until": None}
    state |= {"gap_at": None, "full_at_first": False} if found.complete else {}
    state |= {} if found.archived is None else {"archived": found.archived}
    connection.execute(update(feed).where(feed.c.id == row.id).values(**state))
    return Kept(changed=bool(changes.new or changes.changed), events=events)


def _last_before_gap(connection: Connection, row: Any) -> datetime | None:
    """When the newest release was made that was known before a gap; None where there was none before."""
    if row.gap_at is None:
        return None
    mine = (release.c.forge == row.forge) & (release.c.repository_key == row.repository_key)
    before = mine & (release.c.first_seen_at < row.gap_at)
    newest = connection.execute(select(func.max(release.c.released_at)).where(before)).scalar()
    return newest if isinstance(newest, datetime) else None


def _told(row: Any, found: FoundHistory, count: int, now: datetime) -> Iterable[Event]:
    if found.complete and row.gap_at is not None:
        yield Event(kind=EventKind.FILLED, at=now, after={"releases": str(count)})
    if found.archived and not row.archived:
        yield Event(kind=EventKind.ARCHIVED, at=now)
