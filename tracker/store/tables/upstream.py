"""What upstream said: feeds, releases, events, entries that are no release, and what hosts asked for."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from tracker.store.tables.table import Table, instant, metadata, text


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
    first_polled_at: datetime | None = instant(nullable=True)
    polled_at: datetime | None = instant(nullable=True)
    failed_at: datetime | None = instant(nullable=True)
    error: str | None = None
    failures: int = 0
    gone_since: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    interval: int | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = instant(nullable=True)
    fence: int = 0
    window: str = text("[]")
    missing: str = text("{}")
    shown_path: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    replaced_by: str | None = None
    archived: bool = False
    full_at_first: bool = False
    gap_at: datetime | None = instant(nullable=True)
    fill_tried_at: datetime | None = instant(nullable=True)
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
    notes: str = text()
    mentions: str = text("")
    url: str | None = None
    author: str | None = None
    released_at: datetime = instant()
    dated_by: int
    updated_at: datetime | None = instant(nullable=True)
    api_id: str | None = None
    prerelease: bool | None = None
    withdrawn: bool = False
    first_seen_at: datetime = instant()
    edited_at: datetime | None = instant(nullable=True)


class EventRow(Table, table=True):
    """Something that happened upstream; `before` and `after` are JSON."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "forge", "repository_key", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    forge: str
    repository_key: str
    kind: str
    tag: str | None = None
    at: datetime = instant()
    before: str = text()
    after: str = text()


class SkippedEntryRow(Table, table=True):
    """A feed entry that is no release, and why."""

    __tablename__ = "skipped_entry"
    __table_args__ = (UniqueConstraint("feed_id", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    entry: str
    reason: str
    seen_at: datetime = instant()


class HostRow(Table, table=True):
    """What a host has asked for: until when to leave it alone, how often in a row, what its quota still allows."""

    __tablename__ = "host"

    host: str = Field(primary_key=True)
    paused_until: datetime | None = instant(nullable=True)
    strikes: int = 0
    quota_limit: int | None = None
    quota_remaining: int | None = None
    quota_resets_at: datetime | None = instant(nullable=True)


feed = metadata.tables["feed"]
release = metadata.tables["release"]
event = metadata.tables["event"]
skipped_entry = metadata.tables["skipped_entry"]
host = metadata.tables["host"]
