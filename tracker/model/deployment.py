"""What runs where, as its owners say."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from tracker.model.component import Origin
from tracker.record import Record


class Tier(StrEnum):
    """How much an environment matters."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"


class Hold(Record):
    """A decision to stay on a version on purpose; `until` is exclusive, `since` is when it began, if told.

    `tell` is what customers are told of it instead of the reason.
    """

    until: datetime
    reason: str
    by: str | None
    since: datetime | None = None
    tell: str | None = None


class Contract(Record):
    """Support bought beyond what the project gives; `until` is exclusive, `location` FILE.yaml#LINE."""

    until: datetime
    by: str
    reason: str
    location: str


class PolicyLayer(Record):
    """What one place says of the policy; `name` is what people call it, `location` FILE.yaml#LINE.

    `said` is a nested mapping of texts and lists of texts as in policies.yaml.
    """

    name: str
    location: str
    said: Mapping[str, Any]

    def __hash__(self) -> int:
        """Tell layers apart by their place, since a mapping has no hash."""
        return hash((self.name, self.location))


class Window(Record):
    """A time in which changes are allowed, again and again, in a customer's own time zone.

    `days` are weekdays, Monday is 0; `weeks` the places of such a day in its month (1 is the first, -1 the last),
    empty for every week. It opens at a minute of the day and closes some minutes later, both as clocks there show.
    """

    text: str
    days: frozenset[int]
    weeks: frozenset[int]
    opens: int
    minutes: int


class Freeze(Record):
    """A time in which nothing is changed; `until` is exclusive."""

    starts_at: datetime
    until: datetime
    reason: str | None = None


class Calendar(Record):
    """When a customer's environment may be changed: within windows, outside freezes; without windows at any time.

    `timezone` is the name of a zone; `location` is the FILE.yaml#LINE that says so.
    """

    timezone: str
    windows: tuple[Window, ...]
    freezes: tuple[Freeze, ...]
    location: str


class Deployment(Record):
    """One entry of an environment: what runs there under which name, as its file says.

    `origin` is set where the entry itself says where its releases are published. `policies` are the layers over
    the built-in policy, outermost first. `location` is FILE.yaml#LINE in the watchlists.
    """

    name: str
    component: str
    versions: tuple[str, ...]
    location: str
    origin: Origin | None = None
    hold: Hold | None = None
    policies: tuple[PolicyLayer, ...] = ()
    contract: Contract | None = None


class Environment(Record):
    """A customer's platform as its file describes it."""

    name: str
    customer: str
    tier: Tier
    deployments: tuple[Deployment, ...]
    since: datetime | None = None
    calendar: Calendar | None = None


class Sighting(Record):
    """When an entry of an environment was first seen, and the versions recorded for the instant asked about."""

    first_seen_at: datetime
    versions: tuple[str, ...]
