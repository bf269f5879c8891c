"""Real feeds through the whole poller, compared with an independent reading of the same documents.

The feeds do not belong to the project: TRACKER_TEST_DATA names a folder that has them under `feeds`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from examples import NOW
from home import Home
from loopback import GitHub
from tracker.model import Source
from tracker.pipeline.poll import poll
from tracker.pipeline.reading import Result
from tracker.store import Store

_ATOM = "{http://www.w3.org/2005/Atom}"
_FOLDER = os.environ.get("TRACKER_TEST_DATA")
_FEEDS = sorted(Path(_FOLDER, "feeds").glob("*.atom")) if _FOLDER else []


def entries(path: Path) -> Iterator[tuple[str, datetime]]:
    """The raw tag and the UTC instant of each entry, read with nothing of ours."""
    for entry in ET.parse(path).getroot().iter(f"{_ATOM}entry"):
        tag = (entry.findtext(f"{_ATOM}id") or "").split("/", 2)[2]
        yield tag, datetime.fromisoformat(entry.findtext(f"{_ATOM}updated") or "").astimezone(UTC)


@pytest.mark.skipif(not _FEEDS, reason="TRACKER_TEST_DATA names no folder with feeds")
@pytest.mark.parametrize("path", _FEEDS, ids=lambda path: path.stem)
def test_a_real_feed_is_stored_as_it_is_and_ten_polls_change_nothing(
    home: Home, github: GitHub, path: Path
) -> None:
    source = Source(
        forge="github",
        path="real/feed",
        url=github.serve_bytes("/real/feed/releases.atom", path.read_bytes(), etag='W/"1"'),
    )
    with Store.open(home.settings.database_url) as store:
        results = [
            poll([source], settings=home.settings, store=store, now=NOW + timedelta(hours=hour))[source.url].result
            for hour in range(11)
        ]
        stored = store.releases([source.url])[source.url]

    assert results == [Result.CHANGED] + [Result.UNCHANGED] * 10
    assert {(one.tag, one.released_at) for one in stored.releases} == set(entries(path))
    assert len(stored.releases) == len(list(entries(path)))
    assert stored.skipped == ()
