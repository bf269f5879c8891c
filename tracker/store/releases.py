"""What is stored of the repositories behind feeds: their releases, and the notes of these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from tracker.model import ReadBy, SkippedEntry, StoredReleases
from tracker.store.database import batched
from tracker.store.pages import as_release
from tracker.store.tables import feed, release, skipped_entry

# Columns of a release that judging needs not: the notes are long, the others would be read many times for nothing.
_LEFT_OUT = frozenset({"id", "forge", "repository_key", "notes", "first_seen_at", "edited_at"})
_SAME_REPOSITORY = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)


def stored_releases(connection: Connection, urls: Iterable[str]) -> Mapping[str, StoredReleases]:
    """Give what is stored of the repositories behind some feeds, without the notes, which are long."""
    found: dict[str, StoredReleases] = {}
    for some in batched(urls):
        found |= _some_releases(connection, some)
    return found


def tags_before_gap(connection: Connection, url: str) -> frozenset[str]:
    """Give the tags of a feed's repository that were known before the gap in its history was noticed."""
    before = (feed.c.url == url) & (release.c.first_seen_at < feed.c.gap_at)
    known = select(release.c.tag).join_from(feed, release, _SAME_REPOSITORY).where(before)
    return frozenset(connection.execute(known).scalars())


def notes_of(connection: Connection, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Give the notes of some releases, by feed and tag, of those that have any."""
    told = select(release.c.tag, release.c.notes).join_from(feed, release, _SAME_REPOSITORY)
    tags: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for url, tag in wanted:
        tags[url][tag] = None
    found: dict[tuple[str, str], str] = {}
    for url, mine in tags.items():
        # Pairs of a feed and a tag would be looked for in all releases that there are.
        for some in batched(mine):
            asked = told.where(feed.c.url == url, release.c.tag.in_(some), release.c.notes != "")
            found |= {(url, row.tag): row.notes for row in connection.execute(asked)}
    return found


def _some_releases(connection: Connection, urls: Collection[str]) -> Mapping[str, StoredReleases]:
    shown = [column for column in release.c if column.name not in _LEFT_OUT]
    mine = feed.c.url.in_(urls)
    found = select(feed.c.url.label("feed_url"), *shown).join_from(feed, release, _SAME_REPOSITORY).where(mine)
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
