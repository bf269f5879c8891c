"""Opening the database: the engine, its transactions, and its schema brought up to date."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError

from tracker.errors import NotWritable, StorageError
from tracker.store.reporting import has_no_log, not_writable, reported, shown_url
from tracker.store.sqlite_file import SEALED, file_of, sealed, unchanging_file
from tracker.text import clean_line, unsafe_character

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
HEAD = REVISIONS[-1]

AT_ONCE = 500  # values of one IN (...): far below what either database allows in a statement

_FORMS = "use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})

# How an engine's options name the two kinds of transaction that write.
_WRITING = "writing"
_MIGRATING = "migrating"
# And the kind that would, and waits for nobody.
_TRYING = "trying"

# The number of the advisory lock that writers to PostgreSQL share, the same in every release of this program.
_WRITERS = 7_235_421_846_012_197_749

_CONNECTING = {"connect_timeout": "10", "client_encoding": "utf8", "application_name": "tracker"}

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Cut items into lists of at most a size."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def open_engine(url: str, *, wait: float = 10) -> Engine:
    """Open the database of a URL and bring its schema to HEAD; a SQLite file is copied before it is migrated.

    A writer waits `wait` seconds for another one. Raises StorageError where the URL, the database or its schema
    does not allow it.
    """
    parsed = _parsed(url)
    try:
        with reported(parsed):
            _make_folder(parsed)
            return _ready(_engine(parsed, round(wait * 1000)))
    except StorageError as error:
        cause, file = error.__cause__, unchanging_file(parsed)
        if file is None or cause is None or not has_no_log(cause):
            raise
        with reported(parsed):
            return _ready(sealed(parsed, file, not_writable(parsed, cause)))


def _ready(engine: Engine) -> Engine:
    """Bring the schema of an engine's database to HEAD."""
    try:
        _bring_to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def is_missing(url: str) -> bool:
    """Say whether a URL names a SQLite file that does not exist; what cannot be told without connecting exists."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return False
    file = file_of(parsed)
    return file is not None and not file.exists()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads; what others commit meanwhile is not seen in it."""
    with reported(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes, one at a time on a database: it waits at its start until no other one writes."""
    _refuse_if_sealed(engine)
    with reported(engine.url), engine.execution_options(**{_WRITING: True}).begin() as connection:
        yield connection


def _refuse_if_sealed(engine: Engine) -> None:
    if why := engine.get_execution_options().get(SEALED):
        raise NotWritable(why)


def refusal(url: str) -> str | None:
    """Say why nothing can be kept in the database of a URL, None where it can; other writers are not waited for.

    What else is wrong with it, its readers are told. A disk without room is seen only by what needs more of it.
    """
    try:
        engine = open_engine(url, wait=0.001)
        try:
            _try_writing(engine)
        finally:
            engine.dispose()
    except NotWritable as error:
        return str(error)
    except StorageError:
        return None
    return None


def _try_writing(engine: Engine) -> None:
    """Ask for what every writer asks for; raises NotWritable."""
    _refuse_if_sealed(engine)
    with reported(engine.url), engine.execution_options(**{_TRYING: True}).connect() as connection:
        connection.exec_driver_sql("DELETE FROM summary WHERE 1 = 0")


def _parsed(url: str) -> URL:
    """Read a URL; what cannot be read is not repeated, since it may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is None or unsafe_character(url):
        raise StorageError(f"the database URL cannot be read: {_FORMS}")
    if "@" in (parsed.host or ""):
        raise StorageError("the database URL cannot be read: write @ in a user or password as %40")
    if parsed.drivername not in _DRIVERS:
        raise StorageError(f"the database {shown_url(parsed)} is of a kind that tracker cannot use: {_FORMS}")
    if parsed.get_backend_name() == "sqlite" and parsed.query and "uri" not in parsed.query:
        raise StorageError("the database URL cannot be read: options need sqlite:///file:FILE?mode=ro&uri=true")
    return parsed


def _make_folder(url: URL) -> None:
    file = file_of(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def _engine(url: URL, wait: int) -> Engine:
    """Make an engine whose writers wait so many milliseconds for each other."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        _behave_on_sqlite(engine, wait)
        return engine
    url = url.set(query={**_CONNECTING, **url.query})
    engine = create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True)
    _behave_on_postgresql(engine, wait)
    return engine


def _behave_on_sqlite(engine: Engine, wait: int) -> None:
    """Set SQLite up for several processes, and begin transactions ourselves: its driver begins them too late.

    A writer takes the write lock at its start: a deferred transaction that turns from reading to writing fails at
    once with a stale snapshot, whatever the busy timeout (https://www.sqlite.org/isolation.html). While the schema
    changes, foreign keys are off, as a table that others point to is replaced by its copy
    (https://www.sqlite.org/lang_altertable.html#otheralter); within a transaction they cannot be switched.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={wait}")
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        migrating, writes = options.get(_MIGRATING), options.get(_WRITING)
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if migrating or writes else "BEGIN")


def _write_ahead(connection: sqlite3.Connection, refusals: int = 20) -> None:
    """Turn a file to a write-ahead log, which it keeps.

    While another process turns the same file, SQLite refuses at once, whatever the busy timeout; to write in turn
    is to wait until it has done so.
    """
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not refusals:
            raise
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        _write_ahead(connection, refusals - 1)


def _behave_on_postgresql(engine: Engine, wait: int) -> None:
    """Give PostgreSQL's transactions what SQLite's have: a reader sees one state, and writers take turns.

    One advisory lock for all writers is the plainest way to lose no update and to meet no unique key twice: what a
    writer reads cannot change before it writes, whichever feeds share a repository. A writer must see what was
    committed while it waited, hence READ COMMITTED; a snapshot would be taken before the lock
    (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
    """

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(_WRITING) or options.get(_MIGRATING):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
        elif options.get(_TRYING):
            connection.exec_driver_sql("SET LOCAL lock_timeout = 1")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _bring_to_head(engine: Engine) -> None:
    """Migrate where the schema is an older one, in one transaction, so that a process killed in it leaves none."""
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with engine.execution_options(**{_MIGRATING: True}).begin() as connection:
        before = revision(connection)
        if before == HEAD:
            return
        if before is None:
            _refuse_strangers(connection)
        else:
            _keep_copy(engine, before)
        _migrate(connection)


def _refuse_strangers(connection: Connection) -> None:
    """Leave a SQLite file of another program as it is; a server's database may be meant for several."""
    url = connection.engine.url
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    if tables and url.get_backend_name() == "sqlite":
        raise StorageError(
            f"the database {shown_url(url)} belongs to another program (it has a table "
            f"'{clean_line(tables[0], 80)}'): name another with --database"
        )


def revision(connection: Connection) -> str | None:
    """Tell the revision of the schema, None for an empty database; raises StorageError for an unknown one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise StorageError(
            f"the database {shown_url(connection.engine.url)} was written by a newer tracker "
            f"(schema {clean_line(found)}): upgrade tracker, or name another with --database"
        )
    return found


def _keep_copy(engine: Engine, revision: str) -> None:
    """Copy a SQLite file while no other process can write to it; a server's copies are its keeper's matter."""
    file = file_of(engine.url)
    if file is None:
        return
    unfinished = Path(f"{file}.copying")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
    unfinished.replace(f"{file}.before-{revision}")


def _migrate(connection: Connection) -> None:
    """Run Alembic within an open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
