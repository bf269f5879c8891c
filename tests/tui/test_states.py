"""The bad days, reached over a real folder, database and feed: what stands on the screens then.

What is stored stays in sight, and why nothing newer comes is said once. The texts are compared with those in
`golden/`, in which the port of the server is left out.
"""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

import tui.loader
from home import Home
from loopback import GitHub
from loopback.faults import status
from tui.app import TrackerApp
from tui.loader import Loader
from tui_examples import compare, press, screen_text, settle

DAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SIZES = ((80, 24), (140, 40))


@dataclass
class Clock:
    """A clock that is turned by hand."""

    at: datetime = DAY

    def __call__(self) -> datetime:
        """Read it."""
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the loader, which is the program's only one here."""
    clock = Clock()
    monkeypatch.setattr(tui.loader, "now", clock)
    return clock


@pytest.fixture
def world(home: Home, github: GitHub, clock: Clock) -> Home:
    """Two environments that were checked, and a file that cannot be read beside them."""
    github.repository("apache/kafka").release("4.4.0", at=DAY - timedelta(days=60))
    github.repository("grafana/grafana").release("v12.0.1", at=DAY - timedelta(days=30))
    for name in ("acme/prod", "acme/dr"):
        deployed = "deployed: {kafka: 4.3.1, grafana: 11.0.0}\n"
        home.write(f"{name}.yaml", f"customer: Acme\nsince: 2026-01-01\npolicy: {{track: newest}}\n{deployed}")
    source = Loader(home.settings)
    for name in ("acme/prod", "acme/dr"):
        source.check(name, offline=False)
    home.write("bad.yaml", "deployed: {kafka: 1\n")
    return home


def shown(home: Home, clock: Clock, size: tuple[int, int], *keys: str, environment: str | None = None) -> str:
    """Press keys in the interface over a folder; return what stands on the screen then."""

    async def seen() -> str:
        app = TrackerApp(Loader(home.settings), environment, now=clock)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            return await press(pilot, *keys) if keys else screen_text(pilot)

    return re.sub(r":\d{5}\b", ":_____", asyncio.run(seen()))


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Let another program write to the database all the while."""
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize("size", SIZES)
def test_unreadable_files_beside_good_ones(world: Home, clock: Clock, size: tuple[int, int]) -> None:
    compare(f"state-unreadable-file-{size[0]}x{size[1]}", shown(world, clock, size, "G"))


@pytest.mark.parametrize("size", SIZES)
def test_no_feed_answers(world: Home, clock: Clock, github: GitHub, size: tuple[int, int]) -> None:
    clock.at += timedelta(hours=5)
    github.fail(status(502))
    text = shown(world, clock, size, environment="acme/prod")
    compare(f"state-no-network-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize("size", SIZES)
def test_a_failing_feed(world: Home, clock: Clock, github: GitHub, size: tuple[int, int]) -> None:
    clock.at += timedelta(hours=5)
    github.delete("grafana/grafana")
    text = shown(world, clock, size, environment="acme/prod")
    compare(f"state-failing-feed-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize("size", SIZES)
def test_stale_facts(world: Home, clock: Clock, github: GitHub, size: tuple[int, int]) -> None:
    clock.at += timedelta(days=20)
    github.fail(status(502))
    text = shown(world, clock, size, environment="acme/prod")
    compare(f"state-stale-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize("size", SIZES)
def test_the_portfolio_stands_though_another_program_writes(
    world: Home, clock: Clock, size: tuple[int, int]
) -> None:
    with locked(world):
        text = shown(world, clock, size)
    compare(f"state-locked-{size[0]}x{size[1]}", text)


@pytest.mark.slow
def test_a_check_says_that_another_program_writes(world: Home, clock: Clock) -> None:
    """Slow, for a writer waits ten seconds for its turn."""
    with locked(world):
        text = shown(world, clock, (140, 40), environment="acme/prod")
    assert "database is locked" in text
    assert "r tries again." in text
