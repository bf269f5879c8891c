"""Who is told what and when, and what is sent to them."""

from datetime import date, datetime, time
from enum import StrEnum

from tracker.model.finding import Urgency
from tracker.record import Record


class Audience(StrEnum):
    """Whom a message is for; a customer's names no other customer, no author and no internal reason."""

    TEAM = "team"
    CUSTOMER = "customer"


class Every(StrEnum):
    """On which days a digest is sent, in its own time zone: `MONTH` is the first day of one."""

    DAY = "day"
    WEEKDAY = "weekday"
    MONDAY = "monday"
    MONTH = "month"


class Subscription(Record):
    """Somebody's wish for a digest of some environments at an hour of their own time zone.

    `id` is what its recipients are known by (`team:ops`, `customer:Acme`); `least` is the lowest urgency that is
    told of; `quiet` says that nothing is sent where nothing changed; `customer` is the one whose it is, None for
    the team and where the environments name none; `location` is FILE.yaml#LINE. `beside` are how often, and the
    ids, of what the same recipients are sent besides: on a day of several only the rarest is, which tells of all.
    """

    id: str
    audience: Audience
    to: tuple[str, ...]
    environments: tuple[str, ...]
    at: time
    timezone: str
    location: str
    every: Every = Every.DAY
    least: Urgency = Urgency.LOW
    quiet: bool = False
    customer: str | None = None
    beside: tuple[tuple[Every, str], ...] = ()


class AlertSubscription(Record):
    """A wish to be told of vulnerabilities at or above an urgency within minutes; fields as in Subscription."""

    id: str
    audience: Audience
    to: tuple[str, ...]
    environments: tuple[str, ...]
    urgency: Urgency
    location: str
    customer: str | None = None


class Span(Record):
    """What a digest tells of: after `since` (None: the first), up to and with `until`, its local `day`."""

    since: datetime | None
    until: datetime
    day: date


class Picture(Record):
    """A small PNG shown within a message under its `name`, with the words that stand for it."""

    name: str
    png: bytes
    words: str


class Letter(Record):
    """A message in its three formats, equal for all its recipients; `html` shows pictures as `cid:NAME`.

    `problems` say which templates could not be used to write it, and why.
    """

    subject: str
    markdown: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()
    problems: tuple[str, ...] = ()
