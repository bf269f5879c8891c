"""The bounds on the time and memory of a check of many environments, held at sizes that take a minute or two."""

import json
import statistics
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.fleet import Fleet, followed, judged_anew

pytestmark = [pytest.mark.slow, pytest.mark.timed]

NOW = datetime.now(UTC).replace(microsecond=0)


def test_a_thousand_environments_take_seconds_and_little_memory(tmp_path: Path) -> None:
    fleet, output = Fleet(tmp_path, followed(), NOW), tmp_path / "check.json"
    fleet.write(100)
    fleet.check(output)
    small = fleet.check(output)
    fleet.write(1000)
    first = fleet.check(output)
    large = fleet.check(output)
    plain = fleet.plain(output)

    found = json.loads(output.read_bytes())["environments"]

    assert sum(len(one["findings"]) for one in found) == 60_000
    # The bounds are 8 seconds on a machine that does nothing else; the plain program tells how slow this one is.
    assert min(first.cpu, large.cpu) <= max(8, 1.5 * plain.cpu)
    assert large.cpu <= 11 * small.cpu
    assert max(first.peak, large.peak) <= 320


def test_a_question_judged_anew_takes_microseconds() -> None:
    typical = {"kafka", "grafana", "postgresql"}

    medians = [
        min(statistics.median(judged_anew(one, NOW, 1)) for _ in range(10))
        for one in followed()
        if one.component.name in typical
    ]

    assert len(medians) == len(typical)
    assert max(medians) <= 150e-6
