"""Two terminals, or cron over a terminal: two runs on one database neither repeat nor lose anything."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text

from examples import NOW, day
from home import Home
from loopback import GitHub
from tracker.record import replace

ROUNDS = 6
PLATFORM = "deployed: {kafka: 4.2.1, gateway: {version: v1.0, repo: acme/gateway}}\n"


@pytest.fixture
def home(home: Home, database_url: str) -> Home:
    """A set-up with either database."""
    there = replace(home, database_url=database_url)
    there.write("env.yaml", PLATFORM)
    return there


@pytest.fixture
def platform(github: GitHub) -> GitHub:
    github.repository("apache/kafka", id=2211243).release("4.4.0", at=day("2026-09-01"))
    github.repository("acme/gateway").release("v1.0", at=day("2026-09-01"))
    return github


def stored_tags(home: Home) -> list[str]:
    """The tags of every stored release, as often as they are stored."""
    engine = create_engine(home.database_url)
    with engine.connect() as connection:
        tags = sorted(connection.execute(text("SELECT tag FROM release")).scalars())
    engine.dispose()
    return tags


def test_two_checks_at_the_same_instant_store_each_release_once(home: Home, platform: GitHub) -> None:
    start, failures = Barrier(2, timeout=60), list[object]()
    expected = {"4.4.0", "v1.0"}
    for number in range(ROUNDS):
        at = day("2026-10-01") + timedelta(hours=number)
        platform.repository("apache/kafka").release(f"4.4.{number + 1}", at=at)
        platform.repository("acme/gateway").release(f"v1.{number + 1}", at=at)
        expected |= {f"4.4.{number + 1}", f"v1.{number + 1}"}

        def check(now: datetime) -> None:
            start.wait()
            checked = home.check("env", now=now)
            failures.extend([*checked.errors, *checked.checks[0].polling.failed])

        with ThreadPoolExecutor() as pool:
            list(pool.map(check, [NOW + timedelta(hours=2 * number)] * 2))

    assert failures == []
    assert stored_tags(home) == sorted(expected)


def test_two_commands_at_once_share_a_new_database(home: Home, platform: GitHub) -> None:
    command = [sys.executable, "-m", "tracker", "poll"]
    environment = {**os.environ, **home.environment}
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(2)]

    said = [process.communicate()[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    listed = json.loads(home.run("releases", "kafka", "--format", "json").out)
    assert listed["newest"] == "4.4.0"
    assert stored_tags(home) == ["4.4.0", "v1.0"]
