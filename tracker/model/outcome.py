"""What is remembered of a check."""

from datetime import date, datetime

from tracker.model.check import Summary
from tracker.model.duty_log import EntryDuties
from tracker.record import Record


class TrendDay(Record):
    """Where an environment stood on a day, in UTC, by the last check of that day.

    `releases`, `days` and `libyears` add up how far the findings are behind, as far as that is known; `open`
    counts the duties that no decision covers, and `overdue` those of them past their due date.
    """

    day: date
    findings: int
    releases: int
    days: int
    libyears: float
    open: int
    overdue: int


class Outcome(Record):
    """What is remembered of one check of an environment at an instant.

    `listed` names the entries of its file. `summary` and `trend` are None where not all of them were judged.
    """

    environment: str
    at: datetime
    listed: frozenset[str]
    entries: tuple[EntryDuties, ...]
    summary: Summary | None
    trend: TrendDay | None
