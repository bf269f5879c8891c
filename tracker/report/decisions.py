"""Decisions as a sentence, a table, and JSON."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tracker.model import Decision, DecisionKind, ListedDecision, Scope
from tracker.report.layout import columns, fit

_HEADINGS = ("DECISION", "WHERE", "ABOUT", "UNTIL")
_GIVING_WAY = (2, 1, 3)


def decided_text(decision: Decision) -> str:
    """Say what now holds and until when."""
    from tracker.advice.decisions import say

    about = "all of it" if decision.kind is DecisionKind.HOLD else ", ".join(decision.covers) or "no duty"
    return f"{scope_text(decision.scope)}: {say(decision)} ({about})"


def decisions_text(listed: Sequence[ListedDecision], *, width: int) -> str:
    """A line a decision, and one with who decided it, when and why; for one that is over, also when and why."""
    if not listed:
        return "No decision is in force.\n"
    heading, *rows = columns([_HEADINGS, *map(_row, listed)], width, giving_way=_GIVING_WAY)
    lines = [heading]
    for row, one in zip(rows, listed, strict=True):
        lines += [row, fit(f"    {_origin(one.decision)}", width).rstrip()]
        if one.why is not None:
            day = f" on {one.ended_at.date()}" if one.ended_at else ""
            lines.append(fit(f"    ended{day}: {one.why}", width).rstrip())
    return "\n".join(lines) + "\n"


def decisions_json(listed: Sequence[ListedDecision]) -> str:
    """Decisions as `tracker.decisions/1`."""
    plain = [
        {**plain_decision(one.decision), "state": one.state.value, "ended_at": _at(one.ended_at), "why": one.why}
        for one in listed
    ]
    return json.dumps({"schema": "tracker.decisions/1", "decisions": plain}, indent=2) + "\n"


def plain_decision(decision: Decision) -> dict[str, Any]:
    """A decision as JSON knows it; `until` is a day where it has one, else the event that ends it."""
    plan, wakes = decision.plan, decision.wakes.value if decision.wakes else None
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "scope": scope_text(decision.scope),
        "covers": [*decision.covers],
        "reason": decision.reason,
        "tell": decision.tell,
        "by": decision.by,
        "since": _at(decision.at),
        "until": _at(decision.until) or wakes,
        "wakes": wakes,
        "plan": {"target": plan.target, "on": str(plan.on.date()), "ticket": plan.ticket} if plan else None,
        "location": decision.location,
    }


def scope_text(scope: Scope) -> str:
    """Say where a decision holds: `kafka in env-prod`, `kafka 3.6 of Acme`, `kafka everywhere`."""
    if scope.component is None:
        return f"{scope.name} in {scope.environment}"
    line = f" {scope.line}" if scope.line else ""
    whose = f"of {scope.customer}" if scope.customer else "everywhere"
    return f"{scope.component}{line} {whose}"


def _row(one: ListedDecision) -> Sequence[str]:
    from tracker.advice.decisions import say_until

    decision = one.decision
    kind = decision.kind.value if one.state.value == "in force" else f"{decision.kind.value}, {one.state.value}"
    plan = decision.plan
    until = f"{plan.target} on {plan.on.date()}" if plan else say_until(decision)
    about = "everything" if decision.kind is DecisionKind.HOLD else ", ".join(decision.covers)
    return (kind, scope_text(decision.scope), about, until)


def _origin(decision: Decision) -> str:
    """Who decided, when or where it is written, and why."""
    by = f"by {decision.by} " if decision.by else ""
    place = f"in {decision.location.replace('#', ' line ')}" if decision.location else f"on {decision.at.date()}"
    told = f" (customers are told: {decision.tell})" if decision.tell else ""
    return f"{by}{place}" + (f": {decision.reason}" if decision.reason else "") + told


def _at(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
