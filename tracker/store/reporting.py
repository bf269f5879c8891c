"""What a database driver or the file system raises, as sentences that name the database and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine.url import URL
from sqlalchemy.exc import SQLAlchemyError

from tracker.errors import NotWritable, StorageError
from tracker.text import clean_line

# https://www.postgresql.org/docs/current/errcodes-appendix.html: 25006 read_only_sql_transaction,
# 42501 insufficient_privilege, 53100 disk_full.
_REFUSING_STATES = frozenset({"25006", "42501", "53100"})
_REFUSING_CODES = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})

_WITHOUT_LOG = frozenset(
    {sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN}
)

_IN_TURN = "another process is writing to it, try again"
_NO_ROOM = "nothing of this step was kept; see that its disk is sound and has room, and try again"
_CREDENTIALS = "see the user and the password in TRACKER_DATABASE_URL"
_REMEDIES = {
    "locked": _IN_TURN,
    "lock timeout": _IN_TURN,
    "is full": _NO_ROOM,
    "No space left": _NO_ROOM,
    "disk I/O": _NO_ROOM,
    "permission denied": "let its user write to it, or name another with --database",
    "read-only transaction": "see that the server takes writes from its user, or name another with --database",
    "malformed": "restore a copy of it, or move it away and start anew",
    "authentication failed": _CREDENTIALS,
    "no password supplied": _CREDENTIALS,
    "does not exist": "create it on the server, or name another with --database",
    "connection option": "take it out of the URL",
    "connection": "see that the server runs and can be reached from here, or name another with --database",
    "resolve": "see that the name of the server is right",
}


@contextmanager
def reported(url: URL) -> Iterator[None]:
    """Turn what a database driver or the file system raises into a StorageError that names the database."""
    shown = shown_url(url)
    try:
        yield
    except ImportError:
        raise StorageError(
            f"the database {shown} needs a driver that is not installed: pip install 'release-tracker[postgres]'"
        ) from None
    except (SQLAlchemyError, sqlite3.Error, UnicodeError) as error:
        if _refuses_writing(error):
            raise not_writable(url, error) from error
        cause = _cause(error)
        raise StorageError(f"the database {shown} cannot be used: {cause}: {_remedy(cause)}") from error
    except OSError as error:
        place = error.filename or shown
        raise StorageError(
            f"the database {shown} cannot be opened: {place}: {error.strerror}: name another with --database"
        ) from error


def not_writable(url: URL, error: BaseException) -> NotWritable:
    """Say that nothing can be kept, and which error a driver gave for it."""
    cause = _cause(error)
    return NotWritable(f"nothing can be kept in the database {shown_url(url)}: {cause}: {_remedy(cause)}")


def has_no_log(error: BaseException | None) -> bool:
    """Say whether SQLite could not put its write-ahead log beside a file, without which it does not read it."""
    return _sqlite_code(error) in _WITHOUT_LOG


def shown_url(url: URL) -> str:
    """Return the URL without its password and its query, which may hold one too."""
    return clean_line(url.set(query={}).render_as_string(hide_password=True))


def _cause(error: BaseException) -> str:
    """Return the first line of what the driver said; a server's second line may quote the rows."""
    said = getattr(error, "orig", None) or error
    return clean_line(str(said).partition("\n")[0]) or type(said).__name__


def _refuses_writing(error: Exception) -> bool:
    """Say whether a driver's error means that nothing can be written, by the codes of SQLite or PostgreSQL."""
    code, state = _sqlite_code(error), getattr(getattr(error, "orig", None), "sqlstate", "")
    return not _REFUSING_CODES.isdisjoint({code, code & 0xFF}) or state in _REFUSING_STATES


def _sqlite_code(error: BaseException | None) -> int:
    """The extended result code of SQLite, 0 where it said nothing (https://www.sqlite.org/rescode.html)."""
    return int(getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0))


def _remedy(cause: str) -> str:
    otherwise = "see that it can be written, or move it away, or name another with --database"
    return next((remedy for sign, remedy in _REMEDIES.items() if sign in cause), otherwise)
