"""What holds for whatever is sent."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from hypothesis import example, given
from hypothesis import strategies as st

from tracker.errors import NotAFeed
from tracker.model import FeedPage, Source
from tracker.record import replace
from tracker.text import clean, clean_line, is_clean_name
from tracker.upstream.forges.page import read_page

SOURCE = Source(forge="github", path="a/b", url="https://github.com/a/b/releases.atom")
SEEN_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
FEED = "<feed xmlns='http://www.w3.org/2005/Atom'>"
PIECES = [
    *(FEED, "</feed>", "<entry>", "</entry>", "<rss>", "<channel>", "<item>", "</item>", "<"),
    *("<id>", "</id>", "tag:github.com,2008:Repository/7/v1", "<title>", "</title>", "<updated>"),
    *("9999-99-99", "<link href='", "'/>", "http://[", "/releases/tag/v1", "<content type='html'>"),
    *("</content>", "&#27;", "&", "&lt;", "\x1b", "\x9b", "\u202e", "]]>", "<![CDATA[", "<!--", "-->"),
    *("<?xml", "?>", "<!DOCTYPE", "<author>", "</author>", "<media:x/>", "a" * 400, "é", "\ud800"),
]
RAW = st.binary(max_size=300)
NEAR = st.lists(st.sampled_from(PIECES), max_size=30).map(lambda some: "".join(some).encode("utf-8", "replace"))
STARTED = NEAR.map(lambda rest: f"{FEED}<entry>".encode() + rest)
KINDS = ["github", "gitlab", "gitea", "feed", "endoflife"]
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates().map(str))
VALUE = st.one_of(SCALAR, st.dictionaries(st.sampled_from(["name", "date", "link"]), SCALAR))
LINE = st.dictionaries(st.sampled_from(["name", "releaseDate", "latest"]), VALUE)
JSON = st.lists(LINE, max_size=5).map(lambda lines: json.dumps({"result": {"releases": lines}}).encode())
ENCODED = st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "latin-1"]).flatmap(
    lambda encoding: STARTED.map(lambda body: body.decode().encode(encoding, "replace"))
)


@given(st.one_of(RAW, NEAR, STARTED, ENCODED, JSON), st.sampled_from(KINDS))
def test_any_bytes_end_as_a_page_or_as_no_feed(body: bytes, kind: str) -> None:
    with suppress(NotAFeed):
        page = read_page(body, replace(SOURCE, kind=kind), seen_at=SEEN_AT)
        assert isinstance(page, FeedPage)
        for release in page.releases:
            assert release.title == clean_line(release.title)
            assert release.notes == clean(release.notes)
        for skipped in page.skipped:
            assert skipped.entry == clean_line(skipped.entry)
            assert skipped.reason


TEXT = st.text(st.characters(codec="utf-8"), max_size=50)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT), max_size=5))
def test_any_text_in_any_field_keeps_the_number_of_entries(fields: list[tuple[str, ...]]) -> None:
    entries = "".join(
        f"<entry><id>tag:github.com,2008:Repository/7/v{number}</id><title>{escape(title)}</title>"
        f"<updated>{escape(updated)}</updated><link href='{escape(link, {chr(39): '&#39;'})}'/>"
        f"<content type='html'>{escape(notes)}</content><author><name>{escape(author)}</name></author></entry>"
        for number, (title, updated, link, notes, author) in enumerate(fields)
    )
    page = read_page(f"{FEED}{entries}</feed>".encode(), SOURCE, seen_at=SEEN_AT)
    assert [release.tag for release in page.releases] == [f"v{number}" for number in range(len(fields))]
    assert (page.skipped, page.damaged) == ((), None)


@given(st.lists(TEXT, max_size=5))
@example(["\xa0\n"])
def test_any_tag_is_kept_raw_or_its_entry_is_skipped(tags: list[str]) -> None:
    entries = "".join(f"<entry><id>tag:github.com,2008:Repository/7/{escape(tag)}</id></entry>" for tag in tags)
    page = read_page(f"{FEED}{entries}</feed>".encode(), SOURCE, seen_at=SEEN_AT)
    assert len(page.releases) + len(page.skipped) == len(tags)
    assert all(any(is_kept(release.tag, of=tag) for tag in tags) for release in page.releases)


def is_kept(kept: str, *, of: str) -> bool:
    """Say whether a tag is kept as it was, but for blanks at its end."""
    return of.startswith(kept) and not of.removeprefix(kept).strip()


def is_tag(text: str) -> bool:
    """Say whether git allows a name and tracker keeps it (https://git-scm.com/docs/git-check-ref-format)."""
    refused = re.search(r"[ ~^:?*\[\\\x7f]|\.\.|@\{|//|/\.|\.lock(/|$)|^[./@-]|[./]$", text)
    return refused is None and is_clean_name(text)


def links(tag: str) -> Iterator[tuple[str, str]]:
    """The link to a release as each kind of forge writes it."""
    yield "github", f"https://git.example/a/b/releases/tag/{quote(tag)}"
    yield "gitea", f"https://git.example/a/b/releases/tag/{quote(tag)}"
    yield "gitlab", f"https://git.example/a/b/-/releases/{quote(tag, safe='')}"
    yield "gitlab", f"/a/b/-/releases/{quote(tag, safe='')}"
    yield "feed", f"https://git.example/a/b/releases/tag/{quote(tag)}"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(is_tag))
def test_p09_any_tag_that_git_allows_makes_its_way_through_a_link(tag: str) -> None:
    for kind, link in links(tag):
        entry = f"<entry><id>x</id><link href='{escape(link)}'/></entry>"
        source = replace(SOURCE, kind=kind, url="https://git.example/a/b/feed")
        page = read_page(f"{FEED}{entry}</feed>".encode(), source, seen_at=SEEN_AT)
        assert [one.tag for one in page.releases] == [tag], (kind, page.skipped)
