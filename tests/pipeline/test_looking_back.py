"""`tracker trend`, `tracker log` and the trend in the digest, on what checks have left behind."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples import day
from home import Home

ENVIRONMENT = "since: 2024-06-01\ndeployed: {kafka: 3.6.1, postgresql: 18.6}\n"
TODAY = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def checked(home: Home) -> Home:
    """A set-up whose environment was checked on three days, and moved to another version before the last."""
    home.write("env.yaml", ENVIRONMENT)
    for days in (100, 2):
        home.check("env", now=TODAY - timedelta(days=days), offline=True)
    home.write("env.yaml", ENVIRONMENT.replace("3.6.1", "4.2.0"))
    home.check("env", now=TODAY - timedelta(days=1), offline=True)
    return home


def test_the_trend_of_an_environment(checked: Home) -> None:
    shown = checked.run("trend", "env")
    longer = json.loads(checked.run("trend", "env", "--days", "200", "--format", "json").out)

    assert (shown.code, shown.err) == (0, "")
    assert "checked on 2 days" in shown.out
    assert "open duties" in shown.out
    assert [one["findings"] for one in longer["days"]] == [2, 2, 2]
    assert longer["days"][-1]["releases"] < longer["days"][0]["releases"]


def test_the_log_of_an_environment_and_of_an_entry(checked: Home) -> None:
    shown = checked.run("log", "env", "kafka")
    whole = json.loads(checked.run("log", "env", "--format", "json").out)

    assert (shown.code, shown.err) == (0, "")
    assert "closed: 4.2.0 is deployed, wher" in shown.out
    assert "kafka" in {one["duty"]["name"] for one in whole["events"]}


@pytest.mark.parametrize("command", ["trend", "log"])
@pytest.mark.usefixtures("no_database")
def test_an_environment_without_a_check_is_told_so(home: Home, command: str) -> None:
    home.write("env.yaml", "deployed: {kafka: 3.6.1}\n")

    shown, unknown = home.run(command, "env"), home.run(command, "prod")
    as_json = home.run(command, "env", "--format", "json")

    assert (shown.code, shown.out) == (1, "")
    assert "of env" in shown.err
    assert (unknown.code, unknown.out) == (2, "")
    assert "there is no environment 'prod'" in unknown.err
    assert (as_json.code, json.loads(as_json.out)["environment"]) == (1, "env")
    assert not home.database.exists()


def test_an_output_without_blocks_gets_a_plot_in_ascii(checked: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")

    shown = checked.run_process("trend", "env")

    assert shown.code == 0
    assert shown.out.isascii()
    assert "?" not in shown.out


def test_the_digest_has_the_trend_as_soon_as_there_are_two_days(checked: Home, tmp_path: Path) -> None:
    shown = checked.run("digest", "env", "--offline")
    written = checked.run("digest", "env", "--offline", "--output", str(tmp_path / "digests"))
    (file,) = (tmp_path / "digests").iterdir()

    assert f"Since {TODAY.date() - timedelta(days=2)}: releases behind" in shown.out
    assert (written.code, "Since " in file.read_text(encoding="utf-8")) == (shown.code, True)


def test_a_digest_of_an_earlier_day_has_the_trend_up_to_the_day_before(checked: Home) -> None:
    def digest(days: int) -> str:
        return checked.run("digest", "env", "--as-of", str(TODAY.date() - timedelta(days=days))).out

    assert "Since" not in digest(1)
    assert "Since" in digest(0)


def test_a_digest_of_a_first_day_has_no_trend(home: Home) -> None:
    home.write("env.yaml", ENVIRONMENT)

    assert "Since" not in home.run("digest", "env", "--offline").out
    assert "Since" not in home.run("digest", "env", "--as-of", str(day("2026-01-01").date())).out
