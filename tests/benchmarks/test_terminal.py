"""The bounds on what a reader of the terminal UI waits for, beside what a minimal Textual program takes."""

import statistics
from pathlib import Path

import pytest

from benchmarks.terminal import fleet, measure

pytestmark = pytest.mark.slow


def test_sixty_thousand_findings_are_there_at_once_and_keys_are_answered(tmp_path: Path) -> None:
    ours, plain = measure(fleet(tmp_path), rounds=4)

    # The first numbers hold on a machine that does nothing else; the minimal program tells how slow this one is.
    started, pressed = plain.least("frame"), plain.worst("key, idle")
    # A key that meets a worker waits for the core that the worker waits for.
    crowded = statistics.median(one.wall for one in plain.moments["frame"]) * 1000 / started
    # What is imported before the first frame takes as long as Textual itself.
    assert ours.least("frame") <= max(300, 2.4 * started)
    assert ours.least("first rows") <= max(700, 4.5 * started)
    for name in ("key, idle", "key, idle on releases"):
        assert ours.worst(name) <= max(30, 2 * pressed), name
    for name in ("key, palette", "key, loading releases", "key, loading environment"):
        assert ours.worst(name) <= max(50 * crowded, 5 * pressed), name
    # 80 MB are libraries and the environments, 75 MB the releases; to judge, all that is known of 135 components
    # is held at once.
    assert ours.listed <= 200
    assert ours.peak <= 320
