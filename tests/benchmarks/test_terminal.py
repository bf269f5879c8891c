"""The bounds on what a reader of the terminal UI waits for, beside what a minimal Textual program takes."""

import statistics
from pathlib import Path

import pytest

from benchmarks.terminal import fleet, measure

pytestmark = [pytest.mark.slow, pytest.mark.timed]


def test_sixty_thousand_findings_are_there_at_once_and_keys_are_answered(tmp_path: Path) -> None:
    ours, plain = measure(fleet(tmp_path), rounds=4)

    # The first numbers hold on a machine that does nothing else; the minimal program tells how slow this one is.
    started, pressed = plain.least("frame"), plain.worst("key, idle")
    # A key that meets a worker waits for the core that the worker waits for.
    crowded = statistics.median(one.wall for one in plain.moments["frame"]) * 1000 / started
    # What is imported before the first frame takes half as long as Textual itself.
    assert ours.least("frame") <= max(300, 1.8 * started)
    assert ours.least("first rows") <= max(700, 3.0 * started)
    for name in ("key, idle", "key, idle on releases"):
        assert ours.worst(name) <= max(30, 2 * pressed), name
    for name in ("key, palette", "key, loading releases", "key, loading environment"):
        assert ours.worst(name) <= max(50 * crowded, 5 * pressed), name
    # 90 MB are libraries and the environments, 10 MB the palette, 25 MB the releases, 8 MB reading them again, and
    # 12 MB the libraries that ask servers once an environment is checked.
    assert ours.listed <= 140
    assert ours.peak <= 150
