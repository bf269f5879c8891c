"""The log: one line an event, without secrets and without what a stranger could do to a terminal."""

import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator

import pytest

from tracker.log import start_log, tell
from tracker.settings import LogFormat, Settings, load_settings


@pytest.fixture(params=["logfmt"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything logged in a test; the log of the test run is put back afterwards."""
    root, tracker = logging.getLogger(), logging.getLogger("tracker")
    before = root.handlers[:], root.level, tracker.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root.handlers = []
    start_log(["s3cret-token"], request.param)
    yield written
    root.handlers, level, tracker_level = before
    root.setLevel(level)
    tracker.setLevel(tracker_level)


def test_an_event_is_one_line_with_its_time_in_utc_and_its_fields(log: io.StringIO) -> None:
    tell("tracker.any", "polled", feeds=3, error=None, note="two words", empty="")

    assert re.fullmatch(
        r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info polled feeds=3 note="two words" empty=""\n', log.getvalue()
    )


in_both_forms = pytest.mark.parametrize("log", ["logfmt", "json"], indirect=True)


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_an_event_may_be_an_object_of_json(log: io.StringIO) -> None:
    tell("tracker.any", "polled", feeds=3, error=None, note='two "words"', level=logging.WARNING)

    told = json.loads(log.getvalue())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told.pop("at"))
    assert told == {"level": "warning", "event": "polled", "feeds": "3", "note": 'two "words"'}


def test_every_form_of_the_settings_can_be_written(monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    monkeypatch.setattr(sys, "stderr", log)
    for form in LogFormat:
        start_log((), form)
        tell("tracker.any", "polled")

    assert len(log.getvalue().splitlines()) == len(LogFormat)


@in_both_forms
@pytest.mark.parametrize(
    "text",
    [
        "the token s3cret-token is bad",
        "http://me:hunter2@proxy.example:3128/ refused",
        "Authorization: Bearer hunter2",
        "https://host/?token=hunter2&page=2",
        "password=hunter2",
        "ghp_hunter2hunter2 and github_pat_hunter2 and glpat-hunter2",
    ],
)
def test_g_no_secret_is_logged(log: io.StringIO, text: str) -> None:
    tell("tracker.any", "failed", error=text)
    logging.getLogger("aiohttp.client").warning(text)
    logging.getLogger("asyncio").error("something failed", exc_info=ValueError(text))

    assert len(log.getvalue().splitlines()) == 3
    assert log.getvalue().count("[redacted]") >= 3
    assert "s3cret" not in log.getvalue()
    assert "hunter2" not in log.getvalue()


def test_what_is_no_secret_is_kept(log: io.StringIO) -> None:
    tell("tracker.any", "failed", error="https://github.com/apache/kafka: 404, set TRACKER_GITHUB_TOKEN")

    assert "https://github.com/apache/kafka: 404, set TRACKER_GITHUB_TOKEN" in log.getvalue()


def test_libraries_are_heard_only_where_they_warn(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://github.com")

    assert log.getvalue() == ""


@in_both_forms
def test_h_text_of_strangers_cannot_forge_a_line_or_reach_the_terminal(log: io.StringIO) -> None:
    tell("tracker.any", "polled", repositories="a/b\n2026-11-20T08:00:00Z info stopped \x1b]52;c;x\x07")

    (line,) = log.getvalue().splitlines()
    assert "\x1b" not in line
    assert "\x07" not in line


def test_d04_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    with open(os.devnull) as unwritable:  # noqa: PTH123 - opened for reading on purpose
        monkeypatch.setattr(sys, "stderr", unwritable)
        start_log()
        monkeypatch.setattr(sys, "stderr", log)
        tell("tracker.any", "polled")

    assert log.getvalue() == ""


def test_settings_name_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://me:hunter%2F2@host/db")
    monkeypatch.setenv("TRACKER_GITHUB_TOKEN", "s3cret-token")

    assert set(load_settings().secrets) == {"hunter/2", "hunter%2F2", "s3cret-token"}


def test_settings_without_secrets_name_none() -> None:
    assert Settings(database_url="sqlite://").secrets == ()
