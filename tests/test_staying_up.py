"""Processes that stay up, beside others, and are stopped or killed, on one database and the loopback GitHub."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from home import Home
from loopback import Answer, Delivery, GitHub
from loopback.faults import delivered
from tracker.model import EventKind
from tracker.store import Store

TODAY = datetime.now(UTC).replace(microsecond=0)  # processes read the real clock
REPOSITORIES = tuple(f"acme/r{number}" for number in range(4))
_LONGEST = 60  # seconds after which a process that hangs is killed, so that its test fails


@pytest.fixture
def acme(home: Home, github: GitHub) -> GitHub:
    """Four repositories with a release each, and an environment that uses them."""
    for name in REPOSITORIES:
        github.repository(name).release("1.0.0", at=TODAY - timedelta(days=30))
    entries = ", ".join(f"{name[5:]}: {{version: 1.0.0, repo: {name}}}" for name in REPOSITORIES)
    home.write("env.yaml", f"deployed: {{{entries}}}\n")
    return github


@contextmanager
def started(home: Home, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, killed where it outlives its test; where it hangs it says at what."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments],
        env={**os.environ, **home.environment, "PYTHONFAULTHANDLER": "1", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(_LONGEST, process.send_signal, [signal.SIGABRT])
    watchdog.start()
    try:
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()
    finally:
        watchdog.cancel()


def until(process: subprocess.Popen[str], event: str) -> str:
    """Read the log of a process until it tells an event; return that line."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if line.split()[2] == event:
            return line
    raise AssertionError(f"no {event} in {seen}")


