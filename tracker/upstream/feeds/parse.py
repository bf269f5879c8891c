"""From the bytes of a feed to the releases it shows."""

import io
import string
from calendar import timegm
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import feedparser.api

from tracker.model import DateSource, FeedPage, SkippedEntry, Source, UpstreamRelease
from tracker.text import clean, clean_line, is_clean_name, is_project
from tracker.upstream.feeds import sax
from tracker.upstream.feeds.dialect import Dialect, Entry, NoTag, path_of
from tracker.upstream.feeds.document import read_document
from tracker.upstream.feeds.survey import UnfitXml

# Its first choice is libxml2 where that is installed; what reads a document must be what surveyed it.
feedparser.api.PREFERRED_XML_PARSERS[:] = [sax.__name__]

_NO_NOTES = "No content."
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)
_LONGEST_URL = 2000

# feedparser takes text in the range of Latin-1 for misread UTF-8 and repairs it: a tag `Â¡` would become `¡`.
# Characters of a private range stand in for them while it reads.
_SHIELD = {code: 0x10FE00 + code for code in range(0x80, 0x100)}
_UNSHIELD = {stand_in: code for code, stand_in in _SHIELD.items()}

_UNCLEAN_TAG = "its tag is longer than 255 characters or holds control characters"


def parse_feed(body: bytes, source: Source, dialect: Dialect, *, seen_at: datetime) -> FeedPage:
    """Read the releases of an Atom or RSS document; raises NotAFeed, which says what the bytes look like.

    `seen_at` dates the releases for which the feed has no date, or none to be believed.
    """
    document = read_document(body, urlsplit(source.url).hostname or source.path, partial(_entries, source.url))
    releases, skipped = _Reading(source, dialect, seen_at).releases(document.entries)
    return FeedPage(
        repository_key=dialect.key(document.entries, source),
        releases=releases,
        skipped=(*skipped, *document.skipped),
        full=len(document.entries) >= dialect.window,
        path=next(_paths(releases, source, dialect), None),
        damaged=document.damaged,
    )


def _entries(url: str, xml: bytes) -> list[Entry]:
    """Read well-formed XML with feedparser, which takes a file, since it opens the file that bytes name."""
    shielded = io.BytesIO(xml.decode("utf-8").translate(_SHIELD).encode("utf-8"))
    try:
        parsed = feedparser.parse(shielded, sanitize_html=False, resolve_relative_uris=False)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - several kinds occur, where elements it knows are misplaced
        raise UnfitXml(f"feedparser fails on it ({type(error).__name__})") from None
    return [_entry(url, one) for one in parsed["entries"]]


def _entry(url: str, parsed: dict[str, Any]) -> Entry:
    """Take the texts out of feedparser's dictionary, whose own `get` maps one key to another with a warning."""
    texts = {key: _unshielded(dict.get(parsed, key)) for key in ("id", "title", "author")}
    dates = tuple(dict.get(parsed, key) for key in ("published_parsed", "updated_parsed"))
    link = _joined(url, _unshielded(dict.get(parsed, "link")))
    return Entry(**texts, link=link, notes=_notes(parsed), dates=dates)


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link) if 0 < len(link) <= _LONGEST_URL else ""
    except ValueError:
        return ""


def _notes(parsed: dict[str, Any]) -> str:
    """Return the notes as HTML; GitHub writes `No content.` as plain text where there are none."""
    contents = dict.get(parsed, "content") or [dict.get(parsed, "summary_detail") or {}]
    text, kind = _unshielded(contents[0].get("value")), contents[0].get("type")
    if kind in {"text/html", "application/xhtml+xml"}:
        return clean(text)
    if kind != "text/plain" or text.strip() == _NO_NOTES:
        return ""
    return clean(escape(text, quote=False))


def _unshielded(text: str | None) -> str:
    return (text or "").translate(_UNSHIELD)


class _Reading:
    """Making releases of entries."""

    def __init__(self, source: Source, dialect: Dialect, seen_at: datetime) -> None:
        self._source = source
        self._dialect = dialect
        self._seen_at = seen_at

    def releases(self, entries: Iterable[Entry]) -> tuple[tuple[UpstreamRelease, ...], list[SkippedEntry]]:
        """Read each entry as a release, or say why it is none."""
        found: dict[str, UpstreamRelease] = {}
        skipped = []
        for ordinal, entry in enumerate(entries, 1):
            try:
                tag = self._tag(entry, found)
                found[tag] = self._release(entry, tag)
            except NoTag as reason:
                label = clean_line(entry.id or entry.title) or f"entry {ordinal}"
                skipped.append(SkippedEntry(entry=label, reason=str(reason)))
        return tuple(found.values()), skipped

    def _tag(self, entry: Entry, found: Container[str]) -> str:
        tag = self._dialect.tag(entry, self._source)
        if not is_clean_name(tag):
            raise NoTag(_UNCLEAN_TAG)
        if tag in found:
            raise NoTag("an earlier entry has the same tag")
        return tag

    def _release(self, entry: Entry, tag: str) -> UpstreamRelease:
        released_at = next((at for at in map(_instant, entry.dates) if at), None)
        to_come = released_at is not None and released_at > self._seen_at + _CLOCK_SKEW
        announced = self._dialect.announces and to_come
        believed = released_at is not None and released_at >= _OLDEST and (announced or not to_come)
        return UpstreamRelease(
            tag=tag,
            title=clean_line(entry.title) or tag,
            url=_url(entry.link),
            released_at=released_at if released_at and believed else self._seen_at,
            dated_by=DateSource.FEED if believed else DateSource.CLOCK,
            notes=entry.notes,
            author=clean_line(entry.author) or None,
            prerelease=announced if self._dialect.announces else None,
            updated_at=_instant(entry.dates[1]),
            api_id=self._dialect.number(entry),
        )


def _paths(releases: Iterable[UpstreamRelease], source: Source, dialect: Dialect) -> Iterator[str]:
    """Name the repository as the links of its releases do, without the path of the server."""
    server = path_of(source.url).rpartition(f"/{source.path}/")[0]
    for release in releases if dialect.release_page else ():
        path, page, _ = path_of(release.url or "").partition(str(dialect.release_page))
        path = path.removeprefix(server).strip("/")
        if page and is_project(path):
            yield path


def _instant(parsed: Any) -> datetime | None:
    """Return feedparser's UTC time tuple as an instant, None where there is none or it is no date."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _url(link: str) -> str | None:
    """Return a web address in ASCII, None for any other kind of link."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    url = quote(link, safe=string.punctuation)
    return url if len(url) <= _LONGEST_URL else None
