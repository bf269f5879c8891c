"""Real feeds through the whole poller, compared with an independent reading of the same documents.

The feeds do not belong to the project: TRACKER_TEST_DATA names a folder that has them under `feeds`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest

from examples import NOW
from home import Home, compare_golden
from loopback import GitHub
from tracker.model import Event, EventKind, Source
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.polling.polled import Result
from tracker.store import Store

_ATOM = "{http://www.w3.org/2005/Atom}"
_FOLDER = os.environ.get("TRACKER_TEST_DATA")
_FEEDS = sorted(Path(_FOLDER, "feeds").glob("*.atom")) if _FOLDER else []
_SERIES = [path for path in _FEEDS if path.name.startswith("tarlepp__topo-incidents")]


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


def taken_at(path: Path) -> datetime:
    """When a snapshot of the series was taken, which its name says."""
    return datetime.strptime(path.stem.rpartition(".")[2], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)


def replay(home: Home, github: GitHub, snapshots: list[Path]) -> tuple[Event, ...]:
    """Read some snapshots of one feed, each at its own instant; return what is said to have happened."""
    with Store.open(home.settings.database_url) as store:
        for count, path in enumerate(snapshots):
            url = github.serve_bytes("/topo/incidents/releases.atom", path.read_bytes(), etag=f'"{count}"')
            source = Source(forge="github", path="topo/incidents", url=url)
            poll([source], settings=home.settings, store=store, now=taken_at(path))
        return store.events([source.url]).get(source.url, ())


@pytest.mark.skipif(not _SERIES, reason="TRACKER_TEST_DATA names no folder with a series of feeds")
def test_s17_a_series_of_snapshots_gives_the_golden_log_of_events(home: Home, github: GitHub) -> None:
    events = replay(home, github, _SERIES)

    lines = [f"{one.at:%Y-%m-%dT%H:%M:%SZ}  {one.kind.value:10}  {one.tag or '-'}" for one in events]
    compare_golden("events.txt", "\n".join(lines) + "\n")


@pytest.mark.skipif(not _SERIES, reason="TRACKER_TEST_DATA names no folder with a series of feeds")
@pytest.mark.parametrize("seed", range(5))
def test_s17_with_snapshots_left_out_nothing_that_is_still_shown_is_lost(
    home: Home, github: GitHub, seed: int
) -> None:
    some = sorted(Random(seed).sample(_SERIES[:-1], 5)) + _SERIES[-1:]
    events = replay(home, github, some)

    announced = [one.tag for one in events if one.kind is EventKind.NEW]
    assert len(announced) == len(set(announced))
    first, last = (set(dict(entries(path))) for path in (some[0], some[-1]))
    assert last - first <= set(announced)
