"""Opening a database: which ones, and what is said of those that cannot be opened."""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from examples import NOW
from only_readable import somebody_else
from postgresql import Server
from tracker.errors import StorageError
from tracker.model import HostState
from tracker.store import Store
from tracker.store.database import open_engine

SECRET = "hunter2"
RESTING = HostState(paused_until=NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


def told(url: str) -> str:
    """What is said of a database that cannot be opened."""
    with pytest.raises(StorageError) as error:
        Store.open(url)
    return str(error.value)


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_d08_a_database_from_the_future_is_left_alone(database_url: str) -> None:
    Store.open(database_url).close()
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")

    said = told(database_url)

    assert "was written by a newer tracker (schema 9999): upgrade tracker" in said
    assert str(make_url(database_url).database) in said


def test_d08_a_file_from_the_future_stays_as_it_is(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    execute(f"sqlite:///{path}", "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()

    told(f"sqlite:///{path}")

    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text)")

    assert "belongs to another program (it has a table 'notes'): name another" in told(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "the database URL cannot be read: use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"),
        ("postgresql+psycopg://me@host:port/db", "the database URL cannot be read: use sqlite:///FILE"),
        ("sqlite:///a\0b", "the database URL cannot be read"),
        ("oracle+nothing://x/y", "oracle+nothing://x/y is of a kind that tracker cannot use: use sqlite:///FILE"),
        ("mysql://x/y", "is of a kind that tracker cannot use"),
        ("postgresql://x/y", "is of a kind that tracker cannot use: use sqlite:///FILE or postgresql+psycopg://"),
        ("sqlite:////proc/x.db?mode=ro", "options need sqlite:///file:FILE?mode=ro&uri=true"),
        ("sqlite:////proc/nowhere/tracker.db", "cannot be opened: /proc/nowhere"),
        ("postgresql+psycopg://me@/db?host=/nowhere", "see that the server runs and can be reached from here"),
        ("postgresql+psycopg://me@/db?nonsense=1", 'invalid connection option "nonsense": take it out of the URL'),
    ],
)
def test_a_database_that_cannot_be_opened_is_named(url: str, message: str) -> None:
    assert message in told(url)


@pytest.mark.parametrize(
    "url",
    [
        "oracle+nothing://me:hunter2@host/db",
        "postgresql+psycopg://me:hunter2@host:port/db",
        "postgresql+psycopg://me:x@hunter2@host/db",
        "postgresql+psycopg://me:hunter2@/db?host=/nowhere",
        "postgresql+psycopg://me@/db?host=/nowhere&password=hunter2",
    ],
)
def test_a_password_in_a_database_url_is_never_told(url: str) -> None:
    assert SECRET not in told(url)


def test_without_its_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert told("postgresql+psycopg://me:hunter2@host/db") == (
        "the database postgresql+psycopg://me:***@host/db needs a driver that is not installed: "
        "pip install 'release-tracker[postgres]'"
    )


def test_a_database_that_the_server_does_not_have_is_to_be_made_first(server: Server) -> None:
    missing = make_url(server.database()).set(database="missing").render_as_string(hide_password=False)

    assert 'database "missing" does not exist: create it on the server' in told(missing)


def test_a_user_who_may_make_no_tables_is_told(server: Server) -> None:
    server.control.execute("CREATE ROLE guest LOGIN")

    said = told(f"postgresql+psycopg://guest@/postgres?host={server.folder}")

    assert "permission denied for schema public" in said


def test_a_connection_that_the_server_has_cut_is_made_anew(server: Server) -> None:
    with Store.open(server.database()) as store:
        assert store.summaries() == {}
        server.control.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tracker'"
        )

        assert store.summaries() == {}


def test_d09_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.write_text("these are my notes, not a database\n" * 100)

    assert "file is not a database" in told(f"sqlite:///{path}")
    assert path.read_text().startswith("these are my notes")


def test_d09_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()

    with Store.open(f"sqlite:///{path}") as store:
        assert store.summaries() == {}


def test_d09_a_folder_is_no_database(path: Path) -> None:
    path.mkdir()

    assert f"the database sqlite:///{path} cannot be used: unable to open database file" in told(
        f"sqlite:///{path}"
    )


def test_d09_a_damaged_page_is_told_and_never_written_over(path: Path) -> None:
    url = f"sqlite:///{path}"
    with Store.open(url) as store:
        store.keep_host("github.com", RESTING)
    with closing(sqlite3.connect(path)) as direct:
        (size,) = direct.execute("PRAGMA page_size").fetchone()
        (page,) = direct.execute("SELECT rootpage FROM sqlite_master WHERE name = 'host'").fetchone()
    damaged = bytearray(path.read_bytes())
    damaged[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(damaged)

    with Store.open(url) as store, pytest.raises(StorageError, match="malformed: restore a copy of it"):
        store.keep_host("github.com", RESTING)

    assert path.read_bytes() == damaged


def test_d09_a_file_that_may_only_be_read_is_read_and_a_write_refused() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder, path = Path(name), Path(name, "tracker.db")
        Store.open(f"sqlite:///{path}").close()
        path.chmod(0o444)
        folder.chmod(0o777)
        before = path.read_bytes()

        with somebody_else(), Store.open(f"sqlite:///{path}") as store:
            assert store.summaries() == {}
            with pytest.raises(StorageError, match="attempt to write a readonly database: see that it can be"):
                store.keep_host("github.com", RESTING)

        assert path.read_bytes() == before


def test_d10_a_text_that_no_database_can_keep_is_refused_by_name(database_url: str) -> None:
    with Store(open_engine(database_url)) as store, pytest.raises(StorageError, match="surrogates not allowed"):
        store.keep_host("\ud800", RESTING)
