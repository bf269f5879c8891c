"""What to append to the log of duties after a check, and which duties are open by what the log holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from tracker.advice.matters import concerns, matter_of
from tracker.model import (
    Closing,
    Code,
    Decision,
    DecisionKind,
    Duty,
    DutyEvent,
    DutyEventKind,
    EntryDuties,
    Finding,
    LoggedDuty,
    Outcome,
    State,
)

# What of a duty is told when it changes. Its sentence is not, which another release of this program may word anew,
# and its rule only beside what it changed: it names a line of a file, which moves with the lines above it.
_TOLD = ("code", "urgency", "arose_at", "due_at", "versions")
# Code, urgency, `arose_at`, `due_at`, deployed versions, and the ids of the decisions in force, sorted.
Told = tuple[str, str, datetime, datetime | None, tuple[str, ...], tuple[str, ...]]
_SUPPORT = frozenset({Code.SUPPORT_ENDED, Code.SUPPORT_ENDING})
_DECIDED = {
    DecisionKind.ACKNOWLEDGE: DutyEventKind.ACKNOWLEDGED,
    DecisionKind.PLAN: DutyEventKind.PLANNED,
}


def entry_duties(finding: Finding) -> EntryDuties:
    """Take from a finding what the log of duties needs."""
    return EntryDuties(
        name=finding.name,
        versions=finding.deployed.versions,
        judged=finding.state is not State.UNJUDGED,
        duties=finding.duties,
        decisions=finding.decisions,
        support=finding.support,
    )


def told_of(duty: Duty, entry: EntryDuties) -> Told:
    """Give what the log tells of a duty, in the order of `Told`."""
    decisions = _decisions_on(duty, entry.decisions)
    return (duty.code, duty.urgency, duty.arose_at, duty.due_at, entry.versions, decisions)


def nothing_happened(told: Mapping[str, Told], outcome: Outcome) -> bool:
    """Say whether a check found just what the log tells of the duties open by it, so that there is no event.

    It costs a fifth of making the events. False says nothing.
    """
    found = [(duty.id, told_of(duty, entry)) for entry in outcome.entries for duty in entry.duties]
    return len(found) == len(told) and all(told.get(key) == one for key, one in found)


def duty_events(known: Mapping[str, LoggedDuty], outcome: Outcome) -> tuple[DutyEvent, ...]:
    """Say what happened to the duties of an environment, from those open by the log and a check.

    An entry that was not judged closes nothing.
    """
    found = {duty.id: (duty, entry) for entry in outcome.entries for duty in entry.duties}
    events: list[DutyEvent] = []
    for key, (duty, entry) in found.items():
        before = known.get(key)
        events += _arose(duty, entry, outcome.at) if before is None else _went_on(before, duty, entry, outcome.at)
    entries = {entry.name: entry for entry in outcome.entries}
    for key, one in known.items():
        if key not in found and (closing := _closing(one, entries.get(one.name), outcome.listed)):
            closed_by, why = closing
            events.append(_event(DutyEventKind.CLOSED, one, outcome.at, closed_by=closed_by, why=why))
    return tuple(events)


def open_duties(
    events: Iterable[DutyEvent], known: Mapping[str, LoggedDuty] | None = None
) -> Mapping[str, LoggedDuty]:
    """Give the duties that are open after some events, by id, from those open before."""
    still_open = dict(known or {})
    for event in events:
        if event.kind is DutyEventKind.CLOSED:
            still_open.pop(event.duty.id, None)
        else:
            still_open[event.duty.id] = event.duty
    return still_open


def _arose(duty: Duty, entry: EntryDuties, now: datetime) -> Iterator[DutyEvent]:
    logged = _logged(duty, entry, now)
    yield _event(DutyEventKind.AROSE, logged, now, at=duty.arose_at, why=duty.cause)
    yield _event(DutyEventKind.SEEN, logged, now)
    yield from _decided((), logged, entry, now)


def _went_on(before: LoggedDuty, duty: Duty, entry: EntryDuties, now: datetime) -> Iterator[DutyEvent]:
    logged = _logged(duty, entry, before.seen_at)
    different = [name for name in _TOLD if getattr(before, name) != getattr(logged, name)]
    if different:
        rule = ["rule"] if before.rule != logged.rule else []
        earlier = {name: _text(getattr(before, name)) for name in (*different, *rule)}
        yield _event(DutyEventKind.CHANGED, logged, now, before=earlier, why=_why_changed(before, logged))
    yield from _decided(before.decisions, logged, entry, now)


def _decided(before: Sequence[str], logged: LoggedDuty, entry: EntryDuties, now: datetime) -> Iterator[DutyEvent]:
    """Tell which decisions on a duty are new, and which are no longer in force."""
    if logged.decisions == before:
        return
    known = {one.id: one for one in entry.decisions}
    for key in sorted({*before} - {*logged.decisions}):
        yield _event(DutyEventKind.DECISION_ENDED, logged, now, decision=key)
    for key in sorted({*logged.decisions} - {*before}):
        decision = known.get(key)
        if decision is None:
            yield _event(DutyEventKind.COVERED, logged, now, decision=key)
            continue
        yield _event(
            _DECIDED.get(decision.kind, DutyEventKind.COVERED),
            logged,
            now,
            at=min(max(decision.at, logged.arose_at), now),
            decision=key,
            by=decision.by,
            why=decision.reason,
        )


def _closing(one: LoggedDuty, entry: EntryDuties | None, listed: frozenset[str]) -> tuple[Closing, str] | None:
    """Say what closed a duty that a check did not find; None where it may still be open."""
    if one.name not in listed:
        return Closing.REMOVED, f"{one.name} is no longer in the file"
    if entry is None or not entry.judged:
        return None
    if entry.versions != one.versions:
        return Closing.DEPLOYED, _deployed(one.versions, entry.versions)
    ends_at = entry.support.ends_at
    if one.code in _SUPPORT and entry.support.line == one.subject and ends_at is not None:
        return Closing.FACTS, f"support of line {one.subject} ends on {ends_at.date()} by what is known now"
    return Closing.FACTS, "what is known, or the policy, has changed"


def _why_changed(before: LoggedDuty, after: LoggedDuty) -> str | None:
    if before.versions != after.versions:
        return _deployed(before.versions, after.versions)
    if before.cause != after.cause:
        return after.cause
    return f"{after.rule} holds, where it was {before.rule}" if before.rule != after.rule else None


def _deployed(before: Sequence[str], after: Sequence[str]) -> str:
    return f"{', '.join(after)} is deployed, where it was {', '.join(before)}"


def _logged(duty: Duty, entry: EntryDuties, seen_at: datetime) -> LoggedDuty:
    return LoggedDuty(
        id=duty.id,
        name=entry.name,
        code=duty.code,
        subject=duty.subject,
        urgency=duty.urgency,
        arose_at=duty.arose_at,
        due_at=duty.due_at,
        rule=duty.rule,
        cause=duty.cause,
        versions=entry.versions,
        seen_at=seen_at,
        decisions=_decisions_on(duty, entry.decisions),
    )


def _decisions_on(duty: Duty, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Give the ids of the decisions in force on a duty: the one that covers it, and those that name it."""
    if not decisions:
        return () if duty.decision is None else (duty.decision,)
    matter = matter_of(duty)
    ids = {one.id for one in decisions if concerns(one, matter)}
    return tuple(sorted(ids | {duty.decision} if duty.decision else ids))


def _event(
    kind: DutyEventKind,
    duty: LoggedDuty,
    now: datetime,
    *,
    at: datetime | None = None,
    before: Mapping[str, str | None] | None = None,
    why: str | None = None,
    closed_by: Closing | None = None,
    decision: str | None = None,
    by: str | None = None,
) -> DutyEvent:
    return DutyEvent(
        kind=kind,
        at=at or now,
        noticed_at=now,
        duty=duty,
        before=before or {},
        why=why,
        closed_by=closed_by,
        decision=decision,
        by=by,
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value)
