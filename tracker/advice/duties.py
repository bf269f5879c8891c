"""What makes a finding due, with its clock."""

from datetime import datetime, timedelta

from tracker.advice.support import Standing
from tracker.model import Code, Duty, Phase, Tier, Urgency


def support_duty(
    *, owner: str, standing: Standing, warn: timedelta, since: datetime, tier: Tier, as_of: datetime
) -> Duty | None:
    """The duty to leave a line, from `warn` before its support ends; None while there is none.

    It is due on that day. No clock starts before `since`, nor before the line opened: where support had ended by
    then, or ended on a day its source does not give, the duty is due `warn` after, so nothing is overdue at first
    sight.
    """
    ended, ends_at, stated = standing.phase is Phase.ENDED, standing.ends_at, standing.stated
    if stated is None or (ends_at is None and not ended):
        return None
    begins = max(since, stated.released_at or since)
    due_at = ends_at if ends_at is not None and ends_at > begins else begins + warn
    arose_at = max(due_at - warn, begins)
    if arose_at > as_of:
        return None
    return Duty(
        id=f"{owner}/support/{standing.line}",
        code=Code.SUPPORT_ENDED if ended else Code.SUPPORT_ENDING,
        subject=standing.line,
        urgency=Urgency.HIGH if ended and tier is Tier.PRODUCTION else Urgency.NORMAL,
        arose_at=arose_at,
        due_at=due_at,
        rule="support.warn",
        cause=f"support of line {standing.line} {'ended' if ended else 'ends'}",
        url=None,
    )
