"""What an alert tells of."""

from collections.abc import Mapping

from tracker.model.deployment import Tier
from tracker.model.finding import Duty
from tracker.record import Record

# What was told of one vulnerability: its ids with blanks between them, and JSON by entry.
AlertFacts = Mapping[str, str]


class Hit(Record):
    """An entry of an environment that a vulnerability hits, with the duty that it makes."""

    environment: str
    customer: str
    tier: Tier
    name: str
    component: str
    versions: tuple[str, ...]
    duty: Duty


class Alarm(Record):
    """A vulnerability by all its ids, the one to show first, and all that it hits, the most urgent first.

    `changed` says that it was told of before, and is worse or better known now.
    """

    ids: tuple[str, ...]
    hits: tuple[Hit, ...]
    changed: bool = False
