"""When feeds are asked: laws of the intervals, and the agenda of a program that stays up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from examples import NOW
from tracker.model import Source
from tracker.pipeline.polling import schedule
from tracker.pipeline.staying.agenda import Agenda
from tracker.store import FeedState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
instants = st.timedeltas(-9000 * DAY, 5000 * DAY).map(lambda by: NOW + by)
lucks = st.floats(0, 1)
intervals = st.timedeltas(schedule.SHORTEST, schedule.LONGEST)


def sources(count: int, host: str = "github.com") -> Sequence[Source]:
    return [
        Source(forge="github", path=f"acme/r{number}", url=f"https://{host}/acme/r{number}/releases.atom")
        for number in range(count)
    ]


@given(st.lists(instants), instants)
def test_an_interval_is_between_an_hour_and_a_day(released: list[datetime], now: datetime) -> None:
    assert schedule.SHORTEST <= schedule.interval_of(released, now) <= schedule.LONGEST


def test_who_releases_daily_is_asked_more_often_than_who_releases_weekly() -> None:
    daily, weekly = ([NOW - number * pace for number in range(10)] for pace in (DAY, 7 * DAY))

    assert schedule.interval_of(daily, NOW) == 3 * HOUR
    assert schedule.interval_of(weekly, NOW) == 21 * HOUR


@given(intervals, lucks, st.timedeltas(-3 * DAY, 3 * DAY))
def test_a_stored_due_time_is_never_waited_for_longer_than_an_interval(
    interval: timedelta, luck: float, set_by: timedelta
) -> None:
    due_at = schedule.due_after_success(NOW, interval, luck)

    assert timedelta() <= schedule.wait_for(due_at, interval, NOW + set_by) <= interval * 1.1


@given(intervals, lucks)
def test_a_due_time_of_a_sound_clock_is_waited_for(interval: timedelta, luck: float) -> None:
    due_at = schedule.due_after_success(NOW, interval, luck)

    assert schedule.wait_for(due_at, interval, NOW) == due_at - NOW


@given(st.integers(1, 20), lucks)
def test_a_failing_feed_waits_longer_each_time_and_at_most_a_day(failures: int, luck: float) -> None:
    wait = schedule.due_after_failure(NOW, failures, luck) - NOW

    assert timedelta(minutes=2) <= wait <= DAY
    assert schedule.wait_for(NOW + wait, schedule.LONGEST, NOW) == wait


def times_of_a_cold_start(count: int, hosts: Sequence[str]) -> dict[str, list[float]]:
    """When an agenda gives the sources of some hosts that were never read."""
    agenda = Agenda()
    agenda.plan([source for host in hosts for source in sources(count, host)], {}, NOW, 0)
    times: dict[str, list[float]] = {host: [] for host in hosts}
    read: dict[str, FeedState] = {}
    while (at := agenda.next_at()) is not None and at < HOUR.total_seconds() * 1.5:
        for source in agenda.take(at, at):
            times[source.url.split("/")[2]].append(at)
            read[source.url] = FeedState(due_at=NOW + DAY, interval=86400)
            agenda.plan([source], read, NOW, at)
    return times


def test_h26_a_cold_start_of_500_sources_on_one_host_is_spread_over_the_interval() -> None:
    (times,) = times_of_a_cold_start(500, ["github.com"]).values()

    assert len(times) == 500
    assert 0.5 * HOUR.total_seconds() < times[-1] <= 1.2 * HOUR.total_seconds()
    assert max(sum(1 for one in times if start <= one < start + 60) for start in range(0, 4000, 10)) <= 24


def test_a_few_sources_are_read_within_a_minute_or_two_and_the_first_at_once() -> None:
    (times,) = times_of_a_cold_start(18, ["github.com"]).values()

    assert times[0] == 0
    assert times[-1] < 130


def test_hosts_do_not_wait_for_each_other() -> None:
    times = times_of_a_cold_start(10, ["a.example", "b.example"])

    assert times["a.example"][0] == times["b.example"][0] == 0


def test_what_was_missed_while_a_slow_host_was_waited_for_is_made_up_for() -> None:
    agenda = Agenda()
    agenda.plan(sources(100), {}, NOW, 0)
    first = agenda.take(0, 0)

    assert len(first) == 1
    assert 4 <= len(agenda.take(31, 1)) <= 12
    assert len(agenda.take(31.1, 31.1)) <= 1


def test_a_host_that_asked_to_wait_is_left_alone_and_then_not_asked_all_at_once() -> None:
    agenda = Agenda()
    agenda.plan(sources(100), {}, NOW, 0)

    agenda.leave_alone("github.com", 600)

    assert agenda.next_at() == 600
    assert agenda.take(599, 599) == []
    assert len(agenda.take(600, 600)) == 1


def test_what_another_process_has_read_meanwhile_is_planned_anew_and_what_is_gone_is_dropped() -> None:
    agenda, (one, other) = Agenda(), sources(2)
    agenda.plan([one, other], {}, NOW, 0)

    agenda.plan([one], {one.url: FeedState(due_at=NOW + HOUR, interval=3600)}, NOW, 0)

    assert not agenda.is_due(one, 3599)
    assert agenda.is_due(one, 3600)
    assert agenda.keep_only([one]) == ()
    assert agenda.next_at() == 3600
