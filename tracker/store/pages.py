"""Keeping one reading of a source: what is new is added, what changed is changed, nothing is removed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracker.advice.mentions import mentioned
from tracker.events import Changes, PageChanges, Remembered, compare
from tracker.model import DateSource, Event, EventKind, FeedPage, Source, UpstreamRelease
from tracker.record import Record
from tracker.store import cut_off
from tracker.store.database import batched
from tracker.store.feeds import FRESH, Asked, failing, is_gone, keep_failure
from tracker.store.tables import event, feed, release, skipped_entry

DATED_BY = {one.value: one for one in DateSource}


class Kept(Record):
    """What a reading changed; `refused` says why nothing of it was taken over."""

    changed: bool
    events: tuple[Event, ...] = ()
    refused: str | None = None


def keep_page(connection: Connection, source: Source, page: FeedPage, asked: Asked) -> Kept:
    """Write a page and the state of its feed, whose lease has been checked; say what happened."""
    now = asked.at
    row = connection.execute(select(feed).where(feed.c.url == source.url)).one()
    if _is_another_repository(row, page):
        return _refuse(connection, source, row, page, asked)
    key = page.repository_key or row.repository_key or source.path.lower()
    before = row if row.polled_at else _same_repository(connection, source.forge, key) or row
    changes = compare(_remembered(connection, before, source.forge, key, page), page, now)
    stories = (*_renamed(before, source, page, now), *_returned(row, source, now))
    keep_changes(connection, source.forge, key, changes, now)
    _keep_skipped(connection, row.id, page, now)
    events = (*changes.events, *stories)
    keep_events(connection, source.forge, key, events)
    damage = failing(row, page.damaged, now) if page.damaged else {}
    known = _window(before, page, changes, now) | {"repository_key": key} | asked.row
    connection.execute(update(feed).where(feed.c.id == row.id).values({**known, **FRESH, **damage}))
    return Kept(changed=bool(changes.new or changes.changed), events=events)


def keep_events(connection: Connection, forge: str, key: str, events: Sequence[Event]) -> None:
    """Write what happened to a repository."""
    if not events:
        return
    end = cut_off.last(connection)
    rows = [
        {
            "forge": forge,
            "repository_key": key,
            "kind": one.kind.value,
            "tag": one.tag,
            "at": cut_off.learned_at(one.at, end),
            "before": json.dumps(dict(one.before)),
            "after": json.dumps(dict(one.after)),
        }
        for one in events
    ]
    connection.execute(insert(event), rows)


def events_of(connection: Connection, urls: Iterable[str]) -> Mapping[str, tuple[Event, ...]]:
    """Give what happened to the repositories behind some feeds, oldest first, by the URL of the feed."""
    same = (feed.c.forge == event.c.forge) & (feed.c.repository_key == event.c.repository_key)
    found: dict[str, list[Event]] = defaultdict(list)
    for some in batched(urls):
        mine = select(feed.c.url, event).join_from(feed, event, same).where(feed.c.url.in_(some))
        for row in connection.execute(mine.order_by(event.c.at, event.c.id)):
            found[row.url].append(_as_event(row))
    return {url: tuple(events) for url, events in found.items()}


def events_between(
    connection: Connection, urls: Iterable[str], since: datetime, until: datetime
) -> Mapping[str, tuple[Event, ...]]:
    """Give what happened after one instant, up to and with another, but for edits, which are long."""
    same = (feed.c.forge == event.c.forge) & (feed.c.repository_key == event.c.repository_key)
    lately = (event.c.at > since) & (event.c.at <= until) & (event.c.kind != EventKind.EDITED.value)
    found: dict[str, list[Event]] = defaultdict(list)
    for some in batched(urls):
        mine = select(feed.c.url, event).join_from(feed, event, same).where(feed.c.url.in_(some), lately)
        for row in connection.execute(mine.order_by(event.c.at, event.c.id)):
            found[row.url].append(_as_event(row))
    return {url: tuple(events) for url, events in found.items()}


def _as_event(row: Any) -> Event:
    before, after = json.loads(row.before), json.loads(row.after)
    return Event(kind=EventKind(row.kind), at=row.at, tag=row.tag, before=before, after=after)


def known_releases(
    connection: Connection, forge: str, key: str, tags: Iterable[str]
) -> Mapping[str, UpstreamRelease]:
    """Give those of some releases of a repository that are known, by tag, with their notes."""
    same = (release.c.forge == forge) & (release.c.repository_key == key)
    found: dict[str, UpstreamRelease] = {}
    for some in batched(dict.fromkeys(tags)):
        rows = connection.execute(select(release).where(same & release.c.tag.in_(some)))
        found |= {row.tag: as_release(row) for row in rows}
    return found


def as_release(row: Any) -> UpstreamRelease:
    """Make a record of a row."""
    return UpstreamRelease(
        tag=row.tag,
        title=row.title,
        url=row.url,
        released_at=row.released_at,
        dated_by=DATED_BY[row.dated_by],
        notes=row.notes,
        mentions=tuple(row.mentions.split()),
        author=row.author,
        prerelease=row.prerelease,
        withdrawn=row.withdrawn,
        updated_at=row.updated_at,
        api_id=row.api_id,
    )


def _is_another_repository(row: Any, page: FeedPage) -> bool:
    """Another numeric id under a known name is another project; its releases are never mixed in."""
    known = row.repository_key
    return bool(known and known.isdigit() and page.repository_key and page.repository_key != known)


def _refuse(connection: Connection, source: Source, row: Any, page: FeedPage, asked: Asked) -> Kept:
    """Keep the alarm, once, and nothing else."""
    other = str(page.repository_key)
    why = (
        f"{source.path} is another repository than before (id {other}, was {row.repository_key}): "
        "its releases were not taken over; compare the two, and name the right one as `repo` in the watchlist"
    )
    events = (
        Event(kind=EventKind.REPLACED, at=asked.at, before={"id": row.repository_key}, after={"id": other}),
    )[: row.replaced_by != other]
    keep_events(connection, source.forge, row.repository_key, events)
    keep_failure(connection, source.url, why, asked, gone=False)
    connection.execute(update(feed).where(feed.c.id == row.id).values(replaced_by=other))
    return Kept(changed=False, events=events, refused=why)


def keep_gone(connection: Connection, url: str, now: datetime) -> None:
    """Write that the repository behind a feed has not been there for long."""
    row = connection.execute(
        select(feed.c.forge, feed.c.repository_key, feed.c.path).where(feed.c.url == url)
    ).one()
    gone = Event(kind=EventKind.GONE, at=now, before={"repository": row.path})
    keep_events(connection, row.forge, row.repository_key or row.path.lower(), [gone])


def _returned(row: Any, source: Source, now: datetime) -> Iterable[Event]:
    if is_gone(row.gone_since, row.failed_at):
        yield Event(kind=EventKind.RETURNED, at=now, after={"repository": source.path})


def _same_repository(connection: Connection, forge: str, key: str) -> Any:
    """Find a feed of the same repository under another URL, as after a rename; its gaps are this one's too."""
    same = (feed.c.forge == forge) & (feed.c.repository_key == key) & feed.c.polled_at.is_not(None)
    return connection.execute(select(feed).where(same).order_by(feed.c.polled_at.desc())).first()


