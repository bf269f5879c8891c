"""What GitHub's API says, and what is made of an answer that is none."""

import json
from typing import Any

import pytest

from examples import NOW, day
from tracker.errors import BadAnswer
from tracker.model import DateSource, Source
from tracker.upstream.forges.github_api import read_listing, read_repository

SOURCE = Source(
    forge="github",
    path="acme/gateway",
    url="https://github.com/acme/gateway/releases.atom",
    api_url="https://api.github.com",
)


def listing(*releases: Any) -> Any:
    return read_listing(json.dumps(releases).encode(), SOURCE, seen_at=NOW, more=False)


def test_a_release_has_its_number_its_mark_and_the_day_it_was_published() -> None:
    (release,) = listing(
        {
            "id": 5,
            "tag_name": "v1.0.0",
            "name": "One",
            "prerelease": True,
            "created_at": "2026-01-01T00:00:00Z",
            "published_at": "2026-01-02T01:00:00+01:00",
            "html_url": "https://github.com/acme/gateway/releases/tag/v1.0.0",
            "body_html": "<p>Notes</p>",
            "author": {"login": "someone"},
        }
    ).releases

    assert (release.api_id, release.prerelease, release.title) == ("5", True, "One")
    assert (release.released_at, release.dated_by) == (day("2026-01-02"), DateSource.API)
    assert (release.notes, release.author) == ("<p>Notes</p>", "someone")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (7, "it is no description of a release"),
        ({}, "its tag is missing"),
        ({"tag_name": 7}, "its tag is missing"),
        ({"tag_name": "v1\u001b[2J"}, "holds control characters"),
        ({"tag_name": "v1", "draft": True}, "it is a draft"),
    ],
)
def test_what_is_no_release_is_skipped_with_its_reason_and_the_rest_is_read(item: Any, reason: str) -> None:
    page = listing(item, {"tag_name": "v2"})

    assert [one.tag for one in page.releases] == ["v2"]
    (skipped,) = page.skipped
    assert reason in skipped.reason
    assert skipped.entry.isprintable()


def test_a_release_is_read_whatever_else_is_wrong_with_it() -> None:
    odd = {
        "tag_name": "v1",
        "id": "x",
        "name": None,
        "published_at": "soon",
        "html_url": "javascript:x",
        "author": 1,
    }
    (release,) = listing(odd).releases

    assert (release.title, release.url, release.author, release.api_id) == ("v1", None, None, None)
    assert (release.released_at, release.dated_by, release.prerelease) == (NOW, DateSource.CLOCK, False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[" * 100_000, b"\xff"])
def test_what_is_no_listing_is_told_with_its_host(body: bytes) -> None:
    with pytest.raises(BadAnswer, match=r"^api\.github\.com served something else than .*acme/gateway$"):
        read_listing(body, SOURCE, seen_at=NOW, more=False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id": "7"}', b'{"id": 7, "full_name": "a\\u001b/b"}'])
def test_what_describes_no_repository_is_told_with_its_host(body: bytes) -> None:
    with pytest.raises(BadAnswer, match=r"^api\.github\.com (served|answered) .*, about acme/gateway$"):
        read_repository(body, SOURCE)
