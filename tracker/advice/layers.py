"""Which layer of a policy says what: the nearest one that says anything of a key."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.model import PolicyLayer, Tier, Urgency
from tracker.record import Record

Layer = Mapping[str, Any]

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

TERMS = (Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)

# What `none` in place of a mapping says none of.
_NONE_OF: Mapping[str, Sequence[str]] = {"sla": TERMS, "lag": ("days", "lines")}


class Setting(Record):
    """A setting in force: its dotted key, its value as texts, and the layer that says so.

    `location` is FILE.yaml#LINE, None for what is built in.
    """

    key: str
    said: tuple[str, ...]
    layer: str
    location: str | None

    @property
    def value(self) -> str:
        """The value as one text; an empty list is none."""
        return " or ".join(self.said) or "none"

    @property
    def origin(self) -> str:
        """The layer with the place it stands in."""
        return f"{self.layer}, {self.location}" if self.location else self.layer

    def __str__(self) -> str:
        said = f"{self.key}: {self.value}"
        return f"{said} ({self.origin})" if self.location else said


def origins(layers: Sequence[PolicyLayer], tier: Tier) -> tuple[Setting, ...]:
    """List every setting in force for a tier with the layer that won, by key; layers stand nearest last.

    A nearer layer wins, whatever it says it of: within a layer, what it says of the tier wins over what it says
    of all. Mappings are settled key by key, but for `lag`, whose nearest kind counts alone; a list is one value.
    """
    won = {one.key: one for one in _settings(STANDARD, tier, "built-in", None)}
    for layer in layers:
        won |= {one.key: one for one in _settings(layer.said, tier, layer.name, layer.location)}
    return tuple(won[key] for key in sorted(won))


def _settings(said: Layer, tier: Tier, name: str, location: str | None) -> Iterator[Setting]:
    of_tier = said.get("tiers", {}).get(tier.value, {})
    for part in (said, of_tier):
        for key, value in _dotted(part):
            texts = (value,) if isinstance(value, str) else tuple(value)
            yield Setting(key=key, said=texts, layer=name, location=location)


def _dotted(said: Layer) -> Iterator[tuple[str, str | Sequence[str]]]:
    """Flatten what a layer says, but for what it says of tiers."""
    for key, value in said.items():
        if key == "lag" or (key == "sla" and value == "none"):
            yield from ((f"{key}.{inner}", "none") for inner in _NONE_OF[key])
        if isinstance(value, Mapping) and key != "tiers":
            yield from ((f"{key}.{inner}", text) for inner, text in value.items())
        elif key not in {"tiers", *_NONE_OF}:
            yield key, value
