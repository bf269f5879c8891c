"""The log of what people decided: rows are added and never changed."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from tracker.model import Decision, DecisionKind, Plan, Reopening, Scope, Wakening
from tracker.store.database import batched
from tracker.store.tables import decision

Entry = Decision | Reopening

_REOPEN = "reopen"
_SCOPE = ("environment", "name", "component", "customer", "line")


def add_entries(connection: Connection, entries: Sequence[Entry]) -> tuple[int, frozenset[str]]:
    """Add what the log does not have; return how many those were, and the ids that stand there for something else.

    Where there are such ids, nothing is added.
    """
    known = _known(connection, [one.id for one in entries])
    all_of = dict(known)
    others = frozenset(one.id for one in entries if all_of.setdefault(one.id, one) != one)
    new = [_row(one) for name, one in all_of.items() if name not in known]
    if others or not new:
        return 0, others
    connection.execute(insert(decision), new)
    return len(new), others


def log_of(connection: Connection, before: datetime | None) -> tuple[Entry, ...]:
    """Give the entries made strictly before an instant, or all, oldest first."""
    wanted = select(decision) if before is None else select(decision).where(decision.c.at < before)
    # In Python, since databases differ in how they sort texts.
    return tuple(sorted(map(_entry, connection.execute(wanted)), key=lambda one: (one.at, one.id)))


def _known(connection: Connection, ids: Collection[str]) -> Mapping[str, Entry]:
    found: dict[str, Entry] = {}
    for some in batched(ids):
        rows = connection.execute(select(decision).where(decision.c.id.in_(some)))
        found |= {row.id: _entry(row) for row in rows}
    return found


def _row(entry: Entry) -> Mapping[str, Any]:
    row: dict[str, Any] = {"id": entry.id, "at": entry.at, "by": entry.by} | dict.fromkeys(_SCOPE)
    body: dict[str, Any] = {"reason": entry.reason, "covers": entry.covers}
    if isinstance(entry, Reopening):
        return {**row, "kind": _REOPEN, "body": json.dumps({**body, "decisions": entry.decisions})}
    plan = entry.plan
    body |= {
        "until": _written(entry.until),
        "wakes": entry.wakes,
        "plan": {"target": plan.target, "on": _written(plan.on), "ticket": plan.ticket} if plan else None,
        "location": entry.location,
        "tell": entry.tell,
    }
    scope = {name: getattr(entry.scope, name) for name in _SCOPE}
    return {**row, **scope, "kind": entry.kind.value, "body": json.dumps(body)}


def _entry(row: Any) -> Entry:
    body = json.loads(row.body)
    said = {"id": row.id, "at": row.at, "by": row.by, "reason": body["reason"], "covers": tuple(body["covers"])}
    if row.kind == _REOPEN:
        return Reopening(**said, decisions=tuple(body["decisions"]))
    plan = body["plan"]
    return Decision(
        **said,
        kind=DecisionKind(row.kind),
        scope=Scope(**{name: getattr(row, name) for name in _SCOPE}),
        until=_read(body["until"]),
        wakes=Wakening(body["wakes"]) if body["wakes"] else None,
        plan=Plan(**{**plan, "on": _read(plan["on"])}) if plan else None,
        location=body["location"],
        tell=body.get("tell", ""),  # which earlier releases did not write
    )


def _written(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
