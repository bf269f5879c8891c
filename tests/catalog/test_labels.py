"""The catalog's tag rules on real tag lists, where TRACKER_TEST_DATA names a folder that has releases/."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.catalog import load_catalog
from tracker.model import Component
from tracker.versions import Kind, Reading, line_name, read_tags

RELEASES = Path(os.environ.get("TRACKER_TEST_DATA", "no such folder")) / "releases"
LABELS = sorted(RELEASES.glob("*.label.json"))
CATALOG = load_catalog()

pytestmark = pytest.mark.skipif(not LABELS, reason="TRACKER_TEST_DATA names no folder with labelled tag lists")


def labelled() -> Iterator[tuple[dict[str, Any], Component, tuple[Reading, ...]]]:
    """Each label that is not ambiguous and whose repository the catalog has, with the stable tags of its list."""
    for path in LABELS:
        label = json.loads(path.read_text(encoding="utf-8"))
        one = CATALOG.by_repository(label["repo"])
        if one is None or label["ambiguous"]:
            continue
        rows = (RELEASES / path.name.replace(".label.json", ".tsv")).read_text(encoding="utf-8").splitlines()
        readings = read_tags([row.partition("\t")[0] for row in rows], one.rule)
        yield label, one, tuple(reading for reading in readings if reading.kind is Kind.STABLE)


def highest(readings: list[Reading]) -> set[str]:
    """Every tag of the highest version."""
    top = max(reading.version for reading in readings if reading.version)
    return {reading.tag for reading in readings if reading.version == top}


def test_the_newest_stable_release_is_the_labelled_one() -> None:
    seen = {}
    for label, one, stable in labelled():
        seen[one.name] = label["latest_stable_tag"] in highest([*stable])
    assert [name for name, right in seen.items() if not right] == []
    assert len(seen) >= 60


def test_what_is_labelled_as_no_release_is_not_stable() -> None:
    wrong = []
    for label, one, stable in labelled():
        noise = {example["tag"] for example in label["not_releases"]}
        wrong += [(one.name, reading.tag) for reading in stable if reading.tag in noise]
    assert wrong == []


def test_the_newest_of_each_labelled_line_is_the_labelled_one() -> None:
    wrong = []
    for label, one, stable in labelled():
        assert one.rule is not None
        for line in label["lines"] if label["line_level"] != "pg" else ():
            on_line = [
                reading
                for reading in stable
                if reading.version and line_name(reading.version, one.rule.line) == line["line"]
            ]
            if not on_line or line["tag"] not in highest(on_line):
                wrong.append((one.name, line["line"]))
    assert wrong == []
