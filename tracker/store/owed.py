"""What environments owe by the log of duties, for those who measure it."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from tracker.model import Owed, OwedDuty, Urgency
from tracker.store.database import batched
from tracker.store.tables import duty

_FAR = datetime.max.replace(tzinfo=UTC)
_UNDECIDED = "[]"
_SHOWN = (
    duty.c.environment,
    duty.c.duty,
    duty.c.name,
    duty.c.code,
    duty.c.subject,
    duty.c.urgency,
    duty.c.due_at,
)
_FIRST_DUE = (duty.c.due_at.is_(None), duty.c.due_at, duty.c.environment, duty.c.duty)


def owed(connection: Connection, environments: Collection[str], most: int, idle: Collection[str]) -> Owed:
    """Tell what some environments owe, and of the duties that no decision covers at most so many, the first due.

    `idle` are the ids of decisions that cover nothing, such as a plan.
    """
    first: list[OwedDuty] = []
    still_open: Counter[tuple[str, Urgency]] = Counter()
    covered: Counter[tuple[str, Urgency]] = Counter()
    for names in batched(environments):
        mine = duty.c.environment.in_(names)
        undecided, decided = mine & (duty.c.decisions == _UNDECIDED), mine & (duty.c.decisions != _UNDECIDED)
        still_open.update(_counted(connection, undecided))
        shown = select(*_SHOWN).where(undecided).order_by(*_FIRST_DUE).limit(most)
        first += map(_owed, connection.execute(shown))
        for row in connection.execute(select(*_SHOWN, duty.c.decisions).where(decided)):
            one = _owed(row)
            if any(key not in idle for key in json.loads(row.decisions)):
                covered[one.environment, one.urgency] += 1
            else:
                still_open[one.environment, one.urgency] += 1
                first.append(one)
    first.sort(key=lambda one: (one.due_at or _FAR, one.environment, one.id))
    return Owed(first=tuple(first[:most]), open=still_open, covered=covered)


def _counted(connection: Connection, some: ColumnElement[bool]) -> Mapping[tuple[str, Urgency], int]:
    by = (duty.c.environment, duty.c.urgency)
    rows = connection.execute(select(*by, func.count()).where(some).group_by(*by))
    return {(environment, Urgency(urgency)): count for environment, urgency, count in rows}


def _owed(row: Any) -> OwedDuty:
    return OwedDuty(
        environment=row.environment,
        id=row.duty,
        name=row.name,
        code=row.code,
        subject=row.subject,
        urgency=Urgency(row.urgency),
        due_at=row.due_at,
    )
