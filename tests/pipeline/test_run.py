"""Staying up, against the loopback GitHub, with a clock that the test moves: what is asked when, what is told."""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from examples import NOW
from home import Home
from loopback import Answer, Endoflife, GitHub
from loopback.faults import status, too_many_requests
from staying import TestTime
from tracker.errors import ConfigurationError, LeaseLost, StorageError
from tracker.model import Source
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.staying.run import stay_up
from tracker.record import replace
from tracker.store import Asked, Store

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOOK = timedelta(minutes=20)
REPOSITORIES = ("acme/one", "acme/two", "acme/three")
INTERVAL = 3 * HOUR  # an eighth of a day, since each repository releases once a day


@pytest.fixture
def acme(home: Home, github: GitHub) -> GitHub:
    """Three repositories that release daily, and an environment that uses them."""
    for name in REPOSITORIES:
        for age in range(9):
            github.repository(name).release(f"1.{8 - age}.0", at=NOW - age * DAY - HOUR)
    watch(home, *REPOSITORIES)
    return github


def watch(home: Home, *repositories: str) -> None:
    """Write an environment that uses some repositories."""
    entries = ", ".join(f"{name.replace('/', '-')}: {{version: 1.0.0, repo: {name}}}" for name in repositories)
    home.write("env.yaml", f"deployed: {{{entries}}}\n")


def asked(github: GitHub, time: TestTime) -> dict[str, list[float]]:
    """Record when each repository is asked, in seconds that have passed."""
    times: dict[str, list[float]] = {name: [] for name in REPOSITORIES}
    record(github, time, times)
    return times


def record(github: GitHub, time: TestTime, times: dict[str, list[float]]) -> None:
    """Go on recording."""

    def note(answer: Answer) -> Answer:
        path = github.requests[-1].path.removeprefix("/").removesuffix("/releases.atom")
        times.setdefault(path, []).append(time.passed())
        return answer

    github.fail(note)


def gaps(times: list[float], end: timedelta) -> list[float]:
    """The silences between the readings of one feed, the last one until the end included."""
    return [later - earlier for earlier, later in pairwise([*times, end.total_seconds()])]


def source(github: GitHub, name: str) -> Source:
    return Source(forge="github", path=name, url=f"{github.url}/{name}/releases.atom")


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def fields(caplog: pytest.LogCaptureFixture, event: str) -> list[Mapping[str, object]]:
    return [vars(record)["fields"] for record in caplog.records if record.getMessage() == event]


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="tracker")


def test_feeds_are_read_at_their_interval_and_not_together(home: Home, acme: GitHub) -> None:
    time = TestTime(DAY)
    times = asked(acme, time)

    stay_up(home.settings, time, look=LOOK)

    for each in times.values():
        silences = gaps(each, DAY)[:-1]
        assert 7 <= len(each) <= 10
        assert all(0.9 * INTERVAL <= timedelta(seconds=one) <= 1.1 * INTERVAL + MINUTE for one in silences)
        assert len(set(silences)) > 1
    assert len({at for each in times.values() for at in each}) == sum(map(len, times.values()))


def test_waiting_costs_next_to_nothing(home: Home, acme: GitHub) -> None:
    time = TestTime(DAY)

    stay_up(home.settings, time, look=LOOK)

    assert time.turns <= DAY / LOOK + 3 * len(acme.requests)


@pytest.mark.parametrize("restarts", [False, True])
def test_t01_a_clock_set_back_and_ahead_and_back_makes_no_burst_and_no_silence(
    home: Home, acme: GitHub, restarts: bool, caplog: pytest.LogCaptureFixture
) -> None:
    time = TestTime(2 * DAY)
    times = asked(acme, time)
    for number, by in enumerate((-2 * DAY, 4 * DAY, -4 * DAY, 2 * DAY), 1):
        time.at(number * 9 * HOUR, lambda by=by: time.set_by(by))  # type: ignore[misc]
        if restarts:
            time.at(number * 9 * HOUR, time.stop.set)

    while time.passed() < (2 * DAY).total_seconds():
        time.stop.clear()
        stay_up(home.settings, time, look=LOOK)

    for each in times.values():
        assert max(gaps(each, 2 * DAY)) <= (1.1 * INTERVAL + MINUTE).total_seconds()
        assert len(each) <= 2 * DAY / (0.9 * INTERVAL) + 1 + 4 * restarts
    moments = sorted(at for each in times.values() for at in each)
    assert all(later - earlier > 1 for earlier, later in pairwise(moments))
    assert ("clock-was-set" in events(caplog)) is not restarts


