"""What all environments together run and owe, and whom of them something reaches."""

from datetime import timedelta
from typing import Any

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub, Osv
from tracker.model import Code, DecisionKind, Fleet, Plan, Reach, Urgency, Verdict
from tracker.pipeline.affected import reaching
from tracker.pipeline.deciding import Ending, Said, decide, hold, plan, reopen
from tracker.pipeline.fleet import fleet
from tracker.pipeline.judging import Instant
from tracker.pipeline.overview import open_vulnerabilities
from tracker.pipeline.scopes import Where
from tracker.record import replace

CVE = "CVE-2026-1001"
FIXED: dict[str, Any] = {
    "published": "2026-11-10T00:00:00Z",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
    "affected": [
        {
            "package": {"ecosystem": "Bitnami", "name": "kafka", "purl": "pkg:bitnami/kafka"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "4.3.1"}]}],
        }
    ],
}
ANN = Said(by="ann", reason="not reachable", now=NOW)
ENDING = Ending(until=day("2027-01-31"))
PROD, LAB = Where(environment="acme/prod", name="kafka"), Where(environment="lab", name="queue")


@pytest.fixture
def world(home: Home, github: GitHub, osv: Osv) -> Home:
    """Three environments with kafka, two of them affected; one has a gateway of its own, as one not checked."""
    kafka = github.repository("apache/kafka")
    kafka.release("4.3.1", at=day("2026-06-23"))
    kafka.release("4.2.2", at=day("2026-10-01"))
    github.repository("acme/gateway").release("v1.5.0", at=day("2026-11-19"))
    osv.record("BIT-1", "Bitnami/kafka", aliases=[CVE], **FIXED)
    home.write(
        "acme/prod.yaml",
        "customer: Acme\nsince: 2026-01-01\n"
        "deployed: {kafka: 4.3.0, gateway: {version: v1.5.0, repo: acme/gateway}}\n",
    )
    home.write("lab.yaml", "since: 2026-01-01\ndeployed: {queue: {component: kafka, version: 4.3.0}}\n")
    home.write("new.yaml", "since: 2026-01-01\ndeployed: {kafka: 4.3.1}\n")
    there = replace(home, osv_url=osv.url)
    there.check("acme/prod", "lab", "new")
    home.write("idle.yaml", "deployed: {gateway: {version: v1.5.0, repo: acme/gateway}}\n")
    home.write("bad.yaml", "deployed: {kafka: 1\n")
    return there


def standing(home: Home, days: float = 0) -> Fleet:
    return fleet(home.settings, NOW + timedelta(days=days))


def test_every_component_says_where_it_runs_and_what_is_owed_for_it(world: Home) -> None:
    found = standing(world)

    kafka, gateway = found.components
    assert [(one.environment, one.name, one.version) for one in kafka.entries] == [
        ("acme/prod", "kafka", "4.3.0"),
        ("lab", "queue", "4.3.0"),
        ("new", "kafka", "4.3.1"),
    ]
    assert (kafka.owed.open, kafka.owed.covered, kafka.vulnerabilities) == (2, 0, (CVE,))
    assert kafka.owed.next_due is not None
    assert [(one.environment, one.version) for one in gateway.entries] == [
        ("acme/prod", "v1.5.0"),
        ("idle", "v1.5.0"),
    ]
    assert (gateway.owed.open, gateway.owed.next_due) == (0, None)
    assert (found.environments, found.checked_from, found.unchecked) == (4, NOW, ("idle",))
    assert [one.partition(" line")[0] for one in found.errors] == ["bad.yaml"]


def test_every_open_vulnerability_says_how_far_it_is_done(world: Home) -> None:
    (found,) = standing(world).vulnerabilities

    assert (found.id, found.components, found.urgency) == (CVE, ("kafka",), Urgency.HIGH)
    assert (found.done, found.entries) == (1, 3)
    assert [one.environment for one in found.affected] == ["acme/prod", "lab"]
    assert found.owed.overdue == 0
    (late,) = standing(world, days=365).vulnerabilities
    assert late.owed.overdue == 2


