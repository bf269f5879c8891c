"""When an environment may be changed next: its windows, less its freezes, by the clocks of its time zone."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from tracker.model import Calendar, Freeze, Opening, Window

# How far ahead an opening is looked for.
FURTHEST = timedelta(days=731)

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACES: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_WINDOW = re.compile(
    rf"(?:(?P<places>[a-z,]+) )?(?P<days>[a-z,-]+) (?P<opens>{_CLOCK})-(?P<closes>{_CLOCK}|24:00)", re.IGNORECASE
)
_MINUTES_OF_A_DAY = 24 * 60


def parse_window(text: str) -> Window:
    """Read a window such as `sat 22:00-02:00`, `mon-fri 20:00-22:00` or `first sun 02:00-06:00`.

    `daily` is every day; days and places may be listed with commas. One that closes no later than it opens closes
    on the next day. Raises ValueError.
    """
    match = _WINDOW.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(f"'{text}' is not a window such as 'sat 22:00-02:00' or 'first sun 02:00-06:00'")
    opens, closes = _minute(match["opens"]), _minute(match["closes"])
    if opens == closes:
        raise ValueError(f"'{text}' opens and closes at the same time: a whole day is 00:00-24:00")
    return Window(
        text=match[0],
        days=_days(match["days"].lower()),
        weeks=frozenset(map(_place, match["places"].lower().split(","))) if match["places"] else frozenset(),
        opens=opens,
        minutes=(closes - opens) % _MINUTES_OF_A_DAY or _MINUTES_OF_A_DAY,
    )


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _days(text: str) -> frozenset[int]:
    if text == "daily":
        return frozenset(range(7))
    return frozenset(day for part in text.split(",") for day in _span(part))


def _span(text: str) -> Iterator[int]:
    """Read a day, or two with those between them; `fri-mon` runs over the end of the week."""
    ends = text.split("-")
    unknown = next((one for one in ends if one not in _WEEK), None)
    if unknown is not None or len(ends) > 2:
        raise ValueError(f"'{unknown or text}' is none of daily, {', '.join(_WEEK)}, nor two of them as mon-fri")
    first, last = _WEEK.index(ends[0]), _WEEK.index(ends[-1])
    return ((first + further) % 7 for further in range((last - first) % 7 + 1))


def _place(text: str) -> int:
    if text not in _PLACES:
        raise ValueError(f"'{text}' is none of {', '.join(_PLACES)}")
    return _PLACES[text]


def local_instant(timezone: str, wall: datetime) -> datetime:
    """Return the first instant in UTC at which clocks of a zone show a naive time, or a later one.

    Where clocks are set back the time comes twice, and its first coming counts; where they are set forward over
    it, the instant they are set counts.
    """
    # Reading the rules of a zone takes time and files, which a check without windows needs not.
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(timezone)
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)

    def shows(second: int) -> bool:
        at = (earlier + timedelta(seconds=second)).astimezone(zone)
        return at.replace(tzinfo=None) >= wall

    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    earlier = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(int((instant - earlier).total_seconds()))
    return earlier + timedelta(seconds=bisect_left(seconds, True, key=shows))


def next_opening(calendar: Calendar, after: datetime, before: datetime | None) -> Opening | None:
    """Find the next time at or after an instant in which changes are allowed; None where FURTHEST has none.

    A window counts where no freeze covers its start, and closes where a freeze begins; one that is open at the
    instant is the next one. It is in time where it can be used before a deadline, if there is one.
    """
    found = _next(calendar, after)
    if found is None:
        return None
    starts_at, ends_at = found
    in_time = before is None or max(starts_at, after) < before
    return Opening(starts_at=starts_at, ends_at=ends_at, timezone=calendar.timezone, in_time=in_time)


def say_opening(window: Opening) -> str:
    """Say when a window opens, by the clocks of its zone."""
    from zoneinfo import ZoneInfo

    at = window.starts_at.astimezone(ZoneInfo(window.timezone))
    return f"{at:%a %Y-%m-%d %H:%M} ({window.timezone})"


# The findings of an environment ask about the same instant.
@lru_cache(maxsize=256)
def _next(calendar: Calendar, after: datetime) -> tuple[datetime, datetime | None] | None:
    openings = _openings(calendar, after) if calendar.windows else _between_freezes(calendar, after)
    for starts_at, closes_at in openings:
        begins = _next_freeze(calendar.freezes, starts_at)
        ends_at = closes_at if begins is None or (closes_at and closes_at <= begins) else begins
        if _frozen(calendar.freezes, starts_at) is None and (ends_at is None or ends_at > after):
            return starts_at, ends_at
    return None


def _openings(calendar: Calendar, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Walk the windows by the days of their zone, from those that may still be open, in order of their start."""
    first = _local_day(calendar.timezone, after) - timedelta(days=1)
    for further in range(FURTHEST.days):
        day = first + timedelta(days=further)
        windows = [_on(window, day, calendar.timezone) for window in calendar.windows if _opens_on(window, day)]
        yield from sorted(one for one in windows if one[0] < one[1])


def _local_day(timezone: str, instant: datetime) -> date:
    """Return the day that the calendars of a zone show at an instant."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(timezone)).date()


def _opens_on(window: Window, day: date) -> bool:
    place = (day.day - 1) // 7 + 1
    last = (day + timedelta(days=7)).month != day.month
    in_week = not window.weeks or place in window.weeks or (last and -1 in window.weeks)
    return in_week and day.weekday() in window.days


def _on(window: Window, day: date, timezone: str) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, time()) + timedelta(minutes=window.opens)
    closes = opens + timedelta(minutes=window.minutes)
    return local_instant(timezone, opens), local_instant(timezone, closes)


def _between_freezes(calendar: Calendar, after: datetime) -> Iterator[tuple[datetime, None]]:
    """Yield the instant itself, then each end of a freeze that may let changes in."""
    ends = {freeze.until for freeze in calendar.freezes if after < freeze.until <= after + FURTHEST}
    yield from ((instant, None) for instant in (after, *sorted(ends)))


def _frozen(freezes: tuple[Freeze, ...], instant: datetime) -> Freeze | None:
    return next((one for one in freezes if one.starts_at <= instant < one.until), None)


def _next_freeze(freezes: tuple[Freeze, ...], instant: datetime) -> datetime | None:
    return min((one.starts_at for one in freezes if one.starts_at > instant), default=None)
