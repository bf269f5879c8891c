"""What upstream shows: releases, pages of them, what happened to them, what servers ask for."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum

from tracker.model.component import TagPlace
from tracker.record import Record, field


class DateSource(IntEnum):
    """Where a release date comes from; a higher source replaces a lower one."""

    CLOCK = 0
    HISTORY = 1
    FEED = 2
    API = 3


class UpstreamRelease(Record):
    """A release as a feed, an API or the bundled history shows it; nothing in it is judged.

    `prerelease` is True for a draft, too, and None where the source cannot tell. `notes` is cleaned but
    unsanitised HTML, `mentions` the ids of vulnerabilities in them and in the title, which the store finds.
    `updated_at` is what the source says of the last change, `api_id` the forge's number of the release.
    """

    tag: str
    title: str
    url: str | None
    released_at: datetime
    dated_by: DateSource
    notes: str = ""
    mentions: tuple[str, ...] = ()
    author: str | None = None
    prerelease: bool | None = None
    withdrawn: bool = False
    updated_at: datetime | None = None
    api_id: str | None = None


class SkippedEntry(Record):
    """A feed entry that could not be read as a release, and why."""

    entry: str
    reason: str


class FeedPage(Record):
    """One reading of a source, newest first.

    `full` says that older releases may exist beyond it, `newest_only` that it shows the newest of each line: what
    it lacks was followed, not withdrawn. `path` is the repository as the page itself names it. `damaged` says what
    is wrong with a document that was readable in part.
    """

    repository_key: str | None
    releases: tuple[UpstreamRelease, ...]
    skipped: tuple[SkippedEntry, ...]
    full: bool = False
    newest_only: bool = False
    path: str | None = None
    damaged: str | None = None


class Source(Record):
    """An address whose releases are read.

    `forge` names whose releases they are, whatever server mirrors them, and `path` the repository there; `url` is
    asked. `kind` says how the answer is read, `tag_place` what in a feed names a release. `api_url` is where the
    API of the forge is, None without one.
    """

    forge: str
    path: str
    url: str
    kind: str = "github"
    api_url: str | None = None
    tag_place: TagPlace | None = None


class EventKind(StrEnum):
    """What can happen upstream between two readings."""

    NEW = "new"
    RELEASED = "released"
    EDITED = "edited"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    REAPPEARED = "reappeared"
    GAP = "gap"
    FILLED = "filled"
    RENAMED = "renamed"
    REPLACED = "replaced"
    ARCHIVED = "archived"
    GONE = "gone"
    RETURNED = "returned"


class Event(Record):
    """Something that happened upstream, noticed at an instant; `tag` is None where it concerns no single release.

    `before` and `after` hold what changed, by name: the title and notes of an edit, a repository's path, an id.
    """

    kind: EventKind
    at: datetime
    tag: str | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class Validators(Record):
    """What a server gave to ask with the next time; opaque, sent back unchanged."""

    etag: str | None = None
    last_modified: str | None = None


class HostState(Record):
    """What a host has asked for: until when to leave it alone, and what is left of the quota it grants.

    `strikes` counts how often in a row it asked to wait without saying for how long.
    """

    paused_until: datetime | None = None
    strikes: int = 0
    quota_limit: int | None = None
    quota_remaining: int | None = None
    quota_resets_at: datetime | None = None


class ReadBy(StrEnum):
    """How the releases of a source were last read."""

    FEED = "feed"
    API = "api"
    IMPORT = "import"


class StoredReleases(Record):
    """What the store holds of one repository; `gap_at` is when a gap in its history was noticed that is open.

    `full_at_first` says that the first reading filled the feed's window, so older releases may exist.
    """

    releases: tuple[UpstreamRelease, ...] = ()
    skipped: tuple[SkippedEntry, ...] = ()
    polled_at: datetime | None = None
    read_by: ReadBy = ReadBy.FEED
    full_at_first: bool = False
    gap_at: datetime | None = None
    archived: bool = False
