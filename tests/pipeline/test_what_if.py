"""Supposing other versions and another policy; nothing of it is remembered."""

import sqlite3
from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub
from tracker.errors import ConfigurationError
from tracker.model import Turn, WhatIf
from tracker.pipeline.judging import Instant
from tracker.pipeline.what_if import what_if
from tracker.report.what_if import what_if_markdown

PROD = """\
customer: Acme
since: 2026-01-01
deployed:
  gateway: {version: v1.4.0, repo: acme/gateway}
  loader: {version: 2.0.0, repo: acme/loader}
"""
POLICIES = """\
calm: {extends: still, soak: {patch: 9d}}
still: {track: line}
hasty: {lag: {days: 1}, sla: {low: 1d, normal: 1d}}
loop: {extends: loop}
"""


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    """An environment a few releases behind with one component, up to date with the other."""
    gateway = github.repository("acme/gateway")
    for number, on in enumerate(("2026-01-10", "2026-03-01", "2026-06-01")):
        gateway.release(f"v1.{number + 4}.0", at=day(on))
    github.repository("acme/loader").release("2.0.0", at=day("2026-05-01"))
    home.write("prod.yaml", PROD)
    home.write("policies.yaml", POLICIES)
    home.check("prod")
    return home


def supposing(home: Home, policy: str = "", **versions: str) -> WhatIf:
    return what_if(home.settings, "prod", versions, policy, Instant(at=NOW + timedelta(hours=1)))


def stored(home: Home) -> list[tuple[object, ...]]:
    with sqlite3.connect(home.database) as database:
        tables = ("sighting", "summary", "duty", "duty_event", "trend", "decision")
        return [row for table in tables for row in database.execute(f"select * from {table}")]


def test_a_move_lets_a_finding_go_and_nothing_is_stored(acme: Home) -> None:
    before = stored(acme)

    answer = supposing(acme, gateway="v1.6.0")

    first = answer.differences[0]
    assert (first.before.name, first.turn) == ("gateway", Turn.GONE)
    assert (first.before.deployed.version, first.after.deployed.version) == ("v1.4.0", "v1.6.0")
    assert [one.turn for one in answer.differences[1:]] == [Turn.SAME]
    assert answer.objections == ()
    assert stored(acme) == before


def test_supposing_nothing_changes_nothing(acme: Home) -> None:
    answer = supposing(acme)

    assert {one.turn for one in answer.differences} == {Turn.SAME}
    assert answer.before.findings == answer.after.findings
    assert "- nothing is supposed" in what_if_markdown(answer)


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("hasty", "overdue"),
        ("lag.days: 1; sla.normal: 1d; sla.low: 1d", "overdue"),
        (" lag: none ;", "advice"),
        ("calm", "ok"),
        ("extends: calm; track: newest", "advice"),
    ],
)
def test_a_policy_is_laid_over(policy: str, verdict: str, acme: Home) -> None:
    answer = supposing(acme, policy)

    found = {one.after.name: one.after.verdict.value for one in answer.differences}
    assert found["gateway"] == verdict


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("sla.hihg: 7d", "policy: unknown key 'hihg' under sla.*did you mean 'high'"),
        ("sla.high: soon", "policy: sla.high.*'soon' is not a duration"),
        ("strict", "policy: there is no policy 'strict': there are calm, hasty, loop, standard, still"),
        ("loop", "policy: .* 'loop' extends itself"),
        ("track: none", "policy: .*track: none needs a reason"),
        ("sla: none; sla.high: 7d", "policy: sla is said twice"),
        ("sla.high: 7d; sla: none", "policy: sla is said twice"),
        ("warn: 7d; warn: 8d", "policy: warn is said twice"),
    ],
)
def test_a_policy_that_is_none_is_refused(policy: str, message: str, acme: Home) -> None:
    with pytest.raises(ConfigurationError, match=message):
        supposing(acme, policy)


def test_a_name_that_is_none_is_refused(acme: Home) -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'gateway'"):
        supposing(acme, gatewy="1")


def test_what_speaks_against_a_version_is_told(acme: Home) -> None:
    acme.write("policies.yaml", 'standard: {deny: [">=1.5,<1.6"]}\n')

    answer = supposing(acme, "warn: 1d", gateway="v1.5.0")

    assert "v1.5.0 is refused by policy" in answer.objections[0].text
    text = what_if_markdown(answer)
    assert text.startswith("## What if: prod\n\n- gateway v1.4.0 becomes v1.5.0\n- policy warn: 1d\n\n0 new, ")
    assert "Against it:\n\n- v1.5.0 is refused by policy" in text
    assert "| ~ | gateway | advice v1.4.0 | advice v1.5.0 | when, or whereto |" in text


@pytest.mark.usefixtures("no_database")
def test_before_anything_was_stored(home: Home) -> None:
    home.write("prod.yaml", "deployed: {kafka: 3.6.1}\n")

    assert supposing(home, kafka="4.1.1").differences[0].turn in {Turn.GONE, Turn.CHANGED}
    assert not home.database.exists()
