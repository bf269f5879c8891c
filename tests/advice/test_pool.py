"""Looking upwards among the releases of a component, by line, cycle and date."""

import gc
from weakref import ref

import pytest

from examples import NOW, day, history, line, question, support
from tracker.advice import Outlook
from tracker.advice.pool import Pool
from tracker.versions import Version, parse

RELEASES = {
    "1.0.0": "2023-01-01",
    "2.0.0": "2024-01-01",
    "2.0.1": "2024-02-01",
    "1.0.1": "2024-03-01",
    "3.0.0-rc1": "2026-01-01",
    "3.0.0": "2026-02-01",
}
SUPPORT = support(line("1.0", "2025-01-01"), line("2.0", "2027-01-01"), line("3.0", "2028-01-01"))


def version(text: str) -> Version:
    return parse(text, "loose")


@pytest.fixture
def outlook() -> Outlook:
    return question("1.0.0", history(RELEASES), support=SUPPORT).outlook


@pytest.fixture
def pool(outlook: Outlook) -> Pool:
    return outlook.pool()


@pytest.mark.parametrize(("text", "start"), [("0.9", 0), ("1.0.0", 1), ("1.5", 2), ("2.0.1", 4), ("3.0.0", 5)])
def test_what_is_above_a_version_begins_at_its_start(pool: Pool, text: str, start: int) -> None:
    assert pool.start(version(text)) == start


def test_prereleases_count_where_they_are_wanted(outlook: Outlook) -> None:
    assert [len(outlook.pool(prereleases=wanted).releases) for wanted in (True, False)] == [6, 5]


def test_cycles_above_stand_in_order_and_the_longest_supported_first(pool: Pool) -> None:
    start = pool.start(version("1.0.0"))

    assert pool.ascending(start) == ["1.0", "2.0", "3.0"]
    assert [*pool.longest(start)] == ["3.0", "2.0"]
    assert [*pool.longest(pool.start(version("3.0.0")))] == []


def test_a_cycle_or_line_shows_only_what_is_above(pool: Pool) -> None:
    start = pool.start(version("2.0.0"))

    assert [pool.releases[place].release.tag for place in pool.cycle("2.0", start)] == ["2.0.1"]
    assert pool.cycle("9.9", start) == []
    newest = pool.newest_of("2.0", start)
    assert newest is not None
    assert newest.tag == "2.0.1"
    assert pool.newest_of("1.0", start) is None
    assert pool.lines(start) == ["2.0", "3.0"]


def test_the_earliest_of_all_above_is_not_always_the_lowest(pool: Pool) -> None:
    found = [pool.earliest(pool.start(version(text))) for text in ("1.0.0", "2.0.1", "3.0.0")]

    assert found == [day("2024-01-01"), day("2026-02-01"), None]


def test_an_outlook_goes_with_its_last_user_and_not_with_the_garbage() -> None:
    gc.disable()
    try:
        mine = Outlook(history(RELEASES), SUPPORT, NOW)
        seen = ref(mine)
        assert mine.stable
        del mine
        assert seen() is None
    finally:
        gc.enable()
