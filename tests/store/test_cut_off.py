"""What is written after a digest was composed is dated after it, and what was written before is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from duties import CVE, SUPPORT, entry, outcome
from examples import NOW
from tracker.model import Outcome
from tracker.store import Store

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as store:
        yield store


@pytest.fixture
def other(store: Store, database_url: str) -> Iterator[Store]:
    """The store of another process."""
    with Store.open(database_url) as other:
        yield other


def checked(at: datetime, *duties: object) -> Outcome:
    return outcome(entry(*duties), at=at)  # type: ignore[arg-type]


def told(store: Store, since: datetime, until: datetime) -> list[str]:
    happened = store.happened(["env"], since, until)["env"]
    return [one.duty.id for one in happened.duties if one.kind.value == "seen"]


@pytest.mark.parametrize("begun", [timedelta(), MINUTE])
def test_t04_a_check_that_ran_across_the_cut_off_is_told_by_the_next_digest_alone(
    store: Store, other: Store, begun: timedelta
) -> None:
    store.cut_off(NOW)
    store.keep_outcomes([checked(NOW, SUPPORT)])
    before = told(store, NOW - HOUR, NOW)
    other.keep_outcomes([checked(NOW - begun, SUPPORT, CVE)])

    assert before == told(store, NOW - HOUR, NOW) == [SUPPORT.id]
    assert told(store, NOW, NOW + HOUR) == [CVE.id]


def test_t01_a_cut_off_that_a_wrong_clock_recorded_dates_nothing(store: Store, other: Store) -> None:
    store.cut_off(NOW + 48 * HOUR)
    other.keep_outcomes([checked(NOW, SUPPORT)])

    assert told(store, NOW - HOUR, NOW) == [SUPPORT.id]
