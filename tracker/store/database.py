"""Opening the database: the engine, its transactions, and its schema brought up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from tracker.errors import StorageError

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]

_WRITING = "writing"


def open_engine(url: str) -> Engine:
    """Open the database of a URL and bring its schema to HEAD; a SQLite file is copied before it is migrated.

    Raises StorageError where the URL, the file or the schema does not allow it.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("the database URL cannot be read: use sqlite:///FILE") from None
    shown = parsed.render_as_string(hide_password=True)
    with reported(shown):
        _make_folder(parsed)
        engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            _behave(engine)
        _bring_to_head(engine, parsed, shown)
    return engine


def is_missing(url: str) -> bool:
    """Say whether a URL names a SQLite file that does not exist; what cannot be told without connecting exists."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return False
    file = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return file is not None and not Path(file).exists()


@contextmanager
def reported(shown: str) -> Iterator[None]:
    """Turn what a database driver or the file system raises into a StorageError that names the database."""
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError):
        raise StorageError(f"the database {shown} is of a kind whose driver is not installed") from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = str(getattr(error, "orig", None) or error)
        raise StorageError(f"the database {shown} cannot be used: {cause}: {_remedy(cause)}") from error
    except OSError as error:
        place = error.filename or shown
        raise StorageError(
            f"the database {shown} cannot be opened: {place}: {error.strerror}: name another with --database"
        ) from error


def _remedy(cause: str) -> str:
    if "locked" in cause:
        return "another process is writing to it, try again"
    return "see that it can be written, or move it away, or name another with --database"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads."""
    with reported(engine.url.render_as_string(hide_password=True)), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes, taking SQLite's write lock at its start.

    A deferred transaction that turns from reading to writing fails at once with a stale snapshot, whatever the
    busy timeout (https://www.sqlite.org/isolation.html).
    """
    with (
        reported(engine.url.render_as_string(hide_password=True)),
        engine.execution_options(**{_WRITING: True}).begin() as connection,
    ):
        yield connection


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _behave(engine: Engine) -> None:
    """Set SQLite up for several processes, and begin transactions ourselves: its driver begins them too late."""

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _bring_to_head(engine: Engine, url: URL, shown: str) -> None:
    revision = _revision(engine)
    if revision == HEAD:
        return
    if revision is not None and revision not in REVISIONS:
        raise StorageError(
            f"the database {shown} was written by a newer tracker (schema {revision}): "
            "upgrade tracker, or name another with --database"
        )
    if revision is not None:
        _keep_copy(url, revision)
    with writing(engine) as connection:
        _migrate(connection)


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _keep_copy(url: URL, revision: str) -> None:
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    with (
        sqlite3.connect(url.database) as source,
        sqlite3.connect(f"{url.database}.before-{revision}") as copy,
    ):
        source.backup(copy)


def _migrate(connection: Connection) -> None:
    """Run Alembic within an open transaction; where another process was first it finds nothing to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
