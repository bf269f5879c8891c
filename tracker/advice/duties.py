"""What makes a finding due, with its clock."""

from datetime import datetime, timedelta

from tracker.advice.support import Standing
from tracker.model import Code, Duty, Phase, Tier, Urgency


def clock(arises_at: datetime, period: timedelta, since: datetime) -> tuple[datetime, datetime]:
    """Start a duty's clock when it arises, never before `since`; return its start and its due date.

    A duty that is older than `since` is given the whole period from there, so nothing is overdue at first sight.
    """
    start = max(arises_at, since)
    return start, start + period


def support_duty(
    *,
    owner: str,
    standing: Standing,
    known_on: datetime,
    warn: timedelta,
    since: datetime,
    tier: Tier,
    as_of: datetime,
) -> Duty | None:
    """The duty to leave a line, from `warn` before its support ends; None while there is none.

    Where a source says that support ended but not when, the duty arises on the day the source was read.
    """
    ended = standing.phase is Phase.ENDED
    if standing.ends_at is None and not ended:
        return None
    arises_at = known_on if standing.ends_at is None else standing.ends_at - warn
    arose_at, due_at = clock(arises_at, warn, since)
    if arose_at > as_of:
        return None
    return Duty(
        id=f"{owner}/support/{standing.line}",
        code=Code.SUPPORT_ENDED if ended else Code.SUPPORT_ENDING,
        subject=standing.line,
        urgency=Urgency.HIGH if ended and tier is Tier.PRODUCTION else Urgency.NORMAL,
        arose_at=arose_at,
        due_at=due_at,
    )