def test_t01_a_pause_stored_by_a_clock_that_ran_ahead_does_not_silence_a_host(home: Home, acme: GitHub) -> None:
    time = TestTime(2 * DAY)
    times = asked(acme, time)

    def ahead() -> None:
        time.set_by(2 * DAY)
        acme.heal()
        acme.fail(too_many_requests("3600"))

    def back() -> None:
        time.set_by(-2 * DAY)
        acme.heal()
        record(acme, time, times)

    time.at(6 * HOUR, ahead)
    time.at(9 * HOUR, back)

    stay_up(home.settings, time, look=LOOK)

    assert all(max(gaps(each, 2 * DAY)) <= (3 * INTERVAL).total_seconds() for each in times.values())


def test_a_restart_reads_nothing_before_it_is_due(home: Home, acme: GitHub) -> None:
    stay_up(home.settings, TestTime(MINUTE), look=LOOK)
    before = len(acme.requests)

    stay_up(home.settings, TestTime(HOUR, start=NOW + MINUTE), look=LOOK)

    assert len(acme.requests) == before >= 3


def test_h26_a_cold_start_asks_one_after_the_other(home: Home, github: GitHub) -> None:
    names = [f"acme/r{number}" for number in range(500)]
    for name in names:
        github.repository(name).release("1.0.0", at=NOW - DAY)
    watch(home, *names)
    time = TestTime(5 * MINUTE)
    times = asked(github, time)

    stay_up(home.settings, time, look=LOOK)

    moments = sorted(at for each in times.values() for at in each)
    assert 40 <= len(moments) <= 90
    assert all(later - earlier >= 2.4 for earlier, later in pairwise(moments))
    assert max(len(each) for each in times.values()) == 1


