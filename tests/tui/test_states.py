"""The bad days, reached over a real folder, database and feed: what stands on the screens then.

What is stored stays in sight, and why nothing newer comes is said once. The texts are compared with those in
`golden/`, in which the port of the server is left out.
"""

import asyncio
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

import tui.loader
from home import Home
from loopback import GitHub
from loopback.faults import status
from only_readable import by_mode
from tracker.record import replace
from tui.app import TrackerApp
from tui.loader import Loader
from tui_driving import compare, press, screen_text, settle

DAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SIZES = ((80, 24), pytest.param((140, 40), marks=pytest.mark.slow))


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
    (*_, last) = seen(home, clock, size, *([keys] if keys else []), environment=environment)
    return last


def seen(
    home: Home, clock: Clock, size: tuple[int, int], *steps: Sequence[str], environment: str | None = None
) -> Sequence[str]:
    """Press some keys after some others; return what stands on the screen before, and after each of them."""

    async def journey() -> Sequence[str]:
        app = TrackerApp(Loader(home.settings), environment, now=clock)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            return [screen_text(pilot), *[await press(pilot, *keys) for keys in steps]]

    return [_same_always(text) for text in asyncio.run(journey())]


def _same_always(text: str) -> str:
    """Leave out the port of the server, and when it is asked next, which depends on its address."""
    text = re.sub(r"(?<=\.1:)\d+|(?<=…)\d+(?= cannot be reached)", lambda found: "_" * len(found[0]), text)
    text = re.sub(r"\d\d:\d\dZ", "__:__Z", text)
    return re.sub(r"\bin \d+m *", lambda found: "in __m".ljust(len(found[0])), text)


def compare_all(state: str, size: tuple[int, int], texts: Mapping[str, str]) -> None:
    """Compare texts with the goldens of a state, each by the screen it is of."""
    for screen, text in texts.items():
        compare(f"state-{state}-{screen}-{size[0]}x{size[1]}", text)


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
    assert "support ended" in text
    assert "not remembered: the database" in text
    assert "another process is writing to it, try again" in text


@pytest.mark.parametrize("size", SIZES)
def test_a_database_that_can_only_be_read(world: Home, clock: Clock, size: tuple[int, int]) -> None:
    before = world.database.read_bytes()
    readable = replace(world, database_url=by_mode(world.database))
    world.write("new.yaml", "customer: Acme\ndeployed: {kafka: 4.3.1}\n")

    screens = ("portfolio", "check", "environment", "act", "help")
    steps = (["R"], ["j", "enter"], ["W"], ["question_mark", *["pagedown"] * 2])
    texts = dict(zip(screens, seen(readable, clock, size, *steps), strict=True))

    compare_all("read-only", size, texts)
    assert world.database.read_bytes() == before


@pytest.mark.parametrize("size", SIZES)
def test_connections_are_refused(world: Home, clock: Clock, github: GitHub, size: tuple[int, int]) -> None:
    clock.at += timedelta(hours=5)
    world.write("new.yaml", "customer: Acme\ndeployed: {loki: 3.0.0}\n")
    gone = replace(world, osv_url=github.url)
    github.stop()

    screens = ("portfolio", "check", "environment", "feeds", "fleet")
    steps = (["R"], ["j", "enter"], ["4"], ["6", "c"])
    texts = dict(zip(screens, seen(gone, clock, size, *steps), strict=True))

    compare_all("refused", size, texts)


@pytest.mark.slow
def test_what_a_check_from_the_portfolio_could_not_remember_is_told(world: Home, clock: Clock) -> None:
    """Slow, for a writer waits ten seconds for its turn."""
    with locked(world):
        _, text = seen(world, clock, (140, 40), ["j", "r"])
    assert "acme/prod was checked, but not remembered: the d" in text
    assert "another process is writing to it, try again" in text
