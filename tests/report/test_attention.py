"""What is planned, woken, unclear, without a way out or too late for a window, and what changes on the way."""

import json
from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home, compare_golden
from loopback import GitHub
from tracker.model import Check, DecisionKind, Plan
from tracker.pipeline.changes import changes_of_pressing
from tracker.pipeline.deciding import Ending, Said, decide, plan
from tracker.pipeline.explaining import explain
from tracker.pipeline.judging import Instant
from tracker.pipeline.scopes import Where
from tracker.report.explanation import explanation_text
from tracker.report.machine import explanation_json
from tracker.report.markdown import OnTheWay, checks_markdown
from tracker.report.terminal import check_text

PLATFORM = """\
customer: Acme
since: 2026-09-01
windows: [sun 02:00-04:00]
freezes: [{from: 2026-11-15, until: 2026-12-01}]
deployed:
  kafka: {version: 3.6.1, policy: {allow: ["<3.7"]}}
  postgresql: 16.15-1ubuntu2
  rabbitmq: 4.3.1
  spark: 4.0.3
  zookeeper: 3.8.4
"""
ADVISORY = 'component: postgresql\naffected: ">=15,<17.5"\nfixed: [17.5]\nseverity: high\npublished: 2026-01-01\n'
HOSTILE = "gone](javascript:alert(1)) | <b>@everyone</b> \x1b]52;c;aGFjaw==\x07 \u202e www.evil.example #1"
EARLIER = NOW - timedelta(days=19)


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    """A platform about which people decided before and on the day."""
    spark = github.repository("apache/spark")
    points = "".join(f"<li>Option {number} was removed</li>" for number in range(4))
    spark.release("v4.0.4", at=day("2026-07-30"), notes=f"<h2>Removals</h2><ul>{points}<li>{HOSTILE}</li></ul>")
    points = "".join(f"<li>Rule {number}</li>" for number in range(3))
    spark.release("v4.2.0", at=day("2026-07-10"), notes=f"<h2>Breaking changes</h2><ul>{points}</ul>")
    home.write("acme/prod.yaml", PLATFORM)
    home.write("advisories/ACME-2026-7.yaml", ADVISORY)
    home.check("acme/prod", now=EARLIER)
    zookeeper, rabbitmq, spark_here = (
        Where(environment="acme/prod", name=name) for name in ("zookeeper", "rabbitmq", "spark")
    )
    before = Said(by="ann", reason="after the audit", now=EARLIER)
    decide(home.settings, DecisionKind.SNOOZE, [zookeeper], before, Ending(until=day("2026-11-10")))
    now = Said(by="ann", reason="with the next release", now=NOW)
    plan(home.settings, {spark_here: Plan(target="4.2.0", on=day("2026-12-01"), ticket="OPS-7")}, now)
    plan(home.settings, {rabbitmq: Plan(target="4.3.5", on=day("2026-12-08"))}, now)
    return home


@pytest.fixture
def check(acme: Home) -> Check:
    (found,) = acme.check("acme/prod", offline=True).checks
    return found


@pytest.fixture
def on_the_way(acme: Home, check: Check) -> OnTheWay:
    return changes_of_pressing(acme.settings, [check], Instant(at=NOW))


def test_the_table_tells_what_people_decided_and_what_waits_for_them(check: Check) -> None:
    text = check_text(check, width=80)

    assert max(map(len, text.splitlines())) <= 80
    compare_golden("attention-80.txt", text)


def test_the_markdown_tells_it_too_and_what_changes_on_the_way(
    check: Check, on_the_way: OnTheWay, github: GitHub
) -> None:
    text = checks_markdown([check], on_the_way).replace(github.host, "127.0.0.1:8080")

    assert text.count("  - ") == 7
    compare_golden("attention.md", text)


def test_only_what_is_due_has_its_notes_read(check: Check, on_the_way: OnTheWay) -> None:
    pressing = {(check.environment, one.name) for one in check.findings if one.verdict.value in {"due", "overdue"}}

    assert {*on_the_way} == {("acme/prod", "spark")} < pressing


def test_what_changes_on_the_way_is_explained_in_full(acme: Home) -> None:
    explained = explain(acme.settings, "acme/prod", "spark", Instant(at=NOW))
    text = explanation_text(explained, width=140)

    assert "  breaks, 4.2.0: Rule 2 (https://github.com/apache/spark/releases/tag/v4.2.0)\n" in text
    groups = json.loads(explanation_json(explained))["changes"]["groups"]
    assert [(one["kind"], len(one["changes"]), one["left_out"]) for one in groups] == [
        ("breaking", 3, 0),
        ("removed", 5, 0),
    ]


def test_passages_made_by_strangers_are_inert_everywhere(acme: Home, check: Check, on_the_way: OnTheWay) -> None:
    explained = explain(acme.settings, "acme/prod", "spark", Instant(at=NOW))
    markdown = checks_markdown([check], on_the_way)

    for output in (explanation_text(explained, width=80), explanation_json(explained), markdown):
        assert not set(output) & {"\x1b", "\x07", "\u202e"}
    for raw in ("<b>", "@everyone", "](javascript", "www.evil"):
        assert raw not in markdown.replace("\\<", "").replace(r"\](", "")
