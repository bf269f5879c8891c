"""Keeping one reading of a feed: what is new is added, what changed is changed, nothing is removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracker.errors import RepositoryReplaced
from tracker.model import FeedPage, Source, UpstreamRelease, Validators
from tracker.store.tables import feed, release, skipped_entry

# GitHub's feeds show ten entries (one of 2015 showed thirteen); fewer are all there is.
WINDOW = 10

_CONTENT = ("title", "notes", "url", "author")


def keep_page(
    connection: Connection,
    source: Source,
    page: FeedPage,
    *,
    validators: Validators,
    digest: str | None,
    now: datetime,
) -> bool:
    """Write a page and the state of its feed; say whether any release was added or changed."""
    before = connection.execute(select(feed).where(feed.c.url == source.url)).first()
    key = page.repository_key or (before and before.repository_key) or source.path.lower()
    _refuse_another_repository(source, before, page)
    known = _known(connection, source.forge, key)
    history = before if before and before.polled_at else _same_repository(connection, source.forge, key)
    state = _window(history, page, known) | {
        "repository_key": key,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "digest": digest,
        "polled_at": now,
        "error": page.damaged,
        "failed_at": now if page.damaged else None,
    }
    feed_id = _keep_feed(connection, source, before, state)
    changes = [_keep_release(connection, source.forge, key, one, known.get(one.tag), now) for one in page.releases]
    _keep_skipped(connection, feed_id, page, now)
    return any(changes)


def _refuse_another_repository(source: Source, before: Any, page: FeedPage) -> None:
    """Another numeric id under a known name is another project; its releases are never mixed in."""
    known = before.repository_key if before else None
    if known and known.isdigit() and page.repository_key and page.repository_key != known:
        raise RepositoryReplaced(
            f"{source.path} is another repository than before (id {page.repository_key}, was {known}): "
            "its releases were not taken over; compare the two, and name the right one as `repo` in the watchlist"
        )


def _known(connection: Connection, forge: str, key: str) -> Mapping[str, Any]:
    same = (release.c.forge == forge) & (release.c.repository_key == key)
    return {row.tag: row for row in connection.execute(select(release).where(same))}


def _same_repository(connection: Connection, forge: str, key: str) -> Any:
    """Find a feed of the same repository under another URL, as after a rename; its gaps are this one's too."""
    same = (feed.c.forge == forge) & (feed.c.repository_key == key) & feed.c.polled_at.is_not(None)
    return connection.execute(select(feed).where(same).order_by(feed.c.polled_at.desc())).first()


def _window(history: Any, page: FeedPage, known: Mapping[str, Any]) -> dict[str, Any]:
    """Say whether the page joins what was known: a full window without a known release leaves a gap."""
    full = len(page.releases) + len(page.skipped) >= WINDOW
    if history is None:
        return {"full_at_first": full, "complete": True}
    joins = not full or any(one.tag in known for one in page.releases)
    return {"full_at_first": history.full_at_first, "complete": history.complete and joins}


def _keep_feed(connection: Connection, source: Source, before: Any, state: dict[str, Any]) -> int:
    if before is not None:
        connection.execute(update(feed).where(feed.c.id == before.id).values(**state))
        return int(before.id)
    new = insert(feed).values(url=source.url, forge=source.forge, path=source.path, **state)
    return int(connection.execute(new).inserted_primary_key[0])  # type: ignore[index]


def _keep_release(
    connection: Connection, forge: str, key: str, one: UpstreamRelease, known: Any, now: datetime
) -> bool:
    content = {name: getattr(one, name) for name in _CONTENT}
    if known is None:
        row = content | {
            "forge": forge,
            "repository_key": key,
            "tag": one.tag,
            "released_at": one.released_at,
            "dated_by": int(one.dated_by),
            "prerelease": one.prerelease,
            "withdrawn": False,
            "first_seen_at": now,
        }
        connection.execute(insert(release).values(**row))
        return True
    edited = {name: value for name, value in content.items() if value != getattr(known, name)}
    changes = (edited | {"edited_at": now} if edited else {}) | _better_date(one, known)
    if not changes:
        return False
    connection.execute(update(release).where(release.c.id == known.id).values(**changes))
    return True


def _better_date(one: UpstreamRelease, known: Any) -> dict[str, Any]:
    """A better source replaces a date; from the same source it only moves back, since edits move it forward."""
    better = one.dated_by > known.dated_by
    earlier = one.dated_by == known.dated_by and one.released_at < known.released_at
    if better or earlier:
        return {"released_at": one.released_at, "dated_by": int(one.dated_by)}
    return {}


def _keep_skipped(connection: Connection, feed_id: int, page: FeedPage, now: datetime) -> None:
    mine = select(skipped_entry.c.entry).where(skipped_entry.c.feed_id == feed_id)
    known = set(connection.execute(mine).scalars())
    for one in page.skipped:
        if one.entry not in known:
            known.add(one.entry)
            row = {"feed_id": feed_id, "entry": one.entry, "reason": one.reason, "seen_at": now}
            connection.execute(insert(skipped_entry).values(**row))
