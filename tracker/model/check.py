"""The check of an environment: its findings, and what reading for it brought."""

from collections.abc import Mapping
from datetime import date, datetime

from tracker.model.deployment import Tier
from tracker.model.finding import Finding, Urgency, Verdict
from tracker.record import Record, field


class FeedFailure(Record):
    """A component whose feed could not be read, why, and how old the facts are that were used instead."""

    component: str
    error: str
    facts_from: datetime | None


class ServiceFailure(Record):
    """A support or vulnerability service that could not be read, why, and how old the facts are used instead."""

    service: str
    error: str
    facts_from: datetime | None


class Polling(Record):
    """What reading for an environment brought: feeds asked, of them unchanged, and what could not be read."""

    polled: int = 0
    unchanged: int = 0
    failed: tuple[FeedFailure, ...] = ()
    services: tuple[ServiceFailure, ...] = ()


class Check(Record):
    """The findings of one environment at one instant, first what to do first.

    `bundled_from` and `bundled_to` are the days of the oldest and newest bundled facts used, `imported_from` that
    of the oldest imported ones. `as_of_asked` is True where the user named the instant, so no clock time is told.
    `unkept` is why a live check could not be remembered.
    """

    environment: str
    customer: str
    tier: Tier
    as_of: datetime
    verdict: Verdict
    polling: Polling
    findings: tuple[Finding, ...]
    bundled_from: date | None = None
    bundled_to: date | None = None
    imported_from: date | None = None
    as_of_asked: bool = False
    unkept: str | None = None


class Summary(Record):
    """The stored outcome of an environment's last check, shown before a new one is ready.

    `urgencies` counts the findings of each verdict by urgency; empty where an older tracker stored it.
    """

    environment: str
    customer: str
    tier: Tier
    checked_at: datetime
    verdict: Verdict
    counts: Mapping[Verdict, int]
    behind: int
    next_due: datetime | None
    urgencies: Mapping[tuple[Verdict, Urgency], int] = field(default_factory=dict)
