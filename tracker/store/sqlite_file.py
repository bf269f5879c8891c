"""The file of a SQLite database, and reading one that SQLite cannot put its log beside."""

import sqlite3
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.url import URL

from tracker.errors import NotWritable

# The option of an engine that says why nothing can be written, where its file is read as one that does not change.
SEALED = "sealed"


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database, which a URL may write as one of SQLite's own; None where there is none."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or ":memory:" in name:
        return None
    return Path(unquote(name.removeprefix("file:")) if name.startswith("file:") and "uri" in url.query else name)


def unchanging_file(url: URL) -> Path | None:
    """The file of a database that is there and has no write-ahead log, so that it holds all that was written.

    SQLite puts a log beside it before it reads, which a folder that may not be written to or a disk that is full
    keeps it from (https://www.sqlite.org/wal.html#read_only_databases).
    """
    file = file_of(url)
    if file is None or not file.is_file():
        return None
    log = file.with_name(f"{file.name}-wal")
    return None if log.exists() and log.stat().st_size else file


def sealed(url: URL, file: Path, why: NotWritable) -> Engine:
    """Make an engine that reads a file as one that does not change while it is read."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)

    engine = create_engine(url, creator=connect, execution_options={SEALED: str(why)})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
