"""When the clocks of duties start, and when they run out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tracker.record import Record, field


class Term(Record):
    """When a duty arose and is due; `inherited` where what caused it is older than the clock."""

    arose_at: datetime
    due_at: datetime | None
    inherited: bool = False


class Clock(Record):
    """Where the clocks of one entry's duties start: never before `since`.

    `seen` says when each duty was first seen, by its id: what has no date of its own counts from then on.
    """

    as_of: datetime
    since: datetime
    seen: Mapping[str, datetime] = field(default_factory=dict)

    def first_seen(self, duty: str) -> datetime:
        """When a duty was first seen; now where it was not seen before."""
        return max(min(self.seen.get(duty, self.as_of), self.as_of), self.since)

    def running_for(self, span: timedelta | None, began: datetime) -> Term:
        """The term of what is due some time after it began; without a span there is no due date."""
        arose = max(began, self.since)
        return Term(
            arose_at=arose, due_at=arose + span if span is not None else None, inherited=began < self.since
        )

    def until(self, end: datetime, notice: timedelta, opened: datetime | None) -> Term | None:
        """The term of what is due on a day, of which it is told some time before; None while that has not come.

        Where the day had passed when the clock started, or what it is about opened, it is due that time later.
        """
        begins = max(self.since, opened or self.since)
        due_at = end if end > begins else begins + notice
        arose = max(due_at - notice, begins)
        if arose > self.as_of:
            return None
        return Term(arose_at=arose, due_at=due_at, inherited=end - notice < self.since)