@pytest.mark.parametrize("checked_since", [False, True])
def test_what_is_decided_counts_at_once_and_after_a_check(checked_since: bool, world: Home) -> None:
    def counts() -> tuple[int, int]:
        if checked_since:
            world.check("acme/prod", "lab", offline=True)
        (one,) = standing(world).vulnerabilities
        return one.owed.open, one.owed.covered

    moving = Plan(target="4.3.1", on=day("2026-12-01"))
    plan(world.settings, {PROD: moving}, ANN)
    decide(world.settings, DecisionKind.ACKNOWLEDGE, [PROD, LAB], ANN, Ending())
    assert counts() == (2, 0)
    decide(world.settings, DecisionKind.WAIVE, [PROD], ANN, ENDING)
    hold(world.settings, [LAB], ANN, ENDING)
    assert counts() == (0, 2)
    reopen(world.settings, [PROD], ANN)
    assert counts() == (1, 1)


def test_a_hold_in_a_file_covers_while_it_lasts(world: Home) -> None:
    held = "{version: 4.3.0, hold: {until: 2026-12-31, reason: frozen}}"
    world.write("acme/prod.yaml", f"since: 2026-01-01\ndeployed: {{kafka: {held}}}\n")

    assert standing(world).components[0].owed.covered == 1
    assert standing(world, days=60).components[0].owed.covered == 0


def test_whom_it_reaches_is_judged_with_the_findings(world: Home) -> None:
    (vulnerability,) = standing(world).vulnerabilities

    answer = reaching(world.settings, vulnerability.feeds, vulnerability.id, Instant(at=NOW))

    assert answer.found is not None
    assert (answer.found.running, answer.found.done) == (3, 1)
    assert [(one.environment, one.reach, one.fix) for one in answer.found.entries] == [
        ("acme/prod", Reach.AFFECTED, "4.3.1"),
        ("lab", Reach.AFFECTED, "4.3.1"),
    ]
    assert [one.name for one in answer.findings] == ["kafka", "queue"]
    assert Code.VULNERABLE in [duty.code for duty in answer.findings[0].duties]


def test_who_runs_a_component_is_told_by_its_feed(world: Home) -> None:
    gateway = standing(world).components[1]

    answer = reaching(world.settings, [gateway.feed], None, Instant(at=NOW))

    assert answer.found is not None
    assert (answer.found.asked, answer.found.running, answer.found.done) == ("gateway", 2, None)
    assert [one.verdict for one in answer.findings] == [Verdict.OK, Verdict.OK]
    gone = reaching(world.settings, ["https://github.example/x"], None, Instant(at=NOW))
    assert (gone.found, gone.hint) == (None, "no environment runs it any more")


@pytest.mark.usefixtures("no_database")
def test_nothing_is_known_before_anything_was_checked(home: Home) -> None:
    assert standing(home) == Fleet()
    home.write("prod.yaml", "deployed: {kafka: 4.1.0}\n")

    found = standing(home)

    assert [(one.component, one.owed.open) for one in found.components] == [("kafka", 0)]
    assert (found.unchecked, found.vulnerabilities) == (("prod",), ())
    assert not home.database.exists()
    answer = reaching(home.settings, [found.components[0].feed], None, Instant(at=NOW))
    assert [one.name for one in answer.findings] == ["kafka"]


def test_whether_vulnerabilities_were_ever_read_is_told(world: Home, home: Home, osv: Osv) -> None:
    asked = standing(world).vulnerabilities_asked
    assert asked is not None
    assert (asked.read, asked.total) == (2, 2)
    assert standing(home).vulnerabilities_asked is None
    home.write("new.yaml", "deployed: {grafana: 11.0.0}\n")
    never = standing(replace(home, osv_url=osv.url)).vulnerabilities_asked
    assert never is not None
    assert (never.read, never.total > 2) == (2, True)


def test_what_holds_for_a_line_is_decided_once(world: Home) -> None:
    for name, where in (("acme/prod", PROD), ("lab", LAB)):
        entry = f"{where.name}: {{component: kafka, version: 4.2.1}}"
        world.write(f"{name}.yaml", f"since: 2026-01-01\ndeployed: {{{entry}}}\n")
    world.check("acme/prod", "lab", offline=True)

    made = decide(world.settings, DecisionKind.WAIVE, [PROD, LAB], ANN, ENDING)

    assert [one.scope.line for one in made if one.covers == (f"vulnerable:{CVE}",)] == ["4.2"]


def test_open_vulnerabilities_are_counted_without_the_files(world: Home, home: Home) -> None:
    assert open_vulnerabilities(world.settings) == {CVE: 2}
    assert open_vulnerabilities(replace(home, database_url="sqlite:////nowhere/else.db").settings) == {}