def test_a_host_that_asks_to_wait_is_not_asked_before(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    acme.fail(too_many_requests("7200"))
    time = TestTime(2 * HOUR)

    stay_up(home.settings, time, look=LOOK)

    assert len(acme.requests) == 1
    assert fields(caplog, "host-pauses") == [{"host": acme.host, "until": "2026-11-20T10:00:00Z"}]


def test_what_changed_and_what_failed_is_told(home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture) -> None:
    acme.fail(status(404), "acme/two")

    stay_up(home.settings, TestTime(MINUTE), look=LOOK)

    assert events(caplog)[0] == "started"
    assert events(caplog)[-1] == "stopped"
    assert sorted(str(one["repositories"]) for one in fields(caplog, "polled") if "repositories" in one) == [
        "acme/one",
        "acme/three",
    ]
    (failure,) = fields(caplog, "not-read")
    assert failure["repositories"] == "acme/two"
    assert "404" in str(failure["error"])


def test_environments_are_judged_at_once_and_soon_again_and_every_hour_and_the_outcome_is_remembered(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    stay_up(home.settings, TestTime(3 * HOUR), look=MINUTE)

    with Store.open(home.database_address) as store:
        assert store.summaries().keys() == {"env"}
    assert [one["environments"] for one in fields(caplog, "judged")] == [1, 1, 1, 1]


def test_a_gap_in_the_history_is_filled(home: Home, acme: GitHub) -> None:
    for number in range(20):
        acme.repository("acme/one").release(f"0.{number}.0", at=NOW - (40 + number) * DAY)

    stay_up(home.settings, TestTime(MINUTE), look=LOOK)

    with Store.open(home.settings.database_url) as store:
        url = source(acme, "acme/one").url
        assert len(store.releases([url])[url].releases) == 29


def test_a_changed_file_is_taken_over_and_a_broken_one_keeps_being_watched(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    acme.repository("acme/four").release("1.0.0", at=NOW - DAY)
    time = TestTime(DAY)
    times = asked(acme, time)
    time.at(HOUR, lambda: watch(home, *REPOSITORIES, "acme/four"))
    time.at(10 * HOUR, lambda: home.write("env.yaml", "]["))

    stay_up(home.settings, time, look=LOOK)

    assert HOUR.total_seconds() < times["acme/four"][0] < 2 * HOUR.total_seconds()
    assert times["acme/four"][-1] > 11 * HOUR.total_seconds()
    assert events(caplog).count("file-broken") == 1


def test_settings_changed_while_it_runs_are_said_to_need_a_restart(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    time = TestTime(HOUR)
    time.at(MINUTE, lambda: home.write("tracker.yaml", "max_age: 2h\n"))

    stay_up(home.settings, time, look=timedelta(minutes=5))

    (added,) = fields(caplog, "file-added")
    assert "restart" in str(added["note"])


def test_d11_a_source_that_leaves_the_files_while_it_is_read_ends_there(home: Home, acme: GitHub) -> None:
    time = TestTime(2 * DAY)

    def leave(answer: Answer) -> Answer:
        watch(home, "acme/one", "acme/three")
        return answer

    acme.fail(leave, "acme/two", times=1)
    times = asked(acme, time)

    stay_up(home.settings, time, look=LOOK)

    assert len(times["acme/two"]) == 0  # the first request was the one answered by `leave`
    assert sum(request.path.startswith("/acme/two/") for request in acme.requests) == 1
    assert len(times["acme/one"]) > 10
    assert sound(home)


def test_d11_without_any_file_left_it_stays_up(home: Home, acme: GitHub) -> None:
    time = TestTime(DAY)
    time.at(HOUR, (home.watchlists / "env.yaml").unlink)

    stay_up(home.settings, time, look=LOOK)

    assert len(acme.requests) == 3


def test_d06_a_lease_is_waited_for_and_its_frozen_holder_cannot_write_any_more(home: Home, acme: GitHub) -> None:
    one = source(acme, "acme/one")
    with Store.open(home.settings.database_url) as frozen:
        held = frozen.claim([one], owner="elsewhere:1:abc", until=NOW + 5 * MINUTE, now=NOW)[one.url]
        time = TestTime(10 * MINUTE)
        times = asked(acme, time)
        stay_up(home.settings, time, look=LOOK)
        before = dump(home)

        with pytest.raises(LeaseLost):
            frozen.keep_failure(one.url, "too late", Asked(at=NOW, fence=held.fence))

    assert len(times["acme/two"]) == 1
    assert [5 * MINUTE.total_seconds() <= at <= 7 * MINUTE.total_seconds() for at in times["acme/one"]] == [True]
    assert dump(home) == before


def test_d06_a_poll_waits_for_a_frozen_process_no_longer_than_its_lease(home: Home, acme: GitHub) -> None:
    held, free = source(acme, "acme/one"), source(acme, "acme/two")
    with Store.open(home.settings.database_url) as store:
        store.claim([held], owner="elsewhere:1:abc", until=NOW + timedelta(seconds=1), now=NOW)

        polled = poll([held, free], settings=home.settings, store=store, now=NOW)

    assert polled[held.url].error == "another process began to read it and did not finish"
    assert polled[free.url].error is None


def test_what_another_process_has_just_read_is_not_read_again(home: Home, acme: GitHub) -> None:
    time = TestTime(HOUR)
    with Store.open(home.settings.database_url) as store:
        others = [source(acme, name) for name in REPOSITORIES]
        # Both know the feeds as due; the other one is first.
        time.at(timedelta(seconds=1), lambda: poll(others, settings=home.settings, store=store, now=NOW))
        stay_up(home.settings, time, look=LOOK)

    assert len(acme.requests) == 4  # the first feed was read at the start, by both


def test_an_error_of_the_database_is_told_and_tried_again(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(old: str, new: str) -> None:
        with sqlite3.connect(home.database) as connection:
            connection.execute(f"ALTER TABLE {old} RENAME TO {new}")

    time = TestTime(DAY)
    time.at(4 * HOUR, lambda: rename("host", "elsewhere"))
    time.at(7 * HOUR, lambda: rename("elsewhere", "host"))
    times = asked(acme, time)

    stay_up(home.settings, time, look=LOOK)

    told = fields(caplog, "storage-failed")
    assert "no such table" in str(told[0]["error"])
    assert [one["retry_in"] for one in told][:3] == ["10s", "20s", "40s"]
    assert len(told) < 30
    assert max(map(len, times.values())) >= 7
    assert max(gaps(times["acme/one"], DAY)[1:]) < (2 * INTERVAL).total_seconds()


def test_a_feed_that_meets_a_fault_does_not_silence_the_others(
    home: Home, acme: GitHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = hashlib.sha256

    def stumble(body: bytes) -> Any:
        if b"acme/two" in body and threading.current_thread() is threading.main_thread():
            raise RuntimeError("unforeseen")
        return sha256(body)

    monkeypatch.setattr(hashlib, "sha256", stumble)
    time = TestTime(DAY)
    times = asked(acme, time)

    stay_up(home.settings, time, look=LOOK)

    assert len(times["acme/one"]) >= 7
    assert len(times["acme/three"]) >= 7
    assert 20 <= len(times["acme/two"]) <= 25
    assert fields(caplog, "fault")[0]["fault"] == "RuntimeError: unforeseen"


def test_certificates_that_cannot_be_read_are_no_fault_of_ours_and_waited_for(
    home: Home, acme: GitHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(home.root / "gone.pem"))
    stay_up(home.settings, TestTime(LOOK), look=LOOK)
    assert "SSL_CERT_FILE names" in str(fields(caplog, "settings-unusable")[0]["error"])
    assert not fields(caplog, "fault")


@pytest.mark.usefixtures("no_database")
def test_a_database_that_cannot_be_opened_ends_it_at_the_start(home: Home, acme: GitHub) -> None:
    home.database.parent.mkdir()
    home.database.write_text("no database " * 100)

    with pytest.raises(StorageError):
        stay_up(home.settings, TestTime(HOUR))


def test_a_folder_that_does_not_exist_ends_it_at_the_start(home: Home) -> None:
    home.watchlists.rmdir()

    with pytest.raises(ConfigurationError, match="does not exist"):
        stay_up(home.settings, TestTime(HOUR))


def test_a_source_that_is_switched_off_is_told_and_not_asked(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    settings = home.settings.model_copy(update={"github_url": ""})
    time = TestTime(HOUR)

    stay_up(settings, time, look=LOOK)

    assert "source-off" in events(caplog)
    assert acme.requests == []
    assert time.turns < 300


def dump(home: Home) -> list[str]:
    """Everything the database holds."""
    with sqlite3.connect(home.database) as connection:
        return list(connection.iterdump())


def sound(home: Home) -> bool:
    """Whether the database is whole, nothing in it refers to what is not there, and nobody holds a lease."""
    with sqlite3.connect(home.database) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        leases = connection.execute("SELECT url FROM feed WHERE lease_owner IS NOT NULL").fetchall()
    return whole and not orphans and not leases


def test_services_are_asked_at_the_start_and_then_no_oftener_than_hourly(
    home: Home, acme: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.2.1}\n")
    with Endoflife() as endoflife:
        endoflife.product("apache-kafka", {"name": "4.2"})
        settings = replace(home, endoflife_url=endoflife.url).settings

        with caplog.at_level(logging.INFO):
            stay_up(settings, TestTime(5 * HOUR), look=LOOK)

        assert 4 <= len(endoflife.requests) <= 6
    assert [one.message for one in caplog.records].count("asked") >= 4
