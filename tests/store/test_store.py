"""What the store keeps, and that nothing kept is lost, on both databases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from examples import NOW, day, shown
from tracker.errors import LeaseLost, StorageError
from tracker.model import (
    DateSource,
    Deployment,
    Environment,
    EventKind,
    FeedPage,
    HostState,
    SkippedEntry,
    Source,
    Tier,
    UpstreamRelease,
    Validators,
)
from tracker.record import replace
from tracker.store import Asked, Kept, Store

KAFKA = Source(forge="github", path="apache/kafka", url="https://github.com/apache/kafka/releases.atom")
TEN = {f"3.{minor}.0": f"2026-01-{minor + 1:02d}" for minor in range(10)}
LATER_TEN = {f"4.{minor}.0": f"2026-02-{minor + 1:02d}" for minor in range(10)}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


def lease(store: Store, source: Source = KAFKA, now: datetime = NOW, **asked: Any) -> Asked:
    """Lease a feed and say how it was asked."""
    states = store.claim([source], owner="we", until=now + timedelta(minutes=5), now=now)
    return Asked(at=now, fence=states[source.url].fence, **asked)


def keep(
    store: Store,
    *releases: UpstreamRelease,
    key: str | None = "2211243",
    skipped: int = 0,
    source: Source = KAFKA,
    now: datetime = NOW,
) -> Kept:
    page = FeedPage(
        repository_key=key,
        releases=releases,
        skipped=tuple(SkippedEntry(entry=f"entry {number}", reason="no tag") for number in range(skipped)),
        full=len(releases) >= 10,
    )
    asked = lease(store, source, now, validators=Validators(etag='W/"1"'), digest="d")
    return store.keep_page(source, page, asked)


def kept(store: Store) -> tuple[UpstreamRelease, ...]:
    return store.releases([KAFKA.url])[KAFKA.url].releases


def test_the_same_page_ten_times_is_kept_once(store: Store) -> None:
    releases = shown({"3.9.0": "2024-11-06"})

    changes = [keep(store, *releases).changed for _ in range(10)]

    assert changes == [True] + [False] * 9
    assert kept(store) == releases


def test_validators_are_given_back_as_they_came(store: Store) -> None:
    keep(store)
    given = Validators(etag='W/"1"', last_modified="Fri")
    later = lease(store, now=NOW + timedelta(hours=1), validators=given, digest="d")
    store.keep_unchanged({KAFKA.url: later})

    states = store.feed_states([KAFKA.url, "unknown"])

    assert [*states] == [KAFKA.url]
    state = states[KAFKA.url]
    assert (state.validators, state.digest, state.polled_at) == (given, "d", NOW + timedelta(hours=1))
    assert state.lease_owner is None


def test_an_edit_changes_the_text_and_never_moves_the_date_forward(store: Store) -> None:
    (first,) = shown({"3.9.0": "2024-11-06"})
    keep(store, first)

    edited = replace(first, title="3.9.0, fixed", notes="<p>new</p>", released_at=day("2025-01-01"))
    assert keep(store, edited).changed

    (now,) = kept(store)
    assert (now.title, now.released_at) == ("3.9.0, fixed", day("2024-11-06"))
    assert store.notes(KAFKA.url, "3.9.0") == "<p>new</p>"
    assert store.notes(KAFKA.url, "9.9.9") == ""


@pytest.mark.parametrize(
    ("dated_by", "on", "expected"),
    [
        (DateSource.FEED, "2024-11-01", "2024-11-01"),
        (DateSource.API, "2024-12-24", "2024-12-24"),
        (DateSource.CLOCK, "2024-01-01", "2024-11-06"),
    ],
)
def test_a_better_source_of_a_date_replaces_a_worse_one(
    store: Store, dated_by: DateSource, on: str, expected: str
) -> None:
    (first,) = shown({"3.9.0": "2024-11-06"})
    keep(store, first)
    keep(store, replace(first, released_at=day(on), dated_by=dated_by))

    assert kept(store)[0].released_at == day(expected)


def test_a_release_that_left_the_feed_is_still_known(store: Store) -> None:
    keep(store, *shown(TEN))
    keep(store, *shown({"3.9.0": "2026-01-10"}))

    assert len(kept(store)) == 10


def test_a_full_first_window_may_hide_older_releases(store: Store) -> None:
    keep(store, *shown(TEN))

    assert store.releases([KAFKA.url])[KAFKA.url].full_at_first


@pytest.mark.parametrize(("later", "complete"), [(LATER_TEN, False), (LATER_TEN | {"3.9.0": "2026-01-10"}, True)])
def test_a_later_full_window_without_anything_known_leaves_a_gap(
    store: Store, later: dict[str, str], complete: bool
) -> None:
    keep(store, *shown(TEN))
    keep(store, *shown(later))

    assert (store.releases([KAFKA.url])[KAFKA.url].gap_at is None) is complete


def test_under_a_new_address_a_repository_keeps_its_gaps(store: Store) -> None:
    keep(store, *shown(TEN))
    keep(store, *shown(LATER_TEN))
    moved = replace(KAFKA, path="apache/kafka-next", url="https://github.com/apache/kafka-next/releases.atom")
    keep(store, *shown(LATER_TEN), source=moved)

    known = store.releases([moved.url])[moved.url]
    assert (len(known.releases), known.full_at_first, known.gap_at) == (20, True, NOW)


def test_another_repository_under_a_known_name_is_refused(store: Store) -> None:
    keep(store, *shown({"3.9.0": "2024-11-06"}))

    first, second = (keep(store, *shown({"6.6.6": "2026-11-19"}), key="7") for _ in range(2))

    assert first.refused
    assert "another repository than before (id 7, was 2211243)" in first.refused
    assert [one.kind for one in first.events] == [EventKind.REPLACED]
    assert second == Kept(changed=False, refused=first.refused)
    assert [one.tag for one in kept(store)] == ["3.9.0"]


def test_a_feed_without_numbers_is_known_by_its_path(store: Store) -> None:
    keep(store, *shown({"3.9.0": "2024-11-06"}), key=None)

    assert [one.tag for one in kept(store)] == ["3.9.0"]


def test_what_was_skipped_is_kept_with_its_reason_once(store: Store) -> None:
    keep(store, skipped=2)
    keep(store, skipped=2)

    assert store.releases([KAFKA.url])[KAFKA.url].skipped == (
        SkippedEntry(entry="entry 0", reason="no tag"),
        SkippedEntry(entry="entry 1", reason="no tag"),
    )


def test_a_failure_is_kept_beside_what_was_known_until_the_next_success(store: Store) -> None:
    store.keep_failure(KAFKA.url, "503", lease(store))
    keep(store, *shown({"3.9.0": "2024-11-06"}))
    store.keep_failure(KAFKA.url, "404", lease(store), gone=True)

    assert store.feed_states([KAFKA.url])[KAFKA.url].error == "404"
    assert len(kept(store)) == 1

    store.keep_unchanged({KAFKA.url: lease(store)})

    assert store.feed_states([KAFKA.url])[KAFKA.url].error is None


def test_a_page_ends_what_failures_before_it_left(store: Store) -> None:
    store.keep_failure(KAFKA.url, "404", lease(store), gone=True)
    keep(store, *shown({"3.9.0": "2024-11-06"}))

    state = store.feed_states([KAFKA.url])[KAFKA.url]

    assert (state.error, state.failed_at, state.failures, state.gone_since) == (None, None, 0, None)
    assert (state.lease_owner, state.leased_until) == (None, None)


def test_the_feeds_with_a_gap_and_when_each_is_due_are_told(store: Store) -> None:
    other = replace(KAFKA, path="apache/spark", url=KAFKA.url.replace("kafka", "spark"))
    keep(store, *shown({"3.9.0": "2024-11-06"}))
    keep(store, *shown(TEN), source=other, key="17165658")
    store.keep_unchanged({KAFKA.url: lease(store, due_at=NOW + timedelta(hours=1))})
    urls = [KAFKA.url, other.url, "unknown"]

    assert [*store.gaps(urls)] == [other.url]
    assert store.due_times(urls) == {KAFKA.url: NOW + timedelta(hours=1), other.url: None}


def environment(version: str) -> Environment:
    entry = Deployment(name="kafka", component="kafka", versions=(version,), location="env.yaml#2")
    return Environment(name="env", customer="Acme", tier=Tier.PRODUCTION, deployments=(entry,))


def test_a_deployment_is_remembered_from_its_first_sight_on(store: Store) -> None:
    second = NOW + timedelta(days=10)
    store.see([environment("3.6.1")], NOW)
    store.see([environment("3.6.1")], NOW + timedelta(days=1))
    store.see([environment("3.9.2")], second)

    def known(days: int) -> str:
        return store.sightings(["env"], NOW + timedelta(days=days))["env"]["kafka"].versions[0]

    assert store.sightings(["env"], second)["env"]["kafka"].first_seen_at == NOW
    assert [known(-1), known(1), known(11)] == ["3.6.1", "3.6.1", "3.9.2"]
    assert store.sightings(["other"], NOW) == {"other": {}}


def test_a_host_is_left_alone_across_runs_for_as_long_as_it_ever_asked(database_url: str, store: Store) -> None:
    store.keep_host("github.com", HostState(paused_until=NOW + timedelta(hours=2), strikes=1))
    store.keep_host("github.com", HostState(paused_until=NOW + timedelta(hours=1), quota_remaining=7))

    with Store.open(database_url) as again:
        assert again.hosts() == {
            "github.com": HostState(paused_until=NOW + timedelta(hours=2), quota_remaining=7),
        }


def test_a_feed_is_read_by_one_process_at_a_time(store: Store) -> None:
    until = NOW + timedelta(minutes=5)
    (mine,) = store.claim([KAFKA], owner="we", until=until, now=NOW).values()

    assert store.claim([KAFKA], owner="they", until=until, now=NOW) == {}

    (theirs,) = store.claim([KAFKA], owner="they", until=until, now=until).values()
    assert theirs.fence > mine.fence
    with pytest.raises(LeaseLost, match="is being read by another process"):
        store.keep_failure(KAFKA.url, "too late", Asked(at=until, fence=mine.fence))
    store.keep_unchanged({KAFKA.url: Asked(at=until, fence=mine.fence)})
    assert store.feed_states([KAFKA.url])[KAFKA.url].polled_at is None

    store.release_leases("they")
    assert [*store.claim([KAFKA], owner="we", until=until, now=NOW)] == [KAFKA.url]


def test_a_version_changed_twice_at_one_instant_is_the_last_one(store: Store) -> None:
    for version in ("3.6.1", "3.9.2"):
        store.see([environment(version)], NOW)

    assert store.sightings(["env"], NOW)["env"]["kafka"].versions == ("3.9.2",)


def test_a_time_without_a_zone_is_never_stored(store: Store) -> None:
    with pytest.raises(StorageError, match="no time zone"):
        store.keep_failure(KAFKA.url, "x", replace(lease(store), at=NOW.replace(tzinfo=None)))
