"""What is due of one finding: the earliest first, with the bar of its deadline, and what was decided about it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from tracker.model import Duty, Finding, Verdict
from tracker.report.wording import SIGNS, decided, due_in
from tracker.text import clean_line
from tui.line import Line, Role, line, span
from tui.plots import deadline
from tui.words import ROLES, day

_BAR = 32
_HANG = 5
# What stands beside a bar: its indent, its ends, and the longest usual time that is left.
_BESIDE = _HANG + 3 + len("  overdue 999d")
_FAR = datetime.max.replace(tzinfo=UTC)


def duty_lines(finding: Finding, now: datetime, width: int) -> Iterator[Line]:
    """Write the duties in so many cells; those with one clock stand together: a version may have fifty."""
    if not finding.duties:
        yield line(span("  Nothing has to be done.", Role.MUTED))
    by_clock: dict[tuple[str, ...], list[Duty]] = {}
    for duty in sorted(finding.duties, key=_order):
        by_clock.setdefault(_clock(duty), []).append(duty)
    for together in by_clock.values():
        yield from _together(finding, together, now, min(_BAR, max(width - _BESIDE, 1)))


def _order(duty: Duty) -> tuple[bool, datetime]:
    return duty.decision is not None, duty.due_at or _FAR


def _clock(duty: Duty) -> tuple[str, ...]:
    """When the clock of a duty began, when it ends and by which rule, and what was decided about it."""
    return (
        f"arose {day(duty.arose_at)}{', inherited' if duty.inherited else ''}",
        f"due {day(duty.due_at)}" if duty.due_at else "no due date",
        f"{duty.urgency.value} urgency",
        clean_line(duty.rule),
        duty.decision or "",
    )


def _together(finding: Finding, duties: Sequence[Duty], now: datetime, bar_width: int) -> Iterator[Line]:
    first = duties[0]
    verdict = _stands(finding, first, now)
    fixes = {duty.fixed_in for duty in duties}
    for duty in duties:
        fixed = _fixed(duty) if len(fixes) > 1 else ""
        told = span(f"  {SIGNS[verdict].strip():<2} {clean_line(duty.cause)}", ROLES[verdict])
        yield line(told, span(fixed, Role.MUTED), hang=_HANG)
    if first.due_at is not None:
        bar = deadline(first.arose_at, first.due_at, now, bar_width, covered=first.decision is not None)
        yield line(span(f"     {bar}  {due_in(first.due_at, now)}", ROLES[verdict]), hang=_HANG)
    *clock, rule, _ = _clock(first)
    fixed = _fixed(first) if len(fixes) == 1 else ""
    yield line(span(f"     {', '.join(clock)}{fixed}, {rule}", Role.MUTED), hang=_HANG)
    yield from _covered(finding, first)


def _fixed(duty: Duty) -> str:
    return "" if duty.fixed_in is None else f", fixed in {clean_line(duty.fixed_in)}"


def _stands(finding: Finding, duty: Duty, now: datetime) -> Verdict:
    """How a duty alone would make the finding stand."""
    if duty.decision is not None:
        return Verdict.WAIVED
    if duty.unclear:
        return Verdict.UNKNOWN
    if duty.due_at is not None and now > duty.due_at:
        return Verdict.OVERDUE
    soon = duty.due_at is not None and duty.due_at == finding.due_at and finding.verdict is Verdict.DUE
    return Verdict.DUE if soon else Verdict.ADVICE


def _covered(finding: Finding, duty: Duty) -> Iterator[Line]:
    """Write what was decided about a duty."""
    for decision in finding.decisions:
        if decision.id == duty.decision:
            yield line(span(f"     {clean_line(decided(decision))}", Role.WAIVED), hang=_HANG)
