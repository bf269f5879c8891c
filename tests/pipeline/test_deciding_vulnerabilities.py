"""Deciding about vulnerabilities, as services tell of them: what that covers, where, and what ends it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub, Kev, Osv
from tracker.errors import Refused
from tracker.model import DecisionKind, Finding, Plan, Scope, Verdict, Wakening
from tracker.pipeline.affected import affected
from tracker.pipeline.deciding import Ending, Said, decide, plan, reopen
from tracker.pipeline.decisions import decision_log, list_decisions
from tracker.pipeline.judging import Instant
from tracker.pipeline.scopes import Where
from tracker.record import replace

CVE, GHSA, OTHER = "CVE-2026-1001", "GHSA-aaaa-bbbb-cccc", "CVE-2026-1002"
ANN = Said(by="ann", reason="not reachable", now=NOW)
ENDING = Ending(until=day("2027-01-31"))
LATER = NOW + timedelta(days=2)
NEW = Where(environment="new", name="kafka")
ACME = Where(environment="acme/prod", name="kafka")
ON_LINE = ["acme/prod", "acme/test", "zeta"]
FIXED: dict[str, Any] = {
    "published": "2026-11-10T00:00:00Z",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
}


def unfixed(**more: Any) -> dict[str, Any]:
    """What a record of all versions says, of which no release is a fix."""
    named = {"ecosystem": "Bitnami", "name": "kafka", "purl": "pkg:bitnami/kafka"}
    ranges = [{"type": "SEMVER", "events": [{"introduced": "0"}]}]
    return {**FIXED, "affected": [{"package": named, "ranges": ranges}], **more}


@pytest.fixture
def world(home: Home, github: GitHub, osv: Osv, kev: Kev) -> Home:
    """Kafka on lines 4.1, 4.2, which had a release after 4.3.1 fixed something, and 4.3."""
    kafka = github.repository("apache/kafka")
    kafka.release("4.3.1", at=day("2026-06-23"))
    kafka.release("4.2.2", at=day("2026-10-01"))
    kafka.release("4.4.0", at=day("2026-09-01"))
    kev.listed["CVE-2020-1"] = "2020-01-01"
    osv.record("BIT-1", "Bitnami/kafka", aliases=[CVE, GHSA], **FIXED)
    home.write("acme/prod.yaml", "customer: Acme\nsince: 2026-01-01\ndeployed: {kafka: 4.2.1}\n")
    home.write(
        "acme/test.yaml",
        "customer: Acme\nsince: 2026-01-01\ndeployed: {queue: {component: kafka, version: 4.2.0}}\n",
    )
    home.write("zeta.yaml", "since: 2026-01-01\ndeployed: {kafka: 4.2.1}\n")
    home.write("old.yaml", "since: 2026-01-01\ndeployed: {kafka: 4.1.0}\n")
    home.write("new.yaml", "since: 2026-01-01\ndeployed: {kafka: 4.3.0}\n")
    there = replace(home, osv_url=osv.url, kev_url=kev.url)
    judged(there)
    return there


def judged(home: Home, days: float = 0, **more: Any) -> dict[str, Finding]:
    """The finding of each environment, which has a single entry."""
    checks = home.check(
        "acme/prod", "acme/test", "zeta", "old", "new", now=NOW + timedelta(days=days), **more
    ).checks
    return {one.environment: one.findings[0] for one in checks}


def covered(home: Home, days: float = 0, **more: Any) -> list[str]:
    """The environments where a decision covers the vulnerability."""
    return [
        name
        for name, finding in judged(home, days, **more).items()
        if any(duty.decision for duty in finding.duties if CVE in (duty.subject, *duty.aliases))
    ]


def why_ended(home: Home, days: float) -> list[str | None]:
    listing = list_decisions(home.settings, None, NOW + timedelta(days=days), ended=True)
    return [one.why for one in listing.decisions if one.why]


def test_a_decision_on_an_unclear_match_holds_for_all_who_run_that_line(world: Home) -> None:
    (made,) = decide(world.settings, DecisionKind.WAIVE, [ACME], ANN, ENDING)

    assert made.scope == Scope(component="kafka", line="4.2")
    assert covered(world) == ON_LINE
    world.write("acme/test.yaml", "customer: Acme\ndeployed: {queue: {component: kafka, version: 4.1.0}}\n")
    assert covered(world) == ["acme/prod", "zeta"]


def test_from_any_entry_on_the_line_it_is_reopened_for_all(world: Home) -> None:
    decide(world.settings, DecisionKind.WAIVE, [ACME], ANN, ENDING)

    reopen(world.settings, [Where(environment="zeta", name="kafka")], ANN)

    assert covered(world) == []


def test_for_a_customer_or_all_it_holds_on_every_line(world: Home) -> None:
    decide(world.settings, DecisionKind.WAIVE, [Where(name="kafka", customer="Acme")], ANN, ENDING)
    assert covered(world) == ["acme/prod", "acme/test"]

    decide(world.settings, DecisionKind.WAIVE, [Where(name="kafka", every=True)], ANN, ENDING)
    assert covered(world) == [*ON_LINE, "old", "new"]


@pytest.mark.parametrize("name", [GHSA, CVE.lower(), "BIT-1", f"vulnerable:{CVE}"])
def test_any_name_of_a_vulnerability_decides_about_it_and_reopens_it(world: Home, name: str) -> None:
    said = replace(ANN, subjects=(name,))

    (made,) = decide(world.settings, DecisionKind.WAIVE, [NEW], said, ENDING)
    assert (made.covers, covered(world)) == ((f"vulnerable:{CVE}",), ["new"])

    assert reopen(world.settings, [NEW], said) == (made,)
    assert covered(world) == []


def test_to_reopen_what_nothing_was_decided_about_names_what_was(world: Home) -> None:
    decide(world.settings, DecisionKind.WAIVE, [NEW], ANN, ENDING)

    with pytest.raises(Refused, match=rf"what was decided for kafka in new is about vulnerable:{CVE}$"):
        reopen(world.settings, [NEW], replace(ANN, subjects=("support",)))
    with pytest.raises(Refused, match="was decided for a single entry or line: `tracker reopen new kafka`"):
        reopen(world.settings, [Where(name="kafka", every=True)], ANN)


def test_a_vulnerability_that_follows_is_not_swallowed(world: Home, osv: Osv) -> None:
    decide(world.settings, DecisionKind.WAIVE, [NEW], ANN, ENDING)
    assert judged(world)["new"].verdict is Verdict.WAIVED

    osv.record("BIT-2", "Bitnami/kafka", aliases=[OTHER], **FIXED)

    finding = judged(world, days=2)["new"]
    assert finding.verdict is Verdict.ADVICE
    assert {one.subject: bool(one.decision) for one in finding.duties} == {CVE: True, OTHER: False}


def test_a_snooze_until_fixed_wakes_with_the_release_that_fixes(world: Home, osv: Osv, github: GitHub) -> None:
    osv.records.clear()
    osv.record("BIT-1", "Bitnami/kafka", modified="2026-11-02T00:00:00Z", **unfixed(aliases=[CVE]))
    judged(world, days=1)
    said = replace(ANN, now=NOW + timedelta(days=1))
    decide(world.settings, DecisionKind.SNOOZE, [NEW], said, Ending(wakes=Wakening.FIXED))
    assert covered(world, days=1) == ["new"]

    github.repository("apache/kafka").release("4.3.2", at=NOW + timedelta(days=3))
    osv.record("BIT-1", "Bitnami/kafka", modified="2026-11-24T00:00:00Z", aliases=[CVE], **FIXED)
    osv.records["BIT-1"]["affected"][0]["ranges"][0]["events"][1]["fixed"] = "4.3.2"

    assert covered(world, days=5) == []
    assert why_ended(world, days=5) == [f"4.3.2 ends {CVE}"]


@pytest.mark.parametrize(
    ("wakes", "tag", "wakened"),
    [
        (Wakening.NEXT_RELEASE, "4.3.2", True),
        (Wakening.NEXT_RELEASE, "4.1.3", False),
        (Wakening.NEXT_MINOR, "4.4.1", False),
        (Wakening.NEXT_MINOR, "4.3.2", False),
        (Wakening.NEXT_MINOR, "4.5.0", True),
    ],
)
def test_a_snooze_wakes_with_its_release(
    world: Home, github: GitHub, wakes: Wakening, tag: str, wakened: bool
) -> None:
    decide(world.settings, DecisionKind.SNOOZE, [NEW], ANN, Ending(wakes=wakes))

    github.repository("apache/kafka").release(tag, at=NOW + timedelta(days=1))

    assert covered(world, days=2) == ([] if wakened else ["new"])


def test_what_was_mitigated_is_covered_until_its_day(world: Home) -> None:
    decide(world.settings, DecisionKind.MITIGATED, [NEW], ANN, ENDING)

    assert covered(world) == ["new"]
    assert covered(world, days=80, offline=True) == []
    assert "mitigated by ann until 2027-01-31: not reachable" in [one.text for one in judged(world)["new"].reasons]


PLAN = Plan(target="4.4.0", on=day("2026-12-01"), ticket=None)


def _turns_vulnerable(home: Home, osv: Osv, github: GitHub) -> None:
    osv.record("BIT-9", "Bitnami/kafka", aliases=["CVE-2026-1009"], **FIXED)
    osv.records["BIT-9"]["affected"][0]["ranges"] = [
        {"type": "SEMVER", "events": [{"introduced": "4.4.0"}, {"fixed": "4.4.1"}]}
    ]


def _is_withdrawn(home: Home, osv: Osv, github: GitHub) -> None:
    github.repository("apache/kafka").remove("4.4.0")


def _is_known_bad(home: Home, osv: Osv, github: GitHub) -> None:
    home.write(
        "components/kafka.yaml", 'avoid: [{range: "==4.4.0", why: loses records, url: "https://x.example"}]\n'
    )


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_turns_vulnerable, "4.4.0 is affected by CVE-2026-1009"),
        (_is_withdrawn, "4.4.0 was withdrawn"),
        (_is_known_bad, "4.4.0 is known to be bad: loses records"),
    ],
)
def test_a_plan_wakes_when_its_target_turns_out_to_be_bad(
    world: Home, osv: Osv, github: GitHub, happens: Callable[[Home, Osv, GitHub], None], why: str
) -> None:
    plan(world.settings, {NEW: PLAN}, ANN)
    assert why_ended(world, days=0) == []

    happens(world, osv, github)
    judged(world, days=1)
    judged(world, days=2)

    assert why_ended(world, days=2) == [why]


def test_a_target_that_may_be_affected_can_be_planned(world: Home) -> None:
    """What is unclear about 4.2.2 is no more so than about what runs there."""
    old = Where(environment="old", name="kafka")
    (made,) = plan(world.settings, {old: replace(PLAN, target="4.2.2")}, ANN)

    assert made.plan is not None
    assert made.plan.target == "4.2.2"
    assert why_ended(world, days=0) == []


def test_whom_a_vulnerability_reaches_tells_every_decision_about_it(world: Home) -> None:
    plan(world.settings, {NEW: PLAN}, ANN)
    decide(world.settings, DecisionKind.ACKNOWLEDGE, [Where(environment="old", name="kafka")], ANN, Ending())
    decide(world.settings, DecisionKind.WAIVE, [ACME], ANN, ENDING)

    found = affected(world.settings, GHSA, None, Instant(at=NOW)).found

    assert found is not None
    assert {one.environment: [each.kind.value for each in one.decisions] for one in found.entries} == {
        "new": ["plan"],
        "old": ["acknowledge"],
        "acme/prod": ["waive"],
        "acme/test": ["waive"],
        "zeta": ["waive"],
    }


def test_how_far_a_vulnerability_is_done_counts_those_who_moved(world: Home) -> None:
    assert "5 entries run kafka: 2 affected, 3 unclear, done 0 of 5" in world.run("affected", CVE).out

    world.write("new.yaml", "deployed: {kafka: 4.3.1}\n")

    outcome = world.run("affected", CVE.lower())
    assert "5 entries run kafka: 1 affected, 3 unclear, done 1 of 5" in outcome.out
    assert f"Also known as BIT-1, {GHSA}." in outcome.out


def test_the_explanation_names_vulnerabilities_with_their_decision(world: Home) -> None:
    decide(world.settings, DecisionKind.WAIVE, [NEW], ANN, ENDING)

    said = world.run("explain", "new", "kafka", "--as-of", "2026-11-21").out

    assert "vulnerabilities: 1 record is known" in said
    assert f"vulnerable {CVE}: {CVE} " in said
    assert "fixed in 4.3.1" in said
    assert "decided: waived by ann until 2027-01-31" in said


def test_an_advisory_of_the_team_is_the_duty_that_the_record_is(world: Home, osv: Osv) -> None:
    osv.records.clear()
    world.write(
        "advisories/ACME-1.yaml",
        f'component: kafka\naffected: "<4.3.1"\nfixed: 4.3.1\naliases: {CVE}\n'
        "severity: high\npublished: 2026-11-01\n",
    )
    (before,) = judged(world, days=1)["new"].duties
    decide(world.settings, DecisionKind.WAIVE, [NEW], replace(ANN, now=NOW + timedelta(days=1)), ENDING)

    osv.record("BIT-1", "Bitnami/kafka", aliases=[CVE, GHSA], modified="2026-11-22T00:00:00Z", **FIXED)
    (after,) = judged(world, days=3)["new"].duties

    assert (after.id, after.subject, after.arose_at) == (before.id, CVE, before.arose_at)
    assert {"ACME-1", "BIT-1", GHSA} <= {*after.aliases}
    assert after.decision is not None


def test_the_same_instant_gives_the_same_bytes_whatever_is_stored_later(world: Home, osv: Osv) -> None:
    asked = [
        ("check", "--all", "--as-of", "2026-11-20T09:00:00Z", "--format", "json"),
        ("digest", "--as-of", "2026-11-20T09:00:00Z"),
        ("explain", "new", "kafka", "--as-of", "2026-11-20T09:00:00Z"),
        ("affected", CVE, "--as-of", "2026-11-20T09:00:00Z"),
    ]
    decide(world.settings, DecisionKind.SNOOZE, [NEW], ANN, ENDING)
    before = [world.run(*one) for one in asked]

    osv.record("BIT-2", "Bitnami/kafka", aliases=[OTHER], **{**FIXED, "published": "2026-11-21T00:00:00Z"})
    judged(world, days=2)
    reopen(world.settings, [NEW], replace(ANN, now=LATER))
    decide(world.settings, DecisionKind.WAIVE, [ACME], replace(ANN, now=LATER), ENDING)
    plan(world.settings, {NEW: PLAN}, replace(ANN, now=LATER))
    judged(world, days=3)

    assert [world.run(*one) for one in asked] == before


def test_the_log_is_the_same_on_either_database(
    world: Home, new_database: Callable[[], str], tmp_path: Path
) -> None:
    made = [
        *decide(
            world.settings, DecisionKind.WAIVE, [ACME], ANN, Ending(until=ENDING.until, wakes=Wakening.NEXT_MINOR)
        ),
        *decide(
            world.settings, DecisionKind.MITIGATED, [NEW], replace(ANN, reason="blocked: é ☂ 🦊 \\ ' \""), ENDING
        ),
        *plan(world.settings, {NEW: PLAN}, replace(ANN, by=None, now=NOW + timedelta(microseconds=1))),
    ]
    reopen(world.settings, [NEW], replace(ANN, now=LATER, subjects=(GHSA,)))
    file, other = tmp_path / "log.jsonl", replace(world, database_url=new_database())

    world.run("decisions", "--export", str(file))
    assert other.run("decisions", "--import", str(file)).out == "5 entries added to the log\n"

    assert decision_log(other.settings) == decision_log(world.settings)
    assert other.run("decisions", "--export", "-").out == file.read_text(encoding="utf-8")
    assert len(made) == 3


def test_a_move_closes_in_the_log_what_it_ends_at_once(world: Home) -> None:
    outcome = world.run("deployed", "new", "kafka", "4.3.1")

    assert f"closed: vulnerable:{CVE}" in outcome.out
    events = json.loads(world.run("log", "new", "--format", "json").out)["events"]
    (closed,) = (one for one in events if one["kind"] == "closed")
    assert (closed["closed_by"], closed["why"]) == ("deployed", "4.3.1 is deployed, where it was 4.3.0")
