"""How everything stands, by what commands have stored, and `tracker metrics` that writes it."""

import os
import stat
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from examples import NOW
from home import Home
from loopback import GitHub

SAMPLES = Path(__file__).parents[2] / "watchlists"


@pytest.fixture
def checked(home: Home, github: GitHub) -> Home:
    """Two environments that were checked; in one of them a duty is waived."""
    github.repository("apache/kafka").release("4.1.0", at=NOW)
    home.write("acme/prod.yaml", "customer: Acme\ndeployed: {kafka: 3.6.1, loki: 3.0.0}\n")
    home.write("acme/test.yaml", "customer: Acme\ntier: staging\ndeployed: {kafka: 3.6.1}\n")
    home.run("check", "--all", "--fail-on", "never")
    waived = home.run(
        "waive", "acme/test", "kafka", "--until", "2099-01-01", "--reason", "no matter", "--by", "ops"
    )
    assert waived.code == 0, waived
    home.run("check", "--all", "--offline", "--fail-on", "never")
    return home


def series(home: Home, metric: str, /, **labels: str) -> list[float]:
    """The numbers of a metric whose series have some labels."""
    outcome = home.run("metrics")
    assert outcome.code == 0, outcome.err
    return [
        one.value
        for family in text_string_to_metric_families(outcome.out)
        for one in family.samples
        if one.name == metric and labels.items() <= one.labels.items()
    ]


def test_findings_and_duties_are_those_of_the_last_check(checked: Home) -> None:
    assert sum(series(checked, "tracker_findings")) == 3
    assert sum(series(checked, "tracker_findings", environment="acme/test", verdict="waived")) == 1
    assert series(checked, "tracker_duty_due_seconds", environment="acme/prod", name="kafka", customer="Acme")
    assert series(checked, "tracker_duty_due_seconds", environment="acme/test") == []
    assert sum(series(checked, "tracker_covered_duties", environment="acme/test", tier="staging")) >= 1


def test_feeds_and_the_last_check_have_their_time(checked: Home) -> None:
    (read,) = series(checked, "tracker_feed_last_success_timestamp_seconds", repository="apache/kafka")
    (judged,) = series(checked, "tracker_last_judgement_timestamp_seconds")

    assert 0 <= time.time() - read < 600
    assert 0 <= time.time() - judged < 600
    assert series(checked, "tracker_feed_failures", repository="grafana/loki") == [1]


def test_an_environment_that_has_left_the_folder_is_not_measured(checked: Home) -> None:
    (checked.watchlists / "acme" / "prod.yaml").unlink()

    assert series(checked, "tracker_environments") == [1]
    assert series(checked, "tracker_duty_due_seconds", environment="acme/prod") == []
    assert series(checked, "tracker_feed_failures", repository="grafana/loki") == []


def test_a_bad_file_costs_only_its_own_metrics(checked: Home) -> None:
    checked.write("acme/prod.yaml", "deployed: {kafak: 1}\n")

    assert series(checked, "tracker_unreadable_files") == [1]
    assert series(checked, "tracker_environments") == [1]


def test_nothing_is_polled_or_judged(checked: Home, github: GitHub) -> None:
    asked = len(github.requests)
    before = checked.run("log", "acme/prod").out

    assert checked.run("metrics").code == 0
    assert len(github.requests) == asked
    assert checked.run("log", "acme/prod").out == before


def test_a_file_for_the_collector_is_whole_and_readable_by_its_user(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "collected" / "tracker.prom"
    before = os.umask(0o077)
    try:
        outcome = home.run("metrics", "--output", str(target))
    finally:
        os.umask(before)

    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert target.read_text().endswith("\n")
    assert [one.name for one in target.parent.iterdir()] == ["tracker.prom"]


def test_rights_that_somebody_gave_the_file_stay(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "tracker.prom"
    target.touch(0o640)
    target.chmod(0o640)

    home.run("metrics", "--output", str(target))

    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_name_that_no_collector_reads_is_told(home: Home, tmp_path: Path) -> None:
    outcome = home.run("metrics", "--output", str(tmp_path / "tracker.txt"))

    assert (outcome.code, (tmp_path / "tracker.txt").exists()) == (0, True)
    assert "only if it ended in .prom" in outcome.err


def test_a_folder_that_cannot_be_written_is_one_sentence(home: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    outcome = home.run("metrics", "--output", str(tmp_path / "file" / "tracker.prom"))

    assert outcome.code == 2
    assert "tracker.prom cannot be written" in outcome.err


@pytest.mark.parametrize(("option", "begins"), [("--rules", "# Alert rules"), ("--dashboard", "{")])
@pytest.mark.usefixtures("no_database")
def test_rules_and_dashboard_need_neither_folder_nor_database(home: Home, option: str, begins: str) -> None:
    home.watchlists.rmdir()

    outcome = home.run("metrics", option)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(begins)
    assert not home.database.exists()


def test_the_sample_platform_shows_no_secret(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_GITHUB_TOKEN", "s3cret-token")

    outcome = home.run("metrics", "--watchlists", str(SAMPLES))

    assert outcome.code == 0
    assert "s3cret" not in outcome.out
    assert str(home.root) not in outcome.out
