"""How often tags are read right, measured on the tag lists of real projects."""

import os
from pathlib import Path

import pytest

from tag_lists import score, tag_lists
from tracker.catalog import load_catalog

FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "")) / "releases"

pytestmark = pytest.mark.skipif(
    not os.environ.get("TRACKER_TEST_DATA") or not FOLDER.is_dir(), reason="TRACKER_TEST_DATA names no tag lists"
)


def test_tags_alone_tell_the_newest_release_and_the_newest_of_each_line() -> None:
    lists = [*tag_lists(FOLDER)]
    clear = sum(not one.label["ambiguous"] for one in lists)

    counts = score(lists, {})

    assert counts.unambiguous >= 0.97 * clear, counts.wrong
    assert counts.newest >= 0.93 * len(lists), counts.wrong
    assert counts.called_stable == []
    assert counts.lines >= 0.95 * (counts.lines + len(counts.wrong_lines)), counts.wrong_lines
    assert len(counts.missing) <= 0.005 * counts.true_versions, counts.missing
    assert len(counts.unknown) <= 0.005 * counts.stable_versions, counts.unknown


def test_with_the_catalog_every_newest_release_and_line_is_right() -> None:
    catalog = load_catalog()
    known = {one.repository: catalog.by_repository(one.repository) for one in tag_lists(FOLDER)}
    rules = {name: component.rule for name, component in known.items() if component and component.rule}

    counts = score([one for one in tag_lists(FOLDER) if one.repository in rules], rules)

    assert (counts.wrong, counts.wrong_lines, counts.called_stable) == ([], [], [])
