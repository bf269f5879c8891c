"""What findings say, held against a calculation of its own from the same facts."""

import os
from pathlib import Path

import pytest

from benchmarks.truth import compare

EXCERPT = Path(__file__).parents[1] / "data" / "facts"
FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "no such folder"))


def test_findings_are_true_of_an_excerpt() -> None:
    found = compare(EXCERPT, per_component=8)

    assert found.combinations >= 900
    assert [str(one) for one in found.differences] == []


@pytest.mark.slow
@pytest.mark.skipif(not (FOLDER / "endoflife").is_dir(), reason="TRACKER_TEST_DATA names no folder of facts")
def test_findings_are_true_of_every_component_with_two_kinds_of_facts() -> None:
    found = compare(FOLDER)

    assert found.combinations >= 5_000
    assert [str(one) for one in found.differences] == []
