"""What runs where, as its owners say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.component import Origin


class Tier(StrEnum):
    """How much an environment matters."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A decision to stay on a version on purpose; `until` is exclusive."""

    until: datetime
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
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
    policies: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A customer's platform as its file describes it."""

    name: str
    customer: str
    tier: Tier
    deployments: tuple[Deployment, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When an entry of an environment was first seen, and the versions recorded for the instant asked about."""

    first_seen_at: datetime
    versions: tuple[str, ...]
