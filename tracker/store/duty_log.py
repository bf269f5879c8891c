"""The log of what became of duties, and those that are open by it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from tracker.advice import Told, duty_events, nothing_happened, open_duties
from tracker.model import Closing, Code, DutyEvent, DutyEventKind, LoggedDuty, Outcome, StandingDuty, Urgency
from tracker.store import cut_off
from tracker.store.database import batched
from tracker.store.tables import duty, duty_event

_CODES = {one.value: one for one in Code}
_URGENCIES = {one.value: one for one in Urgency}

# So many environments are compared at a time: all at once, what 1,000 of them owe would fill the memory.
_TOGETHER = 100

_SEEN, _CLOSED = DutyEventKind.SEEN.value, DutyEventKind.CLOSED.value


def append(connection: Connection, outcomes: Iterable[Outcome], own: datetime | None = None) -> None:
    """Append what happened to duties since the log was last written, by some checks.

    `own` is the end of the digest that the checks are made for, if they are: it tells of what they find.
    """
    end = cut_off.last(connection)
    for some in batched(outcomes, _TOGETHER):
        _append(connection, some, None if end == own else end)


def _append(connection: Connection, outcomes: Sequence[Outcome], end: datetime | None) -> None:
    told = _told(connection, [one.environment for one in outcomes])
    changed = [one for one in outcomes if not nothing_happened(told[one.environment], one)]
    known = _open(connection, [one.environment for one in changed])
    events: list[Mapping[str, Any]] = []
    gone: list[Mapping[str, Any]] = []
    rows: list[Mapping[str, Any]] = []
    for outcome in changed:
        name = outcome.environment
        happened = duty_events(known[name], outcome)
        touched = {one.duty.id for one in happened}
        left = open_duties(happened, known[name])
        events += [_event_row(name, one, cut_off.learned_at(one.noticed_at, end)) for one in happened]
        gone += [{"at_environment": name, "of_duty": key} for key in touched & known[name].keys()]
        rows += [_row(name, left[key]) for key in touched & left.keys()]
    _write(connection, events, gone, rows)


def seen_now(connection: Connection, environments: Collection[str]) -> Mapping[str, Mapping[str, datetime]]:
    """Tell when each open duty of some environments was first seen, by environment and id."""
    found: dict[str, dict[str, datetime]] = {name: {} for name in environments}
    for names in batched(environments):
        wanted = select(duty.c.environment, duty.c.duty, duty.c.seen_at).where(duty.c.environment.in_(names))
        for environment, key, seen_at in connection.execute(wanted).all():
            found[environment][key] = seen_at
    return found


def seen_before(
    connection: Connection, environments: Collection[str], instant: datetime
) -> Mapping[str, Mapping[str, datetime]]:
    """Tell the same of the duties that were open by what was in the log before an instant."""
    found: dict[str, dict[str, datetime]] = {name: {} for name in environments}
    for names in batched(environments):
        last = (
            select(func.max(duty_event.c.id))
            .where(duty_event.c.environment.in_(names))
            .where(duty_event.c.noticed_at < instant)
            .where(duty_event.c.kind.in_((_SEEN, _CLOSED)))
            .group_by(duty_event.c.environment, duty_event.c.duty)
        )
        wanted = select(duty_event.c.environment, duty_event.c.duty, duty_event.c.noticed_at)
        still = wanted.where(duty_event.c.id.in_(last)).where(duty_event.c.kind == _SEEN)
        for environment, key, seen_at in connection.execute(still):
            found[environment][key] = seen_at
    return found


def standing(connection: Connection) -> tuple[StandingDuty, ...]:
    """Give every duty that is open, of all environments."""
    columns = (duty.c.environment, duty.c.name, duty.c.code, duty.c.subject, duty.c.urgency, duty.c.due_at)
    rows = connection.execute(select(*columns, duty.c.decisions))
    return tuple(
        StandingDuty(
            environment=intern(environment),  # most have all three texts in common with others
            name=intern(name),
            code=_CODES[code],
            subject=intern(subject),
            urgency=_URGENCIES[urgency],
            due_at=due_at,
            decisions=_texts(decisions),
        )
        for environment, name, code, subject, urgency, due_at, decisions in rows
    )


def open_subjects(connection: Connection, code: Code) -> Mapping[str, int]:
    """Count, by what they are about, the entries of all environments that have an open duty of a kind."""
    entries = select(duty.c.subject, duty.c.environment, duty.c.name).where(duty.c.code == code.value).distinct()
    of = entries.subquery().c
    rows = connection.execute(select(of.subject, func.count().label("entries")).group_by(of.subject)).all()
    return {row.subject: row.entries for row in rows}


def events_of(connection: Connection, environment: str, name: str | None) -> tuple[DutyEvent, ...]:
    """Give the log of an environment, or of an entry of it, in the order it was written."""
    wanted = select(duty_event).where(duty_event.c.environment == environment).order_by(duty_event.c.id)
    if name is not None:
        wanted = wanted.where(duty_event.c.name == name)
    return tuple(_event(row) for row in connection.execute(wanted))


def _told(connection: Connection, environments: Collection[str]) -> Mapping[str, Mapping[str, Told]]:
    """What the log tells of the open duties of some environments, by environment and id."""
    of = duty.c
    wanted = select(
        of.environment, of.duty, of.code, of.urgency, of.arose_at, of.due_at, of.versions, of.decisions
    )
    found: dict[str, dict[str, Told]] = {name: {} for name in environments}
    for names in batched(environments):
        for environment, key, *dated, versions, decisions in connection.execute(
            wanted.where(of.environment.in_(names))
        ).all():
            found[environment][key] = (*dated, _texts(versions), _texts(decisions))
    return found


def noticed(
    connection: Connection, environments: Collection[str], since: datetime, until: datetime
) -> Mapping[str, tuple[DutyEvent, ...]]:
    """Give what was noticed after one instant, up to and with another, by environment, in the order of the log."""
    found: dict[str, list[DutyEvent]] = {name: [] for name in environments}
    lately = (duty_event.c.noticed_at > since) & (duty_event.c.noticed_at <= until)
    for names in batched(environments):
        wanted = select(duty_event).where(duty_event.c.environment.in_(names), lately)
        for row in connection.execute(wanted.order_by(duty_event.c.id)):
            found[row.environment].append(_event(row))
    return {name: tuple(events) for name, events in found.items()}


def _open(connection: Connection, environments: Collection[str]) -> Mapping[str, Mapping[str, LoggedDuty]]:
    found: dict[str, dict[str, LoggedDuty]] = {name: {} for name in environments}
    for names in batched(environments):
        for row in connection.execute(select(duty).where(duty.c.environment.in_(names))).all():
            found[row.environment][row.duty] = _logged(row)
    return found


def _write(
    connection: Connection,
    events: Sequence[Mapping[str, Any]],
    gone: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    if gone:
        same = (duty.c.environment == bindparam("at_environment")) & (duty.c.duty == bindparam("of_duty"))
        connection.execute(delete(duty).where(same), gone)
    if rows:
        connection.execute(insert(duty), rows)
    if events:
        connection.execute(insert(duty_event), events)


def _row(environment: str, one: LoggedDuty) -> Mapping[str, Any]:
    return {
        "environment": environment,
        "duty": one.id,
        "name": one.name,
        "code": one.code.value,
        "subject": one.subject,
        "urgency": one.urgency.value,
        "arose_at": one.arose_at,
        "due_at": one.due_at,
        "rule": one.rule,
        "cause": one.cause,
        "versions": json.dumps(one.versions),
        "decisions": json.dumps(one.decisions),
        "seen_at": one.seen_at,
    }


def _logged(row: Any) -> LoggedDuty:
    return LoggedDuty(
        id=row.duty,
        name=row.name,
        code=_CODES[row.code],
        subject=row.subject,
        urgency=_URGENCIES[row.urgency],
        arose_at=row.arose_at,
        due_at=row.due_at,
        rule=row.rule,
        cause=row.cause,
        versions=_texts(row.versions),
        decisions=_texts(row.decisions),
        seen_at=row.seen_at,
    )


def _event_row(environment: str, one: DutyEvent, noticed_at: datetime) -> Mapping[str, Any]:
    after = one.duty
    body = {
        "urgency": after.urgency.value,
        "arose_at": after.arose_at.isoformat(),
        "due_at": after.due_at.isoformat() if after.due_at else None,
        "rule": after.rule,
        "cause": after.cause,
        "versions": after.versions,
        "decisions": after.decisions,
        "seen_at": after.seen_at.isoformat(),
        "before": one.before,
        "why": one.why,
        "closed_by": one.closed_by.value if one.closed_by else None,
        "decision": one.decision,
        "by": one.by,
    }
    return {
        "environment": environment,
        "name": after.name,
        "duty": after.id,
        "code": after.code.value,
        "subject": after.subject,
        "kind": one.kind.value,
        "at": one.at,
        "noticed_at": noticed_at,
        "body": json.dumps(body),
    }


def _event(row: Any) -> DutyEvent:
    body = json.loads(row.body)
    return DutyEvent(
        kind=DutyEventKind(row.kind),
        at=row.at,
        noticed_at=row.noticed_at,
        duty=LoggedDuty(
            id=row.duty,
            name=row.name,
            code=_CODES[row.code],
            subject=row.subject,
            urgency=_URGENCIES[body["urgency"]],
            arose_at=datetime.fromisoformat(body["arose_at"]),
            due_at=datetime.fromisoformat(body["due_at"]) if body["due_at"] else None,
            rule=body["rule"],
            cause=body["cause"],
            versions=tuple(body["versions"]),
            decisions=tuple(body["decisions"]),
            seen_at=datetime.fromisoformat(body["seen_at"]),
        ),
        before=body["before"],
        why=body["why"],
        closed_by=Closing(body["closed_by"]) if body["closed_by"] else None,
        decision=body["decision"],
        by=body["by"],
    )


@lru_cache(maxsize=4096)
def _texts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
