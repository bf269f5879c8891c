"""The commands as people and scripts use them: what they print, and how they end."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples import NOW
from home import Home
from loopback import Answer, GitHub
from loopback.faults import delivered, html_page, status, too_many_requests
from loopback.server import Delivery
from only_readable import by_mode
from tracker import __version__
from tracker.record import replace

FINE = "deployed: {kafka: 4.4.0}\n"
OVERDUE = "since: 2024-06-01\ndeployed: {kafka: 3.6.1}\n"
UNREADABLE = "deployed: {kafka: nightly}\n"
BEHIND = "deployed: {kafka: 4.3.1}\n"


@pytest.fixture
def kafka(github: GitHub) -> GitHub:
    """Kafka with a release of two months ago, by the real clock, since commands read it."""
    repository = github.repository("apache/kafka")
    today = datetime.now(UTC)
    repository.release("4.3.1", at=today - timedelta(days=150))
    repository.release("4.4.0", at=today - timedelta(days=60))
    return github


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (FINE, [], 0),
        (OVERDUE, [], 1),
        (OVERDUE, ["--fail-on", "overdue"], 1),
        (OVERDUE, ["--fail-on", "never"], 0),
        ("deployed: {kafka: 4.0.0}\npolicy: {track: newest}\n", [], 0),
        ("deployed: {kafka: 4.0.0}\npolicy: {track: newest}\n", ["--fail-on", "advice"], 1),
        (UNREADABLE, [], 3),
        (UNREADABLE, ["--fail-on", "never"], 0),
        ("deployed: {kafak: 1}\n", [], 2),
    ],
)
def test_the_exit_code_of_a_check_says_what_to_do(
    home: Home, kafka: GitHub, text: str, arguments: list[str], code: int
) -> None:
    home.write("env.yaml", text)

    assert home.run("check", "env", *arguments).code == code


def test_development_counts_only_when_it_is_named_alone(home: Home, kafka: GitHub) -> None:
    home.write("dev.yaml", "tier: development\n" + OVERDUE)
    home.write("prod.yaml", FINE)

    assert home.run("check", "dev").code == 1
    assert home.run("check", "dev", "dev").code == 1
    assert home.run("check", "--all").code == 0
    assert home.run("check", "dev", "prod").code == 0


def test_good_environments_are_printed_although_a_file_is_bad(home: Home, kafka: GitHub) -> None:
    home.write("bad.yaml", "tier: prod\ndeployed: {kafka: 1}\n")
    home.write("good.yaml", FINE)

    outcome = home.run("check", "--all")

    assert outcome.code == 2
    assert outcome.out.startswith("good ")
    assert outcome.err == "tracker: bad.yaml line 1: tier: 'prod' is not one of production, staging, development\n"


def test_a_file_that_was_not_asked_for_is_not_read(home: Home, kafka: GitHub) -> None:
    home.write("bad.yaml", "][")
    home.write("good.yaml", FINE)

    assert home.run("check", "good").code == 0


def test_a_database_that_can_only_be_read_keeps_nothing_and_hides_nothing(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", OVERDUE)
    home.run("check", "env")
    readable = replace(home, database_url=by_mode(home.database))

    def ended(*arguments: str) -> int:
        outcome = readable.run("check", "env", *arguments)
        assert "overdue" in outcome.out
        assert outcome.err.startswith(
            "tracker: judged by what is stored, and not remembered: nothing can be kept "
        )
        return outcome.code

    assert ended("--offline") == 1
    assert ended("--offline", "--fail-on", "never") == 0
    assert ended("--fail-on", "never") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "name an environment, or say --all"),
        (["check", "env", "--all"], "name environments or say --all, not both"),
        (["check", "env", "--as-of", "tomorrow"], "--as-of: 'tomorrow' is not a date such as 2026-01-15"),
        (["check", "env", "--timeout", "soon"], "--timeout: 'soon' is not a duration"),
        (["check", "env-x"], "there is no environment 'env-x'"),
        (["check", "--all"], "has no environments: create one with `tracker init ENV`"),
        (["digest"], "has no environments"),
        (["poll"], "has no environments"),
        (["releases", "kafak"], "'kafak' is no component of the catalog: did you mean 'kafka'?"),
        (["releases", "zzz"], "name its repository instead, as OWNER/REPO"),
        (["releases", "a/../b"], "OWNER/REPO"),
        (["check", "env", "--database", "nonsense"], "the database URL cannot be read"),
        (["check", "env", "--watchlists", "/nowhere"], "the watchlists folder /nowhere does not exist"),
        (["doctor", "--files", "--feeds"], "leave one of --files and --feeds out"),
        (["run", "--watchlists", "/nowhere"], "the watchlists folder /nowhere does not exist"),
        (["run", "--database", "nonsense"], "the database URL cannot be read"),
        (["nonsense"], "No such command 'nonsense'"),
        (["ui"], "the terminal UI needs a terminal; `tracker check` says the same in a pipe"),
        (["check", "env", "--as-of", ""], "--as-of: '' is not a date"),
        (["check", "env", "--as-of", "0001-01-01T00:00:00+10:00"], "is out of reach"),
        (
            ["check", "env", "--database", "mysql://x/y"],
            "is of a kind that tracker cannot use: use sqlite:///FILE",
        ),
        (["check", "a" * 300], "cannot be the name of an environment"),
    ],
)
def test_an_error_is_one_sentence_and_exit_code_2(home: Home, arguments: list[str], message: str) -> None:
    if "env" in arguments and "--watchlists" not in arguments:
        home.write("env.yaml", FINE)

    outcome = home.run(*arguments)

    assert outcome.code == 2
    assert message in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TRACKER_MAX_AGE", "soon", "the setting TRACKER_MAX_AGE: 'soon' is not a duration"),
        ("TRACKER_GITHUB_URL", "ftp://x", "the setting TRACKER_GITHUB_URL: 'ftp://x' is not an http or https"),
        (
            "TRACKER_GITHUB_URL",
            "https://me:secret@host",
            "the setting TRACKER_GITHUB_URL: must hold no credentials",
        ),
        (
            "TRACKER_GITHUB_URL",
            "http://host:99999",
            "the setting TRACKER_GITHUB_URL: 'http://host:99999' is not an http",
        ),
        ("TRACKER_HOST_CONNECTIONS", "0", "the setting TRACKER_HOST_CONNECTIONS: "),
        (
            "TRACKER_METRICS_LISTEN",
            "9470",
            "the setting TRACKER_METRICS_LISTEN: '9470' is no address to",
        ),
        ("TRACKER_LOG_FORMAT", "xml", "the setting TRACKER_LOG_FORMAT: Input should be 'logfmt' or 'json'"),
        (
            "TRACKER_DATABASE_URL_FILE",
            "/nowhere",
            "TRACKER_DATABASE_URL_FILE names /nowhere, which cannot be read",
        ),
    ],
)
def test_a_wrong_setting_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    home.write("env.yaml", FINE)
    environment = {**home.environment, variable: value}
    if variable.endswith("_FILE"):
        del environment["TRACKER_DATABASE_URL"]
    ended = subprocess.run(
        [sys.executable, "-m", "tracker", "check", "env"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert message in ended.stderr
    assert "secret" not in ended.stderr


def test_a_file_with_a_secret_must_hold_text(home: Home, tmp_path: Path) -> None:
    home.write("env.yaml", FINE)
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xff\xfe")
    environment = {name: value for name, value in home.environment.items() if name != "TRACKER_DATABASE_URL"}
    ended = subprocess.run(
        [sys.executable, "-m", "tracker", "check", "env"],
        env={**os.environ, **environment, "TRACKER_DATABASE_URL_FILE": str(secret)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "which is not a text in UTF-8" in ended.stderr


def test_x05_a_token_in_the_folder_is_refused_and_a_file_that_others_can_read_is_told(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("env.yaml", FINE)
    home.write("tracker.yaml", "github_token: t0ken\n")
    refused = home.run("check", "env")
    assert refused.code == 2
    assert "tracker.yaml line 1: github_token: a secret does not belong in a file" in refused.err
    assert "t0ken" not in refused.err

    home.write("tracker.yaml", "max_age: 2h\n")
    secret = tmp_path / "token"
    secret.write_text("t0ken")
    monkeypatch.setenv("TRACKER_GITHUB_TOKEN_FILE", str(secret))
    secret.chmod(0o644)
    assert (
        f"!! TRACKER_GITHUB_TOKEN_FILE: {secret} holds a secret and can be read by others"
        in home.run("doctor").out
    )
    secret.chmod(0o600)
    assert "can be read by others" not in home.run("doctor").out


def test_an_empty_address_switches_the_source_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("env.yaml", FINE)
    home.write("tracker.yaml", 'github_url: ""\n')
    environment = {name: value for name, value in home.environment.items() if name != "TRACKER_GITHUB_URL"}
    ended = subprocess.run(
        [sys.executable, "-m", "tracker", "poll"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, "0 feeds read: 0 changed, 0 unchanged, 0 failed\n")
    assert "switched off" in ended.stderr


def test_settings_may_stand_in_the_folder_and_the_variable_wins(
    home: Home, kafka: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("tracker.yaml", "max_age: 0s\n")
    home.write("env.yaml", FINE)
    home.run("check", "env")
    home.run("check", "env")
    monkeypatch.setenv("TRACKER_MAX_AGE", "1h")
    home.run("check", "env")

    assert len(kafka.requests) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("watchlists: /tmp\n", "set TRACKER_WATCHLISTS"),
        ("max_aeg: 1h\n", "did you mean 'max_age'?"),
        ("database_url: postgresql://me:secret@h/d\n", "set TRACKER_DATABASE_URL"),
    ],
)
def test_what_does_not_belong_in_the_settings_file_is_refused(home: Home, text: str, why: str) -> None:
    home.write("tracker.yaml", text)
    home.write("env.yaml", FINE)

    outcome = home.run("check", "env")

    assert outcome.code == 2
    assert "tracker.yaml line 1" in outcome.err
    assert why in outcome.err
    assert "secret" not in outcome.err


def test_the_same_past_day_gives_the_same_bytes(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", OVERDUE)
    home.run("check", "env")
    arguments = ("check", "env", "--as-of", "2026-08-01", "--format", "json")

    first, second = home.run(*arguments), home.run(*arguments)

    assert first == second
    assert json.loads(first.out)["as_of"] == "2026-08-01T00:00:00Z"


def test_json_is_one_object_for_one_environment_and_a_list_for_several(home: Home, kafka: GitHub) -> None:
    home.write("a.yaml", FINE)
    home.write("b.yaml", FINE)

    one = json.loads(home.run("check", "a", "--format", "json").out)
    several = json.loads(home.run("check", "a", "b", "--format", "json").out)
    every = json.loads(home.run("check", "--all", "--format", "json").out)

    assert (one["schema"], one["environment"]) == ("tracker.check/1", "a")
    assert several["schema"] == every["schema"] == "tracker.checks/1"
    assert [each["environment"] for each in several["environments"]] == ["a", "b"]


def test_poll_says_how_many_feeds_changed_and_what_failed(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.1, postgresql: 16.1}\n")

    first, second = home.run("poll"), home.run("poll", "env")

    assert first.out.startswith("2 feeds read: 1 changed, 0 unchanged, 1 failed\n")
    assert "postgres/postgres" in first.err
    assert second.out.startswith("2 feeds read: 0 changed, 1 unchanged, 1 failed\n")
    assert first.code == second.code == 1


def test_poll_ends_well_when_every_feed_was_read(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)

    assert home.run("poll").code == 0


def with_quota(answer: Answer) -> Answer:
    """Say in an answer, as GitHub's API does, what is left of a quota that is filled again in half an hour."""
    reset = int((datetime.now(UTC) + timedelta(minutes=30)).timestamp())
    quota = {"limit": "5000", "remaining": "4312", "reset": str(reset)}
    return replace(answer, headers={**answer.headers, **{f"x-ratelimit-{name}": quota[name] for name in quota}})


