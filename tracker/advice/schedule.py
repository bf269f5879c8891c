"""On which local days a digest is sent, and what it tells of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tracker.model import DeliveryState, Ending, Every, Span, Subscription, Told
from tracker.record import replace

_DAY = timedelta(days=1)
_EVERY = [*Every]
_NOON = time(12)
# What an hour shortly before midnight may be late by and still be that day's.
_LATE = timedelta(hours=1)
# What was missed is made up for, unless one of its days is as near as the Monday after a Saturday.
_SOON = 3
# Waits after the first, second ... try that was put off: a day in all. What may have arrived is tried three times.
_WAITS = tuple(timedelta(minutes=one) for one in (1, 4, 15, 60, 180, 360, 720))
_MOST_UNKNOWN = 3


def due_day(subscription: Subscription, told: Sequence[Told], now: datetime) -> date | None:
    """Return the local day for which a digest is to be sent now, None where none is.

    `told` are the digests that its recipient was sent, in the order in which they were made. Missed days make one
    digest, on the next of its days or, where that is long in coming, at once. There is one at most on each local
    day, whatever becomes of the clock, the zone and the program; the first waits for the hour of a day.
    """
    today, last = standing(subscription, now)
    served = {one.day for one in told}
    if today in served:
        return None
    if last == today:
        return today
    hour = _hour(subscription, last)
    if any(hour <= one.until <= now for one in told if one.reached):
        return None
    if now - hour <= _LATE and last not in served:
        return last
    return today if told and not _is_soon(subscription, today) else None


def span(told: Sequence[Told], day: date, now: datetime) -> Span:
    """Say what a digest of a day tells of: all since the last one that came through.

    Those that a clock which ran ahead has dated later than now do not count.
    """
    before = (one.until for one in reversed(told) if one.reached and one.until <= now)
    return Span(since=next(before, None), until=now, day=day)


def standing(subscription: Subscription, now: datetime) -> tuple[date, date]:
    """Tell its today, and the last of its days whose hour has come; while both stay, nothing more is due."""
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    return today, next(day for day in _days(subscription, today) if _hour(subscription, day) <= now)


def after_try(ending: Ending, attempts: int, now: datetime) -> tuple[Ending, datetime | None]:
    """Say what has become of a message after some tries, and when the next one is; None where there is none."""
    if ending.state is DeliveryState.UNKNOWN:
        return ending, None if attempts >= _MOST_UNKNOWN else now + _WAITS[attempts]
    if ending.state is not DeliveryState.DEFERRED:
        return ending, None
    if attempts > len(_WAITS):
        return replace(ending, state=DeliveryState.FAILED, error=f"given up: {ending.error}"), None
    return ending, now + _WAITS[attempts - 1]


def is_a_day(subscription: Subscription, day: date) -> bool:
    """Say whether a digest is sent on a local day; one that its zone has left out is none.

    Nor is a day on which a rarer one of the same recipients is sent.
    """
    zone = ZoneInfo(subscription.timezone)
    noon = datetime.combine(day, _NOON, zone).astimezone(UTC)
    due = _IS_A_DAY[subscription.every](day) and not any(_IS_A_DAY[one](day) for one, _ in _rarer(subscription))
    return due and noon.astimezone(zone).date() == day


def that_tell_of_it(subscription: Subscription) -> tuple[str, ...]:
    """Give the ids of the digests that tell its recipients of all that it tells: its own, and rarer ones."""
    return (subscription.id, *(name for _, name in _rarer(subscription)))


def _rarer(subscription: Subscription) -> Sequence[tuple[Every, str]]:
    rank = _EVERY.index(subscription.every)
    return [one for one in subscription.beside if _EVERY.index(one[0]) > rank]


def _hour(subscription: Subscription, day: date) -> datetime:
    """The instant in UTC at which the digest of a local day is due.

    An hour that clocks skip counts as long after midnight as it would have been, or before the skip where that is
    another day; of one that comes twice, the first coming counts (https://peps.python.org/pep-0495/).
    """
    zone = ZoneInfo(subscription.timezone)
    at = datetime.combine(day, subscription.at, zone)
    first = at.astimezone(UTC)
    return first if first.astimezone(zone).date() == day else at.replace(fold=1).astimezone(UTC)


def _days(subscription: Subscription, today: date) -> Iterator[date]:
    """Its days up to today, the latest first."""
    days = (today - back * _DAY for back in count())
    return (day for day in days if is_a_day(subscription, day))


def _is_soon(subscription: Subscription, today: date) -> bool:
    return any(is_a_day(subscription, today + ahead * _DAY) for ahead in range(_SOON))


_IS_A_DAY: Mapping[Every, Callable[[date], bool]] = {
    Every.DAY: lambda _: True,
    Every.WEEKDAY: lambda day: day.weekday() < 5,
    Every.MONDAY: lambda day: day.weekday() == 0,
    Every.MONTH: lambda day: day.day == 1,
}
