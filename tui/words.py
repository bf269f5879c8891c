"""Findings and environments in words and signs; nothing here decides, and `now` is always an argument."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tracker.model import Check, Finding, Target, Verdict
from tracker.report.wording import SIGNS, covered_by
from tracker.text import clean_line
from tui.line import Role, Span, span
from tui.source import EnvironmentRow

ROLES = {verdict: Role(verdict.value) for verdict in Verdict}
MEANINGS = {
    Verdict.OVERDUE: "overdue: a due date has passed",
    Verdict.DUE: "due: a due date is near",
    Verdict.UNKNOWN: "unknown: it cannot be judged, or its facts are too old",
    Verdict.ADVICE: "advice: something to do, later or without a deadline",
    Verdict.WAIVED: "on hold, snoozed, waived or mitigated, all of it",
    Verdict.OK: "fine: nothing to do",
}

_VERDICTS = [*Verdict]
# Who checks daily has nothing to be told.
_LONG = timedelta(days=1)
_STEPS = ((timedelta(days=730), 365, "y"), (timedelta(days=1), 1, "d"))


def span_of_time(duration: timedelta) -> str:
    """Say a duration in its largest whole unit: 3y, 12d, 4h, 5m."""
    for least, days, unit in _STEPS:
        if duration >= least:
            return f"{duration.days // days}{unit}"
    hours, rest = divmod(int(duration.total_seconds()), 3600)
    return f"{hours}h" if hours else f"{rest // 60}m"


def age_words(checked_at: datetime, now: datetime) -> str:
    """Say how long ago something was checked."""
    age = now - checked_at
    return "just now" if age < timedelta(minutes=1) else f"{span_of_time(age)} ago"


def day(instant: datetime | None, unknown: str = "-") -> str:
    """Write the UTC day of an instant."""
    return unknown if instant is None else f"{instant:%Y-%m-%d}"


def finding_release(finding: Finding) -> Target | None:
    """The release whose notes and page belong to a finding; None where there is nothing to move to."""
    targets = finding.targets
    return targets.recommended or targets.line or targets.newest


def sign(verdict: Verdict) -> Span:
    """The sign of a verdict, in its colour."""
    return span(SIGNS[verdict], ROLES[verdict])


def environment_counts(rows: Sequence[EnvironmentRow], now: datetime) -> str:
    """Count environments, and those of them whose state is not known; say how old it is where that is days."""
    unreadable = sum(row.error is not None for row in rows)
    unchecked = sum(row.error is None and row.summary is None for row in rows)
    parts = [
        counted(len(rows), "environment") if rows else "",
        _checked_from(rows, now),
        f"{unchecked} not checked" if unchecked else "",
        f"{unreadable} unreadable" if unreadable else "",
    ]
    return ", ".join(part for part in parts if part)


def _checked_from(rows: Iterable[EnvironmentRow], now: datetime) -> str:
    oldest = min((at for row in rows if row.error is None and (at := old_check(row, now))), default=None)
    return f"checked from {age_words(oldest, now)}" if oldest else ""


def old_check(row: EnvironmentRow, now: datetime) -> datetime | None:
    """When an environment was checked last, where that is a day ago or more."""
    checked_at = row.summary.checked_at if row.summary else now
    return checked_at if now - checked_at >= _LONG else None


def verdict_word(verdict: Verdict) -> str:
    """The word for a verdict where it is not known what was decided."""
    return "covered" if verdict is Verdict.WAIVED else verdict.value


def standing_word(finding: Finding) -> str:
    """The word for how a finding stands: what was decided of it where that covers it, else its verdict."""
    return covered_by(finding) if finding.verdict is Verdict.WAIVED else finding.verdict.value


def verdict_counts(verdicts: Iterable[Verdict]) -> tuple[Span, ...]:
    """Count the verdicts of environments, the worst first; those that do not occur are left out."""
    counts = Counter(verdicts)
    worst = min(counts, key=rank, default=None)
    noun = "" if worst is None else "environment " if counts[worst] == 1 else "environments "
    words = {verdict: f"{noun if verdict is worst else ''}{verdict_word(verdict)}" for verdict in counts}
    return _counts((verdict, words[verdict]) for verdict in counts.elements())


def finding_counts(findings: Iterable[Finding]) -> tuple[Span, ...]:
    """Count how findings stand, the worst first."""
    return _counts((one.verdict, standing_word(one)) for one in findings)


def _counts(standing: Iterable[tuple[Verdict, str]]) -> tuple[Span, ...]:
    counts = Counter(standing)
    return tuple(
        span(f"{SIGNS[verdict].strip()} {counts[verdict, word]} {word}  ", ROLES[verdict])
        for verdict, word in sorted(counts, key=lambda one: (rank(one[0]), one[1]))
    )


def rank(verdict: Verdict | None) -> int:
    """The place of a verdict in the order of what to do first; none comes last."""
    return len(_VERDICTS) if verdict is None else _VERDICTS.index(verdict)


def counted(number: int, noun: str) -> str:
    """Put a number before a noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Sequence[str], most: int = 8) -> str:
    """Put names behind each other, and a number for those beyond the first ones."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def unreadable_files(errors: Sequence[str]) -> str:
    """Count the files that could not be read, and say what is wrong with the first; empty where all could."""
    return clean_line(f"{counted(len(errors), 'file')} could not be read: {errors[0]}") if errors else ""


def feed_words(check: Check) -> str:
    """Say which feeds and services could not be read, empty where all could."""
    failed = check.polling.failed
    told = [f"{failed[0].component}: {failed[0].error}"] if failed else []
    if nothing_read(check):
        told = [f"nothing could be read{_stored(check)}: {failed[0].error}"]
    elif len(failed) > 1:
        told = [f"{counted(len(failed), 'feed')} could not be read; {told[0]}"]
    return "; ".join((*told, *(f"{one.service}: {one.error}" for one in check.polling.services)))


def nothing_read(check: Check) -> bool:
    """Whether everything that is deployed was asked for in vain; most feeds are not due when another is."""
    deployed = {one.component for one in check.findings}
    return bool(deployed) and deployed <= {one.component for one in check.polling.failed}


def _stored(check: Check) -> str:
    """Say of when the facts are that stand where no feed could be read."""
    known = [one.facts_from for one in check.polling.failed if one.facts_from is not None]
    return f", facts of {age_words(min(known), check.as_of)} stand" if known else ", and nothing is stored"
