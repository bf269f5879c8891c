"""Whatever the zone, the hour and the year: one digest on each local day, and nothing told twice or never."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.advice.schedule import due_day, is_a_day, span
from tracker.model import Audience, Every, Span, Subscription, Told

ZONES = st.sampled_from(sorted(one for one in available_timezones() if "/" in one and not one.startswith("posix")))
# Half of the time around the days on which most zones set their clocks.
STARTS = st.one_of(
    st.integers(0, 15_000).map(lambda days: datetime(1992, 1, 1, tzinfo=UTC) + timedelta(days=days)),
    st.tuples(st.integers(1992, 2036), st.sampled_from([(3, 7), (3, 25), (4, 1), (9, 24), (10, 24), (11, 1)])).map(
        lambda one: datetime(one[0], *one[1], tzinfo=UTC)
    ),
)
DAYS = 6
LOOK = timedelta(minutes=50)


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    return Subscription(
        id="team:ops",
        audience=Audience.TEAM,
        to=("ops@acme.example",),
        environments=("env-prod",),
        at=draw(st.times().map(lambda one: time(one.hour, one.minute))),
        timezone=draw(ZONES),
        location="tracker.yaml#1",
        every=draw(st.sampled_from(Every)),
    )


def sent(subscription: Subscription, looks: list[datetime]) -> list[Span]:
    """What a program that looks at these instants sends."""
    told: list[Told] = []
    spans: list[Span] = []
    for now in looks:
        day = due_day(subscription, told, now)
        if day is not None:
            spans.append(span(told, day, now))
            told.append(Told(day=day, until=now))
    return spans


def serves_each_of_its_days_once(subscription: Subscription, start: datetime) -> None:
    zone = ZoneInfo(subscription.timezone)
    looks = [start + number * LOOK for number in range(int(timedelta(days=DAYS) / LOOK))]
    whole = sorted({now.astimezone(zone).date() for now in looks})[1:-1]

    days = [one.day for one in sent(subscription, looks)]

    assert [day for day in days if day in whole] == [day for day in whole if is_a_day(subscription, day)]


@given(subscription=subscriptions(), start=STARTS)
def test_exactly_one_digest_on_each_of_its_local_days(subscription: Subscription, start: datetime) -> None:
    serves_each_of_its_days_once(subscription, start)


@pytest.mark.slow
@settings(max_examples=1000)
@given(subscription=subscriptions(), start=STARTS)
def test_a_thousand_schedules_have_one_digest_on_each_day(subscription: Subscription, start: datetime) -> None:
    serves_each_of_its_days_once(subscription, start)


@given(
    subscription=subscriptions(),
    start=STARTS,
    gaps=st.lists(st.integers(1, 200), min_size=5, max_size=40),
    sets=st.lists(st.integers(-72, 72), min_size=1, max_size=3),
)
def test_t01_t03_sleep_and_a_clock_that_is_set_make_no_second_one(
    subscription: Subscription, start: datetime, gaps: list[int], sets: list[int]
) -> None:
    looks, now = [], start
    for number, hours in enumerate(gaps):
        now += timedelta(hours=hours) if number % 7 else timedelta(hours=sets[number // 7 % len(sets)])
        looks.append(now)

    days = [one.day for one in sent(subscription, looks)]

    assert len(days) == len(set(days))


@given(subscription=subscriptions(), start=STARTS, gaps=st.lists(st.integers(1, 200), min_size=2, max_size=60))
def test_t03_t04_spans_join_without_a_gap_or_an_overlap(
    subscription: Subscription, start: datetime, gaps: list[int]
) -> None:
    looks = [start + timedelta(hours=sum(gaps[: number + 1])) for number in range(len(gaps))]

    spans = sent(subscription, looks)

    assert [one.since for one in spans] == [None, *(one.until for one in spans)][: len(spans)]
