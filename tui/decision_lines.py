"""What people decided as rows, what needs them first, and one decision as a page."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tracker.model import Decision, DecisionKind, DecisionState, ListedDecision, Verdict
from tracker.report.decisions import scope_text
from tracker.report.wording import SIGNS, due_in
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Row, soon
from tui.line import Line, Role, Span, cut_end, cut_word, first_of, line, span
from tui.words import ROLES, day, rank

DECISION_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="DECISION", least=11, most=11),
    Column(heading="WHERE", least=16, most=40, share=5),
    Column(heading="ABOUT", least=10, most=30, share=3, optional=True, draw=first_of),
    Column(heading="UNTIL", least=15, most=24, share=2, draw=cut_word),
    Column(heading="BY", least=8, most=20, optional=True, draw=cut_end),
)
_HANG = 4
# What a decision about a hundred vulnerabilities covers.
_LONGEST = 4000


def sorted_decisions(listed: Iterable[ListedDecision], now: datetime) -> tuple[ListedDecision, ...]:
    """Put first what needs somebody, then what is in force, what ends first before the rest; last what is over."""
    return tuple(sorted(listed, key=lambda one: _place(one, now)))


def _place(one: ListedDecision, now: datetime) -> tuple[int, float, str]:
    verdict = decision_verdict(one, now)
    over = one.state is DecisionState.ENDED and not one.woken
    if over:
        return (len(Verdict) + 1, -(one.ended_at or one.decision.at).timestamp(), one.decision.id)
    return (rank(verdict), soon(_ends(one.decision)), one.decision.id)


def decision_verdict(one: ListedDecision, now: datetime) -> Verdict | None:
    """What sign a decision gets: a plan whose day has passed, one that woke, one in force; None without a sign."""
    if one.woken:
        return Verdict.DUE
    if one.state is not DecisionState.IN_FORCE:
        return None
    plan = one.decision.plan
    if plan is not None:
        return Verdict.OVERDUE if plan.on.date() < now.date() else Verdict.ADVICE
    from tracker.advice.decisions import COVERING

    return Verdict.WAIVED if one.decision.kind in COVERING else Verdict.ADVICE


def decision_row(one: ListedDecision, now: datetime) -> Row:
    """Make the row of a decision."""
    decision, verdict = one.decision, decision_verdict(one, now)
    role = Role.MUTED if verdict is None else ROLES[verdict]
    plain = Role.MUTED if verdict is None else Role.PLAIN
    texts = (
        decision.kind.value,
        scope_text(decision.scope),
        _about(decision),
        _until(one, now),
        decision.by or "-",
    )
    return Row(
        key=decision.id,
        cells=("" if verdict is None else SIGNS[verdict], *(clean_line(text, _LONGEST) for text in texts)),
        order=(
            rank(verdict),
            *texts[:3],
            soon(_ends(decision)),
            texts[4],
        ),
        roles=(role, plain, plain, plain, role, plain),
    )


def _ends(decision: Decision) -> datetime | None:
    return decision.plan.on if decision.plan else decision.until


def _about(decision: Decision) -> str:
    if decision.plan is not None:
        return f"move to {decision.plan.target}"
    if decision.kind is DecisionKind.HOLD:
        return "everything"
    return ", ".join(one.removeprefix("vulnerable:") for one in decision.covers) or "-"


def _until(one: ListedDecision, now: datetime) -> str:
    """When a decision ends or the plan is due, or that it is over."""
    decision = one.decision
    if one.state is DecisionState.ENDED:
        return f"{'woke' if one.woken else 'over'} {day(one.ended_at, '')}".rstrip()
    if decision.plan is not None:
        return due_in(decision.plan.on, now)
    if decision.until is not None and decision.wakes is None:
        return f"{day(decision.until)}"
    return _ending_of(decision) or "no end"


def decision_counts(listed: Iterable[ListedDecision], now: datetime) -> tuple[Span, ...]:
    """Count what needs somebody, what is in force by kind, and what is over."""
    every = tuple(listed)
    verdicts = [decision_verdict(one, now) for one in every]
    in_force = [one.decision.kind for one in every if one.state is DecisionState.IN_FORCE]
    told = [
        (f"!! {verdicts.count(Verdict.OVERDUE)} planned and late", Role.OVERDUE, verdicts.count(Verdict.OVERDUE)),
        (f"! {verdicts.count(Verdict.DUE)} woke", Role.DUE, verdicts.count(Verdict.DUE)),
        *((f"{in_force.count(kind)} {_SHORT[kind]}", Role.PLAIN, in_force.count(kind)) for kind in DecisionKind),
    ]
    idle = sum(1 for one in every if one.state is DecisionState.IDLE)
    over = sum(1 for one in every if one.state is DecisionState.ENDED and not one.woken)
    told += [(f"{idle} idle", Role.MUTED, idle), (f"{over} over", Role.MUTED, over)]
    return tuple(span(f"{text}  ", role) for text, role, count in told if count)


_SHORT = {
    DecisionKind.ACKNOWLEDGE: "acknowledged",
    DecisionKind.SNOOZE: "snoozed",
    DecisionKind.HOLD: "held",
    DecisionKind.WAIVE: "waived",
    DecisionKind.PLAN: "planned",
    DecisionKind.MITIGATED: "mitigated",
}
_STATES = {
    DecisionState.IN_FORCE: "in force",
    DecisionState.IDLE: "in force, and nothing that it covers is open",
    DecisionState.ENDED: "over",
}


def decision_lines(one: ListedDecision, now: datetime) -> tuple[Line, ...]:
    """Write everything about a decision."""
    return (*_head(one, now), Line(), *_facts(one, now))


def _head(one: ListedDecision, now: datetime) -> Iterator[Line]:
    decision, verdict = one.decision, decision_verdict(one, now)
    role = Role.MUTED if verdict is None else ROLES[verdict]
    yield line(
        span(clean_line(scope_text(decision.scope)), Role.STRONG), f"   {_SHORT[decision.kind]}", hang=_HANG
    )
    state = _STATES[one.state]
    if verdict is Verdict.OVERDUE:
        state = "the day it was planned for has passed"
    elif one.woken:
        state = "woke by itself, and what it covered is open"
    sign = "" if verdict is None else f"{SIGNS[verdict].strip()} "
    yield line(span(f"{sign}{state}", role), hang=_HANG)
    if one.why is not None:
        ended = f" on {day(one.ended_at)}" if one.ended_at else ""
        yield line(span(f"ended{ended}: {clean_line(one.why)}", role), hang=_HANG)


def _facts(one: ListedDecision, now: datetime) -> Iterator[Line]:
    decision = one.decision
    yield _fact("by", decision.by or "nobody is named")
    if decision.location is None:
        yield _fact("on", day(decision.at))
    else:
        yield _fact("written in", decision.location.replace("#", " line "))
    yield _fact("reason", decision.reason or "none was given")
    if decision.tell:
        yield _fact("told", f"{decision.tell} (to customers)")
    if decision.plan is not None:
        plan = decision.plan
        yield _fact("move to", plan.target)
        yield _fact("planned for", f"{day(plan.on)}, {due_in(plan.on, now)}")
        yield _fact("ticket", plan.ticket or "none")
    else:
        yield _fact("until", _ending_of(decision) or "it is reopened")
    if decision.covers or decision.kind is DecisionKind.HOLD:
        yield Line()
        yield line(span("Covers", Role.HEADING))
    if decision.kind is DecisionKind.HOLD:
        yield line("  all that is open there, and all that is to come", hang=_HANG)
    for covered in decision.covers:
        yield line(f"  {clean_line(covered)}", hang=_HANG)


def _fact(label: str, text: str) -> Line:
    return line(span(f"  {label:<12}", Role.MUTED), clean_line(text), hang=14)


def _ending_of(decision: Decision) -> str:
    from tracker.advice.decisions import say_until

    return say_until(decision)
