"""The sentences that every report uses for a check: what to do first, and what it rests on."""

from collections.abc import Iterator
from datetime import date

from tracker.model import Check, Coverage, Verdict
from tracker.report.wording.finding import due_in, move_to, telling_reason
from tracker.report.wording.readings import failures, some, unread_services


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
