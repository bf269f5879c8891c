"""Forges other than GitHub, feeds of any kind, and products without a repository; P.. and H.. are faults here."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from examples import day
from loopback import Gitea, GitLab
from loopback.endoflife import product
from tracker.errors import ConfigurationError, NotAFeed
from tracker.model import DateSource, FeedPage, Origin, Source, TagPlace
from tracker.upstream import Servers, locate
from tracker.upstream.forges.page import read_page

SEEN_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SERVERS = Servers(
    github="https://mirror.example/", github_api="https://api.example", endoflife="https://eol.example/v1"
)
TAGS = ["v1.0", "rel/1.0", "1.0+build.1", "50%", "a#b", "v 1", "🚀1.0", "ünï", "a/b/c-1.0", "%2F"]
FOLDER = os.environ.get("TRACKER_TEST_DATA")


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    with GitLab() as server:
        yield server


@pytest.fixture
def gitea() -> Iterator[Gitea]:
    with Gitea() as server:
        yield server


def served(source: Source, url: str = "") -> FeedPage:
    """Read what a server shows of a source."""
    with urlopen(url or source.url) as answer:
        return read_page(answer.read(), source, seen_at=SEEN_AT)


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        (
            Origin(path="a/b"),
            Source(
                forge="github",
                path="a/b",
                url="https://mirror.example/a/b/releases.atom",
                api_url="https://api.example",
            ),
        ),
        (
            Origin(path="a/b", url="https://ghe.acme.example"),
            Source(
                forge="ghe.acme.example",
                path="a/b",
                url="https://ghe.acme.example/a/b/releases.atom",
                api_url="https://ghe.acme.example/api/v3",
            ),
        ),
        (
            Origin(kind="gitlab", path="g/s/p"),
            Source(
                forge="gitlab.com", path="g/s/p", url="https://gitlab.com/g/s/p/-/releases.atom", kind="gitlab"
            ),
        ),
        (
            Origin(kind="gitlab", path="g/p", url="http://10.1.2.3:8080/gitlab"),
            Source(
                forge="10.1.2.3:8080/gitlab",
                path="g/p",
                url="http://10.1.2.3:8080/gitlab/g/p/-/releases.atom",
                kind="gitlab",
            ),
        ),
        (
            Origin(kind="gitea", path="a/b", url="https://codeberg.org"),
            Source(forge="codeberg.org", path="a/b", url="https://codeberg.org/a/b/releases.atom", kind="gitea"),
        ),
        (
            Origin(kind="feed", path="https://acme.example/Feed.xml", tag_place=TagPlace.ID),
            Source(
                forge="feed",
                path="https://acme.example/Feed.xml",
                url="https://acme.example/Feed.xml",
                kind="feed",
                tag_place=TagPlace.ID,
            ),
        ),
        (
            Origin(kind="endoflife", path="amazon-eks"),
            Source(
                forge="endoflife",
                path="amazon-eks",
                url="https://eol.example/v1/products/amazon-eks",
                kind="endoflife",
            ),
        ),
    ],
)
def test_every_kind_of_source_has_its_address_and_identity(origin: Origin, source: Source) -> None:
    assert locate(origin, SERVERS) == source


@pytest.mark.parametrize(
    "origin",
    [
        Origin(kind="gitlab", path="p"),
        Origin(kind="gitlab", path="g/../p"),
        Origin(kind="gitea", path="a/b"),
        Origin(kind="gitea", path="a/..", url="https://codeberg.org"),
    ],
)
def test_x02_a_path_that_is_none_is_refused(origin: Origin) -> None:
    with pytest.raises(ConfigurationError, match="is no (project|repository)"):
        locate(origin, SERVERS)


def test_a_page_of_gitlab_is_read(gitlab: GitLab) -> None:
    gitlab.repository("Acme/data/gateway").release(
        "v1.2", at=SEEN_AT - timedelta(days=3), title="One two", notes="<p>New</p>", author="Ann"
    ).edit("v1.2", edited_at=SEEN_AT)
    source = locate(Origin(kind="gitlab", path="acme/data/gateway", url=gitlab.url), SERVERS)
    page = served(source)
    (release,) = page.releases
    assert (release.tag, release.title, release.notes) == ("v1.2", "One two", "<p>New</p>")
    assert release.url == f"{gitlab.url}/Acme/data/gateway/-/releases/v1.2"
    assert (release.released_at, release.updated_at) == (SEEN_AT - timedelta(days=3), SEEN_AT)
    assert (release.dated_by, release.prerelease) == (DateSource.FEED, False)
    assert (page.repository_key, page.path, page.full) == (None, "Acme/data/gateway", False)


def test_a_release_that_gitlab_announces_is_a_prerelease_until_its_day(gitlab: GitLab) -> None:
    gitlab.repository("g/p").release("v2.0", at=SEEN_AT + timedelta(days=30))
    source = locate(Origin(kind="gitlab", path="g/p", url=gitlab.url), SERVERS)
    (release,) = served(source).releases
    assert (release.prerelease, release.released_at) == (True, SEEN_AT + timedelta(days=30))
    with urlopen(source.url) as answer:
        page = read_page(answer.read(), source, seen_at=SEEN_AT + timedelta(days=31))
    assert page.releases[0].prerelease is False


@pytest.mark.parametrize("page", ["releases.atom", "releases.rss", "tags.atom"])
def test_a_page_of_gitea_is_read(gitea: Gitea, page: str) -> None:
    repository = gitea.repository("acme/gateway")
    repository.release("v1.2", at=SEEN_AT - timedelta(days=3), title="One two", notes="<p>New</p>", author="Ann")
    repository.bare_tag("v1.1", at=SEEN_AT - timedelta(days=9))
    source = locate(Origin(kind="gitea", path="acme/gateway", url=gitea.url), SERVERS)
    read = served(source, source.url.replace("releases.atom", page))
    release = read.releases[0]
    assert (release.tag, release.title, release.notes) == ("v1.2", "One two", "<p>New</p>")
    assert (release.url, release.author) == (f"{gitea.url}/acme/gateway/releases/tag/v1.2", "Ann")
    assert (release.released_at, release.api_id) == (SEEN_AT - timedelta(days=3), "4000")
    assert [one.tag for one in read.releases[1:]] == (["v1.1"] if page == "tags.atom" else [])
    assert (read.repository_key, read.path) == (None, "acme/gateway")


def test_a_long_list_may_have_left_out_older_releases(gitea: Gitea, gitlab: GitLab) -> None:
    for server, kind in ((gitea, "gitea"), (gitlab, "gitlab")):
        repository = server.repository("a/b")
        source = locate(Origin(kind=kind, path="a/b", url=server.url), SERVERS)
        for number in range(10):
            assert served(source).full is False
            repository.release(f"v{number}", at=SEEN_AT - timedelta(days=number))
        assert served(source).full is True


@pytest.mark.parametrize("tag", TAGS)
def test_p09_a_tag_makes_its_way_through_the_links_of_every_forge(gitea: Gitea, gitlab: GitLab, tag: str) -> None:
    for server, kind in ((gitea, "gitea"), (gitlab, "gitlab")):
        server.repository("a/b").release(tag, at=SEEN_AT, title="A title")
        page = served(locate(Origin(kind=kind, path="a/b", url=server.url), SERVERS))
        assert [one.tag for one in page.releases] == [tag]


def test_p09_relative_links_lead_to_the_server_that_was_asked() -> None:
    source = locate(Origin(kind="gitlab", path="g/p", url="https://git.example/gitlab"), SERVERS)
    body = feed('<link href="/gitlab/g/p/-/releases/rel%2F1.0"/>', '<link href="releases/v2"/>')
    page = read_page(body, source, seen_at=SEEN_AT)
    assert [(one.tag, one.url) for one in page.releases] == [
        ("rel/1.0", "https://git.example/gitlab/g/p/-/releases/rel%2F1.0"),
        ("v2", "https://git.example/gitlab/g/p/-/releases/v2"),
    ]
    assert page.path == "g/p"


def test_an_entry_of_a_forge_without_the_page_of_a_release_is_skipped() -> None:
    source = locate(Origin(kind="gitea", path="a/b", url="https://git.example"), SERVERS)
    page = read_page(feed("<id>7: x</id><link href='https://git.example/a/b'/>"), source, seen_at=SEEN_AT)
    assert page.releases == ()
    assert (page.skipped[0].entry, page.skipped[0].reason) == (
        "7: x",
        "neither its id nor its link names the tag of a release",
    )


def feed(*entries: str) -> bytes:
    """An Atom feed of entries whose rest is given."""
    inner = "".join(f"<entry><updated>2026-11-01T10:00:00Z</updated>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{inner}</feed>'.encode()


def read_entry(entry: str, place: TagPlace | None = None) -> FeedPage:
    source = locate(Origin(kind="feed", path="https://acme.example/feed.xml", tag_place=place), SERVERS)
    return read_page(feed(entry), source, seen_at=SEEN_AT)


@pytest.mark.parametrize(
    ("entry", "tag"),
    [
        ("<link href='https://pypi.example/project/acme/1.2.3/'/><title>Acme</title>", "1.2.3"),
        ("<link href='https://acme.example/news/release-notes-2.3.html'/>", "release-notes-2.3"),
        ("<link href='https://acme.example/acme-2.3.1.tar.gz'/>", "acme-2.3.1"),
        ("<link href='https://github.com/a/b/releases/tag/rel%2Fone'/>", "rel/one"),
        ("<link href='https://gitlab.com/a/b/-/releases/one'/>", "one"),
        ("<id>tag:github.com,2008:Repository/7/rel/one</id>", "rel/one"),
        ("<link href='https://acme.example/news/42/'/><title>1.2.3</title>", "1.2.3"),
        ("<link href='https://acme.example/news/42/'/><title> v483 </title>", "v483"),
        ("<link href='https://acme.example/?p=6165'/><title>Acme 4.9.8 Maintenance Release</title>", "4.9.8"),
        ("<link href='https://packages.example/p/acme'/><title>acme/tools (1.2.3)</title>", "1.2.3"),
        ("<title>Acme 1.2.3: Acme 1.2.3 is out!</title>", "1.2.3"),
        ("<title>A new one</title><id>urn:acme:v1.2.3</id>", "v1.2.3"),
        ("<title>A new one</title><id>pkg:npm/acme@1.2.3</id>", "1.2.3"),
    ],
)
def test_a_feed_names_its_versions_in_links_or_titles_or_ids(entry: str, tag: str) -> None:
    assert [one.tag for one in read_entry(entry).releases] == [tag]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (
            "<title>We are hiring</title><id>urn:1</id>",
            "neither its link nor its title nor its id names a version",
        ),
        ("<title>Acme 3.4 for Kafka 3.9.0</title>", "its title names more than one version: 3.4, 3.9.0"),
        ("<title>Acme 5.0 Release Candidate 2</title>", "its title tells of something before the release of 5.0"),
        ("<title>Acme 5.0 RC2</title>", "its title tells of something before the release of 5.0"),
        ("<title>Acme 5.0 beta1</title>", "its title tells of something before the release of 5.0"),
        ("<link href='https://acme.example/2026/11/01/'/>", "neither its link"),
    ],
)
def test_what_names_no_version_is_skipped_with_the_reason(entry: str, reason: str) -> None:
    page = read_entry(entry)
    assert page.releases == ()
    assert page.skipped[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("place", "tag"),
    [
        (TagPlace.LINK, "acme-1.2.3.html"),
        (TagPlace.TITLE, "Acme 1.2.3 RC 1 for Kafka 4.0"),
        (TagPlace.ID, "v1.2.3"),
    ],
)
def test_the_part_that_is_named_is_the_tag_as_it_stands(place: TagPlace, tag: str) -> None:
    entry = (
        "<link href='https://acme.example/news/acme-1.2.3.html'/>"
        "<title>Acme 1.2.3 RC 1\n for Kafka 4.0 </title><id>urn:acme/v1.2.3</id>"
    )
    assert [one.tag for one in read_entry(entry, place).releases] == [tag]


def test_any_feed_is_its_own_repository_and_may_have_left_out_what_is_older() -> None:
    page = read_entry("<title>1.2</title>")
    assert (page.repository_key, page.full, page.path) == ("https://acme.example/feed.xml", True, None)


def test_rss_is_read_as_atom_is() -> None:
    at = datetime(2026, 11, 1, 10, tzinfo=UTC)
    body = (
        "<rss version='2.0'><channel><title>t</title><item><title>1.2.3</title>"
        "<link>https://pypi.example/project/acme/1.2.3/</link><description>&lt;p&gt;New&lt;/p&gt;</description>"
        f"<author>ann@acme.example</author><pubDate>{format_datetime(at)}</pubDate></item></channel></rss>"
    ).encode()
    page = read_page(body, locate(Origin(kind="feed", path="https://pypi.example/rss"), SERVERS), seen_at=SEEN_AT)
    (release,) = page.releases
    assert (release.tag, release.notes, release.released_at) == ("1.2.3", "<p>New</p>", at)


@pytest.mark.skipif(FOLDER is None, reason="TRACKER_TEST_DATA names no folder with feeds")
@pytest.mark.parametrize(
    ("name", "newest", "releases", "skipped"),
    [
        ("libraries.io__npm_versions", "5.0.1", 30, 0),
        ("nuget.org__Newtonsoft.Json", "13.0.1", 50, 0),
        ("wordpress.org__news-releases", "4.9.8", 2, 0),
    ],
)
def test_real_feeds_of_other_kinds_are_read(name: str, newest: str, releases: int, skipped: int) -> None:
    source = locate(Origin(kind="feed", path="https://acme.example/feed.xml"), SERVERS)
    body = Path(str(FOLDER), "feeds", "other", f"{name}.atom").read_bytes()
    page = read_page(body, source, seen_at=SEEN_AT)
    assert (page.releases[0].tag, len(page.releases), len(page.skipped)) == (newest, releases, skipped)


EKS = locate(Origin(kind="endoflife", path="amazon-eks"), SERVERS)


def eks(*lines: dict[str, Any]) -> bytes:
    """What the API says of a product with some lines."""
    return json.dumps(product("amazon-eks", *lines)).encode()


def line(name: str, released: str | None, newest: str | None = None, at: str | None = None) -> dict[str, Any]:
    latest = {"name": newest, "date": at, "link": "https://aws.example/news"} if newest else None
    return {"name": name, "releaseDate": released, "latest": latest}


def test_a_product_shows_the_newest_release_of_each_line_and_lines_that_are_releases() -> None:
    page = read_page(
        eks(
            line("1.36", "2026-06-02", "1.36-eks-6", "2026-10-22"),
            line("16", "2023-11-17", "16.14", "2026-05-14"),
            line("3.5", "2026-03-18"),
            line("8.4.9", "2026-04-21", "8.4.9", "2026-05-08"),
            line("8", "2014-03-18", "8u501", "2026-07-21"),
        ),
        EKS,
        seen_at=SEEN_AT,
    )
    assert [(one.tag, one.released_at) for one in page.releases] == [
        ("1.36-eks-6", day("2026-10-22")),
        ("8u501", day("2026-07-21")),
        ("1.36", day("2026-06-02")),
        ("16.14", day("2026-05-14")),
        ("8.4.9", day("2026-04-21")),
        ("3.5", day("2026-03-18")),
    ]
    assert {one.dated_by for one in page.releases} == {DateSource.FEED}
    assert page.releases[0].url == "https://aws.example/news"
    assert page.releases[-1].url == "https://endoflife.date/amazon-eks"
    assert (page.full, page.newest_only, page.repository_key) == (False, True, "amazon-eks")


def test_what_a_product_says_without_a_day_or_of_days_to_come_is_dated_by_our_clock() -> None:
    odd = [
        line("1.3", None, "1.3.1", None) | {"latest": {"name": "1.3.1", "link": "javascript:alert(1)"}},
        line("1.4", "2027-01-01"),
    ]
    page = read_page(eks(*odd), EKS, seen_at=SEEN_AT)
    assert {(one.tag, one.dated_by, one.url) for one in page.releases} == {
        (tag, DateSource.CLOCK, "https://endoflife.date/amazon-eks") for tag in ("1.3.1", "1.4")
    }


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "eol.example served something else than JSON"),
        (b"<html>", "eol.example served a page for people"),
        (b"[" * 100_000, "eol.example served something else than JSON"),
        (b"\xff\xfe\xfd", "eol.example served something else than JSON"),
        (b"[]", "eol.example answered otherwise than documented: it: should be an object"),
        (eks({"name": 7}), "result.releases.0.name"),
        (eks({"name": "1.1\x1b[2J"}), "result.releases.0.name"),
        (eks({"name": "1.2", "releaseDate": "soon"}), "result.releases.0.releaseDate"),
    ],
)
def test_what_is_no_product_is_refused_by_what_it_is(body: bytes, problem: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        read_page(body, EKS, seen_at=SEEN_AT)
    assert problem in str(caught.value)


@pytest.mark.skipif(FOLDER is None, reason="TRACKER_TEST_DATA names no folder with products")
def test_every_real_product_is_read() -> None:
    paths = sorted(Path(str(FOLDER), "endoflife", "products").glob("*.json"))
    assert len(paths) > 400
    for path in paths:
        source = locate(Origin(kind="endoflife", path=path.stem), SERVERS)
        page = read_page(path.read_bytes(), source, seen_at=SEEN_AT)
        assert page.releases, path.stem
