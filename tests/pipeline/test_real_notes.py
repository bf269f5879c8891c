"""Passages marked in the notes of real feeds, compared with what a reader thought of each.

The feeds do not belong to the project: TRACKER_TEST_DATA names a folder that has them under `feeds`. A line of the
judgements has a feed, a tag, a kind, a digest of the passage, and whether the reader agrees with it.
"""

import hashlib
import os
from pathlib import Path

import pytest

from examples import NOW
from tracker.advice.changes import changes_on_the_way
from tracker.model import ReleaseNotes, Source
from tracker.upstream.forges.page import read_page

_FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "")) / "feeds"
_FEEDS = (
    sorted([*_FOLDER.glob("*.atom"), *_FOLDER.glob("altered/*.atom")]) if "TRACKER_TEST_DATA" in os.environ else []
)
_JUDGEMENTS = Path(__file__).parent.parent / "data" / "passages.tsv"


def marked(path: Path) -> list[tuple[str, str, str, str]]:
    """The passages of every release of a feed, each by itself: feed, tag, kind and digest."""
    source = Source(forge="github", path="a/b", url="https://github.com/a/b/releases.atom")
    found = []
    for one in read_page(path.read_bytes(), source, seen_at=NOW).releases:
        told = changes_on_the_way([ReleaseNotes(version=one.tag, tag=one.tag, url=one.url, notes=one.notes)], 1000)
        for change in (change for group in told.groups for change in group.changes):
            digest = hashlib.sha256(change.text.encode()).hexdigest()[:16]
            found.append((path.relative_to(_FOLDER).as_posix(), one.tag, change.kind.value, digest))
    return found


def judgements() -> dict[tuple[str, ...], str]:
    lines = (line.split("\t") for line in _JUDGEMENTS.read_text(encoding="utf-8").splitlines())
    return {tuple(line[:4]): line[4] for line in lines}


@pytest.mark.skipif(not _FEEDS, reason="TRACKER_TEST_DATA names no folder with feeds")
def test_a_reader_agrees_with_nine_marks_of_ten() -> None:
    marks = [mark for path in _FEEDS for mark in marked(path)]
    judged = judgements()

    assert [mark for mark in marks if mark not in judged] == []
    assert sum(judged[mark] == "agreed" for mark in marks) >= 0.9 * len(marks)
    assert {mark for mark, word in judged.items() if word == "agreed"} <= set(marks)
