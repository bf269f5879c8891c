"""When something was learned: what is written after a digest was composed was learned after it.

A reading or a check dates what it finds by its own beginning, and writes it minutes later. A digest composed
meanwhile has not told of it, nor would the next one, which tells of what came after the end of the first. Writers
take turns, so what is in the database when the end of a digest is recorded is seen by that digest, and what comes
later is dated after it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from tracker.store.tables import cut_off

# Nothing takes longer to be written; an end further ahead was recorded by a clock that was wrong.
_LONGEST = timedelta(hours=3)
_NEXT = timedelta(seconds=1)


def record(connection: Connection, at: datetime) -> None:
    """Record the end of a digest before what it tells of is read."""
    connection.execute(delete(cut_off))
    connection.execute(insert(cut_off).values(at=at))


def last(connection: Connection) -> datetime | None:
    """The end of the last digest; None before there was one."""
    return connection.execute(select(cut_off.c.at)).scalar()


def learned_at(at: datetime, end: datetime | None) -> datetime:
    """Date what is written now, as it was dated when it was found: after the end of the last digest."""
    return end + _NEXT if end is not None and at <= end < at + _LONGEST else at
