"""Messages to people, and up to when they tell."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Column, Field

from tracker.store.tables.table import Table, instant, metadata, text


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
    subject: str = text()
    message_id: str
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    made_at: datetime = instant()
    day: date | None = None
    until: datetime | None = instant(nullable=True)
    facts: str = text("{}")
    state: str
    attempts: int = 0
    tried_at: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    error: str | None = text(None)
    lease_owner: str | None = None
    lease_until: datetime | None = instant(nullable=True)
    fence: int = 0


class CutOffRow(Table, table=True):
    """Up to when digests tell of what was learned, from before the last of them was composed; there is one row."""

    __tablename__ = "cut_off"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()


delivery = metadata.tables["delivery"]
cut_off = metadata.tables["cut_off"]
