"""The tables. Rows are filled only from core records, since a table model does not validate its input."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Index, LargeBinary, MetaData, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a naive datetime is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Restore the zone; what SQLite keeps as text is read at once, which is several times as fast."""
        return _from_text if dialect.name == "sqlite" else _from_server


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def _from_server(stored: datetime | None) -> datetime | None:
    return None if stored is None else stored.astimezone(UTC)


class Table(SQLModel):
    """What all tables share: one metadata with a naming convention."""

    metadata: ClassVar[MetaData] = metadata


def _instant(*, nullable: bool = False) -> Any:
    return Field(default=None if nullable else ..., sa_type=Instant, nullable=nullable)


def _text(default: str | None = ...) -> Any:  # type: ignore[assignment]
    return Field(default=default, sa_column=Column(Text, nullable=default is None))


class FeedRow(Table, table=True):
    """One feed by the URL it is asked for at: what the server gave to ask with, and how the last asking went.

    `fence` grows with each lease, so that who held an older one cannot write. `window` and `missing` are JSON: the
    tags of the last page in their order, and those that were absent from it once, with the instant.
    """

    __tablename__ = "feed"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    forge: str
    path: str
    repository_key: str | None = Field(default=None, index=True)
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    first_polled_at: datetime | None = _instant(nullable=True)
    polled_at: datetime | None = _instant(nullable=True)
    failed_at: datetime | None = _instant(nullable=True)
    error: str | None = None
    failures: int = 0
    gone_since: datetime | None = _instant(nullable=True)
    due_at: datetime | None = _instant(nullable=True)
    interval: int | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = _instant(nullable=True)
    fence: int = 0
    window: str = _text("[]")
    missing: str = _text("{}")
    shown_path: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    replaced_by: str | None = None
    archived: bool = False
    full_at_first: bool = False
    gap_at: datetime | None = _instant(nullable=True)
    fill_tried_at: datetime | None = _instant(nullable=True)
    read_by: str = "feed"


class ReleaseRow(Table, table=True):
    """A release as upstream shows it, identified by forge, repository key and raw tag.

    `mentions` are the ids of vulnerabilities in its title and notes, with blanks between them.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("forge", "repository_key", "tag"),)

    id: int | None = Field(default=None, primary_key=True)
    forge: str
    repository_key: str
    tag: str
    title: str
    notes: str = _text()
    mentions: str = _text("")
    url: str | None = None
    author: str | None = None
    released_at: datetime = _instant()
    dated_by: int
    updated_at: datetime | None = _instant(nullable=True)
    api_id: str | None = None
    prerelease: bool | None = None
    withdrawn: bool = False
    first_seen_at: datetime = _instant()
    edited_at: datetime | None = _instant(nullable=True)


class EventRow(Table, table=True):
    """Something that happened upstream; `before` and `after` are JSON."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "forge", "repository_key", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    forge: str
    repository_key: str
    kind: str
    tag: str | None = None
    at: datetime = _instant()
    before: str = _text()
    after: str = _text()


