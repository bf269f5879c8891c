"""How environments stand: versions seen, duties, the outcome of checks, and what people decided."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from tracker.store.tables.table import Table, instant, metadata, text


class SightingRow(Table, table=True):
    """The versions of one entry of an environment from an instant on; a row for each change."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("environment", "name", "seen_at"),)

    id: int | None = Field(default=None, primary_key=True)
    environment: str
    name: str
    versions: str
    seen_at: datetime = instant()


class SummaryRow(Table, table=True):
    """The outcome of an environment's last check."""

    __tablename__ = "summary"

    environment: str = Field(primary_key=True)
    customer: str
    tier: str
    checked_at: datetime = instant()
    verdict: str
    counts: str
    behind: int
    next_due: datetime | None = instant(nullable=True)


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
    at: datetime = instant()
    noticed_at: datetime = instant()
    body: str = text()


class DutyRow(Table, table=True):
    """A duty that is open by the log of them, as it last told; `versions` and `decisions` are JSON."""

    __tablename__ = "duty"

    environment: str = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    name: str
    code: str
    subject: str
    urgency: str
    arose_at: datetime = instant()
    due_at: datetime | None = instant(nullable=True)
    rule: str
    cause: str
    versions: str
    decisions: str
    seen_at: datetime = instant()


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


class DecisionRow(Table, table=True):
    """What a person decided, or that one reopened decisions (`kind` reopen); never changed. `body` is JSON."""

    __tablename__ = "decision"

    id: str = Field(primary_key=True)
    at: datetime = instant()
    kind: str
    by: str | None = None
    environment: str | None = None
    name: str | None = None
    component: str | None = None
    customer: str | None = None
    line: str | None = None
    body: str = text()


sighting = metadata.tables["sighting"]
summary = metadata.tables["summary"]
duty_event = metadata.tables["duty_event"]
duty = metadata.tables["duty"]
trend = metadata.tables["trend"]
decision = metadata.tables["decision"]
