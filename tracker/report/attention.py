"""What was decided about the findings of a check, and what waits for a decision, in a few sentences."""

from collections.abc import Iterable, Iterator, Sequence

from tracker.advice.decisions import say
from tracker.advice.windows import say_opening
from tracker.model import Check, Duty, Finding, Verdict
from tracker.report.wording import open_duties, some

_WAITING = frozenset({Verdict.DUE, Verdict.ADVICE})


def sentences(check: Check) -> tuple[str, ...]:
    """What is planned, woke by itself, is decided in part, is due before any window, or is unclear."""
    return (
        *_listed("Planned", _planned(check.findings)),
        *_listed("Over by itself", _woken(check.findings)),
        *_listed("Decided in part", _partly(check.findings)),
        *_too_late(check.findings),
        *_unclear(check),
    )


def _way_to_decide(environment: str, finding: Finding, duty: Duty) -> str:
    """The command that says of an unclear match that it does not concern what is deployed."""
    return f"tracker waive {environment} {finding.name} --for {duty.subject} --until fixed --reason WHY"


def _listed(title: str, told: Iterable[str]) -> Iterator[str]:
    names = [*told]
    if names:
        yield f"{title}: {some(names, '; ')}."


def _planned(findings: Iterable[Finding]) -> Iterator[str]:
    """The moves that are planned, the nearest first: `kafka to 4.3.1 on 2026-12-01, OPS-7`."""
    plans = [(one.plan, finding.name) for finding in findings for one in finding.decisions if one.plan is not None]
    for plan, name in sorted(plans, key=lambda pair: (pair[0].on, pair[1])):
        ticket = f", {plan.ticket}" if plan.ticket else ""
        yield f"{name} to {plan.target} on {plan.on.date()}{ticket}"


def _woken(findings: Iterable[Finding]) -> Iterator[str]:
    """The decisions that ended by themselves while what they were about is open."""
    for finding in findings:
        for one in finding.woken:
            yield f"{finding.name}, {say(one.decision)} ({one.why})"


def _partly(findings: Iterable[Finding]) -> Iterator[str]:
    """The decisions that cover some duties of a finding while others are open."""
    for finding in findings:
        covered = {one.decision: one.subject for one in finding.duties if one.decision}
        if finding.verdict is not Verdict.WAIVED:
            mine = (one for one in finding.decisions if one.id in covered)
            yield from (f"{finding.name} {covered[one.id]}, {say(one)}" for one in mine)


def _too_late(findings: Iterable[Finding]) -> Iterator[str]:
    """What is due before any window opens; what is overdue was so whatever window comes."""
    late = [
        (one.name, one.window)
        for one in findings
        if one.verdict in _WAITING and one.due_at and one.window and not one.window.in_time
    ]
    if late:
        verb = "is" if len(late) == 1 else "are"
        names = some([name for name, _ in late])
        yield f"No window opens before {names} {verb} due: the next is on {say_opening(late[0][1])}."


def _unclear(check: Check) -> Iterator[str]:
    """Where matches ask for a decision, and by which command the first of them gets one."""
    found = [(finding, matches) for finding in check.findings if (matches := _matches(finding))]
    if found:
        names = [f"{len(matches)} of {finding.name}" for finding, matches in found]
        finding, matches = found[0]
        command = _way_to_decide(check.environment, finding, matches[0])
        yield f"Unclear, and to be decided: {some(names)}; where it is no concern: {command}"


def _matches(finding: Finding) -> Sequence[Duty]:
    return [duty for duty in open_duties(finding) if duty.unclear]