def test_poll_and_doctor_say_what_is_left_of_a_quota_and_when_feeds_are_due(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(with_quota)

    polled, told, in_full = home.run("poll"), home.run("doctor"), home.run("doctor", "--feeds")

    quota = rf"{kafka.host}: 4,312 of 5,000 requests left until [-0-9 ]*\d\d:\d\dZ\n"
    assert re.search(quota + r"next due: apache/kafka at [-0-9 ]*\d\d:\d\dZ\n", polled.out)
    assert re.search(" = " + quota, told.out)
    assert re.search(r" = feeds: 0 of 1 due now, the next at [-0-9 ]*\d\d:\d\dZ\n", told.out)
    assert "apache/kafka: " not in told.out
    assert re.search(
        r" = apache/kafka: read [-0-9 ]*\d\d:\d\dZ, due [-0-9 ]*\d\d:\d\dZ, every \d+ h\n", in_full.out
    )
    assert told.code == in_full.code == 0


def test_doctor_says_when_a_failing_feed_is_tried_again(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(status(404))
    home.run("poll")

    assert re.search(r"!! apache/kafka: .*404.*; never read, due [-0-9 ]*\d\d:\d\dZ", home.run("doctor").out)


def test_doctor_says_once_what_is_wrong_with_many_feeds(home: Home, github: GitHub) -> None:
    entries = (f"r{number}: {{version: 1, repo: acme/r{number}}}" for number in range(5))
    home.write("env.yaml", f"deployed: {{{', '.join(entries)}}}\n")
    github.fail(status(503))
    home.run("poll")

    told = home.run("doctor").out

    assert f"!! acme/r0, acme/r1, acme/r2 and 2 more: {github.host}: 503, the server has a fault" in told
    assert "!! acme/r3" not in told
    assert home.run("doctor", "--feeds").out.count("503, the server has a fault") == 5


def test_a_feed_of_a_host_that_asks_to_wait_is_due_no_sooner(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(too_many_requests("7200"))
    home.run("poll")

    until, due = (
        re.search(rf"{words} (?:20[-0-9]+ )?(\d\d:\d\d)", home.run("doctor").out)
        for words in ("asks to wait until", "never read, due")
    )
    assert until is not None
    assert due is not None
    assert due[1] == until[1]


def test_a_token_that_is_not_accepted_is_named(home: Home, kafka: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_GITHUB_TOKEN", "ghp_outdated")
    home.write("env.yaml", "deployed: {gateway: {version: 1, repo: acme/private}}\n")
    kafka.fail(status(404), "acme/private", times=1)
    kafka.fail(status(401), "acme/private")

    told = home.run("poll").err

    assert "401, the token is not accepted: see TRACKER_GITHUB_TOKEN" in told
    assert "ghp_outdated" not in told


@pytest.mark.parametrize(
    ("deliver", "said"), [(Delivery.CUT, "cut"), (Delivery.HANG_UP, "closed"), (Delivery.CUT_CHUNKED, "cut")]
)
def test_a_feed_cut_off_is_reported_and_nothing_stored_is_lost(
    home: Home, kafka: GitHub, deliver: Delivery, said: str
) -> None:
    home.write("env.yaml", BEHIND)
    home.run("poll")
    kafka.repository("apache/kafka").release("4.5.0", at=datetime(2026, 10, 1, tzinfo=UTC))
    kafka.fail(delivered(deliver))

    outcome = home.run("poll")

    assert outcome.code == 1
    assert "Not read: apache/kafka" in outcome.err
    listed = json.loads(home.run("releases", "kafka", "--format", "json").out)
    assert listed["newest"] == "4.4.0"


def test_a_dead_host_costs_a_check_no_more_than_its_timeout(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(delivered(Delivery.SILENCE))

    started = time.monotonic()
    outcome = home.run("check", "env", "--timeout", "0s")

    assert time.monotonic() - started < 15
    assert outcome.code == 3
    assert "not read within the time allowed" in re.sub(r"\s+", " ", outcome.out)


def test_releases_lists_what_is_known_and_why_the_rest_is_none(home: Home, kafka: GitHub) -> None:
    kafka.repository("apache/kafka").release("show-me", at=datetime(2026, 11, 1, tzinfo=UTC))
    home.write("env.yaml", FINE)
    home.run("poll")

    table = home.run("releases", "kafka").out
    listed = json.loads(home.run("releases", "apache-kafka", "--format", "json").out)

    assert table.startswith("kafka   apache/kafka, newest stable release 4.4.0")
    assert "show-me" in table
    assert set(listed) == {
        *(
            "schema",
            "component",
            "repository",
            "complete",
            "releases_from",
            "source",
            "newest",
            "releases",
            "events",
        )
    }
    assert listed["releases"][0]["version"] == "4.4.0"
    assert listed["releases"][-1]["tag"] == "show-me"
    assert listed["releases"][-1]["version"] is None
    assert "is not of the form" in listed["releases"][-1]["skipped"]


def test_releases_of_a_repository_nobody_watches_are_unknown(home: Home) -> None:
    listed = json.loads(home.run("releases", "acme/gateway", "--format", "json").out)

    assert (listed["newest"], listed["releases"], listed["complete"]) == (None, [], False)


def test_init_writes_a_first_file_that_can_be_checked_and_never_overwrites(home: Home) -> None:
    first = home.run("init", "acme/prod")
    again = home.run("init", "acme/prod")

    assert first.code == 0
    assert home.run("check", "acme/prod", "--offline", "--fail-on", "never").code == 0
    assert again.code == 2
    assert "exists already and was left as it is" in again.err


def test_init_says_what_is_left_to_do_where_nothing_can_be_taken_over(home: Home) -> None:
    ended = home.run("init", "my lab", "kafka")

    assert ended.code == 1
    assert ended.out.endswith("1 kept as comments; put in what runs there, then run `tracker check 'my lab'`\n")


def test_init_makes_the_folder_it_needs(home: Home) -> None:
    home.watchlists.rmdir()

    assert home.run("init", "prod").code == 0
    assert f"{home.watchlists}/prod.yaml is no folder" in home.run("init", "prod.yaml/test").err


def test_doctor_says_what_is_wrong(home: Home, kafka: GitHub) -> None:
    home.write("bad.yaml", "deployed: {kafak: 1}\n")
    home.write("good.yaml", FINE)
    home.write("advisories/ACME-1.yml", "component: kafka\naffected: '<4'\n")
    kafka.fail(status(404))
    home.run("poll", "good")

    outcome = home.run("doctor")
    files = home.run("doctor", "--files")

    assert outcome.code == files.code == 1
    assert "!! bad: bad.yaml line 1: deployed.kafak" in outcome.out
    assert " = good: 1 entry, every component known" in outcome.out
    assert "!! advisories/ACME-1.yml: is not read: rename it to advisories/ACME-1.yaml" in files.out
    assert "!! apache/kafka: " in outcome.out
    assert "apache/kafka" not in files.out


def test_doctor_checks_what_is_agreed_with_customers(home: Home) -> None:
    home.write("good.yaml", f"customer: Acme\n{FINE}")
    home.write(
        "customers.yaml", "Acme: {windows: sat 22:00-02:00}\nAcmee: {windows: sun 22:00-02:00}\nGlobex: {}\n"
    )

    outcome = home.run("doctor", "--files")
    home.write("customers.yaml", "Acme: {windows: sut 22:00-02:00}\n")
    broken = home.run("doctor", "--files")

    assert outcome.code == broken.code == 1
    told = "customers: customers.yaml line 2: no environment is of the customer 'Acmee': did you mean 'Acme'?"
    assert told in outcome.out
    assert "line 3: no environment is of the customer 'Globex': name it as `customer` in one" in outcome.out
    assert "!! good: customers.yaml line 1: Acme.windows: 'sut' is none of daily, mon" in broken.out


def test_doctor_is_content_with_a_good_set_up(home: Home, kafka: GitHub) -> None:
    home.write("good.yaml", FINE)
    home.run("poll")

    outcome = home.run("doctor")

    assert outcome.code == 0
    assert "database: usable; 1 of 1 feeds were read so far" in outcome.out
    readable = replace(home, database_url=by_mode(home.database)).run("doctor")
    assert readable.code == 1
    assert "database: nothing can be kept in the database" in readable.out
    assert "; 1 of 1 feeds were read so far" in readable.out


@pytest.mark.parametrize("spoil", ["folder", "database", "empty"])
def test_doctor_names_what_is_missing(home: Home, spoil: str) -> None:
    if spoil == "folder":
        home.watchlists.rmdir()
    if spoil == "database":
        home.write("good.yaml", FINE)
        home.database.write_text("no database " * 100)

    outcome = home.run("doctor")

    assert outcome.code == 1
    assert "!!" in outcome.out


def test_digest_covers_all_environments_and_writes_a_file_a_day(home: Home, kafka: GitHub, tmp_path: Path) -> None:
    home.write("a.yaml", FINE)
    home.write("b.yaml", OVERDUE)

    printed = home.run("digest", "--as-of", "2026-08-23")
    written = home.run("digest", "--as-of", "2026-08-23", "--output", str(tmp_path / "out"))
    as_json = json.loads(home.run("digest", "a", "--as-of", "2026-08-23", "--format", "json").out)

    assert printed.code == written.code == 0
    assert printed.out.startswith("# Releases, 2026-08-23\n")
    assert "## a\n" in printed.out
    assert "## b\n" in printed.out
    assert (tmp_path / "out" / "2026-08-23.md").read_text() == printed.out
    home.run("digest", "a", "--as-of", "2026-08-23", "--output", str(tmp_path / "out"))
    assert (tmp_path / "out" / "2026-08-23_a.md").is_file()
    assert as_json["schema"] == "tracker.checks/1"


def test_a_digest_that_cannot_be_written_says_where(home: Home) -> None:
    home.write("a.yaml", FINE)

    outcome = home.run("digest", "--offline", "--output", "/proc/nowhere")

    assert outcome.code == 2
    assert "/proc/nowhere" in outcome.err


def test_progress_is_shown_on_a_terminal_only(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.1, postgresql: 16.1}\n")

    seen = on_a_terminal(home, "poll")

    assert "reading feeds: 2 of 2, 1 failed" in seen
    assert seen.index("\x1b[K2 feeds read") > seen.index("2 of 2")
    assert seen.count(": 404,") == 1
    assert "reading feeds" not in home.run("poll").err


def test_colours_are_for_terminals_that_want_them(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", OVERDUE)

    assert "\x1b[1;31m!!" in on_a_terminal(home, "check", "env")
    assert not re.search(r"\x1b\[[0-9;]*m", on_a_terminal(home, "check", "env", NO_COLOR="1"))
    assert "\x1b[" not in home.run("check", "env").out


def on_a_terminal(home: Home, *arguments: str, **more: str) -> str:
    """What a command writes to a terminal."""
    parent, child = pty.openpty()
    environment = {**os.environ, **home.environment, "TERM": "xterm", **more}
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments], env=environment, stdin=child, stdout=child, stderr=child
    ):
        os.close(child)
        seen = b""
        with os.fdopen(parent, "rb", buffering=0) as terminal:
            try:
                while part := terminal.read(4096):
                    seen += part
            except OSError:  # how Linux says that the other end is closed
                pass
    return seen.decode()


def test_a_reader_that_leaves_early_ends_the_command_without_a_traceback(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "releases", "kafka"],
        env={**os.environ, **home.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""
    assert process.returncode == 141


@pytest.mark.parametrize(
    ("redirection", "code"),
    [(">&-", 0), (">/dev/full", 2), ("2>&-", 0), (">&- 2>&-", 0)],
)
def test_a_missing_or_full_output_is_no_verdict(home: Home, kafka: GitHub, redirection: str, code: int) -> None:
    home.write("env.yaml", FINE)
    command = f"{sys.executable} -m tracker check env {redirection}"
    ended = subprocess.run(
        ["sh", "-c", command], env={**os.environ, **home.environment}, capture_output=True, text=True, check=False
    )

    assert ended.returncode == code
    assert "Traceback" not in ended.stderr


def test_help_that_cannot_be_written_is_an_error() -> None:
    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m tracker --help >/dev/full"], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (2, "tracker: the output cannot be used: No space left on device\n")


def test_an_ascii_terminal_gets_every_line(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", "customer: Żółw\ndeployed: {kafka: 4.4.0}\n")
    ended = subprocess.run(
        [sys.executable, "-m", "tracker", "check", "env"],
        env={**os.environ, **home.environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 0
    assert b"?" in ended.stdout


def test_an_interrupt_ends_a_command_without_a_traceback(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(delivered(Delivery.SILENCE))
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "check", "env"],
        env={**os.environ, **home.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert kafka.asked.wait(timeout=30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

    assert (process.returncode, out, err.strip()) == (130, b"", b"")


def test_no_command_at_all_is_answered_by_the_help(home: Home) -> None:
    bare, asked = home.run(), home.run("--help")

    assert (bare.code, bare.err) == (2, "")
    assert bare.out == asked.out


def test_the_version_is_told(home: Home) -> None:
    assert home.run("--version").out == f"tracker {__version__}\n"


def test_an_outage_page_is_no_feed(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", FINE)
    kafka.fail(html_page("Unicorn!"))

    outcome = home.run("poll")

    assert outcome.code == 1
    assert "HTML page" in outcome.err


def test_a_disk_that_is_full_is_told_in_one_sentence(home: Home, github: GitHub) -> None:
    entries = [f"  r{number}: {{version: 1.0.0, repo: acme/r{number}}}\n" for number in range(8)]
    home.write("env.yaml", "deployed:\n" + "".join(entries))
    for number in range(8):
        github.repository(f"acme/r{number}").release("1.1.0", at=NOW, notes="<p>word</p>" * 10_000)
    assert home.run("check", "env", "--offline").code == 3
    program = (
        "import resource, sys; from tracker.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY)); sys.exit(main(['poll']))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **home.environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert re.fullmatch("tracker: the database .* its disk is sound and has room, and try again\n", ended.stderr)
