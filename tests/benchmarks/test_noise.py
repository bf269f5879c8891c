"""How little is due on real platforms, and that nothing of their future decides on a day."""

import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.noise import bounds_broken, live
from examples import day
from facts_folder import real_facts
from platforms import Past, Platform, mondays, overdue, pasts

EXCERPT = Path(__file__).parents[1] / "data" / "facts"
FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "no such folder"))


@pytest.fixture(scope="module")
def kafka() -> Past:
    return next(Past(one) for one in real_facts(EXCERPT) if one.component.name == "kafka")


def test_an_end_of_support_that_another_line_brought_about_is_known_from_that_day_on(kafka: Past) -> None:
    before, after = (kafka.at(at).outlook.standing_of("3.7") for at in (day("2024-07-22"), day("2024-07-29")))

    assert (before.ends_at, before.supported) == (None, True)
    assert (after.ends_at, after.supported) == (day("2024-07-26"), False)


def test_nothing_that_came_later_is_known(kafka: Past) -> None:
    at = day("2024-07-22")
    seen = kafka.at(at)

    assert {one.released_at < at for one in seen.outlook.history.releases} == {True}
    assert seen.outlook.support is not None
    assert "3.8" not in {one.name for one in seen.outlook.support.lines}


def test_a_platform_that_is_taken_on_has_nothing_overdue_that_day(kafka: Past) -> None:
    at = day("2026-08-17")
    for release in kafka.at(at).stable:
        platform = Platform({"kafka": kafka}, since=at, runs={"kafka": release.version.text})

        assert not any(overdue(finding, at) for finding in platform.judge(at))


def test_the_days_of_two_years_are_mondays_up_to_the_end_of_the_facts() -> None:
    days = mondays(2)

    assert (len(days), days[-1]) == (105, day("2026-08-17"))
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(weeks=1)}


@pytest.mark.slow
@pytest.mark.skipif(not (FOLDER / "endoflife").is_dir(), reason="TRACKER_TEST_DATA names no folder of facts")
def test_platforms_that_are_patched_and_supported_are_quiet() -> None:
    assert bounds_broken(live(pasts(FOLDER), mondays(2))) == []
