"""The bounds on what the digests of a morning cost, held at their full size."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.digests import RECIPIENTS, mornings
from benchmarks.fleet import Fleet, followed

pytestmark = [pytest.mark.slow, pytest.mark.timed]

NOW = datetime.now(UTC).replace(microsecond=0)


def test_two_hundred_digests_about_a_thousand_environments_take_seconds_and_little_memory(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, followed(), NOW)
    fleet.write(1000)
    fleet.check(tmp_path / "check.json")
    plain = fleet.plain(tmp_path / "check.json")

    first, second = mornings(fleet)

    assert (first.written, second.written) == (RECIPIENTS, RECIPIENTS)
    # The bound is 20 seconds on a machine that does nothing else; the plain program tells how slow this one is.
    assert max(first.cost.cpu, second.cost.cpu) <= max(20, 3 * plain.cpu)
    assert max(first.cost.peak, second.cost.peak) <= 300
    assert max(first.largest, second.largest) < 100_000
