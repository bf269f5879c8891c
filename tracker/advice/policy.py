"""The rules of one environment: what to track, how long to soak, how early to warn, how soon to act."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from tracker.advice.layers import TERMS, Setting, origins
from tracker.errors import ConfigurationError
from tracker.model import PolicyLayer, Tier, Urgency
from tracker.record import Record
from tracker.versions import Range, Version

TRACKS = ("supported", "newest", "lts", "line", "none")

_DURATION = re.compile(r"(\d{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Soak(Record):
    """How old a release must be before it is recommended, by the size of the step."""

    major: timedelta
    minor: timedelta
    patch: timedelta


class Policy(Record):
    """The rules in force for one entry of an environment.

    `track` is one of TRACKS or a range; `reason` is set where nothing is tracked. `warn` is how near a deadline
    makes a finding due, `support_warn` how early the duty to leave a line arises. Facts older than
    `stale_polled` or `stale_bundled` cannot make a finding ok. `sla` is the time to upgrade by urgency, None
    where there is no deadline. Being behind is a duty after `lag_days`, or from `lag_lines` lines on, where either
    is set. `settings` says by key which layer said so.
    """

    track: str
    prereleases: bool
    soak: Soak
    support_warn: timedelta
    warn: timedelta
    stale_polled: timedelta
    stale_bundled: timedelta
    sla: Mapping[Urgency, timedelta | None]
    lag_days: timedelta | None
    lag_lines: int | None
    allow: tuple[Range, ...]
    deny: tuple[Range, ...]
    reason: str | None
    settings: Mapping[str, Setting]

    def __hash__(self) -> int:
        """Tell policies apart by what has a hash, which mappings have not."""
        return hash(
            (self.track, self.prereleases, self.soak, self.support_warn, self.allow, self.deny, self.reason)
        )

    @property
    def range(self) -> Range | None:
        """The range that `track` is, or None where it is a word."""
        return None if self.track in TRACKS else Range.parse(self.track)

    def rule(self, key: str) -> str:
        """Name a setting with its value and its layer, as `sla.high: 30d (policy strict, policies.yaml#3)`.

        Of what is built in no layer is named. Raises KeyError for what no layer sets.
        """
        return str(self.settings[key])

    def refuses(self, version: Version) -> str | None:
        """Name the rule that refuses a version: no range of `allow` holds it, or one of `deny` does."""
        if self.allow and not any(version in allowed for allowed in self.allow):
            return self.rule("allow")
        for denied in self.deny:
            if version in denied:
                return f"deny: {denied} ({self.settings['deny'].origin})"
        return None


def parse_duration(text: str) -> timedelta:
    """Read a duration such as 30d, 12h or 90m; raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a duration such as 14d, 12h or 30m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


# Thousands of entries share the layers of a few environments.
@lru_cache(maxsize=1024)
def resolve_policy(layers: tuple[PolicyLayer, ...], tier: Tier) -> Policy:
    """Lay policies over the built-in one, nearest last, for one tier; raises ConfigurationError.

    What layers say are nested mappings of texts as in policies.yaml; how they are laid, `origins` says.
    """
    settings = {one.key: one for one in origins(layers, tier)}
    said = {key: one.said for key, one in settings.items()}
    reason = said["reason"][0] if "reason" in said else None
    if said["track"] == ("none",) and not reason:
        raise ConfigurationError("a policy with track: none needs a reason")

    def span(key: str) -> timedelta:
        return parse_duration(said[key][0])

    def number(key: str) -> int | None:
        return None if said[key] == ("none",) else int(said[key][0])

    lag_days = number("lag.days")
    return Policy(
        track=said["track"][0],
        prereleases=said["prereleases"] == ("yes",),
        soak=Soak(major=span("soak.major"), minor=span("soak.minor"), patch=span("soak.patch")),
        support_warn=span("support.warn"),
        warn=span("warn"),
        stale_polled=span("stale.polled"),
        stale_bundled=span("stale.bundled"),
        sla={
            urgency: None if said[f"sla.{urgency}"] == ("none",) else span(f"sla.{urgency}") for urgency in TERMS
        },
        lag_days=None if lag_days is None else timedelta(days=lag_days),
        lag_lines=number("lag.lines"),
        allow=tuple(map(Range.parse, said.get("allow", ()))),
        deny=tuple(map(Range.parse, said.get("deny", ()))),
        reason=reason,
        settings=settings,
    )
