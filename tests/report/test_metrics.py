"""Metrics as Prometheus reads them, and the rules and the dashboard that are made of them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.exposition import choose_encoder
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from duties import summary
from examples import NOW
from home import compare_golden
from tracker import __version__
from tracker.model import (
    Condition,
    FeedHealth,
    Health,
    HostState,
    Owed,
    OwedDuty,
    ServiceHealth,
    Standing,
    Urgency,
    Verdict,
)
from tracker.record import replace
from tracker.report.metrics import alert_rules, dashboard, exposition, registry_of

DAY = timedelta(days=1)
HOSTILE = 'a"} 1\nforged{x="\\ \x1b]52;c;x\x07'
ACME = replace(
    summary("acme/prod"),
    urgencies={(Verdict.OVERDUE, Urgency.HIGH): 2, (Verdict.OK, Urgency.NONE): 16},
)
OVERDUE = OwedDuty(
    environment="acme/prod",
    id="d-1",
    name="kafka",
    code="support-ended",
    subject="3.6",
    urgency=Urgency.HIGH,
    due_at=NOW - DAY,
)
HEALTH = Health(
    feeds=(
        FeedHealth(
            path="apache/kafka",
            url="https://github.com/apache/kafka/releases.atom",
            condition=Condition.WELL,
            components=("kafka",),
            environments=2,
            read_at=NOW - timedelta(hours=2),
        ),
        FeedHealth(
            path="grafana/loki",
            url="https://github.com/grafana/loki/releases.atom",
            condition=Condition.FAILING,
            components=("loki",),
            environments=1,
            failures=4,
        ),
        FeedHealth(
            path="splunk",
            url="https://endoflife.date/api/v1/products/splunk",
            condition=Condition.OFF,
            components=("splunk",),
            environments=1,
        ),
    ),
    services=(
        ServiceHealth(
            service="osv",
            condition=Condition.FAILING,
            read=4,
            total=5,
            last=NOW - DAY,
            errors={"pypi/trino": "no"},
        ),
    ),
    hosts={
        "api.github.com": HostState(quota_limit=60, quota_remaining=0, quota_resets_at=NOW + timedelta(minutes=9)),
        "github.com": HostState(paused_until=NOW + timedelta(minutes=1)),
    },
    errors=("env.yaml line 1: deployed.kafak: 'kafak' is no component of the catalog",),
)
STANDING = Standing(
    at=NOW,
    turned_at=NOW - timedelta(seconds=2),
    environments=(ACME, summary("globex/test")),
    watched=3,
    owed=Owed(
        first=(OVERDUE, replace(OVERDUE, id="d-2", name="loki", environment="globex/test", due_at=None)),
        open={("acme/prod", Urgency.HIGH): 2, ("globex/test", Urgency.HIGH): 1},
        covered={("acme/prod", Urgency.LOW): 7},
    ),
    health=HEALTH,
    schema="0007",
    deliveries={"sent": 12, "failed": 1},
)


def samples(text: str) -> Mapping[str, list[tuple[Mapping[str, str], float]]]:
    """The series of every metric of an exposition, by the name they have there."""
    found: dict[str, list[tuple[Mapping[str, str], float]]] = {}
    for family in read_text(text):
        found[family.name] = []
        for one in family.samples:
            found.setdefault(one.name, []).append((one.labels, one.value))
    return found


def values(text: str, name: str) -> list[float]:
    return [value for _, value in samples(text)[name]]


def test_the_exposition_is_the_golden_one() -> None:
    compare_golden("metrics.prom", exposition(STANDING).replace(__version__, "VERSION"))


def test_every_metric_says_what_it_is_and_is_named_as_is_usual() -> None:
    for family in read_text(exposition(STANDING)):
        assert family.documentation.endswith("."), family.name
        assert re.fullmatch(r"tracker_[a-z]+(_[a-z]+)*", family.name)
        assert family.type == "gauge"
        assert not family.name.endswith(("_total", "_milliseconds", "_count"))


def test_the_same_can_be_read_as_openmetrics() -> None:
    write, _ = choose_encoder("application/openmetrics-text; version=1.0.0")
    written = write(registry_of(STANDING)).decode()
    families = read_openmetrics(written)  # type: ignore[no-untyped-call]

    assert written.endswith("# EOF\n")
    assert {one.name for one in families} >= {"tracker_findings", "tracker_build"}


def test_an_empty_standing_has_every_metric_and_hardly_a_series() -> None:
    names = {one.name for one in read_text(exposition(STANDING))}

    assert {one.name for one in read_text(exposition(Standing(at=NOW)))} == names
    assert values(exposition(Standing(at=NOW)), "tracker_environments") == [0]
    assert values(exposition(Standing(at=NOW)), "tracker_last_poll_timestamp_seconds") == []


def test_what_is_overdue_is_less_than_zero_and_what_is_never_due_infinite() -> None:
    assert values(exposition(STANDING), "tracker_duty_due_seconds") == [-86400, float("inf")]


def test_what_is_left_out_is_counted() -> None:
    assert values(exposition(STANDING), "tracker_duties_left_out") == [1]


def test_findings_that_an_older_tracker_counted_have_no_urgency() -> None:
    counted = samples(exposition(STANDING))["tracker_findings"]

    assert {(one["verdict"], one["urgency"]) for one, _ in counted if one["environment"] == "globex/test"} == {
        ("due", ""),
        ("ok", ""),
    }


def test_what_is_switched_off_has_no_age() -> None:
    text = exposition(STANDING)

    assert "splunk" not in text
    assert ({"condition": "off"}, 1) in samples(text)["tracker_feeds"]


def test_h_text_of_strangers_cannot_forge_a_series_or_reach_the_terminal() -> None:
    duties = replace(STANDING.owed, first=(replace(OVERDUE, subject=HOSTILE, name=HOSTILE),))
    ours = exposition(replace(STANDING, owed=duties))

    assert "\x1b" not in ours
    assert not any(name.startswith("forged") for name in samples(ours))
    ((labels, value),) = samples(ours)["tracker_duty_due_seconds"]
    assert (labels["subject"], value) == ('a"} 1 forged{x="\\ ]52;c;x', -86400)


def test_a_series_never_comes_twice() -> None:
    twice = replace(STANDING.owed, first=(OVERDUE, replace(OVERDUE, id="d-3", due_at=NOW)))

    assert values(exposition(replace(STANDING, owed=twice)), "tracker_duty_due_seconds") == [-86400]


def exported() -> set[str]:
    return set(samples(exposition(STANDING)))


def named(expression: str) -> set[str]:
    """The metrics that an expression names."""
    return set(re.findall(r"\btracker_\w+", expression))


def rules() -> Iterator[Mapping[str, Any]]:
    for group in yaml.safe_load(alert_rules())["groups"]:
        yield from group["rules"]


def test_alert_rules_are_made_of_metrics_that_exist() -> None:
    assert {name for rule in rules() for name in named(rule["expr"])} <= exported()
    assert all(named(rule["expr"]) for rule in rules())


def test_every_alert_has_a_name_of_its_own_and_says_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]

    assert len(set(names)) == len(names)
    assert all(rule["labels"]["severity"] in {"critical", "warning", "info"} for rule in rules())
    assert all({"summary", "description"} == rule["annotations"].keys() for rule in rules())


def queries() -> Iterator[str]:
    board = json.loads(dashboard())
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def test_the_dashboard_is_made_of_metrics_that_exist() -> None:
    assert {name for query in queries() for name in named(query)} <= exported()
    assert all(named(query) for query in queries())


def test_the_dashboard_asks_whatever_prometheus_is_chosen() -> None:
    panels = json.loads(dashboard())["panels"]

    assert {one["datasource"]["uid"] for panel in panels for one in (panel, *panel["targets"])} == {
        "${datasource}"
    }
    assert len({panel["id"] for panel in panels}) == len(panels)


needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None,
    reason="whether alerts fire is tried only where promtool is installed (Debian: apt install prometheus)",
)


def promtool(*arguments: str, given: str = "") -> tuple[int, str]:
    ended = subprocess.run(
        ["promtool", *arguments], input=given, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return ended.returncode, ended.stdout + ended.stderr


@needs_promtool
def test_promtool_finds_no_fault_in_the_metrics() -> None:
    assert promtool("check", "metrics", given=exposition(STANDING)) == (0, "")


OWED = 'tracker_duty_due_seconds{customer="C",environment="e",tier="production",name="n",code="lag",subject="%s"}'
FEEDS = 'tracker_feeds{condition="%s"}'


@needs_promtool
@pytest.mark.parametrize(
    ("alert", "series", "fires"),
    [
        ("TrackerDutyOverdue", {OWED % "a": "-5x60", OWED % "b": "-9x60"}, 1),
        ("TrackerDutyOverdue", {OWED % "a": "86400x60", OWED % "b": "Inf"}, 0),
        ("TrackerDutyDueSoon", {OWED % "a": "86400x60", OWED % "b": "-9x60"}, 1),
        ("TrackerDutyDueSoon", {OWED % "a": "8640000x60"}, 0),
        ("TrackerDutiesLeftOut", {"tracker_duties_left_out": "5x60", OWED % "a": "9x60"}, 1),
        ("TrackerDutiesLeftOut", {"tracker_duties_left_out": "5x60", OWED % "a": "8640000x60"}, 0),
        ("TrackerDutiesLeftOut", {"tracker_duties_left_out": "0x60", OWED % "a": "9x60"}, 0),
        ("TrackerFeedStale", {'tracker_feed_last_success_timestamp_seconds{url="u"}': "-300000x60"}, 1),
        ("TrackerFeedStale", {'tracker_feed_last_success_timestamp_seconds{url="u"}': "0x60"}, 0),
        ("TrackerFeedsFailing", {FEEDS % "lost": "4x60", FEEDS % "well": "3x60", FEEDS % "off": "9x60"}, 1),
        ("TrackerFeedsFailing", {FEEDS % "lost": "3x60", FEEDS % "well": "4x60"}, 0),
        ("TrackerServiceStale", {'tracker_service_last_success_timestamp_seconds{service="s"}': "-300000x60"}, 1),
        (
            "TrackerQuotaUsedUp",
            {"tracker_host_quota_remaining": "0x60", "tracker_host_quota_reset_timestamp_seconds": "9999x60"},
            1,
        ),
        (
            "TrackerQuotaUsedUp",
            {"tracker_host_quota_remaining": "0x60", "tracker_host_quota_reset_timestamp_seconds": "60x60"},
            0,
        ),
        ("TrackerFilesUnreadable", {"tracker_unreadable_files": "1x60"}, 1),
        ("TrackerAbsent", {"up": "1x60"}, 1),
        ("TrackerAbsent", {"tracker_build_info": "1x60"}, 0),
        ("TrackerHangs", {"tracker_run_turned_timestamp_seconds": "0x60"}, 1),
        ("TrackerHangs", {"tracker_run_turned_timestamp_seconds": "0+60x60"}, 0),
        ("TrackerMetricsOld", {"tracker_collected_timestamp_seconds": "-9999x60"}, 1),
        ("TrackerNotJudging", {"tracker_last_judgement_timestamp_seconds": "-9999x60"}, 1),
        ("TrackerNotJudging", {"tracker_environments": "4x60"}, 1),
        (
            "TrackerNotJudging",
            {"tracker_environments": "4x60", "tracker_last_judgement_timestamp_seconds": "0x60"},
            0,
        ),
        ("TrackerNotPolling", {"tracker_last_poll_timestamp_seconds": "-99999x60"}, 1),
        ("TrackerDeliveriesFailing", {'tracker_deliveries{state="failed"}': "0x30 1x30"}, 1),
        ("TrackerDeliveriesFailing", {'tracker_deliveries{state="failed"}': "1x60"}, 0),
        ("TrackerDeliveriesWaiting", {'tracker_deliveries{state="deferred"}': "1x60"}, 1),
    ],
)
def test_promtool_fires_an_alert_when_it_is_due(
    tmp_path: Path, alert: str, series: Mapping[str, str], fires: int
) -> None:
    """Of a fault there is one alert, after an hour of samples that are a minute apart."""
    (expression,) = (rule["expr"] for rule in rules() if rule["alert"] == alert)
    asked = {
        "expr": f"count({expression}) or vector(0)",
        "eval_time": "1h",
        "exp_samples": [{"labels": "{}", "value": fires}],
    }
    given = [{"series": name, "values": values_of(text)} for name, text in series.items()]
    case = {"interval": "1m", "input_series": given, "promql_expr_test": [asked]}
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump({"tests": [case]}))

    code, told = promtool("test", "rules", str(tmp_path / "tests.yaml"))

    assert code == 0, told


def values_of(text: str) -> str:
    """Write `5x60` as promtool does: 5 at the start and after each of 60 minutes."""
    return " ".join(re.sub(r"^(-?\w+)x", r"\1+0x", one) for one in text.split())


@needs_promtool
def test_promtool_finds_no_fault_in_the_rules(tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_text(alert_rules())

    code, told = promtool("check", "rules", str(tmp_path / "alerts.yaml"))

    assert code == 0, told
