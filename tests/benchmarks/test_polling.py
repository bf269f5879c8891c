"""The bounds on the time and memory of a poll, held at sizes that take a minute.

A run's cost is a constant and a part that grows with the feeds. Both are measured, and the cost at the sizes that
the bounds speak of follows. It is CPU time, since whatever else the machine does blurs the clock.
"""

from pathlib import Path

import pytest

from benchmarks.polling import Cost, feed_server, first, unchanged

SMALL, LARGE = 100, 1200

pytestmark = [pytest.mark.slow, pytest.mark.timed]


def at(count: int, small: Cost, large: Cost, sizes: tuple[int, int]) -> Cost:
    """The cost of so many feeds on the line through those of two sizes."""
    share = (count - sizes[0]) / (sizes[1] - sizes[0])
    return Cost(
        wall=small.wall + share * (large.wall - small.wall),
        cpu=small.cpu + share * (large.cpu - small.cpu),
        peak=small.peak + share * (large.peak - small.peak),
    )


def test_unchanged_feeds_take_at_most_twice_as_long_as_nvchecker(tmp_path: Path) -> None:
    pytest.importorskip("nvchecker", reason="the extra `benchmarks` is not installed")
    with feed_server() as server:
        small = unchanged(tmp_path / "small", server, SMALL, 3)
        large = unchanged(tmp_path / "large", server, LARGE, 3)

    ours, theirs = (at(5000, small[name], large[name], (SMALL, LARGE)) for name in ("tracker", "nvchecker"))

    assert ours.cpu <= 2 * theirs.cpu
    assert at(20_000, small["tracker"], large["tracker"], (SMALL, LARGE)).peak < 250


def test_new_feeds_take_little_longer_than_feedparser_alone(tmp_path: Path) -> None:
    with feed_server() as server:
        small = first(tmp_path / "small", server, 20, 2)
        large = first(tmp_path / "large", server, 220, 2)

    ours, theirs = (at(1000, small[name], large[name], (20, 220)) for name in ("tracker", "feedparser"))

    assert ours.cpu <= 1.3 * theirs.cpu
