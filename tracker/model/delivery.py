"""What is sent to whom, and how far it has come."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from tracker.record import Record, field


class DeliveryKind(StrEnum):
    """What a message is."""

    DIGEST = "digest"
    ALERT = "alert"


class DeliveryState(StrEnum):
    """How far a message has come; what is deferred or unknown is tried again as long as it has a next try.

    `SENDING` is an attempt that has begun; `UNKNOWN` may have arrived, since nobody answered; `FAILED` was
    refused for good; of what is `QUIET` nothing was to be told.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    QUIET = "quiet"


class Told(Record):
    """That somebody was told up to an instant on a local day; `reached` is False where it was refused for good."""

    day: date
    until: datetime
    reached: bool = True


class NewDelivery(Record):
    """A message for one recipient, complete before anything is sent; `body` stays for all attempts.

    Nothing more is sent to a recipient on an `occasion`: a digest's local day, what an alert tells. `day` and
    `until` are a digest's; `facts` are what an alert told, for the next one to be compared with.
    """

    kind: DeliveryKind
    subscription: str
    recipient: str
    occasion: str
    subject: str
    message_id: str
    body: bytes
    made_at: datetime
    day: date | None = None
    until: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False


class Delivery(Record):
    """A message as it stands in the outbox; `due_at` is the next try, None where there is none.

    `error` says in a sentence how the last try went wrong; `host` is the machine that tried it last.
    """

    id: int
    kind: DeliveryKind
    subscription: str
    recipient: str
    occasion: str
    subject: str
    message_id: str
    state: DeliveryState
    attempts: int
    made_at: datetime
    tried_at: datetime | None
    due_at: datetime | None
    error: str | None
    host: str | None = None


class Ending(Record):
    """How one attempt ended: a state, and a sentence where it is not `SENT`.

    `everyone` says that no message would have come through, as where the server cannot be reached.
    """

    state: DeliveryState
    error: str | None = None
    everyone: bool = False
