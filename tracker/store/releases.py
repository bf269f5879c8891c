"""What is stored of the repositories behind feeds: their releases, and the notes of these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from tracker.model import ReadBy, SkippedEntry, StoredReleases, UpstreamRelease
from tracker.store.database import batched
from tracker.store.pages import DATED_BY
from tracker.store.tables import feed, release, skipped_entry

# What judging needs of a release: notes are long, and the rest would be read a hundred thousand times for nothing.
_NEEDED = (
    *(release.c.tag, release.c.title, release.c.url, release.c.released_at, release.c.dated_by),
    *(release.c.mentions, release.c.prerelease, release.c.withdrawn),
)
_SAME_REPOSITORY = (feed.c.forge == release.c.forge) & (feed.c.repository_key == release.c.repository_key)


def stored_releases(connection: Connection, urls: Iterable[str]) -> Mapping[str, StoredReleases]:
    """Give what is stored of the repositories behind some feeds, of each release what judging needs."""
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
    mine = feed.c.url.in_(urls)
    found = select(feed.c.url, *_NEEDED).join_from(feed, release, _SAME_REPOSITORY).where(mine)
    reasons = select(feed.c.url, skipped_entry.c.entry, skipped_entry.c.reason).join_from(feed, skipped_entry)
    releases_of = _grouped(connection.execute(found.order_by(release.c.id)).all())
    skipped_of = _grouped(connection.execute(reasons.where(mine).order_by(skipped_entry.c.id)).all())
    feeds = connection.execute(select(feed).where(mine)).all()
    return {one.url: _stored(one, releases_of[one.url], skipped_of[one.url]) for one in feeds}


def _grouped(rows: Iterable[Any]) -> Mapping[str, Sequence[Any]]:
    """Group rows by the URL of their feed, which stands first."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups


def _needed(row: Any) -> UpstreamRelease:
    _, tag, title, url, released_at, dated_by, mentions, prerelease, withdrawn = row
    return UpstreamRelease(
        tag=tag,
        title=title,
        url=url,
        released_at=released_at,
        dated_by=DATED_BY[dated_by],
        mentions=tuple(mentions.split()),
        prerelease=prerelease,
        withdrawn=withdrawn,
    )


def _stored(row: Any, releases: Sequence[Any], skipped: Sequence[Any]) -> StoredReleases:
    return StoredReleases(
        releases=tuple(map(_needed, releases)),
        skipped=tuple(SkippedEntry(entry=one.entry, reason=one.reason) for one in skipped),
        polled_at=row.polled_at,
        read_by=ReadBy(row.read_by),
        full_at_first=row.full_at_first,
        gap_at=row.gap_at,
        archived=row.archived,
    )
