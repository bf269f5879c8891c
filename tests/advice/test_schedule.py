"""On which local days a digest is due, what it tells of, and when a message is tried again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tracker.advice.schedule import after_try, due_day, is_a_day, span, standing, that_tell_of_it
from tracker.model import Audience, DeliveryState, Ending, Every, Span, Subscription, Told
from tracker.record import replace

DAILY = Subscription(
    id="team:ops",
    audience=Audience.TEAM,
    to=("ops@acme.example",),
    environments=("env-prod",),
    at=time(7, 30),
    timezone="Europe/Amsterdam",
    location="tracker.yaml#3",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(text: str, *, reached: bool = True) -> Told:
    """A digest sent at an instant, on the day that it was in Amsterdam."""
    instant = at(text)
    return Told(day=(instant + HOUR).date(), until=instant, reached=reached)


def test_the_first_is_due_at_the_hour_of_a_day_and_not_before() -> None:
    assert due_day(DAILY, (), at("2026-11-20T06:29:59")) is None
    assert due_day(DAILY, (), at("2026-11-20T06:30:00")) == date(2026, 11, 20)
    assert due_day(DAILY, (), at("2026-11-20T22:59:59")) == date(2026, 11, 20)


def test_a_day_has_one_whatever_the_hour_it_was_sent_at() -> None:
    early = (told("2026-11-20T03:00:00"),)

    assert due_day(DAILY, early, at("2026-11-20T06:30:00")) is None
    assert due_day(DAILY, early, at("2026-11-21T06:30:00")) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [("2026-03-29T00:30:00", None), ("2026-03-29T01:30:00", date(2026, 3, 29))],
)
def test_t02_an_hour_that_clocks_skip_comes_as_long_after_midnight(instant: str, expected: date | None) -> None:
    night = replace(DAILY, at=time(2, 30))

    assert due_day(night, (told("2026-03-28T01:30:00"),), at(instant)) == expected


def test_t02_of_an_hour_that_comes_twice_the_first_counts() -> None:
    night = replace(DAILY, at=time(2, 30))
    before = told("2026-10-24T00:30:00")

    assert due_day(night, (before,), at("2026-10-25T00:30:00")) == date(2026, 10, 25)
    assert due_day(night, (before, told("2026-10-25T00:30:00")), at("2026-10-25T01:30:00")) is None


def test_t02_another_zone_makes_no_second_digest_on_a_day() -> None:
    served = (told("2026-11-19T06:30:00"), told("2026-11-20T06:30:00"))

    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        moved = replace(DAILY, timezone=zone)
        days = [due_day(moved, served, at("2026-11-20T06:30:00") + hours * HOUR) for hours in range(48)]
        assert date(2026, 11, 20) not in days
        assert date(2026, 11, 21) in days


def test_t03_days_that_were_missed_make_one_digest_at_the_hour_of_the_next() -> None:
    before = (told("2026-11-17T06:30:00"),)

    assert due_day(DAILY, before, at("2026-11-20T03:00:00")) is None
    assert due_day(DAILY, before, at("2026-11-20T06:30:00")) == date(2026, 11, 20)
    assert span(before, date(2026, 11, 20), at("2026-11-20T06:30:00")) == Span(
        since=at("2026-11-17T06:30:00"), until=at("2026-11-20T06:30:00"), day=date(2026, 11, 20)
    )


def test_what_would_be_long_in_coming_is_made_up_for_at_once() -> None:
    month = replace(DAILY, every=Every.MONTH)
    before = (told("2026-10-01T05:30:00"),)

    assert due_day(month, before, at("2026-11-05T03:00:00")) == date(2026, 11, 5)
    assert due_day(month, (*before, told("2026-11-05T03:00:00")), at("2026-11-06T06:30:00")) is None
    assert due_day(month, before, at("2026-11-30T03:00:00")) is None
    assert due_day(month, (), at("2026-11-05T03:00:00")) is None


def test_t01_a_clock_that_ran_into_the_next_month_leaves_one_for_each_month() -> None:
    """The first of December, served in November, is not served again."""
    month = replace(DAILY, every=Every.MONTH)
    served = [told("2026-11-01T06:30:00"), told("2026-12-01T06:30:00")]

    for number in range(60):
        now = at("2026-11-20T07:00:00") + number * DAY
        day = due_day(month, served, now)
        if day is not None:
            served.append(Told(day=day, until=now))

    assert [one.day for one in served] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def test_of_digests_beside_each_other_a_day_has_the_rarest_which_tells_of_the_others() -> None:
    daily = replace(DAILY, id="d", beside=((Every.MONDAY, "w"), (Every.MONTH, "m")))
    weekly = replace(DAILY, id="w", every=Every.MONDAY, beside=((Every.DAY, "d"), (Every.MONTH, "m")))
    monthly = replace(DAILY, id="m", every=Every.MONTH, beside=((Every.DAY, "d"), (Every.MONDAY, "w")))
    tuesday, monday, first = date(2026, 11, 3), date(2026, 11, 2), date(2027, 2, 1)  # which is a Monday too

    sent = [[one.id for one in (daily, weekly, monthly) if is_a_day(one, day)] for day in (tuesday, monday, first)]

    assert sent == [["d"], ["w"], ["m"]]
    assert [that_tell_of_it(one) for one in (daily, weekly, monthly)] == [("d", "w", "m"), ("w", "m"), ("m",)]


def test_what_was_missed_on_a_friday_waits_for_monday() -> None:
    weekday = replace(DAILY, every=Every.WEEKDAY)
    before = (told("2026-11-19T06:30:00"),)

    assert due_day(weekday, before, at("2026-11-21T08:00:00")) is None
    assert due_day(weekday, before, at("2026-11-23T06:30:00")) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("every", "days"),
    [
        (Every.DAY, [20, 21, 22, 23, 24]),
        (Every.WEEKDAY, [20, 23, 24]),
        (Every.MONDAY, [23]),
        (Every.MONTH, []),
    ],
)
def test_each_kind_has_its_days(every: Every, days: list[int]) -> None:
    wished = replace(DAILY, every=every)
    served = [told("2026-11-18T06:30:00")]
    for number in range(20, 25):
        now = at(f"2026-11-{number}T06:30:00")
        day = due_day(wished, (replace(served[0], until=now - HOUR, day=date(2026, 1, 1)),), now)
        if day:
            served.append(told(f"2026-11-{number}T06:30:00"))

    assert [one.day.day for one in served[1:]] == days


def test_t01_a_clock_that_ran_ahead_loses_nothing_and_repeats_nothing() -> None:
    served = (told("2026-11-20T06:30:00"), told("2026-11-22T06:30:00"))
    back = at("2026-11-21T06:30:00")

    assert due_day(DAILY, served, back) == date(2026, 11, 21)
    assert span(served, date(2026, 11, 21), back).since == at("2026-11-20T06:30:00")
    after = (*served, told("2026-11-21T06:30:00"))
    assert due_day(DAILY, after, at("2026-11-22T06:30:00")) is None
    assert span(after, date(2026, 11, 23), at("2026-11-23T06:30:00")).since == back


def test_what_was_refused_for_good_is_told_by_the_next() -> None:
    served = (told("2026-11-19T06:30:00"), told("2026-11-20T06:30:00", reached=False))

    assert due_day(DAILY, served, at("2026-11-20T08:00:00")) is None
    assert span(served, date(2026, 11, 21), at("2026-11-21T06:30:00")).since == at("2026-11-19T06:30:00")
    assert span((), date(2026, 11, 21), at("2026-11-21T06:30:00")).since is None


def test_a_day_that_a_zone_left_out_has_no_digest() -> None:
    samoa = replace(DAILY, timezone="Pacific/Apia")

    assert not is_a_day(samoa, date(2011, 12, 30))
    assert due_day(samoa, (), at("2011-12-30T09:59:00")) == date(2011, 12, 29)
    assert due_day(samoa, (), at("2011-12-30T17:29:00")) is None
    assert due_day(samoa, (), at("2011-12-30T17:30:00")) == date(2011, 12, 31)


def test_a_skipped_hour_before_midnight_stays_on_its_day() -> None:
    nuuk = replace(DAILY, timezone="America/Nuuk", at=time(23, 30))

    assert due_day(nuuk, (), at("2024-03-31T00:29:00")) is None
    assert due_day(nuuk, (), at("2024-03-31T00:30:00")) == date(2024, 3, 30)


def test_an_hour_before_midnight_may_be_a_little_late() -> None:
    late = replace(DAILY, at=time(23, 59))
    served = (Told(day=date(2026, 11, 20), until=at("2026-11-20T23:00:30")),)

    assert due_day(late, (), at("2026-11-20T23:00:30")) == date(2026, 11, 20)
    assert due_day(late, served, at("2026-11-20T23:01:00")) is None
    assert due_day(late, served, at("2026-11-21T23:00:30")) == date(2026, 11, 21)
    assert due_day(late, (), at("2026-11-21T00:00:00")) is None


def test_nothing_more_is_due_while_a_day_stands() -> None:
    assert standing(DAILY, at("2026-11-20T06:29:00")) == (date(2026, 11, 20), date(2026, 11, 19))
    assert standing(DAILY, at("2026-11-20T06:30:00")) == (date(2026, 11, 20), date(2026, 11, 20))
    assert standing(replace(DAILY, every=Every.MONTH), at("2026-11-20T06:30:00"))[1] == date(2026, 11, 1)


NOW = at("2026-11-20T08:00:00")


def test_what_is_deferred_is_tried_again_ever_more_seldom_and_given_up_after_a_day() -> None:
    deferred = Ending(state=DeliveryState.DEFERRED, error="421 later")
    waits = []
    for attempts in range(1, 9):
        ending, due_at = after_try(deferred, attempts, NOW)
        waits.append(due_at - NOW if due_at else None)

    lengths = [wait for wait in waits if wait]
    assert lengths == sorted(lengths)
    assert lengths[0] == timedelta(minutes=1)
    assert HOUR * 20 < sum(lengths, timedelta()) < HOUR * 26
    assert (ending.state, ending.error) == (DeliveryState.FAILED, "given up: 421 later")


def test_what_may_have_arrived_is_tried_three_times_and_stays_unknown() -> None:
    unknown = Ending(state=DeliveryState.UNKNOWN, error="no answer")

    tries = [after_try(unknown, attempts, NOW) for attempts in (1, 2, 3)]

    assert [ending.state for ending, _ in tries] == [DeliveryState.UNKNOWN] * 3
    assert [due_at is not None for _, due_at in tries] == [True, True, False]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED])
def test_what_has_ended_is_not_tried_again(state: DeliveryState) -> None:
    assert after_try(Ending(state=state), 1, NOW) == (Ending(state=state), None)
