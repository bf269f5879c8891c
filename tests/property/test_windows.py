"""The law of windows: the opening found is the one that a walk from minute to minute comes upon."""

from bisect import bisect_left
from calendar import monthcalendar
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tracker.advice import local_instant, next_opening
from tracker.model import Calendar, Freeze, Window

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BACK, AHEAD = 3, 9

# Clocks are set by an hour, half an hour, at midnight, over a day that never was; within two days of these.
_CHANGES = st.sampled_from(
    [
        ("Europe/Amsterdam", date(2026, 3, 28)),
        ("Europe/Amsterdam", date(2026, 10, 24)),
        ("America/New_York", date(2027, 3, 13)),
        ("America/New_York", date(2027, 11, 6)),
        ("Australia/Lord_Howe", date(2026, 4, 4)),
        ("Australia/Lord_Howe", date(2026, 10, 3)),
        ("Asia/Beirut", date(2026, 3, 28)),
        ("Asia/Beirut", date(2026, 10, 24)),
        ("America/Sao_Paulo", date(2018, 11, 3)),
        ("Africa/Casablanca", date(2026, 2, 14)),
        ("Pacific/Apia", date(2011, 12, 29)),
    ]
)
_ANY_DAY = st.tuples(
    st.sampled_from(["Europe/Amsterdam", "Asia/Kathmandu", "UTC"]), st.dates(date(2008, 1, 1), date(2035, 1, 1))
)
_WINDOWS = st.builds(
    lambda days, weeks, opens, minutes: Window(
        text="any", days=days, weeks=weeks, opens=opens * 15, minutes=minutes * 15
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.one_of(st.just(frozenset[int]()), st.frozensets(st.sampled_from([1, 2, 3, 4, 5, -1]), min_size=1)),
    st.one_of(st.integers(0, 16), st.integers(0, 95)),
    st.integers(1, 96),
)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """Any calendar and an instant around which its freezes lie."""
    zone, day = draw(st.one_of(_CHANGES, _ANY_DAY))
    after = datetime.combine(day, time(), UTC) + draw(st.integers(-1440, 2 * 1440)) * MINUTE
    freezes = []
    for _ in range(draw(st.integers(0, 2))):
        first = datetime.combine(after.date() + draw(st.integers(-5, 8)) * DAY, time())
        until = first + draw(st.integers(1, 5)) * DAY
        starts_at, ends_at = local_instant(zone, first), local_instant(zone, until)
        if starts_at < ends_at:
            freezes.append(Freeze(starts_at=starts_at, until=ends_at))
    windows = draw(st.lists(_WINDOWS, min_size=1, max_size=3))
    found = Calendar(timezone=zone, windows=tuple(windows), freezes=tuple(freezes), location="env.yaml#1")
    return found, after


def is_on(window: Window, day: date) -> bool:
    same = [week[day.weekday()] for week in monthcalendar(day.year, day.month) if week[day.weekday()]]
    places = {same.index(day.day) + 1, same.index(day.day) - len(same)}
    return day.weekday() in window.days and (not window.weeks or bool(places & window.weeks))


def walls(minutes: Sequence[datetime], zone: ZoneInfo) -> list[datetime]:
    """The latest time that clocks of the zone have shown by each minute."""
    return [*accumulate((one.astimezone(zone).replace(tzinfo=None) for one in minutes), max)]


def walked(known: Calendar, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every opening from minute to minute until some days ahead: what the clocks reach, less what is frozen."""
    minutes = [after + step * MINUTE for step in range(-BACK * 1440, AHEAD * 1440)]
    shown = walls(minutes, ZoneInfo(known.timezone))
    for offset in range((shown[-1].date() - shown[0].date()).days):
        day = shown[0].date() + offset * DAY
        for window in known.windows:
            opens = datetime.combine(day, time()) + window.opens * MINUTE
            start, end = bisect_left(shown, opens), bisect_left(shown, opens + window.minutes * MINUTE)
            free = start
            while free < end and not any(one.starts_at <= minutes[free] < one.until for one in known.freezes):
                free += 1
            if is_on(window, day) and 0 < start < free < len(minutes):
                yield minutes[start], minutes[free]


@given(case=asked())
def test_the_opening_found_is_the_one_a_walk_comes_upon(case: tuple[Calendar, datetime]) -> None:
    known, after = case

    expected = min((one for one in walked(known, after) if one[1] > after), default=None)
    found = next_opening(known, after, None)

    if expected is None:
        assert found is None or found.ends_at is None or found.ends_at >= after + (AHEAD - 2) * DAY
    else:
        assert found is not None
        assert (found.starts_at, found.ends_at) == expected


@given(case=asked(), days=st.integers(-3, 30))
def test_a_deadline_changes_nothing_but_whether_the_opening_is_in_time(
    case: tuple[Calendar, datetime], days: int
) -> None:
    known, after = case
    before = after + timedelta(days=days)

    free, bound = next_opening(known, after, None), next_opening(known, after, before)

    assert (free is None) == (bound is None)
    if free and bound:
        assert (free.starts_at, free.ends_at, free.in_time) == (bound.starts_at, bound.ends_at, True)
        assert bound.in_time == (max(free.starts_at, after) < before)


@given(place=_CHANGES, minute=st.one_of(st.integers(0, 4 * 60), st.integers(0, 1440)), further=st.integers(0, 2))
def test_a_time_is_the_first_instant_at_which_a_walk_reaches_it(
    place: tuple[str, date], minute: int, further: int
) -> None:
    zone, day = place
    wall = datetime.combine(day, time()) + further * DAY + minute * MINUTE
    before = wall.replace(tzinfo=UTC) - DAY

    minutes = [before + step * MINUTE for step in range(3 * 1440)]

    assert local_instant(zone, wall) == minutes[bisect_left(walls(minutes, ZoneInfo(zone)), wall)]
