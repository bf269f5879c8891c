"""What is known of the releases of a component: what a feed showed and what is bundled, each once."""

import pytest

from examples import KAFKA, KAFKA_RELEASES, NOW, RULE, bundle, day, history, shown
from tracker.advice import build_history
from tracker.model import (
    DateSource,
    Origin,
    StoredReleases,
)
from tracker.record import replace


def test_of_two_tags_for_one_version_the_older_is_the_release_and_the_other_a_double() -> None:
    known = history({"3.9": "2024-11-07", "3.9.0": "2024-11-06"})

    assert [one.tag for one in known.releases] == ["3.9.0"]
    assert [(one.tag, one.rule) for one in known.skipped] == [("3.9", "is another tag of 3.9.0")]


def test_the_bundle_and_the_feed_speak_of_one_release() -> None:
    stored = StoredReleases(releases=shown({"3.9.2": "2026-02-21"}), polled_at=NOW)

    known = build_history(KAFKA, stored, bundle({"3.9.2": "2026-02-20", "3.9.0": "2024-11-06"}))

    assert [(one.tag, one.dated_by) for one in known.releases] == [
        ("3.9.0", DateSource.HISTORY),
        ("3.9.2", DateSource.FEED),
    ]
    assert known.source == "feed"
    assert known.complete


def test_a_date_of_our_own_clock_gives_way_to_a_bundled_one() -> None:
    clocked = (replace(shown({"3.9.2": "2026-11-20"})[0], dated_by=DateSource.CLOCK),)

    known = build_history(KAFKA, StoredReleases(releases=clocked, polled_at=NOW), bundle({"3.9.2": "2026-02-20"}))

    assert known.releases[0].released_at == day("2026-02-20")


@pytest.mark.parametrize(
    ("bundled", "complete"), [({"3.9.2": "2026-02-20"}, True), ({"3.8.0": "2024-07-29"}, False)]
)
def test_a_first_feed_that_is_full_needs_to_meet_the_bundle(bundled: dict[str, str], complete: bool) -> None:
    stored = StoredReleases(releases=shown(KAFKA_RELEASES), polled_at=NOW, full_at_first=True)

    assert build_history(KAFKA, stored, bundle(bundled)).complete is complete


def test_a_tag_that_is_no_release_is_skipped_with_its_rule() -> None:
    known = history({"3.9.0": "2024-11-06", "nightly": "2026-11-19"})

    assert [one.tag for one in known.releases] == ["3.9.0"]
    assert known.skipped[0].rule == r"is not of the form (?P<version>\d+\.\d+.*)"


def test_bundled_tags_are_taken_as_they_are() -> None:
    tagged = replace(KAFKA, rule=replace(RULE, pattern=r"v?(?P<version>\d.*)", tag_format="v{version}"))

    from_tags = build_history(tagged, StoredReleases(), bundle({"3.9.2": "2026-02-20"}, tagged=True))
    from_versions = build_history(tagged, StoredReleases(), bundle({"3.9.2": "2026-02-20"}))

    assert from_tags.releases[0].tag == "3.9.2"
    assert from_versions.releases[0].tag == "v3.9.2"
    assert from_versions.releases[0].url == "https://github.com/apache/kafka/releases/tag/v3.9.2"
    assert from_versions.source == "history"


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        (Origin(path="a/b"), "https://github.com/a/b/releases/tag/3.9%2B1"),
        (Origin(path="a/b", url="https://ghe.example"), "https://ghe.example/a/b/releases/tag/3.9%2B1"),
        (
            Origin(kind="gitlab", path="a/b/c", url="https://gitlab.com"),
            "https://gitlab.com/a/b/c/-/releases/3.9%2B1",
        ),
        (
            Origin(kind="gitea", path="a/b", url="https://git.example"),
            "https://git.example/a/b/releases/tag/3.9%2B1",
        ),
        (Origin(kind="feed", path="https://a.example/{b}.xml"), "https://a.example/{b}.xml"),
        (Origin(kind="endoflife", path="amazon-eks"), "https://endoflife.date/amazon-eks"),
    ],
)
def test_a_bundled_release_has_the_page_that_its_source_gives_it(origin: Origin, url: str) -> None:
    shipped = bundle({"3.9+1": "2026-02-20"}, tagged=True)

    known = build_history(replace(KAFKA, origin=origin), StoredReleases(), shipped)

    assert known.releases[0].url == url
