"""How all that is watched stands, by what is stored: what is measured for those who watch tracker itself."""

from collections.abc import Mapping
from datetime import datetime

from tracker.model.check import Summary
from tracker.model.finding import Urgency
from tracker.model.health import Health
from tracker.record import Record, field


class OwedDuty(Record):
    """A duty that is open by the log of them and that no decision covers; `due_at` is None where nothing says."""

    environment: str
    id: str
    name: str
    code: str
    subject: str
    urgency: Urgency
    due_at: datetime | None


class Owed(Record):
    """What some environments owe: the duties that are due first, and how many there are in all.

    `open` and `covered` count by environment and urgency those that no decision covers and those that one does.
    """

    first: tuple[OwedDuty, ...] = ()
    open: Mapping[tuple[str, Urgency], int] = field(default_factory=dict)
    covered: Mapping[tuple[str, Urgency], int] = field(default_factory=dict)


class Standing(Record):
    """How all that is watched stands at an instant.

    `environments` are the stored outcomes of those that are `watched`, sorted by name. `schema` is the revision of
    the database, `deliveries` counts messages by state. `turned_at` is when a program that stays up last looked.
    """

    at: datetime
    turned_at: datetime | None = None
    environments: tuple[Summary, ...] = ()
    watched: int = 0
    owed: Owed = field(default_factory=Owed)
    health: Health = field(default_factory=Health)
    schema: str = ""
    deliveries: Mapping[str, int] = field(default_factory=dict)
