"""Small plots in characters: deadlines, spans of support, and releases on an axis of time.

What a sign says does not depend on its colour: `#` and `=` lie in time, `!` is late, `~` is covered by a decision.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from tracker.record import Record
from tracker.report.trend import heights
from tui.line import Role, Span, span

_MONTHS = (1, 3, 6, 12, 24, 60, 120)  # how many may lie between two marks of an axis
_MONTH = timedelta(days=30.44)


class Axis(Record):
    """A span of time laid over so many cells."""

    start: datetime
    end: datetime
    width: int

    def cell(self, at: datetime) -> int:
        """The cell of an instant; what lies outside stands at the edge."""
        reach = max(self.end - self.start, timedelta(days=1))
        return max(0, min(self.width - 1, int((at - self.start) / reach * self.width)))

    def ticks(self) -> str:
        """Years below which they begin, or months where a year has the room for them."""
        drawn = [" "] * self.width
        months = self._step
        form, size = ("%Y", 4) if months >= 12 else ("%Y-%m", 7)
        free = 0
        for at in _beginnings(self.start, self.end, months):
            cell = self.cell(at)
            if free <= cell <= self.width - size:
                drawn[cell : cell + size] = at.strftime(form)
                free = cell + size + 1
        return "".join(drawn)

    @property
    def _step(self) -> int:
        cells = self.width / max((self.end - self.start) / _MONTH, 1)
        fitting = (months for months in _MONTHS if months * cells > (5 if months >= 12 else 8))
        return next(fitting, _MONTHS[-1])


def _beginnings(start: datetime, end: datetime, months: int) -> Iterator[datetime]:
    """The instants from a start to an end at which so many months begin."""
    count = -(-(start.year * 12 + start.month - 1) // months) * months
    while count // 12 <= end.year:
        at = datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)
        if start <= at <= end:
            yield at
        count += months


def deadline(arose_at: datetime, due_at: datetime, now: datetime, width: int, *, covered: bool) -> str:
    """The time from when a duty arose until it is due, with today as `|`; what is late follows its end."""
    past = "~" if covered else "#"
    if now > due_at:
        given = max(Axis(start=arose_at, end=now, width=width).cell(due_at), 1)
        return f"[{past * given}]{('~' if covered else '!') * max(width - given, 1)}|"
    gone = Axis(start=arose_at, end=due_at, width=width + 1).cell(now)
    return f"[{past * gone}|{'-' * (width - gone)}]"


def support(ends_at: datetime | None, now: datetime, axis: Axis) -> str:
    """The time that is left until support ends, or since it has; `|` is today, `>` and `<` lie beyond the axis."""
    drawn = [" "] * axis.width
    today = axis.cell(now)
    if ends_at is not None:
        end = axis.cell(ends_at)
        low, high, sign = (end, today, "!") if ends_at <= now else (today, end, "=")
        drawn[low : high + 1] = sign * (high - low + 1)
        drawn[end] = "<" if ends_at < axis.start else ">" if ends_at > axis.end else "x"
    drawn[today] = "|"
    return "".join(drawn)


def growth(dates: Iterable[datetime], start: datetime, end: datetime, width: int) -> str:
    """How many of some instants had passed by then, from a start to an end."""
    step = max(end - start, timedelta(days=1)) / width
    known = sorted(dates)
    counts = (bisect_right(known, start + step * cell) for cell in range(1, width + 1))
    return heights([0, *counts])[1:]


class Mark(Record):
    """A sign at an instant; where several fall into a cell the last is shown, of like ones that they are many."""

    at: datetime
    sign: str
    role: Role = Role.PLAIN


def row_of(marks: Sequence[Mark], now: datetime, axis: Axis, many: str = "O") -> tuple[Span, ...]:
    """Signs on an axis, with today as `|`."""
    drawn = [Span(" ")] * axis.width
    drawn[axis.cell(now)] = span("|", Role.MUTED)
    for one in marks:
        cell = axis.cell(one.at)
        sign = many if drawn[cell].text in {one.sign, many} else one.sign
        drawn[cell] = span(sign, one.role)
    return tuple(drawn)
