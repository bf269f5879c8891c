"""When a source is asked again: as often as it releases, later after failures, never all at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST = timedelta(hours=1)
LONGEST = timedelta(hours=24)
# Asked so often in the usual time between two releases, one is noticed in the first eighth of that time.
_LOOKS = 8
_FIRST_RETRY = timedelta(minutes=5)
_MOST_DOUBLINGS = 10
_SPREAD = 0.2
_WIDEST_PACE = timedelta(seconds=5)


def interval_of(released: Iterable[datetime], now: datetime) -> timedelta:
    """Say how often to ask a source that released at some instants: an eighth of its usual pace, within bounds.

    A source that has been silent for longer than its pace is as slow as its silence.
    """
    dates = sorted(at for at in released if at <= now)
    if not dates:
        return LONGEST
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(dates[-10:])]
    silence = (now - dates[-1]).total_seconds()
    pace = timedelta(seconds=max(median(gaps), silence) if gaps else silence)
    return min(max(pace / _LOOKS, SHORTEST), LONGEST)


def due_after_success(now: datetime, interval: timedelta, luck: float) -> datetime:
    """Say when to ask again, spread by up to a tenth of the interval to either side; `luck` is between 0 and 1."""
    return now + interval * (1 + _SPREAD * (luck - 0.5))


def due_after_failure(now: datetime, failures: int, luck: float) -> datetime:
    """Say when to try again after so many failures in a row: twice as late each time, up to a day.

    `luck`, between 0 and 1, takes up to half of it off, so that what failed together does not return together.
    """
    doublings: int = min(failures - 1, _MOST_DOUBLINGS)
    wait = min(_FIRST_RETRY * 2.0**doublings, LONGEST)
    return now + wait * (1 - luck / 2)


def wait_for(due_at: datetime | None, longest: timedelta, now: datetime) -> timedelta:
    """Say how long to wait for a stored due time; not at all without one.

    `longest` is the longest interval there is for the source. What is due later than that was stored by a clock
    that ran ahead, and says nothing.
    """
    if due_at is None:
        return timedelta()
    wait = due_at - now
    return wait if timedelta() < wait <= longest * (1 + _SPREAD / 2) else timedelta()


def pace(sources: int) -> timedelta:
    """Say how far apart so many feeds of one host are read: spread over the shortest interval, a few sooner."""
    return min(SHORTEST / max(sources, 1), _WIDEST_PACE)
