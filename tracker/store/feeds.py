"""How each feed stands: what to ask it with, how the last asking went, and who is asking now."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, literal_column, null, select, true, update

from tracker.errors import LeaseLost
from tracker.model import ReadBy, Source, Validators
from tracker.record import Record, field
from tracker.store.database import batched
from tracker.store.tables import feed

# A repository that is not found once is noise; one that is not found for so long is told.
GONE_AFTER = timedelta(days=3)

# Who asks in turn comes up to so much sooner: due times have fractions of a second, and clocks differ.
_PUNCTUAL = timedelta(minutes=1)
_ANY = true()


class FeedState(Record):
    """How one feed stands, all instants in UTC.

    `fence` is the number of the lease it is read under; who writes with an older one is refused. `failures`
    counts those in a row, but for tries before `due_at`: else whoever looks often would have it asked ever more
    rarely. `gone_since` is when it was first not found in a row. `interval` (seconds) and `due_at` say how often
    and when to ask. `moved_to` is where permanent redirects lead, `moved_seen` how often in a row they did.
    `suspected` says that something was missing the last time, so that the whole page has to be seen again,
    `read_by` how the last page came. `fill_tried_at` is when filling a gap was last tried.
    """

    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    polled_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None
    failures: int = 0
    gone_since: datetime | None = None
    due_at: datetime | None = None
    interval: int | None = None
    fence: int = 0
    leased_until: datetime | None = None
    lease_owner: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    suspected: bool = False
    gap_at: datetime | None = None
    fill_tried_at: datetime | None = None
    read_by: ReadBy = ReadBy.FEED
    full_at_first: bool = False
    archived: bool = False
    shown_path: str | None = None

    def failures_with(self, now: datetime) -> int:
        """How often in a row it has failed where it fails now."""
        return _counted(self.failures, self.due_at, now)


def feed_states(
    connection: Connection, urls: Iterable[str], only: ColumnElement[bool] = _ANY
) -> dict[str, FeedState]:
    """Tell how each known feed of some URLs stands, of those alone for which a condition holds."""
    found: dict[str, FeedState] = {}
    for some in batched(urls):
        rows = connection.execute(select(*_STATE).where(feed.c.url.in_(some) & only))
        found |= {row.url: _state(row) for row in rows}
    return found


def gaps(connection: Connection, urls: Iterable[str]) -> dict[str, FeedState]:
    """Tell how those of some feeds stand whose history has a gap, or began with a full page."""
    return feed_states(connection, urls, feed.c.gap_at.is_not(None) | feed.c.full_at_first)


def due_times(connection: Connection, urls: Iterable[str]) -> dict[str, datetime | None]:
    """Tell when each known feed of some URLs is to be asked again."""
    found: dict[str, datetime | None] = {}
    for some in batched(urls):
        rows = connection.execute(select(feed.c.url, feed.c.due_at).where(feed.c.url.in_(some)))
        found |= {row.url: row.due_at for row in rows}
    return found


def claim(
    connection: Connection, sources: Collection[Source], owner: str, until: datetime, now: datetime
) -> Mapping[str, FeedState]:
    """Lease the feeds that nobody else has on lease; return how those stand that are now the owner's."""
    by_url = {source.url: source for source in sources}
    known = due_times(connection, by_url)
    new = [
        {"url": one.url, "forge": one.forge, "path": one.path} for url, one in by_url.items() if url not in known
    ]
    if new:
        connection.execute(insert(feed), new)
    free = (feed.c.lease_until.is_(None)) | (feed.c.lease_until <= now) | (feed.c.lease_owner == owner)
    lease = {"lease_owner": owner, "lease_until": until, "fence": feed.c.fence + 1}
    for some in batched(by_url):
        connection.execute(update(feed).where(feed.c.url.in_(some) & free).values(**lease))
    return feed_states(connection, by_url, feed.c.lease_owner == owner)


def release_leases(connection: Connection, owner: str) -> None:
    """Give up every lease of an owner."""
    mine = feed.c.lease_owner == owner
    connection.execute(update(feed).where(mine).values(lease_owner=None, lease_until=None))


