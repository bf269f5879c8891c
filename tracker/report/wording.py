"""The short phrases that every report uses for a finding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from tracker.model import (
    Check,
    Code,
    Coverage,
    Decision,
    DecisionKind,
    Duty,
    Finding,
    Reason,
    ServiceFailure,
    State,
    Target,
    Urgency,
    Verdict,
)

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
        Code.DECISION: _decided(finding),
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


def _decided(finding: Finding) -> str:
    kinds = [one.kind for one in finding.decisions if one.kind in _COVERED]
    return _COVERED[kinds[0]] if kinds else "on hold"


def decided(decision: Decision) -> str:
    """What was decided, by whom and until when: `waive by ops until 2027-01-31 or fixed`."""
    by = f" by {decision.by}" if decision.by else ""
    plan = f" to move to {decision.plan.target} on {decision.plan.on.date()}" if decision.plan else ""
    ends = [str(end) for end in (decision.until and decision.until.date(), decision.wakes) if end]
    return f"{decision.kind}{plan}{by}" + (f" until {' or '.join(ends)}" if ends else "")


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


def due_next(check: Check) -> str:
    """The name and due date of the finding that is due first; empty where nothing is."""
    from tracker.advice.finding import next_due

    first = next_due(check.findings)
    return f"{first.name} {due_in(first.due_at, check.as_of)}" if first else ""


def first_step(check: Check) -> str | None:
    """The sentence on what to do first; None where there is nothing to do."""
    for finding in check.findings:
        target = move_to(finding)
        if finding.verdict in {Verdict.OVERDUE, Verdict.DUE, Verdict.ADVICE}:
            move = f" {finding.deployed.version} to {target.version}" if target else f" {finding.deployed.version}"
            return f"First: {finding.name}{move}, because {telling_reason(finding).text}."
    return None


def age_of_facts(check: Check) -> str:
    """The sentence on how old the facts are that a check rests on."""
    oldest, newest = check.bundled_from, check.bundled_to
    if check.as_of_asked:
        days = "none" if oldest is None else f"{oldest}" if oldest == newest else f"{oldest} to {newest}"
        return f"Facts: judged as of {check.as_of.date()}; bundled {days}."
    polling = check.polling
    read = (
        f"{polling.polled - len(polling.failed)} of {polling.polled} feeds read"
        if polling.polled
        else "no feed read"
    )
    if check.imported_from is not None:
        read += f" now; imported ones are up to {_days_old(check, check.imported_from)}"
    else:
        read += " now"
    if oldest is None or newest is None:
        return f"Facts: {read}; none are bundled."
    ages = sorted({(check.as_of.date() - day).days for day in (oldest, newest)})
    return f"Facts: {read}; bundled ones are {' to '.join(map(str, ages))} days old."


def _days_old(check: Check, day: date) -> str:
    days = (check.as_of.date() - day).days
    return "1 day old" if days == 1 else f"{days} days old"


def failures(failed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One sentence for each kind of failure while reading feeds, from (what was read, error)."""
    return tuple(f"Not read: {names}: {error}." for names, error in together(failed))


def unread_services(failed: Iterable[ServiceFailure]) -> tuple[str, ...]:
    """One sentence for each service that could not be read, with the age of what is known instead."""
    return tuple(f"Not read: {one.service}: {one.error}; {_last_known(one.facts_from)}." for one in failed)


def counted_services(read: Mapping[str, tuple[int, int]]) -> str:
    """How many of how many subjects were read of each service: `endoflife 15 of 15, kev 1 of 1`."""
    return ", ".join(f"{service} {count} of {total}" for service, (count, total) in read.items())


_FACTS: Mapping[str, tuple[str, str]] = {
    "repository": ("repository", "repositories"),
    "support": ("product's support", "products' support"),
    "package": ("package's vulnerabilities", "packages' vulnerabilities"),
    "exploited": ("catalogue of exploited vulnerabilities", "catalogues of exploited vulnerabilities"),
}


def counted_facts(counts: Mapping[str, int]) -> str:
    """How many facts of each kind: `2 repositories, 1 product's support`."""
    told = ((counts[kind], *words) for kind, words in _FACTS.items() if counts.get(kind))
    return ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in told) or "nothing"


def gaps(open_ones: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One sentence for each reason why a gap in a history stays open, from (repository, reason)."""
    return tuple(f"Releases may be missing: {names}: {why}." for names, why in together(open_ones))


def remarks(check: Check) -> tuple[str, ...]:
    """What a reader of a check should know beside its findings: missing releases, what could not be read."""
    from tracker.advice.finding import depends_on_gap

    names = [one.name for one in check.findings if depends_on_gap(one)]
    gap = (f"Releases may be missing: {some(names)}.",) if names else ()
    polling = check.polling
    unread = failures((one.component, one.error) for one in polling.failed)
    return (*gap, *unread, *unread_services(polling.services), *_uncovered(check))


def _uncovered(check: Check) -> Iterator[str]:
    """Say of which components vulnerabilities are not known, so that none of them looks clean."""
    unknown = [one.name for one in check.findings if one.coverage.vulnerabilities is Coverage.NONE]
    if unknown:
        yield f"Vulnerabilities are not known of {some(unknown)}."


def _last_known(at: datetime | None) -> str:
    return "nothing was known before" if at is None else f"last known on {at.date()}"


def together(pairs: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Put together the names for which the same is said, from (name, what is said of it)."""
    groups: dict[str, list[str]] = {}
    for name, said in pairs:
        groups.setdefault(said, []).append(name)
    return [(some(names), said) for said, names in groups.items()]


def some(names: Sequence[str], between: str = ", ") -> str:
    """The first three of some names, and how many more there are."""
    return between.join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _distance(finding: Finding) -> str:
    newest = finding.targets.newest
    if finding.state is not State.BEHIND or newest is None:
        return ""
    if finding.targets.recommended is None:
        return f"newest is {newest.version}"
    return f"{finding.behind.releases} behind"
