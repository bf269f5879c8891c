"""What changes on the way, from what is stored; the ids of vulnerabilities that stored notes mention."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from examples import KAFKA, NOW, day, question, shown
from home import Home
from loopback import GitHub
from tracker.advice import Outlook, advise
from tracker.model import ChangesOnTheWay, FeedPage, Source, UpstreamRelease
from tracker.pipeline.changes import changes_to_target
from tracker.pipeline.knowledge import gather
from tracker.pipeline.snapshot import export_facts, import_facts
from tracker.record import replace
from tracker.store import Asked, FoundHistory, Store

FEED = Source(forge="github", path="apache/kafka", url="https://github.com/apache/kafka/releases.atom")
DAYS = {
    "3.6.1": "2023-12-05",
    "3.7.0": "2024-02-27",
    "3.7.1": "2024-06-28",
    "3.8.0": "2024-07-29",
    "4.0.0": "2025-03-18",
}
NOTES = {
    "3.6.1": "<ul><li>Drop support for ears</li></ul>",
    "3.7.0": "<ul><li>Drop support for spoons</li></ul>",
    "3.8.0": "<ul><li>Drop support for spoons</li><li>Fix CVE-2024-31141</li></ul>",
    "4.0.0": "<h2>Breaking changes</h2><ul><li>Forks only</li></ul>",
}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


def releases(**changed: str) -> tuple[UpstreamRelease, ...]:
    notes = NOTES | changed
    return tuple(replace(one, notes=notes.get(one.tag, "")) for one in shown(DAYS))


def lease(store: Store, hours: int) -> Asked:
    now = NOW + timedelta(hours=hours)
    state = store.claim([FEED], owner="we", until=now + timedelta(minutes=5), now=now)[FEED.url]
    return Asked(at=now, fence=state.fence)


def keep(store: Store, *shown_now: UpstreamRelease, hours: int = 0) -> bool:
    page = FeedPage(repository_key="2211243", releases=shown_now, skipped=())
    return store.keep_page(FEED, page, lease(store, hours)).changed


def outlook(store: Store | None) -> Outlook:
    return gather(store, [(replace(KAFKA, catalogued=False), FEED)], NOW)[FEED.url].outlook


def changes(store: Store | None, version: str, known: Outlook, **policy: str) -> ChangesOnTheWay | None:
    asked = question(version, known.history, policy={"track": "newest", **policy}, feed=FEED.url)
    return changes_to_target(store, asked, advise(asked))


def mentions(store: Store) -> dict[str, tuple[str, ...]]:
    return {one.tag: one.mentions for one in store.releases([FEED.url])[FEED.url].releases if one.mentions}


def test_passages_come_from_the_releases_above_the_deployed_one_up_to_the_target(store: Store) -> None:
    keep(store, *releases(), replace(releases()[3], tag="4.0.0-rc1", notes="<h1>Breaking changes</h1><p>No</p>"))

    found = changes(store, "3.6.1", outlook(store))

    assert found is not None
    assert [(one.version, one.text) for group in found.groups for one in group.changes] == [
        ("4.0.0", "Forks only"),
        ("3.7.0", "Drop support for spoons"),
        ("3.8.0", "Fix CVE-2024-31141"),
    ]
    assert (found.releases, found.known, found.unknown) == (4, 3, ("3.7.1",))


def test_a_target_that_is_no_stable_release_is_read_too_and_nothing_is_known_without_a_store(store: Store) -> None:
    keep(
        store, *releases(), replace(releases()[3], tag="4.1.0-rc1", notes="<h1>Breaking changes</h1><p>Walls</p>")
    )
    known = outlook(store)

    found = changes(store, "4.0.0", known, prereleases="yes")
    nothing = changes(None, "4.0.0", known, prereleases="yes")

    assert found is not None
    assert nothing is not None
    assert [one.text for group in found.groups for one in group.changes] == ["Walls"]
    assert (nothing.groups, nothing.unknown) == ((), ("4.1.0-rc1",))


def test_the_notes_of_many_releases_are_read_at_once(store: Store) -> None:
    keep(store, *releases())

    wanted = [(FEED.url, tag) for tag in ("3.6.1", "3.7.1", "9.9.9", *map(str, range(1200)))]

    assert store.notes_of([*wanted, ("https://x.example/other.atom", "4.0.0")]) == {
        (FEED.url, "3.6.1"): NOTES["3.6.1"]
    }


def test_ids_of_vulnerabilities_are_kept_with_notes_and_follow_their_edits(store: Store) -> None:
    keep(store, *releases())
    before = mentions(store)
    again = keep(store, *releases(), hours=1)
    edited = {"3.8.0": "<p>Fixes</p>", "4.0.0": "<p>ghsa-2g4f-4pwh-qvx6 and CVE-2024-56128</p>"}
    keep(store, *releases(**edited), hours=2)

    assert (before, again) == ({"3.8.0": ("CVE-2024-31141",)}, False)
    assert mentions(store) == {"4.0.0": ("CVE-2024-56128", "GHSA-2g4f-4pwh-qvx6")}
    assert outlook(store).history.releases[-1].mentions == ("CVE-2024-56128", "GHSA-2g4f-4pwh-qvx6")


def test_notes_of_an_api_add_ids_only_with_releases_that_no_feed_has_shown(store: Store) -> None:
    keep(store, *releases()[:4])
    other = tuple(replace(one, notes="<p>CVE-2020-1111</p>", title="CVE-2020-2222") for one in releases()[3:])
    store.keep_history(FEED, FoundHistory(releases=other, complete=True), lease(store, 1))

    assert mentions(store) == {"3.8.0": ("CVE-2024-31141",), "4.0.0": ("CVE-2020-1111", "CVE-2020-2222")}


def test_ids_travel_with_notes_and_what_a_file_claims_besides_is_not_believed(
    tmp_path: Path, github: GitHub
) -> None:
    github.repository("apache/kafka", id=2211243).release(
        "4.4.0", at=day("2026-09-01"), notes="<p>CVE-2024-31141</p>"
    )
    outside, inside = (
        Home(root=tmp_path / "outside", github_url=github.url),
        Home(root=tmp_path / "in", github_url=""),
    )
    for home in (outside, inside):
        home.write("env.yaml", "deployed: {kafka: 4.2.1}\n")
    outside.check("env")
    path = outside.root / "facts.gz"
    export_facts(outside.settings, path, now=NOW, offline=True)
    text = gzip.decompress(path.read_bytes()).replace(
        b'"mentions":["CVE-2024-31141"]', b'"mentions":["CVE-1999-0001"]'
    )
    path.write_bytes(gzip.compress(text))

    import_facts(inside.settings, path, now=NOW, force=False)

    assert b"CVE-1999-0001" in text
    with Store.open(inside.settings.database_url) as taken:
        assert mentions(taken) == {"4.4.0": ("CVE-2024-31141",)}
