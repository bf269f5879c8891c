"""What `explain` and `affected` print, as golden files."""

import json
from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home, compare_golden
from loopback import GitHub
from tracker.model import (
    Code,
    Decision,
    DecisionKind,
    Duty,
    Explanation,
    Opening,
    Plan,
    Reach,
    Reached,
    ReachedList,
    Scope,
    Tier,
    Urgency,
    Verdict,
    Wakening,
)
from tracker.pipeline.explaining import explain
from tracker.pipeline.judging import Instant
from tracker.record import replace
from tracker.report.explanation import explanation_text
from tracker.report.machine import explanation_json, reach_json
from tracker.report.reach import reach_markdown, reach_text

WAIVED = Decision(
    id="d1",
    kind=DecisionKind.WAIVE,
    at=day("2026-11-01"),
    by="ops@acme.example",
    reason="the port is closed",
    scope=Scope(component="kafka"),
    covers=("vulnerable:CVE-2026-0001",),
    until=day("2027-01-31"),
    wakes=Wakening.FIXED,
)
PLANNED = Decision(
    id="d2",
    kind=DecisionKind.PLAN,
    at=day("2026-11-10"),
    by=None,
    reason="with the next release",
    scope=Scope(environment="acme/prod", name="kafka"),
    wakes=Wakening.SUPPORT_ENDS,
    plan=Plan(target="4.3.1", on=day("2026-12-01")),
)
VULNERABLE = Duty(
    id="acme/prod/kafka/vulnerability/CVE-2026-0001",
    code=Code.VULNERABLE,
    subject="CVE-2026-0001",
    urgency=Urgency.LOW,
    arose_at=day("2026-10-01"),
    due_at=None,
    rule="nothing is due while it is unclear",
    cause="CVE-2026-0001 (severity high) may affect 3.6.1: it was fixed on another line",
    url="https://osv.dev/vulnerability/CVE-2026-0001",
    unclear=True,
    fixed_in="3.9.2",
    decision="d1",
)


@pytest.fixture
def explained(home: Home, github: GitHub) -> Explanation:
    """A finding with duties of both kinds and decisions, at a fixed instant."""
    kafka = github.repository("apache/kafka")
    kafka.release("4.4.0", at=day("2026-11-15"))
    kafka.release("4.5.0-rc1", at=day("2026-11-18"))
    home.write("acme/prod.yaml", "customer: Acme\nsince: 2025-06-01\ndeployed: {kafka: 3.6.1}\n")
    home.check("acme/prod")
    found = explain(home.settings, "acme/prod", "kafka", Instant(at=NOW))
    duties = (*found.finding.duties, VULNERABLE)
    return replace(found, finding=replace(found.finding, duties=duties, decisions=(WAIVED, PLANNED)))


def without_port(text: str, github: GitHub) -> str:
    return text.replace(github.host, "127.0.0.1:8080")


def reached(reach: Reach, environment: str, **changes: object) -> Reached:
    one = Reached(
        customer="Acme | Sons",
        environment=environment,
        tier=Tier.PRODUCTION,
        name="kafka",
        component="kafka",
        version="3.6.1",
        reach=reach,
        verdict=Verdict.ADVICE,
        fix="3.9.2",
        due_at=None,
        window=None,
        decisions=(),
        why=None,
        location=f"{environment}.yaml#4",
    )
    return replace(one, **changes)


def window(days: int, *, in_time: bool) -> Opening:
    opens = NOW + timedelta(days=days)
    return Opening(
        starts_at=opens, ends_at=opens + timedelta(hours=4), timezone="Europe/Amsterdam", in_time=in_time
    )


FOUND = ReachedList(
    asked="cve-2026-0001",
    components=("kafka",),
    range=None,
    ids=("CVE-2026-0001", "GHSA-aaaa-bbbb-cccc"),
    as_of=NOW,
    running=6,
    done=2,
    entries=(
        reached(
            Reach.AFFECTED,
            "acme/prod",
            verdict=Verdict.OVERDUE,
            due_at=day("2026-11-12"),
            window=window(2, in_time=False),
            decisions=(PLANNED,),
        ),
        reached(
            Reach.AFFECTED,
            "acme/test",
            due_at=day("2026-12-12"),
            window=window(2, in_time=True),
            decisions=(WAIVED,),
        ),
        reached(Reach.UNCLEAR, "acme/dev", why="it was fixed on another line"),
        reached(Reach.UNKNOWN, "acme/old", version="nightly", fix=None, verdict=Verdict.UNKNOWN, why="unreadable"),
    ),
)


def test_an_explanation_as_text(explained: Explanation, github: GitHub) -> None:
    text = explanation_text(explained, width=80)

    assert all(len(one) <= 80 or "http" in one for one in text.splitlines())
    compare_golden("explain-80.txt", without_port(text, github))


def test_an_explanation_as_json(explained: Explanation, github: GitHub) -> None:
    compare_golden("explain.json", without_port(explanation_json(explained), github))


def test_whom_something_reaches_as_a_table() -> None:
    text = reach_text(FOUND, width=140)

    assert max(map(len, reach_text(FOUND, width=80).splitlines())) <= 80
    compare_golden("affected.txt", text)


def test_whom_something_reaches_as_markdown() -> None:
    compare_golden("affected.md", reach_markdown(FOUND))


def test_whom_something_reaches_as_json() -> None:
    said = json.loads(reach_json(FOUND))

    assert (said["schema"], said["running"], said["done"]) == ("tracker.affected/1", 6, 2)
    assert [one["reach"] for one in said["entries"]] == ["affected", "affected", "unclear", "unknown"]
