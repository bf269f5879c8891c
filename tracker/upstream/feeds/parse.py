"""From the bytes of a feed to the releases it shows."""

import io
import re
import string
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import feedparser.api

from tracker.model import DateSource, FeedPage, SkippedEntry, Source, UpstreamRelease
from tracker.text import clean, clean_line, is_clean_name, is_repository
from tracker.upstream.feeds import sax
from tracker.upstream.feeds.document import read_document
from tracker.upstream.feeds.survey import UnfitXml

# Its first choice is libxml2 where that is installed; what reads a document must be what surveyed it.
feedparser.api.PREFERRED_XML_PARSERS[:] = [sax.__name__]

_GITHUB_ID = re.compile(r"tag:[^,/]+,\d{4}:Repository/(?P<repository>\d{1,20})/(?P<tag>.+)", re.DOTALL)
_RELEASE_PAGES = ("/releases/tag/", "/-/releases/")
# GitHub's feeds show ten entries (one of 2015 showed thirteen); fewer are all there is.
WINDOW = 10
_NO_NOTES = "No content."
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)
_LONGEST_URL = 2000

# feedparser takes text in the range of Latin-1 for misread UTF-8 and repairs it: a tag `Â¡` would become `¡`.
# Characters of a private range stand in for them while it reads.
_SHIELD = {code: 0x10FE00 + code for code in range(0x80, 0x100)}
_UNSHIELD = {stand_in: code for code, stand_in in _SHIELD.items()}

_NO_TAG = "neither its id nor its link names the tag of a release"
_UNCLEAN_TAG = "its tag is longer than 255 characters or holds control characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What feedparser read of one entry; a text that is missing is empty."""

    id: str
    title: str
    link: str
    author: str
    notes: str
    dates: tuple[Any, ...]


def parse_feed(body: bytes, source: Source, *, seen_at: datetime) -> FeedPage:
    """Read the releases of an Atom or RSS document; raises NotAFeed, which says what the bytes look like.

    `seen_at` dates the releases for which the feed has no date, or none to be believed.
    """
    document = read_document(body, urlsplit(source.url).hostname or source.path, _entries)
    releases, skipped = _releases(document.entries, source, seen_at)
    return FeedPage(
        repository_key=_repository_key(document.entries),
        releases=releases,
        skipped=(*skipped, *document.skipped),
        full=len(document.entries) >= WINDOW,
        path=next(_paths(releases), None),
        damaged=document.damaged,
    )


def _entries(xml: bytes) -> list[_Entry]:
    """Read well-formed XML with feedparser, which takes a file, since it opens the file that bytes name."""
    shielded = io.BytesIO(xml.decode("utf-8").translate(_SHIELD).encode("utf-8"))
    try:
        parsed = feedparser.parse(shielded, sanitize_html=False, resolve_relative_uris=False)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - several kinds occur, where elements it knows are misplaced
        raise UnfitXml(f"feedparser fails on it ({type(error).__name__})") from None
    return [_entry(one) for one in parsed["entries"]]


def _entry(parsed: dict[str, Any]) -> _Entry:
    """Take the texts out of feedparser's dictionary, whose own `get` maps one key to another with a warning."""
    texts = {key: _unshielded(dict.get(parsed, key)) for key in ("id", "title", "link", "author")}
    dates = tuple(dict.get(parsed, key) for key in ("published_parsed", "updated_parsed"))
    return _Entry(**texts, notes=_notes(parsed), dates=dates)


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


def _repository_key(entries: Iterable[_Entry]) -> str | None:
    matches = (_GITHUB_ID.fullmatch(entry.id) for entry in entries)
    return next((match["repository"] for match in matches if match), None)


def _releases(
    entries: Iterable[_Entry], source: Source, seen_at: datetime
) -> tuple[tuple[UpstreamRelease, ...], list[SkippedEntry]]:
    releases: dict[str, UpstreamRelease] = {}
    skipped = []
    for ordinal, entry in enumerate(entries, 1):
        tag = _tag(entry)
        reason = _reason_to_skip(tag, releases)
        if reason is None:
            releases[tag] = _release(entry, tag, source, seen_at)
        else:
            label = clean_line(entry.id or entry.title) or f"entry {ordinal}"
            skipped.append(SkippedEntry(entry=label, reason=reason))
    return tuple(releases.values()), skipped


def _reason_to_skip(tag: str, releases: dict[str, UpstreamRelease]) -> str | None:
    if not tag:
        return _NO_TAG
    if not is_clean_name(tag):
        return _UNCLEAN_TAG
    return "an earlier entry has the same tag" if tag in releases else None


def _tag(entry: _Entry) -> str:
    """Return the raw tag of a GitHub id, else what the link names behind the forge's page of releases."""
    match = _GITHUB_ID.fullmatch(entry.id)
    if match:
        return match["tag"]
    path = _path(entry.link) if len(entry.link) <= _LONGEST_URL else ""
    tails = (path.partition(page)[2] for page in _RELEASE_PAGES)
    return unquote(next((tail for tail in tails if tail), ""))


def _path(link: str) -> str:
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def _paths(releases: Iterable[UpstreamRelease]) -> Iterator[str]:
    """Name the repository as the links of its releases do."""
    for release in releases:
        path, page, _ = urlsplit(release.url or "").path.partition(_RELEASE_PAGES[0])
        if page and is_repository(path.strip("/")):
            yield path.strip("/")


def _release(entry: _Entry, tag: str, source: Source, seen_at: datetime) -> UpstreamRelease:
    released_at = next((at for at in map(_instant, entry.dates) if at), None)
    believed = released_at is not None and _OLDEST <= released_at <= seen_at + _CLOCK_SKEW
    return UpstreamRelease(
        tag=tag,
        title=clean_line(entry.title) or tag,
        url=_url(entry.link, source),
        released_at=released_at if released_at and believed else seen_at,
        dated_by=DateSource.FEED if believed else DateSource.CLOCK,
        notes=entry.notes,
        author=clean_line(entry.author) or None,
        updated_at=_instant(entry.dates[1]),
    )


def _instant(parsed: Any) -> datetime | None:
    """Return feedparser's UTC time tuple as an instant, None where there is none or it is no date."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _url(link: str, source: Source) -> str | None:
    """Return an absolute web address in ASCII, None for any other kind of link."""
    try:
        url = urljoin(source.url, link)
        parts = urlsplit(url)
    except ValueError:
        return None
    if not link or parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    url = quote(url, safe=string.punctuation)
    return url if len(url) <= _LONGEST_URL else None
