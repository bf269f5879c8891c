"""The rules of one environment: what to track, how long to soak, how early to warn."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tracker.errors import ConfigurationError
from tracker.model import PolicyLayer, Tier, Urgency
from tracker.versions import Range, Version

Layer = Mapping[str, Any]

TRACKS = ("supported", "newest", "lts", "line", "none")

# The policy everybody starts from, in the form a policies.yaml has; the README shows the same.
STANDARD: Layer = {
    "track": "supported",
    "prereleases": "no",
    "soak": {"major": "30d", "minor": "14d", "patch": "3d"},
    "lag": "none",
    "support": {"warn": "90d"},
    "warn": "14d",
    "stale": {"polled": "3d", "bundled": "45d", "inventory": "90d"},
    "sla": {"critical": "7d", "high": "30d", "normal": "90d", "low": "none"},
    "tiers": {
        "staging": {"sla": {"critical": "14d", "high": "60d", "normal": "none"}},
        "development": {"sla": "none"},
    },
}

_DURATION = re.compile(r"(\d{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """How old a release must be before it is recommended, by the size of the step."""

    major: timedelta
    minor: timedelta
    patch: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force for one entry of an environment.

    `track` is one of TRACKS or a range; `reason` is set where nothing is tracked. `warn` is how near a deadline
    makes a finding due, `support_warn` how early the duty to leave a line arises. Facts older than
    `stale_polled` or `stale_bundled` cannot make a finding ok.
    """

    track: str
    prereleases: bool
    soak: Soak
    support_warn: timedelta
    warn: timedelta
    stale_polled: timedelta
    stale_bundled: timedelta
    sla: Mapping[Urgency, timedelta | None]
    lag_days: timedelta | None = None
    lag_lines: int | None = None
    reason: str | None = None

    def refuses(self, version: Version) -> str | None:  # noqa: ARG002
        """The rule by which a version is refused."""
        return None

    def rule(self, key: str) -> str:
        """Name the rule."""
        return f"track: {self.track}" if key == "track" else key

    @property
    def range(self) -> Range | None:
        """The range that `track` is, or None where it is a word."""
        return None if self.track in TRACKS else Range.parse(self.track)


def parse_duration(text: str) -> timedelta:
    """Read a duration such as 30d, 12h or 90m; raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a duration such as 14d, 12h or 30m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def resolve_policy(layers: Sequence[PolicyLayer], tier: Tier) -> Policy:
    """Lay policies over the built-in one, nearest last, then what they say of the tier; raises ConfigurationError.

    What layers say are nested mappings of texts as in policies.yaml; nested mappings merge key by key.
    """
    merged: Layer = STANDARD
    for layer in layers:
        merged = laid_over(merged, layer.said)
    merged = laid_over(merged, merged["tiers"].get(tier.value, {}))
    if merged["track"] == "none" and not merged.get("reason"):
        raise ConfigurationError("a policy with track: none needs a reason")
    return Policy(
        track=merged["track"],
        prereleases=merged["prereleases"] == "yes",
        soak=Soak(**{step: parse_duration(merged["soak"][step]) for step in ("major", "minor", "patch")}),
        support_warn=parse_duration(merged["support"]["warn"]),
        warn=parse_duration(merged["warn"]),
        stale_polled=parse_duration(merged["stale"]["polled"]),
        stale_bundled=parse_duration(merged["stale"]["bundled"]),
        sla=dict.fromkeys(Urgency)
        if merged["sla"] == "none"
        else {Urgency(k): None if v == "none" else parse_duration(v) for k, v in merged["sla"].items()},
        reason=merged.get("reason"),
    )


def laid_over(below: Layer, above: Layer) -> Layer:
    """Merge nested mappings; where both say something that is no mapping, the upper one counts."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(under, value)
        else:
            merged[key] = value
    return merged
