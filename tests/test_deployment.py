"""The units, lines and names that the README gives to those who deploy tracker."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from examples import NOW
from tracker import cli
from tracker.model import Standing
from tracker.report.metrics import exposition
from tracker.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PROGRAM = "/opt/tracker/bin/tracker"
_, _, DEPLOYMENT = README.partition("## Deployment")
DEPLOYMENT, _, _ = DEPLOYMENT.partition("\n## ")


def units() -> dict[str, str]:
    """The units by the names of their files."""
    return dict(re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", DEPLOYMENT, re.DOTALL))


def test_there_is_a_unit_to_stay_up_and_a_timer() -> None:
    assert set(units()) == {"tracker.service", "tracker-digest.service", "tracker-digest.timer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for name, text in units().items():
        (tmp_path / name).write_text(text.replace(PROGRAM, "/bin/true"))

    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )

    mine = [line for line in ended.stderr.splitlines() if "tracker" in line]
    assert (ended.returncode, mine) == (0, [])


def test_every_command_that_is_run_exists_with_its_options() -> None:
    lines = re.findall(rf"{PROGRAM} (run|digest|metrics)((?: --[a-z-]+)*)", DEPLOYMENT)

    assert lines
    for name, options in lines:
        command = cli.cli.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(options.split()) <= known, name


def test_each_unit_that_tells_people_can_send_without_a_secret_in_its_text() -> None:
    for name in ("tracker.service", "tracker-digest.service"):
        text = units()[name]
        loaded = set(re.findall(r"^LoadCredential=(\S+):/etc/tracker/\1$", text, re.MULTILINE))
        read = dict(re.findall(r"^Environment=TRACKER_(\w+)_FILE=%d/(\S+)$", text, re.MULTILINE))
        assert read == {"GITHUB_TOKEN": "github-token", "SMTP_URL": "smtp-url"}
        assert loaded == set(read.values())
        sender = re.findall(r'^Environment="TRACKER_MAIL_FROM=(.*)"$', text, re.MULTILINE)
        assert [Settings(mail_from=one).mail_from for one in sender] == ["Tracker <tracker@acme.example>"]


def test_what_runs_after_a_unit_does_without_the_secrets_that_systemd_has_taken_away() -> None:
    text = units()["tracker-digest.service"]

    [after] = re.findall(r"^ExecStopPost=((?:.*\\\n)*.*)$", text, re.MULTILINE)
    assert set(re.findall(r"--unset=(\S+)", after)) == set(
        re.findall(r"^Environment=(\w+_FILE)=", text, re.MULTILINE)
    )


def test_the_timer_starts_what_sends_the_digests() -> None:
    timer, service = units()["tracker-digest.timer"], units()["tracker-digest.service"]

    assert "OnCalendar=" in timer
    assert "Persistent=true" in timer
    assert f"ExecStart={PROGRAM} digest --send\n" in service


def test_every_variable_that_is_set_is_a_setting() -> None:
    named = set(re.findall(r"\bTRACKER_([A-Z_]+?)(?:_FILE)?=", DEPLOYMENT))

    assert named >= {"WATCHLISTS", "DATABASE_URL", "GITHUB_TOKEN"}
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_metric_stands_in_the_readme() -> None:
    for family in text_string_to_metric_families(exposition(Standing(at=NOW))):
        last = family.name.removeprefix("tracker_service_documents").removeprefix("tracker_host")
        assert f"`{family.name}`" in README or f"`…{last}`" in README, family.name
