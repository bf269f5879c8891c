"""What is said of feeds and of the hosts they are on."""

from datetime import timedelta

import pytest

from examples import NOW
from tracker.model import HostState
from tracker.report.feeds import clock_time, due_counted, feed_standing, next_due, quota_left, quota_lines

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUOTA = HostState(quota_limit=5000, quota_remaining=4312, quota_resets_at=NOW + HOUR)


def test_a_quota_is_told_until_it_is_filled_again() -> None:
    assert quota_left(QUOTA, NOW) == "4,312 of 5,000 requests left until 09:00Z"
    assert quota_left(QUOTA, NOW + HOUR) is None
    assert quota_left(HostState(paused_until=NOW + HOUR), NOW) is None
    assert quota_lines({"api.github.com": QUOTA, "github.com": HostState()}, NOW) == (
        "api.github.com: 4,312 of 5,000 requests left until 09:00Z",
    )


def test_another_day_is_named() -> None:
    assert clock_time(NOW, NOW) == "08:00Z"
    assert clock_time(NOW + DAY, NOW) == "2026-11-21 08:00Z"


def test_the_feed_that_is_due_first_is_named() -> None:
    assert next_due({"a/b": NOW + 2 * HOUR, "c/d": NOW + HOUR}, NOW) == "next due: c/d at 09:00Z"
    assert next_due({"a/b": NOW + 2 * HOUR, "c/d": None}, NOW) == "next due: c/d now"
    assert next_due({}, NOW) is None


def test_what_is_due_is_counted() -> None:
    assert due_counted([None, NOW, NOW + HOUR, NOW + 2 * HOUR], NOW) == "2 of 4 due now, the next at 09:00Z"
    assert due_counted([NOW], NOW) == "1 of 1 due now"


@pytest.mark.parametrize(
    ("interval", "often"),
    [(None, ""), (HOUR, ", every 60 min"), (3 * HOUR, ", every 3 h"), (DAY, ", every 24 h")],
)
def test_a_feed_says_when_it_was_read_and_is_due(interval: timedelta | None, often: str) -> None:
    assert feed_standing(NOW - HOUR, NOW + HOUR, interval, NOW) == f"read 07:00Z, due 09:00Z{often}"
    assert feed_standing(None, None, interval, NOW) == f"never read, due now{often}"
