"""What is known beside releases: support, and what ships with the program."""

from datetime import date, datetime

from tracker.record import Record


class SupportLine(Record):
    """What a source says of the support of one release line.

    `ended` is the source's own statement where it gives no date. `lts_from` is the day the line became, or
    will become, long-term supported. `known_at` is when its end was first recorded as it is now, where it had been
    recorded otherwise before.
    """

    name: str
    released_at: datetime | None = None
    active_until: datetime | None = None
    ends_at: datetime | None = None
    ended: bool = False
    lts_from: datetime | None = None
    maintained: bool = False
    known_at: datetime | None = None


class SupportFacts(Record):
    """The support statements of one source about a component, as of a day, with the page that says so.

    `read_at` is when they were last read from a service, None for those that ship with the program.
    """

    lines: tuple[SupportLine, ...]
    source: str
    day: date
    read_at: datetime | None = None


class BundledFacts(Record):
    """What ships with the program about one component: its releases with their days, and its support.

    `releases` holds raw tags where `tagged` is True, else versions.
    """

    day: date
    releases: tuple[tuple[str, date], ...]
    tagged: bool
    support: SupportFacts | None
