"""Real feeds, served, fetched, parsed, and compared with an independent reading of the same bytes."""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from loopback import GitHub
from tracker.model import FeedPage, Source
from tracker.text import clean
from tracker.upstream import Fetched, Outcome
from tracker.upstream.forges.page import read_page
from tracker.upstream.web.client import Ask, Client

_FOLDER = Path(os.environ.get("TRACKER_TEST_DATA", "")) / "feeds"
_HAS_FEEDS = "TRACKER_TEST_DATA" in os.environ and _FOLDER.is_dir()
_WHOLE = sorted(_FOLDER.glob("*.atom")) if _HAS_FEEDS else []
_OTHER = sorted(_FOLDER.glob("*/*.atom")) if _HAS_FEEDS else []
_ATOM = {"atom": "http://www.w3.org/2005/Atom"}

pytestmark = pytest.mark.skipif(
    not _HAS_FEEDS, reason="TRACKER_TEST_DATA names no folder with real feeds in feeds/*.atom"
)


def read(server: GitHub, path: Path, now: datetime) -> FeedPage:
    url = server.serve_bytes(f"/{quote(path.name)}", path.read_bytes(), etag='W/"one"')

    async def fetch() -> Outcome:
        async with Client(
            allowed=[server.url],
            user_agent="tracker-test",
            connections_per_host=1,
            deadline=timedelta(seconds=20),
        ) as client:
            return await client.fetch(Ask(url=url), now=now)

    outcome = asyncio.run(fetch())
    assert isinstance(outcome, Fetched)
    return read_page(outcome.body, Source(forge="github", path="a/b", url=url), seen_at=now)


def independently(path: Path) -> list[tuple[str, datetime, str]]:
    """Read tag, instant and notes of each entry with the standard library alone."""
    readings = []
    for entry in ET.parse(path).iterfind("atom:entry", _ATOM):
        tag = entry.findtext("atom:id", "", _ATOM).split("/", 2)[2]
        at = datetime.fromisoformat(entry.findtext("atom:updated", "", _ATOM)).astimezone(UTC)
        content = entry.find("atom:content", _ATOM)
        has_notes = content is not None and "type" in content.attrib
        readings.append(
            (tag, at, clean((content.text or "").strip()) if has_notes and content is not None else "")
        )
    return readings


@pytest.mark.parametrize("path", _WHOLE, ids=lambda path: path.stem)
def test_a_real_feed_is_read_as_it_is(github: GitHub, now: datetime, path: Path) -> None:
    page = read(github, path, now)
    assert (page.skipped, page.damaged) == ((), None)
    assert page.repository_key is not None
    assert [(one.tag, one.released_at, one.notes) for one in page.releases] == independently(path)
    assert all(one.url and one.url.startswith("http") for one in page.releases)


@pytest.mark.parametrize("path", _OTHER, ids=lambda path: path.stem)
def test_every_entry_of_an_odd_feed_is_read_or_told(github: GitHub, now: datetime, path: Path) -> None:
    page = read(github, path, now)
    text = re.sub("<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(page.releases) + len(page.skipped) == text.count("<entry>")
    assert all(skipped.reason for skipped in page.skipped)
