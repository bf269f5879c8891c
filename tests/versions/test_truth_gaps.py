"""What tests/data/truth_gaps.toml says the tables of release dates lack, held against the tag lists themselves."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tag_lists import GAPS, Gap, TagList, tag_lists
from tracker.versions import Kind, Reading, parse, read_tags

FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "")) / "releases"

pytestmark = pytest.mark.skipif(
    not os.environ.get("TRACKER_TEST_DATA") or not FOLDER.is_dir(), reason="TRACKER_TEST_DATA names no tag lists"
)

Key = tuple[Any, ...]


@pytest.fixture(scope="module")
def lists() -> Mapping[str, TagList]:
    return {one.repository: one for one in tag_lists(FOLDER)}


def key_of(version: str) -> Key:
    return parse(version, "loose").key


def table_of(one: TagList) -> Mapping[str, datetime]:
    """The versions of the truth that should have a tag here, with their days."""
    absent = set(one.truth["not_in_tag_list"])
    days = {version: day for version, day in one.truth["versions"].items() if version not in absent}
    return {version: datetime.fromisoformat(day).replace(tzinfo=UTC) for version, day in days.items()}


def is_earlier(gap: Gap, one: TagList, reading: Reading) -> bool:
    """Below the lowest version or before the first day, and not much later than that."""
    table = table_of(one)
    first, at = min(table.values()), one.dates[reading.tag]
    lowest = min(map(key_of, table))
    soon = at < first + timedelta(days=365) or one.is_release(reading.tag)
    return (key_of(str(reading.version)) < lowest or at < first) and soon


def is_hole(gap: Gap, one: TagList, reading: Reading) -> bool:
    """Between two versions, and a release by the label."""
    known = [*map(key_of, one.truth["versions"])]
    return min(known) < key_of(str(reading.version)) < max(known) and one.is_release(reading.tag)


def is_finer(gap: Gap, one: TagList, reading: Reading) -> bool:
    """On a version of the table or of another gap, with one number more than any of the table has."""
    version = str(reading.version)
    base = version.rpartition(".")[0]
    others = {tag for other in GAPS for tag in one.dates if other is not gap and other.holds(one.repository, tag)}
    longest = max(len(known.split(".")) for known in one.truth["versions"])
    has_base = base in one.truth["versions"] or any(tag.endswith(base) for tag in others)
    return version.count(".") == longest and has_base


def is_respelt(gap: Gap, one: TagList, reading: Reading) -> bool:
    """A version of the table: the same by its numbers, or of the tag's day."""
    match = re.fullmatch(gap.tags, reading.tag)
    assert match is not None
    assert gap.respelt is not None
    spelt = match.expand(gap.respelt)
    made = datetime.fromisoformat(one.truth["versions"][spelt]).replace(tzinfo=UTC)
    return key_of(str(reading.version)) == key_of(spelt) or abs(one.dates[reading.tag] - made) <= timedelta(days=4)


REASONS = {"earlier": is_earlier, "hole": is_hole, "finer": is_finer, "respelt": is_respelt}


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: f"{gap.repository} {gap.tags}")
def test_the_lists_bear_out_what_the_truth_is_said_to_lack(gap: Gap, lists: Mapping[str, TagList]) -> None:
    one = lists[gap.repository]
    readings = read_tags(tuple(one.dates), None, one.dates)
    stable = [
        reading for reading in readings if reading.kind is Kind.STABLE and gap.holds(one.repository, reading.tag)
    ]
    lacking = [reading for reading in stable if str(reading.version) not in one.truth["versions"]]

    assert len(lacking) == gap.count
    assert gap.evidence
    assert [reading.tag for reading in lacking if not REASONS[gap.reason](gap, one, reading)] == []
