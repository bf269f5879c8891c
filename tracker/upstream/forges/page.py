"""Reading a page of any source; the way to read it is the source's kind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from tracker.model import FeedPage, Source
from tracker.upstream.feeds.dialect import Dialect
from tracker.upstream.feeds.parse import parse_feed
from tracker.upstream.forges import endoflife, feed, gitea, github, gitlab


class _Read(Protocol):
    def __call__(self, body: bytes, source: Source, *, seen_at: datetime) -> FeedPage: ...


def read_page(body: bytes, source: Source, *, seen_at: datetime) -> FeedPage:
    """Read the releases that a source served; raises NotAFeed, which says what the bytes look like.

    `seen_at` dates the releases for which the source has no date, or none to be believed.
    """
    return _READERS[source.kind](body, source, seen_at=seen_at)


def _feed(dialect: Dialect) -> _Read:
    def read(body: bytes, source: Source, *, seen_at: datetime) -> FeedPage:
        return parse_feed(body, source, dialect, seen_at=seen_at)

    return read


_READERS: Mapping[str, _Read] = {
    "github": _feed(github.DIALECT),
    "gitlab": _feed(gitlab.DIALECT),
    "gitea": _feed(gitea.DIALECT),
    "feed": _feed(feed.DIALECT),
    "endoflife": endoflife.read_releases,
}
