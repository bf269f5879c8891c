"""How the sources of facts stand: feeds, services, and the hosts they are on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model.upstream import HostState, ReadBy
from tracker.record import Record, field


class Condition(StrEnum):
    """How a source is, the worst first."""

    LOST = "not read for days"
    FAILING = "failing"
    UNREAD = "never read"
    RENAMED = "renamed"
    INCOMPLETE = "incomplete"
    OFF = "switched off"
    WELL = "well"


class FeedHealth(Record):
    """How one feed stands, for which `components` and in how many environments it is read.

    `read_at` is when it was last read well, `error` why it was not since, `failures` how often in a row it
    failed when it was due. `due_at` is the next try, `every` the pace of `tracker run`. `gap_at` is when a gap
    in its history was noticed that is open, `renamed_to` what its repository is called by now.
    """

    path: str
    condition: Condition
    url: str
    components: tuple[str, ...]
    environments: int
    read_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None
    failures: int = 0
    due_at: datetime | None = None
    every: timedelta | None = None
    read_by: ReadBy = ReadBy.FEED
    gap_at: datetime | None = None
    archived: bool = False
    renamed_to: str | None = None


class ServiceHealth(Record):
    """How many of the subjects of a service were ever read, when last, and why which could not be, by name.

    `again_at` is the first of the next tries of those that could not be read.
    """

    service: str
    condition: Condition
    read: int
    total: int
    last: datetime | None
    errors: Mapping[str, str]
    again_at: datetime | None = None


class Health(Record):
    """How all sources stand; `errors` tells of files that could not be read, so their feeds may be missing."""

    feeds: tuple[FeedHealth, ...] = ()
    services: tuple[ServiceHealth, ...] = ()
    hosts: Mapping[str, HostState] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
