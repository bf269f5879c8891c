"""Reading the bytes of one feed; P.. are the faults of a document here."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from urllib.request import urlopen
from xml.sax.saxutils import escape

import pytest

from loopback import GitHub
from tracker.errors import NotAFeed
from tracker.model import DateSource, FeedPage, Source
from tracker.upstream.feeds.parse import parse_feed

SOURCE = Source(forge="github", path="apache/kafka", url="https://github.com/apache/kafka/releases.atom")
SEEN_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">'


def entry(
    tag: str = "v1",
    *,
    identity: str | None = None,
    updated: str = "<updated>2026-11-01T10:00:00Z</updated>",
    link: str = '<link rel="alternate" type="text/html" href="https://github.com/a/b/releases/tag/v1"/>',
    title: str = "<title>One</title>",
    content: str = '<content type="html">&lt;p&gt;Text&lt;/p&gt;</content>',
    rest: str = "",
) -> str:
    if identity is None:
        identity = f"<id>tag:github.com,2008:Repository/7/{tag}</id>"
    return f"<entry>{identity}{updated}{link}{title}{content}{rest}</entry>"


def feed(*entries: str) -> bytes:
    return f"{ATOM}{''.join(entries)}</feed>".encode()


def read(*entries: str) -> FeedPage:
    return parse_feed(feed(*entries), SOURCE, seen_at=SEEN_AT)


def tags(page: FeedPage) -> list[str]:
    return [release.tag for release in page.releases]


def test_a_page_of_github_is_read_in_its_order(github: GitHub) -> None:
    kafka = github.repository("apache/kafka", id=2211243)
    kafka.release("4.1.0", at=datetime(2026, 9, 2, 11, tzinfo=UTC), notes="<p>New & good</p>", author="bot[bot]")
    kafka.bare_tag("4.1.0-rc1", at=datetime(2026, 8, 20, 9, tzinfo=UTC))
    with urlopen(f"{github.url}/apache/kafka/releases.atom") as answer:
        body = answer.read()
    page = parse_feed(body, SOURCE, seen_at=SEEN_AT)
    assert page.repository_key == "2211243"
    assert (page.skipped, page.damaged) == ((), None)
    newest, bare = page.releases
    assert (newest.tag, newest.title, newest.author) == ("4.1.0", "4.1.0", "bot[bot]")
    assert newest.url == "https://github.com/apache/kafka/releases/tag/4.1.0"
    assert (newest.released_at, newest.dated_by) == (datetime(2026, 9, 2, 11, tzinfo=UTC), DateSource.FEED)
    assert newest.notes == "<p>New & good</p>"
    assert (newest.prerelease, newest.withdrawn) == (None, False)
    assert (bare.tag, bare.notes, bare.author) == ("4.1.0-rc1", "", "unknown")


@pytest.mark.parametrize(
    ("body", "looks"),
    [
        (b"", "an empty document"),
        (b" \r\n", "an empty document"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b'{"message": "Not Found"}', "JSON"),
        (b"<!DOCTYPE html><title>Sign in &amp; go \x1b[2J</title>", "an HTML page titled 'Sign in & go [2J'"),
        (b"<html><body>Down</body></html>", "an HTML page"),
        (b"Service unavailable", "a text that begins with 'Service unavailable'"),
        (b"<svg xmlns='x'/>", "a text that begins with '<svg xmlns='x'/>'"),
        (b"<feed", "a text that begins with '<feed'"),
        (b"\x00\x01\x02", "a text that begins with ''"),
    ],
)
def test_h21_h22_p14_what_is_no_feed_is_refused_by_what_it_looks_like(body: bytes, looks: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse_feed(body, SOURCE, seen_at=SEEN_AT)
    assert str(caught.value) == f"github.com served {looks} instead of a feed"


BOMB = (
    '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + ATOM + "<entry><title>&b;</title></entry></feed>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>", "<?xml version='1.0'?>\n<!-- <feed> -->\n<?a b?> "])
def test_p01_a_document_type_is_refused_in_every_encoding(encoding: str, head: str) -> None:
    with pytest.raises(NotAFeed, match="document type"):
        parse_feed((head + BOMB).encode(encoding), SOURCE, seen_at=SEEN_AT)


def test_p01_a_document_type_told_of_in_notes_harms_nobody() -> None:
    page = read(entry(content="<content type='html'><![CDATA[<pre><!DOCTYPE x></pre>]]></content>"))
    assert page.releases[0].notes == "<pre><!DOCTYPE x></pre>"


@pytest.mark.parametrize(
    "control",
    ["\x1b", "\x07", "\x00", "\x9b", "\ufffe", "&#27;", "&#x1B;", "&#0;", "&#155;", "&#x9b;", "&#xD800;"],
)
def test_p02_control_characters_go_and_the_entry_stays(control: str) -> None:
    page = read(
        entry(
            title=f"<title>A{control}B</title>",
            content=f"<content type='html'>C{control}D</content>",
            rest=f"<author><name>E{control}F</name></author>",
        )
    )
    release = page.releases[0]
    assert (release.title, release.notes, release.author) == ("AB", "CD", "EF")
    assert page.damaged is None


@pytest.mark.parametrize("control", ["\x1b", "\x9b", "&#27;", "&#x9B;", "&#99999999999;", "\u202e", "\u200b"])
def test_p02_a_tag_with_a_control_character_is_skipped_and_not_mended(control: str) -> None:
    page = read(entry(f"v1{control}.2"), entry("v3"))
    assert tags(page) == ["v3"]
    assert "control characters" in page.skipped[0].reason
    assert page.skipped[0].entry == "tag:github.com,2008:Repository/7/v1.2"


@pytest.mark.parametrize(
    ("declared", "encoding", "damaged"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8", "utf-8-sig", False),
        ("utf-16", "utf-16", False),
        ("utf-16", "utf-16-le", False),
        ("utf-16", "utf-16-be", False),
        ("utf-32", "utf-32", False),
        ("utf-32", "utf-32-le", False),
        ("utf-32", "utf-32-be", False),
        ("iso-8859-1", "iso-8859-1", False),
        ("windows-1252", "windows-1252", False),
        ("utf-8", "windows-1252", True),
        ("iso-8859-1", "utf-8", True),
        ("no-such-thing", "utf-8", True),
        ("unicode_escape", "windows-1252", True),
        ("shift_jis_nonsense", "windows-1252", True),
    ],
)
def test_p03_text_is_readable_in_any_encoding(declared: str, encoding: str, damaged: bool) -> None:
    text = (
        f"<?xml version='1.0' encoding='{declared}'?>{ATOM}{entry(title='<title>Zoë à la carte</title>')}</feed>"
    )
    page = parse_feed(text.encode(encoding), SOURCE, seen_at=SEEN_AT)
    assert page.releases[0].title == "Zoë à la carte"
    assert (page.damaged is not None) is damaged


def test_p03_no_declaration_means_utf_8() -> None:
    assert read(entry(title="<title>Zoë</title>")).releases[0].title == "Zoë"


def test_p03_broken_utf_16_is_read_as_far_as_it_goes() -> None:
    page = parse_feed(feed(entry()).decode().encode("utf-16") + b"\x00", SOURCE, seen_at=SEEN_AT)
    assert tags(page) == ["v1"]
    assert page.damaged is not None
    assert "not valid utf-16" in page.damaged


def test_p03_wrong_encoding_and_broken_xml_are_both_told() -> None:
    body = f"{ATOM}{entry(title='<title>Zoë</title>')}".encode("windows-1252")
    page = parse_feed(body, SOURCE, seen_at=SEEN_AT)
    assert page.releases[0].title == "Zoë"
    assert page.damaged is not None
    assert "declared as utf-8" in page.damaged
    assert "not well-formed" in page.damaged


def test_p04_what_an_entry_lacks_costs_that_only() -> None:
    page = read(
        entry("v1", updated=""),
        entry("v2", title=""),
        entry("v3", content=""),
        entry("v4", link=""),
        entry("v9", identity=""),
        entry("v9", identity="", link="", title=""),
        entry("v9", identity="", link=""),
        entry("v5"),
    )
    assert tags(page) == ["v1", "v2", "v3", "v4", "v5"]
    assert (page.releases[0].released_at, page.releases[0].dated_by) == (SEEN_AT, DateSource.CLOCK)
    assert page.releases[1].title == "v2"
    assert page.releases[2].notes == ""
    assert page.releases[3].url is None
    assert [skipped.entry for skipped in page.skipped] == ["One", "entry 6", "One"]


def test_p04_without_an_id_the_link_names_the_tag() -> None:
    page = read(
        entry(identity="", link='<link href="https://github.com/a/b/releases/tag/rel%2F1%2B2?x#y"/>'),
        entry(identity="<id>https://gitlab.example/g/p/-/releases/v2</id>", link=""),
        entry(identity="<id>urn:3</id>", link='<link href="http://[/releases/tag/v3"/>'),
    )
    assert tags(page) == ["rel/1+2", "v2"]
    assert page.repository_key is None
    assert page.skipped[0].reason == "neither its id nor its link names the tag of a release"


def test_p05_the_first_of_two_entries_stands() -> None:
    page = read(entry(title="<title>First</title>"), entry(title="<title>Second</title>"))
    assert [release.title for release in page.releases] == ["First"]
    assert page.skipped[0].reason == "an earlier entry has the same tag"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T12:00:00+02:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01T05:00:00-05:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("Sun, 01 Nov 2026 10:00:00 GMT", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-21T07:59:00Z", datetime(2026, 11, 21, 7, 59, tzinfo=UTC)),
        ("yesterday", None),
        ("9999-99-99", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("0000-01-01", None),
        ("1970-01-01T00:00:00Z", None),
        ("2026-11-27T08:00:00Z", None),
        ("", None),
    ],
)
def test_p06_p07_a_date_is_an_instant_or_not_believed(text: str, instant: datetime | None) -> None:
    release = read(entry(updated=f"<updated>{text}</updated>")).releases[0]
    assert release.released_at == (instant or SEEN_AT)
    assert release.released_at.utcoffset() == timedelta(0)
    assert release.dated_by is (DateSource.FEED if instant else DateSource.CLOCK)


def test_the_date_of_publishing_comes_before_that_of_an_update() -> None:
    published = "<published>2026-10-01T00:00:00Z</published><updated>2026-11-01T00:00:00Z</updated>"
    assert read(entry(updated=published)).releases[0].released_at == datetime(2026, 10, 1, tzinfo=UTC)


def test_p08_titles_are_one_line_of_bounded_length() -> None:
    page = read(
        entry("v1", title="<title>\n  Two\n lines \n</title>"),
        entry("v2", title=f"<title>{'x' * 100_000}</title>"),
        entry("v3", title="<title> \n </title>"),
    )
    assert [page.releases[0].title, page.releases[2].title] == ["Two lines", "v3"]
    assert len(page.releases[1].title) == 300


@pytest.mark.parametrize("tag", ["a/b/c", "LastC++11", "50%25", "v1#2", "v1?x", "v1 beta", "🚀-1", "Ünï", "v1&2"])
def test_p09_the_tag_of_the_id_is_raw(tag: str) -> None:
    page = read(entry(escape(tag)))
    assert tags(page) == [tag]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a/b/releases/tag/v1", "https://github.com/a/b/releases/tag/v1"),
        ("https://github.com/a/b/releases/tag/v%2B1", "https://github.com/a/b/releases/tag/v%2B1"),
        ("https://github.com/a/b/releases/tag/v 1 é", "https://github.com/a/b/releases/tag/v%201%20%C3%A9"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://github.com@evil.example/x", None),
        ("http://[", None),
        ("https://github.com/" + "x" * 2000, None),
    ],
)
def test_p09_links_are_absolute_web_addresses(href: str, url: str | None) -> None:
    assert read(entry(link=f'<link href="{href}"/>')).releases[0].url == url


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        ("<content>No content.</content>", ""),
        ("<content/>", ""),
        ("<content type='html'>No content.</content>", "No content."),
        ("<content>1 &lt; 2 &amp; 3</content>", "1 &lt; 2 &amp; 3"),
        ("<summary type='html'>&lt;b&gt;x&lt;/b&gt;</summary>", "<b>x</b>"),
        ("<content type='image/png'>AAAA</content>", ""),
        (
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div></content>",
            "<p>x</p>",
        ),
    ],
)
def test_p10_notes_are_html_or_nothing(content: str, notes: str) -> None:
    assert read(entry(content=content)).releases[0].notes == notes


@pytest.mark.parametrize("count", [0, 13, 1000])
def test_p11_any_number_of_entries_is_read(count: int) -> None:
    page = read(*(entry(f"v{number}") for number in range(count)))
    assert len(page.releases) == count
    assert page.damaged is None


def test_p11_more_entries_than_bearable_are_cut_and_told() -> None:
    page = read(*(entry(f"v{number}", content="") for number in range(1501)))
    assert len(page.releases) == 1500
    assert page.damaged == "the feed is damaged: it has more than 1,500 entries"


@pytest.mark.parametrize("name", ["author", "dc:creator", "managingEditor", "webMaster", "itunes:owner"])
def test_p12_a_long_author_costs_no_time_and_no_entry(name: str) -> None:
    names = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'"
    long = f"<{name} {names}>{'a' * 64_000}</{name} >"
    started = perf_counter()
    page = read(
        entry("v1", rest=f"<author>{long}</author>{long}"), entry("v2", rest="<author><name>x</name></author>")
    )
    assert perf_counter() - started < 1
    assert tags(page) == ["v1", "v2"]
    assert [release.author for release in page.releases] == [None, "x"]
    assert page.damaged is None


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("<a>" * 100_000 + "</a>" * 100_000, "more than 250 levels of elements"),
        (
            f"<x xml:base='http://x/{'y' * 600}/'><x y:BASE='{'z' * 600}' xmlns:y='y'/></x>",
            "more than 1,000 characters",
        ),
        ("<x " + " ".join(f"a{number}='1'" for number in range(20_000)) + "/>", "more than 100 attributes"),
        ("".join(f"<x xmlns:n{number}='u{number}'/>" for number in range(200)), "more than 100 namespace"),
        ("".join(f"<category term='{number}'/>" for number in range(50_000)), "more than 5,000 elements"),
    ],
    ids=["nesting", "bases", "attributes", "namespaces", "categories"],
)
def test_p12_an_entry_out_of_bounds_is_skipped_and_the_others_stay(part: str, words: str) -> None:
    started = perf_counter()
    page = read(entry("v1"), entry("v2", rest=part), entry("v3"))
    assert perf_counter() - started < 2
    assert tags(page) == ["v1", "v3"]
    assert words in page.skipped[0].reason
    assert page.skipped[0].entry == "tag:github.com,2008:Repository/7/v2"
    assert page.damaged is not None


@pytest.mark.parametrize(
    "part",
    [
        "<category term='a>b'/>",
        "<category>x/></category >",
        "<category><category/></category>",
        "<author-list><author/></author-list>",
        "<author><category/><name>x</name></author>",
        "<dc:subject xmlns:dc='http://purl.org/dc/elements/1.1/'>é</dc:subject><category/>",
    ],
)
def test_what_is_not_read_is_left_out_and_nothing_else(part: str) -> None:
    page = read(entry("v1", title=f"{part}<title>é</title>{part}", rest=part), entry("v2", rest=part))
    assert tags(page) == ["v1", "v2"]
    assert (page.releases[0].title, page.releases[0].notes) == ("é", "<p>Text</p>")
    assert (page.skipped, page.damaged) == ((), None)


def test_bases_side_by_side_are_no_fault() -> None:
    rest = f"<source xml:base='http://x/{'y' * 400}/'><x xml:base='z'/></source>"
    page = read(*(entry(f"v{number}", rest=rest) for number in range(20)))
    assert (len(page.releases), page.damaged) == (20, None)


@pytest.mark.parametrize("name", ["dc_author", "itunes_author", "DC_Creator", "x_author"])
def test_p12_a_long_author_under_a_name_that_feedparser_takes_for_it_is_left_out(name: str) -> None:
    page = read(entry("v1", rest=f"<{name}>{'a' * 64_000}</{name}>"))
    assert (page.releases[0].author, page.damaged) == (None, None)


def test_p13_of_a_broken_feed_so_many_elements_are_read() -> None:
    many = [entry(f"v{number}", rest="<x/>" * 4000) for number in range(5)]
    page = read(*many, entry("small"), "<broken>")
    assert tags(page) == ["v0", "v1", "v2", "small"]
    assert [one.reason for one in page.skipped] == ["it has more than 15,000 elements up to here"] * 2


def test_p13_a_broken_feed_with_an_endless_first_tag_is_told() -> None:
    page = parse_feed(f"<feed a='{'x' * 5000}'><entry>".encode(), SOURCE, seen_at=SEEN_AT)
    assert page.releases == ()
    assert page.damaged is not None
    assert page.damaged.endswith("; it has more than 4,000 characters in its first tag")


def test_p12_notes_of_five_megabytes_are_cut() -> None:
    page = read(entry(content=f"<content type='html'>{'x' * 5_000_000}</content>"))
    assert len(page.releases[0].notes) == 1_000_000


def test_p13_junk_after_the_end_costs_nothing() -> None:
    page = parse_feed(feed(entry("v1"), entry("v2")) + b"\n10.0.0.1 a line", SOURCE, seen_at=SEEN_AT)
    assert tags(page) == ["v1", "v2"]
    assert page.damaged is not None
    assert "junk after document element" in page.damaged


def test_h18_p13_a_cut_document_gives_its_whole_entries() -> None:
    whole = feed(entry("v1"), entry("v2"), entry("v3.1"))
    for cut in range(whole.index(b"<entry>"), len(whole)):
        page = parse_feed(whole[:cut], SOURCE, seen_at=SEEN_AT)
        assert set(tags(page)) <= {"v1", "v2", "v3.1"}
        assert len(page.releases) == whole[:cut].count(b"</entry>")
        assert page.damaged is not None
    assert len(page.releases) + len(page.skipped) == 3


def test_p13_an_entry_that_is_not_well_formed_is_skipped_alone() -> None:
    page = read(entry("v1"), entry("v2", title="<title>open"), entry("v3", title="<b:title/>"), entry("v4"))
    assert tags(page) == ["v1", "v4"]
    assert [skipped.reason.partition(":")[0] for skipped in page.skipped] == ["it is not well-formed XML"] * 2


def test_an_entry_on_which_feedparser_fails_is_skipped_alone() -> None:
    misplaced = (
        "<psc:chapters xmlns:psc='http://podlove.org/simple-chapters'><psc:chapter href='x'/></psc:chapters>"
    )
    page = read(entry("v1"), entry("v2", rest=misplaced), entry("v3"))
    assert tags(page) == ["v1", "v3"]
    assert page.skipped[0].reason.startswith("feedparser fails on it")


def test_p13_an_ampersand_that_begins_nothing_is_read_as_one() -> None:
    page = read(entry(title="<title>A & B &nbsp; &amp; C &lt; D &#65;</title>"))
    assert page.releases[0].title == "A & B &nbsp; & C < D A"
    assert page.damaged is None


def test_an_entry_of_ampersands_alone_is_not_mended() -> None:
    page = read(entry("v1", title=f"<title>{'&' * 500_001}</title>"), entry("v2"))
    assert tags(page) == ["v2"]
    assert page.damaged is not None


RSS = """<rss version="2.0"><channel><title>Releases</title>
<item><title>v1</title><link>https://gitlab.example/g/p/-/releases/v1</link>
<pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description></item>
<item><title>1.2.3</title><link>https://packages.example/project/1.2.3/</link></item>{more}
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><items/></channel>{more}
<item><title>v1</title><link>https://git.example/g/p/releases/tag/v1</link></item>
<item><title>1.2.3</title><link>https://packages.example/project/1.2.3/</link></item></rdf:RDF>"""