def sound(home: Home) -> bool:
    """Whether the database is whole, and nothing in it refers to what is not there."""
    with closing(sqlite3.connect(home.database)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and not connection.execute("PRAGMA foreign_key_check").fetchall()


def leases(home: Home) -> int:
    with closing(sqlite3.connect(home.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM feed WHERE lease_owner IS NOT NULL").fetchone()[0])


def make_due(home: Home) -> None:
    """Let every feed be due, as if its interval had passed."""
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("UPDATE feed SET due_at = NULL")


def stored(home: Home, github: GitHub) -> tuple[Counter[str], Counter[str]]:
    """How often each release, and how often the event of each, is stored: `acme/r0 1.0.0`."""
    urls = {f"{github.url}/{name}/releases.atom": name for name in REPOSITORIES}
    with Store.open(home.settings.database_url) as store:
        releases = Counter(
            f"{urls[url]} {one.tag}" for url, known in store.releases(urls).items() for one in known.releases
        )
        events = Counter(
            f"{urls[url]} {one.tag}"
            for url, happened in store.events(urls).items()
            for one in happened
            if one.kind is EventKind.NEW
        )
    return releases, events


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well_although_a_server_is_silent(home: Home, acme: GitHub, how: signal.Signals) -> None:
    acme.fail(delivered(Delivery.SILENCE))
    with started(home, "run") as process:
        until(process, "started")
        assert acme.asked.wait(_LONGEST)
        asked_to_stop = time.monotonic()
        process.send_signal(how)
        out, err = process.communicate()
        took = time.monotonic() - asked_to_stop

    assert (process.returncode, out) == (0, "")
    assert err.splitlines()[-1].endswith(" info stopped")
    assert "not-read" not in err
    assert "Traceback" not in err
    assert took < 5
    assert leases(home) == 0


def test_a_second_signal_ends_it_at_once_although_the_database_is_locked(home: Home, acme: GitHub) -> None:
    home.run("poll")
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with started(home, "run") as process:
            until(process, "started")
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
            process.communicate()

    assert process.returncode in {-signal.SIGTERM, -signal.SIGINT}


def test_it_reads_feeds_notices_files_and_says_so(home: Home, acme: GitHub) -> None:
    with started(home, "run") as process:
        assert "environments=1 feeds=4" in until(process, "started")
        assert "repositories=acme/r" in until(process, "polled")
        home.write("more.yaml", "deployed: {kafak: 1}\n")
        assert "file=more.yaml" in until(process, "file-added")
        assert "more.yaml line 1: deployed.kafak" in until(process, "file-broken")
        process.send_signal(signal.SIGTERM)
        process.communicate()

    assert process.returncode == 0


def test_d01_after_a_kill_a_restart_goes_on_at_once(home: Home, acme: GitHub) -> None:
    acme.fail(delivered(Delivery.SILENCE))
    with started(home, "run") as process:
        assert acme.asked.wait(_LONGEST)
        process.kill()
        process.wait()
    assert leases(home) == 1
    acme.heal()

    with started(home, "run") as process:
        line = until(process, "polled")
        process.send_signal(signal.SIGTERM)
        process.communicate()

    assert "changed=1" in line
    assert (process.returncode, leases(home), sound(home)) == (0, 0, True)


def test_g_no_secret_is_in_the_log_or_the_database(home: Home, acme: GitHub) -> None:
    acme.fail(lambda _: Answer(status=401, body=b"s3cret-token"), times=2)
    with started(home, "run", TRACKER_GITHUB_TOKEN="s3cret-token") as process:
        until(process, "not-read")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()

    assert "s3cret-token" not in err
    assert b"s3cret-token" not in home.database.read_bytes()


@pytest.mark.slow
def test_d05_two_that_stay_up_and_a_poll_neither_duplicate_nor_lose(home: Home, acme: GitHub) -> None:
    assert home.run("poll").code == 0
    published = {f"{name} 1.0.0" for name in REPOSITORIES}
    for number in range(1, 6):
        for name in REPOSITORIES:
            acme.repository(name).release(f"1.{number}.0", at=TODAY - timedelta(days=20 - number))
            published.add(f"{name} 1.{number}.0")
        make_due(home)
        with started(home, "run") as one, started(home, "run") as other, started(home, "poll") as poll:
            out, err = poll.communicate()
            for process in (one, other):
                until(process, "started")
                process.send_signal(signal.SIGTERM)
                process.communicate()

        assert (one.returncode, other.returncode, poll.returncode) == (0, 0, 0), (out, err)

    releases, events = stored(home, acme)
    assert releases == Counter(published)
    assert events == Counter(one for one in published if not one.endswith(" 1.0.0"))
    assert sound(home)


def test_d06_a_frozen_process_that_wakes_up_writes_nothing(home: Home, acme: GitHub) -> None:
    home.run("poll")
    make_due(home)
    acme.repository("acme/r0").release("2.0.0", at=TODAY - timedelta(days=1))
    answer_now = threading.Event()

    def late(answer: Answer) -> Answer:
        answer_now.wait(_LONGEST)
        return answer

    acme.fail(late, "acme/r0", times=1)
    acme.asked.clear()
    with started(home, "run") as frozen:
        assert acme.asked.wait(_LONGEST)
        frozen.send_signal(signal.SIGSTOP)
        with closing(sqlite3.connect(home.database)) as connection, connection:
            connection.execute("UPDATE feed SET lease_until = '2000-01-01 00:00:00.000000'")
        polled = home.run("poll")
        answer_now.set()
        frozen.send_signal(signal.SIGCONT)
        frozen.send_signal(signal.SIGTERM)
        _, err = frozen.communicate()

    assert polled.out.startswith("4 feeds read: 1 changed")
    assert frozen.returncode == 0, err
    _, events = stored(home, acme)
    assert events == {"acme/r0 2.0.0": 1}


@pytest.mark.slow
def test_d02_and_d04_a_locked_and_a_full_disk_are_told_and_outlived(home: Home, acme: GitHub) -> None:
    home.run("poll")
    make_due(home)
    with started(home, "run") as process:
        until(process, "started")
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, hard))
        home.write("more.yaml", "deployed: {new: {version: 1, repo: acme/new}}\n")
        assert "database" in until(process, "storage-failed")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        until(process, "polled")
        with closing(sqlite3.connect(home.database)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            home.write("other.yaml", "deployed: {other: {version: 1, repo: acme/other}}\n")
            assert "another process is writing to it" in until(process, "storage-failed")
        until(process, "polled")
        process.send_signal(signal.SIGTERM)
        process.communicate()

    assert process.returncode == 0
    assert sound(home)


@pytest.mark.slow
def test_d01_two_hundred_kills_at_random_lose_nothing_and_need_no_repair(home: Home, acme: GitHub) -> None:
    luck = random.Random(20261120)
    assert home.run("poll").code == 0
    published = {f"{name} 1.0.0" for name in REPOSITORIES}
    for number in range(1, 201):
        for name in luck.sample(REPOSITORIES, 2):
            acme.repository(name).release(
                f"1.{number}.0", at=TODAY - timedelta(days=29) + number * timedelta(hours=1)
            )
            published.add(f"{name} 1.{number}.0")
        kill_at_random(home, acme, luck)
        assert sound(home)
        seen, _ = stored(home, acme)
        assert set(seen.values()) == {1}
        if number % 5 == 0:
            polled = home.run("poll")
            assert polled.code == 0, polled
            assert set(stored(home, acme)[0]) == published
            assert leases(home) == 0

    releases, events = stored(home, acme)
    assert releases == Counter(published)
    assert events == Counter(one for one in published if not one.endswith(" 1.0.0"))


def kill_at_random(home: Home, acme: GitHub, luck: random.Random) -> None:
    """Kill a poll some time after it asked for a feed: before, within or after a transaction, or at its end."""
    acme.asked.clear()
    with started(home, "poll") as process:
        assert acme.asked.wait(_LONGEST)
        time.sleep(luck.uniform(0, 0.15))
        process.kill()
        process.communicate()
