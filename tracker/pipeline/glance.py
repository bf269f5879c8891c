"""How the last checks ended, read before any library of databases is loaded: what a person sees first.

A SQLite file is read with the standard library alone, in 10 ms where the store takes half a second to be imported.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tracker.model import Summary
from tracker.settings import Settings
from tracker.summary_row import summary_of

_SQLITE = "sqlite:///"


def glance(settings: Settings) -> tuple[Summary, ...]:
    """Give the stored summaries of the environments whose files are there, by name.

    Empty where they cannot be had so soon: another kind of database, a missing, locked or older one. Why, the
    store says to whoever asks for all of them next.
    """
    if not settings.database_url.startswith(_SQLITE):
        return ()
    file = Path(settings.database_url.removeprefix(_SQLITE).partition("?")[0])
    try:
        summaries = tuple(_read(file))
    except (sqlite3.Error, KeyError, ValueError, TypeError, IndexError, OSError):
        return ()
    return tuple(one for one in summaries if (settings.watchlists / f"{one.environment}.yaml").is_file())


def _read(file: Path) -> Iterator[Summary]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
        connection.row_factory = sqlite3.Row
        for row in connection.execute("SELECT * FROM summary ORDER BY environment"):
            due = row["next_due"]
            instants = {"checked_at": _instant(row["checked_at"]), "next_due": _instant(due) if due else None}
            yield summary_of({**dict(row), **instants})


def _instant(text: str) -> datetime:
    """Read an instant as the store keeps it in SQLite: in UTC, without saying so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
