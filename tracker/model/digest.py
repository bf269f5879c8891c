"""What a digest tells: lines by upstream cause, each with the environments it concerns."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.model.change import Hurdles
from tracker.model.deployment import Tier
from tracker.model.duty_log import DutyEvent
from tracker.model.finding import Urgency, Verdict
from tracker.model.mail import Audience, Span
from tracker.model.upstream import Event
from tracker.record import Record, field


class Section(StrEnum):
    """The parts of a digest, in the order of a reader's morning."""

    DUE = "due"
    NEW = "new"
    STANDING = "standing"
    DONE = "done"
    UNJUDGED = "unjudged"


class Upgrade(Record):
    """Other versions of an entry than those seen before, and when they were seen first."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    seen_at: datetime


class Happened(Record):
    """What was learned of an environment lately: of its duties, of its versions, and upstream by feed."""

    duties: Sequence[DutyEvent] = ()
    upgrades: Sequence[Upgrade] = ()
    upstream: Mapping[str, Sequence[Event]] = field(default_factory=dict)


class Terms(Record):
    """What a digest needs of an entry beside its finding.

    `warn` is how long before its deadline something is due, `ripe_at` when what is recommended had soaked.
    `releases` are the tags of its feed that are releases, each with the line it opened or None: those new lately.
    """

    warn: timedelta
    ripe_at: datetime | None = None
    releases: Mapping[str, str | None] = field(default_factory=dict)


class Reader(Record):
    """Who reads a digest: the audience, the lowest urgency that is told of, and the span it tells of."""

    audience: Audience
    least: Urgency
    span: Span


class Cause(Record):
    """Why something is told, in words and with its evidence, a web address."""

    text: str
    url: str | None = None


class Topic(Record):
    """What a line is about: a component, the release to move to with its page, and what is said beside causes."""

    section: Section
    component: str
    to: str | None = None
    url: str | None = None
    said: str = ""


class Place(Record):
    """An entry that a line concerns; `note` is what is said of it alone."""

    environment: str
    customer: str
    tier: Tier
    name: str
    version: str
    due_at: datetime | None = None
    note: str = ""


class News(Record):
    """One thing to tell of one entry."""

    topic: Topic
    place: Place
    causes: tuple[Cause, ...] = ()
    urgency: Urgency = Urgency.NONE


class Line(Record):
    """One thing to tell with the entries that it concerns, production first; `left` counts those not named."""

    topic: Topic
    causes: tuple[Cause, ...]
    places: tuple[Place, ...]
    left: Mapping[Tier, int]
    urgency: Urgency


class Move(Record):
    """That an entry is to move to a release."""

    environment: str
    name: str
    to: str


class OpenOn(Record):
    """How many duties were open on a day, and how many of them overdue."""

    day: date
    open: int
    overdue: int


class Digest(Record):
    """All that is told to a reader.

    `title` is whose it is. `unconcerned` counts new releases that matter to nobody, `below` the findings that ask
    for something, less urgently than is told of; `unread` says which environments could not be read. `days` is in
    the order of time. `hurdles` are on the way of what is told of, where that is known.
    """

    title: str
    reader: Reader
    environments: tuple[str, ...]
    counts: Mapping[Verdict, int]
    lines: tuple[Line, ...]
    unconcerned: int = 0
    below: int = 0
    unread: tuple[str, ...] = ()
    days: tuple[OpenOn, ...] = ()
    hurdles: Mapping[Move, Hurdles] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is told that was not so at the last digest; a first one is always news."""
        fresh = {Section.DUE, Section.NEW, Section.DONE}
        return self.reader.span.since is None or any(one.topic.section in fresh for one in self.lines)
