"""What is stored does not depend on the database."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import NOW, day
from postgresql import Server
from tracker.model import DateSource, FeedPage, SkippedEntry, Source, StoredReleases, UpstreamRelease
from tracker.record import replace
from tracker.store import Asked, Kept, Store

Both = tuple[Store, Store]

CLEAN = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)
INSTANTS = st.integers(-5, 5).map(lambda hours: day("2026-11-01") + timedelta(hours=hours, microseconds=7))
RELEASES = st.builds(
    UpstreamRelease,
    tag=st.sampled_from(["v1.0", "V1.0", "1.1", "é", "\U0001f98a"]) | CLEAN,
    title=CLEAN,
    notes=CLEAN,
    url=st.none() | CLEAN,
    author=st.none() | CLEAN,
    released_at=INSTANTS,
    dated_by=st.sampled_from(DateSource),
    prerelease=st.sampled_from([None, False, True]),
    updated_at=st.none() | INSTANTS,
    api_id=st.none() | CLEAN,
)
PAGES = st.builds(
    FeedPage,
    repository_key=st.just(""),
    releases=st.lists(RELEASES, max_size=12, unique_by=lambda one: one.tag).map(tuple),
    skipped=st.lists(st.builds(SkippedEntry, entry=CLEAN, reason=CLEAN), max_size=3).map(tuple),
    full=st.booleans(),
    damaged=st.none() | CLEAN,
)
NUMBERS = count(1)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Both]:
    """A store on either database; examples share them, each with a repository of its own."""
    file = tmp_path_factory.mktemp("store") / "tracker.db"
    with ExitStack() as stack:
        lite, full = (stack.enter_context(Store.open(url)) for url in (f"sqlite:///{file}", server.database()))
        yield lite, full


def kept(store: Store, pages: Sequence[FeedPage], number: int) -> tuple[list[Kept], StoredReleases, list[str]]:
    """What a store says while it keeps pages of a repository that no other example has, and what it has then."""
    url = f"https://github.com/acme/{number}/releases.atom"
    source = Source(forge="github", path=f"acme/{number}", url=url)
    changes = []
    for ordinal, page in enumerate(pages):
        now = NOW + timedelta(hours=ordinal)
        lease = store.claim([source], owner="we", until=now + timedelta(minutes=5), now=now)[url]
        asked = Asked(at=now, fence=lease.fence)
        changes.append(store.keep_page(source, replace(page, repository_key=str(number)), asked))
    stored = store.releases([url])[url]
    return changes, stored, [store.notes(url, one.tag) for one in stored.releases]


@settings(max_examples=50)
@given(pages=st.lists(PAGES, min_size=1, max_size=4))
def test_any_pages_are_stored_alike_on_both_databases(both: Both, pages: list[FeedPage]) -> None:
    number = next(NUMBERS)
    lite, full = (kept(store, pages, number) for store in both)

    assert lite == full
    tags = [one.tag for one in lite[1].releases]
    assert sorted(tags) == sorted({one.tag for page in pages for one in page.releases})