def _remembered(connection: Connection, before: Any, forge: str, key: str, page: FeedPage) -> Remembered:
    missing = {tag: datetime.fromisoformat(at) for tag, at in json.loads(before.missing).items()}
    window = json.loads(before.window)
    shown = (one.tag for one in page.releases)
    return Remembered(
        releases=known_releases(connection, forge, key, (*shown, *window, *missing)),
        window=window,
        missing=missing,
        read_before=before.polled_at is not None,
    )


def _renamed(before: Any, source: Source, page: FeedPage, now: datetime) -> Iterable[Event]:
    """A page that names its repository otherwise than before, but for capitals, was renamed or moved."""
    was = before.shown_path or before.path
    path = page.path or source.path
    if before.polled_at and was.lower() != path.lower():
        yield Event(kind=EventKind.RENAMED, at=now, before={"repository": was}, after={"repository": path})


def _window(before: Any, page: FeedPage, changes: PageChanges, now: datetime) -> dict[str, Any]:
    """The feed's memory of its last page, and of the gap that it leaves or left."""
    first = before.polled_at is None
    missing = {tag: at.isoformat() for tag, at in changes.missing.items()}
    return {
        "window": json.dumps(changes.window),
        "missing": json.dumps(missing),
        "shown_path": page.path or before.shown_path,
        "first_polled_at": before.first_polled_at or now,
        "full_at_first": page.full if first else before.full_at_first,
        "gap_at": before.gap_at if changes.joins else before.gap_at or now,
        "replaced_by": None,
    }


def keep_changes(connection: Connection, forge: str, key: str, changes: Changes, now: datetime) -> None:
    """Write what is new and what changed; nothing is removed."""
    identity = {"forge": forge, "repository_key": key}
    rows = [identity | _row(one) | {"first_seen_at": now} for one in changes.new]
    if rows:
        connection.execute(insert(release), rows)
    for one in changes.changed:
        edited = {"edited_at": now} if one.tag in changes.edited else {}
        mine = (release.c.forge == forge) & (release.c.repository_key == key) & (release.c.tag == one.tag)
        connection.execute(update(release).where(mine).values(**_row(one), **edited))


def _row(one: UpstreamRelease) -> dict[str, Any]:
    return {
        "tag": one.tag,
        "title": one.title,
        "notes": one.notes,
        "mentions": " ".join(mentioned(one.title, one.notes)),
        "url": one.url,
        "author": one.author,
        "released_at": one.released_at,
        "dated_by": int(one.dated_by),
        "updated_at": one.updated_at,
        "api_id": one.api_id,
        "prerelease": one.prerelease,
        "withdrawn": one.withdrawn,
    }


def _keep_skipped(connection: Connection, feed_id: int, page: FeedPage, now: datetime) -> None:
    if not page.skipped:
        return
    mine = select(skipped_entry.c.entry).where(skipped_entry.c.feed_id == feed_id)
    known = set(connection.execute(mine).scalars())
    new = {one.entry: one.reason for one in page.skipped if one.entry not in known}
    rows = [{"feed_id": feed_id, "entry": entry, "reason": why, "seen_at": now} for entry, why in new.items()]
    if rows:
        connection.execute(insert(skipped_entry), rows)
