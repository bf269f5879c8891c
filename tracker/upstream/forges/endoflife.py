"""Products without a repository: their releases as endoflife.date lists them, of which none is a tag."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import NotAFeed
from tracker.model import DateSource, FeedPage, Origin, SkippedEntry, Source, UpstreamRelease
from tracker.product_releases import ProductRelease, is_name, lines_of, product_releases
from tracker.text import clean_line
from tracker.upstream.forges.servers import Servers


def source(origin: Origin, servers: Servers) -> Source:
    """The answer of the API about a product."""
    url = f"{servers.endoflife.rstrip('/')}/products/{origin.path}"
    return Source(forge="endoflife", path=origin.path, url=url, kind="endoflife")


def read_product(body: bytes, source: Source, *, seen_at: datetime) -> FeedPage:
    """Read the newest release of each line of a product; raises NotAFeed.

    `seen_at` dates what has no day, or one to come.
    """
    host = urlsplit(source.url).netloc
    try:
        answer = json.loads(body)
        found = product_releases(answer)
    except (ValueError, RecursionError) as error:
        what = f"no releases of {source.path}, for {error}" if "it holds" in str(error) else "no JSON"
        raise NotAFeed(f"{host} served {what}") from None
    releases = sorted((_release(one, source, seen_at) for one in found), key=lambda one: one.released_at)
    skipped = tuple(_nameless(lines_of(answer)))
    return FeedPage(repository_key=source.path, releases=tuple(releases[::-1]), skipped=skipped, newest_only=True)


def _nameless(lines: Iterable[Mapping[str, Any]]) -> Iterator[SkippedEntry]:
    for ordinal, line in enumerate(lines, 1):
        name = line.get("name")
        if not is_name(name):
            label = clean_line(name) if isinstance(name, str) else ""
            yield SkippedEntry(entry=label or f"line {ordinal}", reason="it has no name that can be kept")


def _release(one: ProductRelease, source: Source, seen_at: datetime) -> UpstreamRelease:
    at = datetime.combine(one.day, time(), UTC) if one.day else None
    believed = at is not None and at <= seen_at
    return UpstreamRelease(
        tag=one.name,
        title=one.name,
        url=one.url or f"https://endoflife.date/{source.path}",
        released_at=at if at and believed else seen_at,
        dated_by=DateSource.FEED if believed else DateSource.CLOCK,
    )
