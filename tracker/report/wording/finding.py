"""The short phrases that every report uses for a finding."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from tracker.model import Code, Decision, DecisionKind, Duty, Finding, Reason, State, Target, Urgency, Verdict

SIGNS: Mapping[Verdict, str] = {
    Verdict.OVERDUE: "!!",
    Verdict.DUE: " !",
    Verdict.UNKNOWN: " ?",
    Verdict.ADVICE: " .",
    Verdict.WAIVED: " ~",
    Verdict.OK: " =",
}

_COUNTED: Mapping[Verdict, str] = {
    Verdict.OVERDUE: "overdue",
    Verdict.DUE: "due soon",
    Verdict.UNKNOWN: "unknown",
    Verdict.ADVICE: "advised",
    Verdict.WAIVED: "waived",
    Verdict.OK: "fine",
}

# What says most about a finding that no duty speaks for, first; what none of these says the first reason does.
_TELLING: Mapping[Verdict, tuple[Code, ...]] = {
    Verdict.WAIVED: (Code.DECISION,),
    Verdict.UNKNOWN: (Code.NO_FACTS, Code.VERSION_UNREADABLE, Code.AHEAD, Code.PATCH_UNKNOWN, Code.FACTS_STALE),
    Verdict.ADVICE: (Code.ABANDONED, Code.LINE_BEHIND, Code.BEHIND),
    Verdict.OK: (Code.CURRENT, Code.BEHIND),
}

PRESSING = frozenset({Verdict.OVERDUE, Verdict.DUE})
_PRESSED = frozenset({Verdict.OVERDUE, Verdict.DUE, Verdict.ADVICE})
_URGENCIES = [*Urgency]
_FAR = datetime.max.replace(tzinfo=UTC)


def open_duties(finding: Finding) -> Sequence[Duty]:
    """The duties of a finding that no decision covers, what is due first and then what is most urgent first."""
    found = [duty for duty in finding.duties if duty.decision is None]
    return sorted(found, key=lambda one: (one.unclear, one.due_at or _FAR, -_URGENCIES.index(one.urgency)))


def telling_reason(finding: Finding) -> Reason:
    """The reason that says most about why a finding has its verdict."""
    by_code = {reason.code: reason for reason in reversed(finding.reasons)}
    leading = [duty.code for duty in open_duties(finding)[:1] if finding.verdict in _PRESSED]
    # What is unclear says more than a distance only where there is nothing to move to.
    leads = leading and (not _only_unclear(finding) or move_to(finding) is None)
    told = leading if leads else [*_TELLING.get(finding.verdict, ()), *leading]
    return next((by_code[code] for code in told if code in by_code), finding.reasons[0])


def _only_unclear(finding: Finding) -> bool:
    return all(duty.unclear for duty in open_duties(finding))


def why(finding: Finding) -> str:
    """A few words on why a finding has its verdict, for one cell of a table."""
    targets = finding.targets
    phrases = {
        Code.SUPPORT_ENDED: "support ended",
        Code.SUPPORT_ENDING: "support ends",
        Code.VULNERABLE: _vulnerable(finding),
        Code.KNOWN_BAD: "known to be bad",
        Code.WITHDRAWN: "withdrawn",
        Code.LAG: "behind for too long",
        Code.ABANDONED: "abandoned",
        Code.LINE_BEHIND: f"line has {targets.line.version}" if targets.line else "",
        Code.BEHIND: _distance(finding),
        Code.CURRENT: "newest release",
        Code.AHEAD: "above the newest",
        Code.VERSION_UNREADABLE: "unreadable",
        Code.PATCH_UNKNOWN: "patch unknown",
        Code.NO_FACTS: "no release known",
        Code.FACTS_STALE: "facts too old",
        Code.DECISION: covered_by(finding),
    }
    plan = next((one.plan for one in finding.decisions if one.plan), None)
    if plan is not None and finding.verdict is Verdict.ADVICE:
        return f"planned {plan.on.date()}"
    reason = telling_reason(finding)
    return phrases.get(reason.code) or reason.text


def _vulnerable(finding: Finding) -> str:
    """Name what affects the deployed version, or how much does."""
    duties = [duty for duty in open_duties(finding) if duty.code is Code.VULNERABLE]
    clear = [duty for duty in duties if not duty.unclear]
    if len(clear or duties) > 1:
        return f"{len(clear)} vulnerabilities" if clear else f"{len(duties)} unclear matches"
    return "".join(f"{'perhaps ' if duty.unclear else ''}{duty.subject}" for duty in clear or duties)


_COVERED: Mapping[DecisionKind, str] = {
    DecisionKind.HOLD: "on hold",
    DecisionKind.SNOOZE: "snoozed",
    DecisionKind.WAIVE: "waived",
    DecisionKind.MITIGATED: "mitigated",
}


def covered_by(finding: Finding) -> str:
    """What was decided where a finding has nothing due for it, in the word of each kind of decision."""
    kinds = dict.fromkeys(one.kind for one in finding.decisions if one.kind in _COVERED)
    return ", ".join(_COVERED[kind] for kind in kinds) or "on hold"


def decided(decision: Decision) -> str:
    """What was decided, by whom and until when: `waived by ops until 2027-01-31 or a fix is released`."""
    from tracker.advice.decisions import say_done

    return say_done(decision)


def move_to(finding: Finding) -> Target | None:
    """The release a finding advises to move to: what policy recommends, else what would end its duties."""
    return finding.targets.recommended or finding.targets.fix_minimum


def due_in(due_at: datetime | None, as_of: datetime) -> str:
    """How far a due date is away, in days of the calendar; empty without one."""
    if due_at is None:
        return ""
    days = (due_at.date() - as_of.date()).days
    if days == 0:
        return "today"
    return f"in {days}d" if days > 0 else f"overdue {-days}d"


def when(finding: Finding, as_of: datetime) -> str:
    """When something is due, or the day from which on it is no longer covered, for one cell of a table."""
    if finding.verdict is not Verdict.WAIVED:
        return due_in(finding.due_at, as_of)
    ends = covered_until(finding)
    return f"{ends.date()}" if ends else ""


def covered_until(finding: Finding) -> datetime | None:
    """The first day on which a decision about a finding ends, None where only an event ends them."""
    ends = [one.until for one in finding.decisions if one.until]
    return min(ends, default=finding.hold.until if finding.hold else None)


def by_reason(findings: Iterable[Finding]) -> Mapping[Reason, Sequence[Finding]]:
    """Group findings whose telling reason is the same sentence, under the first such reason."""
    groups: dict[str, tuple[Reason, list[Finding]]] = {}
    for finding in findings:
        reason = telling_reason(finding)
        groups.setdefault(reason.text, (reason, []))[1].append(finding)
    return dict(groups.values())


def counts(findings: Iterable[Finding]) -> Mapping[Verdict, int]:
    """How many findings have each verdict, the worst first; verdicts nobody has are left out."""
    all_of = [finding.verdict for finding in findings]
    return {verdict: all_of.count(verdict) for verdict in Verdict if verdict in all_of}


def counted(findings: Iterable[Finding]) -> str:
    """The counts in words: `1 overdue, 2 due soon, 9 fine`."""
    return ", ".join(f"{count} {_COUNTED[verdict]}" for verdict, count in counts(findings).items())


def _distance(finding: Finding) -> str:
    newest = finding.targets.newest
    if finding.state is not State.BEHIND or newest is None:
        return ""
    if finding.targets.recommended is None:
        return f"newest is {newest.version}"
    return f"{finding.behind.releases} behind"
