"""What every test may ask for."""

import gc
import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

import postgresql
from home import Home
from loopback import Endoflife, GitHub, Kev, Osv
from tracker.store import Store

_DATA = "TRACKER_TEST_DATA"
_SERVICES = ("TRACKER_ENDOFLIFE_URL", "TRACKER_OSV_URL", "TRACKER_KEV_URL")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def pytest_xdist_auto_num_workers() -> int:
    """Run twice as many tests at a time as there are cores: many wait for programs, screens and servers."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure() -> None:
    """Let what the tests start be interrupted, where a shell that runs them in the background ignores that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what stays until the end out of what is looked through for garbage, which took a third of the time.

    From then on garbage is collected as often as in the program's own process.
    """
    gc.disable()
    collected = yield
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the gates, the longest of which would otherwise be waited for at the end."""
    items.sort(key=lambda item: item.path.name != "test_quality.py")


@pytest.fixture(scope="session")
def _nobodys_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the interface keeps what it remembers, and looks for keys of a reader's own."""
    return tmp_path_factory.mktemp("nobody")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, _nobodys_files: Path) -> None:
    """Keep settings, files, proxies and colours of whoever runs the tests out of them, and the internet, too."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(_nobodys_files / name))
    for name in list(os.environ):
        if name.upper() in _PROXIES or name == "NO_COLOR" or (name.startswith("TRACKER_") and name != _DATA):
            monkeypatch.delenv(name)
    for name in _SERVICES:
        monkeypatch.setenv(name, "")


@pytest.fixture
def now() -> datetime:
    """The instant at which tests happen."""
    return datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A PostgreSQL, started by the first test that asks for it."""
    with postgresql.serving() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes an empty database of either kind and returns its URL."""
    if request.param == "postgresql":
        started: postgresql.Server = request.getfixturevalue("server")
        return started.database
    numbers = count(1)
    return lambda: f"sqlite:///{tmp_path / f'tracker-{next(numbers)}.db'}"


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """An empty database of either kind."""
    return new_database()


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub on 127.0.0.1, empty at first."""
    with GitHub() as server:
        yield server


@pytest.fixture
def endoflife() -> Iterator[Endoflife]:
    """An endoflife.date on 127.0.0.1 that knows no product at first."""
    with Endoflife() as server:
        yield server


@pytest.fixture
def osv() -> Iterator[Osv]:
    """An OSV on 127.0.0.1 without a record at first."""
    with Osv() as server:
        yield server


@pytest.fixture
def kev() -> Iterator[Kev]:
    """A catalogue of exploited vulnerabilities on 127.0.0.1, which lists none at first."""
    with Kev() as server:
        yield server


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with the schema of today; to make one takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "tracker.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def home(tmp_path: Path, github: GitHub, _empty_database: Path) -> Home:
    """A set-up whose feeds come from the loopback GitHub; its watchlists folder and its database are empty."""
    for folder in ("watchlists", "data"):
        (tmp_path / folder).mkdir()
    shutil.copy(_empty_database, tmp_path / "data")
    return Home(root=tmp_path, github_url=github.url, database_url=f"sqlite:///{tmp_path / 'data' / 'tracker.db'}")


@pytest.fixture
def no_database(home: Home) -> None:
    """The same set-up before its database was made."""
    shutil.rmtree(home.database.parent)
