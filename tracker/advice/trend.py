"""How far an environment is behind and how much it owes, in a few numbers of one day."""

from tracker.model import Check, TrendDay, Verdict


def trend_day(check: Check) -> TrendDay:
    """Add up a check for the day it was made, in UTC."""
    behind = [finding.behind for finding in check.findings]
    owed = [
        duty
        for finding in check.findings
        if finding.verdict is not Verdict.WAIVED
        for duty in finding.duties
        if duty.decision is None
    ]
    return TrendDay(
        day=check.as_of.date(),
        findings=len(check.findings),
        releases=sum(one.releases or 0 for one in behind),
        days=sum(one.days or 0 for one in behind),
        libyears=round(sum(one.libyears or 0.0 for one in behind), 2),
        open=len(owed),
        overdue=sum(1 for one in owed if one.due_at is not None and one.due_at < check.as_of and not one.unclear),
    )