def check_lease(connection: Connection, url: str, fence: int) -> None:
    """Raise LeaseLost unless a lease is the last one given: a writer that was frozen meanwhile has lost it."""
    if connection.execute(select(feed.c.fence).where(feed.c.url == url)).scalar() != fence:
        raise LeaseLost(f"{url} is being read by another process")


class Asked(Record):
    """How a feed was asked at an instant, under which lease, and what to ask it with the next time, and when."""

    at: datetime
    fence: int = 0
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    due_at: datetime | None = None
    interval: int | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    read_by: ReadBy = ReadBy.FEED

    @property
    def row(self) -> dict[str, Any]:
        """The columns that tell of the asking of a feed that was read well."""
        return {
            "etag": self.validators.etag,
            "last_modified": self.validators.last_modified,
            "digest": self.digest,
            "polled_at": self.at,
            "due_at": self.due_at,
            "interval": self.interval,
            "moved_to": self.moved_to,
            "moved_seen": self.moved_seen,
            "read_by": self.read_by.value,
        }


def keep_unchanged(connection: Connection, unchanged: Mapping[str, Asked]) -> None:
    """Store the times of feeds that had nothing new, and give up their leases."""
    rows = [{"the_url": url, "the_fence": asked.fence, **asked.row} for url, asked in unchanged.items()]
    if rows:
        connection.execute(_UNCHANGED, rows)


def keep_failure(connection: Connection, url: str, error: str, asked: Asked, *, gone: bool) -> bool:
    """Store that a feed could not be read, and give up its lease; what was known of it stays.

    `gone` says that the server knows nothing of it. Return whether that has lasted for long from now on.
    """
    row = connection.execute(
        select(feed.c.failures, feed.c.due_at, feed.c.gone_since, feed.c.failed_at).where(feed.c.url == url)
    ).one()
    since = (row.gone_since or asked.at) if gone else None
    failed = {
        **failing(row, error, asked.at),
        "due_at": asked.due_at,
        "gone_since": since,
    }
    connection.execute(update(feed).where(feed.c.url == url).values(**failed, **_FREE))
    return is_gone(since, asked.at) and not is_gone(row.gone_since, row.failed_at)


def failing(row: Any, error: str, now: datetime) -> dict[str, Any]:
    """The columns that tell of the failure of a feed, given how it stood."""
    return {"failed_at": now, "error": error, "failures": _counted(row.failures, row.due_at, now)}


def _counted(failures: int, due_at: datetime | None, now: datetime) -> int:
    is_early = failures > 0 and due_at is not None and now < due_at - _PUNCTUAL
    return failures if is_early else failures + 1


def is_gone(since: datetime | None, last: datetime | None) -> bool:
    """Say whether what was not found at two instants, and never otherwise between them, was so for long."""
    return since is not None and last is not None and last - since >= GONE_AFTER


_FREE: Mapping[str, Any] = {"lease_owner": null(), "lease_until": null()}
# What stands of a feed that was read well: no failure, no lease.
FRESH: Mapping[str, Any] = {
    "failed_at": null(),
    "error": null(),
    "failures": literal_column("0"),
    "gone_since": null(),
    **_FREE,
}
_STATE = [column for column in feed.c if column.name not in {"window", "id", "forge", "path", "repository_key"}]
_ASKED = tuple(Asked(at=datetime.max.replace(tzinfo=UTC)).row)
_UNCHANGED = (
    update(feed)
    .where((feed.c.url == bindparam("the_url")) & (feed.c.fence == bindparam("the_fence")))
    .values({**{name: bindparam(name) for name in _ASKED}, **FRESH})
)


def _state(row: Any) -> FeedState:
    return FeedState(
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        digest=row.digest,
        polled_at=row.polled_at,
        failed_at=row.failed_at,
        error=row.error,
        failures=row.failures,
        gone_since=row.gone_since,
        due_at=row.due_at,
        interval=row.interval,
        fence=row.fence,
        leased_until=row.lease_until,
        lease_owner=row.lease_owner,
        moved_to=row.moved_to,
        moved_seen=row.moved_seen,
        suspected=row.missing != "{}" or row.gone_since is not None,
        gap_at=row.gap_at,
        fill_tried_at=row.fill_tried_at,
        read_by=ReadBy(row.read_by),
        full_at_first=row.full_at_first,
        archived=row.archived,
        shown_path=row.shown_path,
    )