class SkippedEntryRow(Table, table=True):
    """A feed entry that is no release, and why."""

    __tablename__ = "skipped_entry"
    __table_args__ = (UniqueConstraint("feed_id", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    entry: str
    reason: str
    seen_at: datetime = _instant()


class SightingRow(Table, table=True):
    """The versions of one entry of an environment from an instant on; a row for each change."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("environment", "name", "seen_at"),)

    id: int | None = Field(default=None, primary_key=True)
    environment: str
    name: str
    versions: str
    seen_at: datetime = _instant()


class SummaryRow(Table, table=True):
    """The outcome of an environment's last check."""

    __tablename__ = "summary"

    environment: str = Field(primary_key=True)
    customer: str
    tier: str
    checked_at: datetime = _instant()
    verdict: str
    counts: str
    behind: int
    next_due: datetime | None = _instant(nullable=True)


class DutyEventRow(Table, table=True):
    """Something that happened to a duty; rows are only added. `body` is JSON: the duty afterwards, and why."""

    __tablename__ = "duty_event"
    __table_args__ = (Index(None, "environment", "noticed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    environment: str
    name: str
    duty: str
    code: str
    subject: str
    kind: str
    at: datetime = _instant()
    noticed_at: datetime = _instant()
    body: str = _text()


class DutyRow(Table, table=True):
    """A duty that is open by the log of them, as it last told; `versions` and `decisions` are JSON."""

    __tablename__ = "duty"

    environment: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    name: str
    code: str
    subject: str
    urgency: str
    arose_at: datetime = _instant()
    due_at: datetime | None = _instant(nullable=True)
    rule: str
    cause: str
    versions: str
    decisions: str
    seen_at: datetime = _instant()


class TrendRow(Table, table=True):
    """Where an environment stood on a day, in UTC."""

    __tablename__ = "trend"

    environment: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    findings: int
    releases: int
    days: int
    libyears: float
    open: int
    overdue: int


class HostRow(Table, table=True):
    """What a host has asked for: until when to leave it alone, how often in a row, what its quota still allows."""

    __tablename__ = "host"

    host: str = Field(primary_key=True)
    paused_until: datetime | None = _instant(nullable=True)
    strikes: int = 0
    quota_limit: int | None = None
    quota_remaining: int | None = None
    quota_resets_at: datetime | None = _instant(nullable=True)


class DocumentRow(Table, table=True):
    """What a service is asked about one subject: what it gave to ask with, and how the last asking went.

    `url` is where the validators come from, for they mean nothing to another server.
    """

    __tablename__ = "document"

    service: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    read_at: datetime | None = _instant(nullable=True)
    failed_at: datetime | None = _instant(nullable=True)
    error: str | None = None
    failures: int = 0
    due_at: datetime | None = _instant(nullable=True)


class SupportRecordRow(Table, table=True):
    """The support of a product from an instant on; a row for each change. `body` is JSON."""

    __tablename__ = "support_record"
    __table_args__ = (UniqueConstraint("product", "recorded_at"),)

    id: int | None = Field(default=None, primary_key=True)
    product: str
    recorded_at: datetime = _instant()
    body: str = _text()


class VulnerabilityRow(Table, table=True):
    """A vulnerability as its service last recorded it; `body` is JSON."""

    __tablename__ = "vulnerability"

    id: str = Field(primary_key=True)
    source: str
    modified_at: datetime = _instant()
    published_at: datetime | None = _instant(nullable=True)
    withdrawn_at: datetime | None = _instant(nullable=True)
    recorded_at: datetime = _instant()
    body: str = _text()


class VulnerabilityPackageRow(Table, table=True):
    """That a service lists a vulnerability for a package, as it was asked about."""

    __tablename__ = "vulnerability_package"

    package: str = Field(primary_key=True)
    vulnerability_id: str = Field(primary_key=True, foreign_key="vulnerability.id")


class ExploitedRow(Table, table=True):
    """A vulnerability in the catalogue of those known to be exploited; `withdrawn_at` is when it left it."""

    __tablename__ = "exploited"

    cve: str = Field(primary_key=True)
    added_on: datetime = _instant()
    recorded_at: datetime = _instant()
    withdrawn_at: datetime | None = _instant(nullable=True)


class DecisionRow(Table, table=True):
    """What a person decided, or that one reopened decisions (`kind` reopen); never changed. `body` is JSON."""

    __tablename__ = "decision"

    id: str = Field(primary_key=True)
    at: datetime = _instant()
    kind: str
    by: str | None = None
    environment: str | None = None
    name: str | None = None
    component: str | None = None
    customer: str | None = None
    line: str | None = None
    body: str = _text()


class DeliveryRow(Table, table=True):
    """A message for one recipient, from before it is first sent; `body` is dropped some time after it has ended.

    The row stays, since nothing more is sent to a recipient on an occasion. `facts` is JSON. `fence` grows with
    each attempt, so that who began an older one cannot say how it ended.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("subscription", "recipient", "occasion"),
        Index(None, "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subscription: str
    recipient: str
    occasion: str
    subject: str = _text()
    message_id: str
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    made_at: datetime = _instant()
    day: date | None = None
    until: datetime | None = _instant(nullable=True)
    facts: str = _text("{}")
    state: str
    attempts: int = 0
    tried_at: datetime | None = _instant(nullable=True)
    due_at: datetime | None = _instant(nullable=True)
    error: str | None = _text(None)
    lease_owner: str | None = None
    lease_until: datetime | None = _instant(nullable=True)
    fence: int = 0


class CutOffRow(Table, table=True):
    """Up to when digests tell of what was learned, from before the last of them was composed; there is one row."""

    __tablename__ = "cut_off"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _instant()


feed = metadata.tables["feed"]
release = metadata.tables["release"]
skipped_entry = metadata.tables["skipped_entry"]
sighting = metadata.tables["sighting"]
summary = metadata.tables["summary"]
duty_event = metadata.tables["duty_event"]
duty = metadata.tables["duty"]
trend = metadata.tables["trend"]
host = metadata.tables["host"]
event = metadata.tables["event"]
document = metadata.tables["document"]
support_record = metadata.tables["support_record"]
vulnerability = metadata.tables["vulnerability"]
vulnerability_package = metadata.tables["vulnerability_package"]
exploited = metadata.tables["exploited"]
decision = metadata.tables["decision"]
delivery = metadata.tables["delivery"]
cut_off = metadata.tables["cut_off"]
