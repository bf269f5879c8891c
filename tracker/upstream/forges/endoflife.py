"""Products without a repository: their releases as endoflife.date lists them, of which none is a tag."""

from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from tracker.errors import BadAnswer, NotAFeed
from tracker.model import DateSource, FeedPage, Origin, Source, UpstreamRelease
from tracker.product import ProductRelease, read_product
from tracker.upstream.forges.servers import Servers


def source(origin: Origin, servers: Servers) -> Source:
    """The answer of the API about a product."""
    url = f"{servers.endoflife.rstrip('/')}/products/{origin.path}"
    return Source(forge="endoflife", path=origin.path, url=url, kind="endoflife")


def read_releases(body: bytes, source: Source, *, seen_at: datetime) -> FeedPage:
    """Read the newest release of each line of a product; raises NotAFeed.

    `seen_at` dates what has no day, or one to come.
    """
    try:
        product = read_product(body)
    except BadAnswer as error:
        raise NotAFeed(f"{urlsplit(source.url).netloc} {error}") from None
    releases = sorted(
        (_release(one, source, seen_at) for one in product.releases), key=lambda one: one.released_at, reverse=True
    )
    return FeedPage(repository_key=source.path, releases=tuple(releases), skipped=(), newest_only=True)


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
