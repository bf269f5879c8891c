"""Databases that keep nothing: what is stored is read, and whoever would write is told why not."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from examples import NOW
from only_readable import by_mode, by_role, by_session, somebody_else
from tracker.errors import NotWritable
from tracker.model import HostState
from tracker.store import Store
from tracker.store.database import open_engine, writing
from tracker.store.sqlite_file import unchanging_file

HOST = HostState(paused_until=NOW)


@contextmanager
def folder_without_a_right() -> Iterator[str]:
    """A file that was closed well, in a folder in which SQLite may not make the log it would read with."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder, url = Path(name), f"sqlite:///{name}/tracker.db"
        fill(url)
        folder.chmod(0o555)
        with somebody_else():
            yield url
        folder.chmod(0o755)


def fill(url: str) -> str:
    """Keep something."""
    with Store.open(url) as store:
        store.keep_host("github.com", HOST)
    return url


@pytest.fixture(params=["mode", "folder", "session", "role"])
def readable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that can only be read."""
    if request.param == "folder":
        with folder_without_a_right() as url:
            yield url
    elif request.param == "mode":
        fill(f"sqlite:///{tmp_path}/a b.db")
        yield by_mode(tmp_path / "a b.db")
    else:
        server = request.getfixturevalue("server")
        url = fill(server.database())
        yield by_session(url) if request.param == "session" else by_role(server, url)


def test_what_is_stored_is_read_and_a_write_refused_with_the_reason(readable: str) -> None:
    with Store.open(readable) as store:
        assert store.hosts() == {"github.com": HOST}
        with pytest.raises(NotWritable, match="nothing can be kept in the database ") as refused:
            store.keep_host("gitlab.com", HOST)
        assert store.hosts() == {"github.com": HOST}
    told, _, _ = str(refused.value).partition(": ")
    assert (Store.refusal(readable) or "").startswith(told)


def test_who_may_write_is_not_refused_while_another_writes(database_url: str) -> None:
    fill(database_url)
    engine = open_engine(database_url)
    with writing(engine):
        assert Store.refusal(database_url) is None
    engine.dispose()


def test_a_log_that_another_has_left_is_never_overlooked(tmp_path: Path) -> None:
    """What is in it and not in the file yet would be missing, were the file read without it."""
    file = tmp_path / "tracker.db"
    fill(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM host")
        connection.commit()
        assert unchanging_file(make_url(f"sqlite:///{file}")) is None
    assert unchanging_file(make_url(f"sqlite:///{file}")) == file


def test_a_file_yet_to_be_made_refuses_nothing(tmp_path: Path) -> None:
    assert Store.refusal(f"sqlite:///{tmp_path}/none/tracker.db") is None
    assert not [*tmp_path.iterdir()]