@pytest.mark.parametrize("document", [RSS, RDF])
@pytest.mark.parametrize("more", ["", "<item><title>broken</item>"])
def test_other_kinds_of_feeds_are_read_where_they_name_tags(document: str, more: str) -> None:
    page = parse_feed(document.format(more=more).encode(), SOURCE, seen_at=SEEN_AT)
    assert tags(page) == ["v1"]
    assert page.skipped[0].entry in {"1.2.3", "https://packages.example/project/1.2.3/"}
    assert (page.damaged is not None) is bool(more)
    assert len(page.skipped) == 1 + bool(more)


def test_the_notes_of_rss_are_its_description() -> None:
    page = parse_feed(RSS.format(more="").encode(), SOURCE, seen_at=SEEN_AT)
    assert page.releases[0].notes == "<p>Text</p>"
    assert page.releases[0].released_at == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_a_feed_of_commits_holds_no_release() -> None:
    page = read(entry(identity="<id>tag:github.com,2008:Grit::Commit/abc</id>", link=""))
    assert (page.releases, page.repository_key) == ((), None)
    assert page.skipped[0].entry == "tag:github.com,2008:Grit::Commit/abc"


def test_a_tag_that_looks_like_misread_text_is_kept_raw() -> None:
    page = read(entry("Â¡", title="<title>Ã©té</title>"))

    assert [(one.tag, one.title) for one in page.releases] == [("Â¡", "Ã©té")]
