"""Policies in layers: which layer wins, what it means, and how it is named."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tracker.advice import STANDARD, Policy, origins, parse_duration, resolve_policy
from tracker.errors import ConfigurationError
from tracker.model import PolicyLayer, Tier, Urgency
from tracker.versions import parse


def layer(name: str, said: Mapping[str, Any], line: int = 3) -> PolicyLayer:
    return PolicyLayer(name=name, location=f"policies.yaml#{line}", said=said)


def resolved(*said: Mapping[str, Any], tier: Tier = Tier.PRODUCTION) -> Policy:
    return resolve_policy(tuple(layer(f"policy {place}", one) for place, one in enumerate(said)), tier)


def days(policy: Policy) -> dict[str, int | None]:
    """The time to upgrade by urgency, in days."""
    return {str(urgency): term.days if term else None for urgency, term in policy.sla.items()}


@pytest.mark.parametrize(
    ("tier", "terms"),
    [
        (Tier.PRODUCTION, {"critical": 7, "high": 30, "normal": 90, "low": None}),
        (Tier.STAGING, {"critical": 14, "high": 60, "normal": None, "low": None}),
        (Tier.DEVELOPMENT, {"critical": None, "high": None, "normal": None, "low": None}),
    ],
)
def test_the_built_in_policy_gives_each_tier_its_time_to_upgrade(
    tier: Tier, terms: Mapping[str, int | None]
) -> None:
    assert days(resolved(tier=tier)) == terms


def test_a_nearer_layer_wins_over_what_a_farther_one_says_of_the_tier() -> None:
    nearer = {"sla": {"critical": "1d"}}

    assert days(resolved(nearer, tier=Tier.STAGING)) == {"critical": 1, "high": 60, "normal": None, "low": None}


def test_within_a_layer_what_is_said_of_the_tier_wins() -> None:
    said = {"sla": {"critical": "1d", "low": "360d"}, "tiers": {"staging": {"sla": {"critical": "5d"}}}}

    assert days(resolved(said, tier=Tier.STAGING)) == {"critical": 5, "high": 60, "normal": None, "low": 360}
    assert days(resolved(said))["critical"] == 1


def test_none_takes_every_deadline_away_until_a_nearer_layer_gives_one() -> None:
    assert set(days(resolved({"sla": "none"})).values()) == {None}
    assert days(resolved({"sla": "none"}, {"sla": {"high": "9d"}}))["high"] == 9


@pytest.mark.parametrize(
    ("said", "lag_days", "lag_lines"),
    [
        ([], None, None),
        ([{"lag": {"days": "540"}}], 540, None),
        ([{"lag": {"lines": "3"}}], None, 3),
        ([{"lag": {"days": "540"}}, {"lag": {"lines": "3"}}], None, 3),
        ([{"lag": {"days": "540"}}, {"lag": "none"}], None, None),
    ],
)
def test_the_nearest_lag_counts_alone(
    said: list[Mapping[str, Any]], lag_days: int | None, lag_lines: int | None
) -> None:
    policy = resolved(*said)

    assert policy.lag_days == (lag_days and timedelta(days=lag_days))
    assert policy.lag_lines == lag_lines


@pytest.mark.parametrize(
    ("said", "version", "rule"),
    [
        ({}, "9.0", None),
        ({"allow": [">=8,<9"]}, "8.5", None),
        ({"allow": [">=8,<9", ">=10"]}, "10.1", None),
        ({"allow": [">=8,<9", ">=10"]}, "9.5", "allow: >=8,<9 or >=10 (policy 0, policies.yaml#3)"),
        ({"deny": ["<8", "=9.5"]}, "8.5", None),
        ({"deny": ["<8", "=9.5"]}, "9.5", "deny: =9.5 (policy 0, policies.yaml#3)"),
        ({"allow": [">=8"], "deny": [">=9"]}, "9.5", "deny: >=9 (policy 0, policies.yaml#3)"),
        ({"allow": [], "deny": []}, "9.5", None),
    ],
)
def test_a_version_is_refused_outside_of_what_is_allowed_and_within_what_is_denied(
    said: Mapping[str, Any], version: str, rule: str | None
) -> None:
    assert resolved(said).refuses(parse(version, "loose")) == rule


def test_a_nearer_list_takes_the_place_of_a_farther_one() -> None:
    policy = resolved({"deny": [">=9"], "allow": [">=8"]}, {"deny": []})

    assert policy.refuses(parse("9.5", "loose")) is None
    assert policy.refuses(parse("7.5", "loose")) == "allow: >=8 (policy 0, policies.yaml#3)"
    assert policy.rule("deny") == "deny: none (policy 1, policies.yaml#3)"


def test_every_setting_names_the_layer_that_won() -> None:
    layers = (
        layer("policy strict", {"soak": {"patch": "1d"}, "sla": {"high": "20d"}, "lag": {"days": "540"}}),
        layer("customer Acme", {"soak": {"patch": "2d"}, "track": ">=8,<9"}, 7),
    )

    won = {one.key: (one.value, one.layer, one.location) for one in origins(layers, Tier.PRODUCTION)}

    assert won["soak.patch"] == ("2d", "customer Acme", "policies.yaml#7")
    assert won["sla.high"] == ("20d", "policy strict", "policies.yaml#3")
    assert won["lag.days"] == ("540", "policy strict", "policies.yaml#3")
    assert won["lag.lines"] == ("none", "policy strict", "policies.yaml#3")
    assert won["soak.major"] == ("30d", "built-in", None)
    assert {key.partition(".")[0] for key in won} == {*STANDARD} - {"tiers"}
    assert list(won) == sorted(won)


def test_a_rule_is_named_with_its_value_and_its_layer() -> None:
    policy = resolve_policy((layer("policy strict", {"sla": {"high": "30d"}}),), Tier.PRODUCTION)

    assert policy.rule("sla.high") == "sla.high: 30d (policy strict, policies.yaml#3)"
    assert policy.rule("sla.critical") == "sla.critical: 7d"
    assert policy.rule("support.warn") == "support.warn: 90d"


def test_equal_layers_are_resolved_once_and_others_anew() -> None:
    first, equal, other = ((layer("policy a", {"warn": text}),) for text in ("1d", "1d", "2d"))

    assert resolve_policy(first, Tier.STAGING) is resolve_policy(equal, Tier.STAGING)
    assert resolve_policy(other, Tier.STAGING).warn == timedelta(days=2)
    assert len({resolve_policy(first, tier) for tier in Tier}) == 3


def test_nothing_is_tracked_only_with_a_reason() -> None:
    assert resolved({"track": "none", "reason": "frozen"}).reason == "frozen"
    assert resolved().sla[Urgency.CRITICAL] == timedelta(days=7)
    with pytest.raises(ConfigurationError, match="needs a reason"):
        resolved({"track": "none"})


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'soon' is not a duration such as 14d"):
        parse_duration("soon")
