"""How the last checks ended, read before any library of databases is loaded: what a person sees first.

A SQLite file is read with the standard library alone, in 10 ms where the store takes half a second to be imported.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tracker.model import Summary, Tier, Verdict
from tracker.settings import Settings

_SQLITE = "sqlite:///"
_SUMMARIES = "SELECT environment, customer, tier, checked_at, verdict, counts, behind, next_due FROM summary"


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
    except (sqlite3.Error, ValueError, OSError):
        return ()
    return tuple(one for one in summaries if (settings.watchlists / f"{one.environment}.yaml").is_file())


def _read(file: Path) -> Iterator[Summary]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
        for name, customer, tier, checked_at, verdict, counts, behind, due in connection.execute(
            f"{_SUMMARIES} ORDER BY environment"
        ):
            yield Summary(
                environment=name,
                customer=customer,
                tier=Tier(tier),
                checked_at=_instant(checked_at),
                verdict=Verdict(verdict),
                counts={Verdict(one): count for one, count in json.loads(counts).items()},
                behind=behind,
                next_due=_instant(due) if due else None,
            )


def _instant(text: str) -> datetime:
    """Read an instant as the store keeps it in SQLite: in UTC, without saying so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
