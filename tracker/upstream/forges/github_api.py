"""GitHub's REST API: what it says of a repository and of its releases.

Source of all fields: https://docs.github.com/en/rest/releases/releases
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from tracker.answers import Answer, Name, read_answer
from tracker.errors import BadAnswer
from tracker.model import DateSource, FeedPage, SkippedEntry, Source, UpstreamRelease
from tracker.record import Record
from tracker.text import clean, clean_line, is_clean_name

# The notes come rendered, as they do in the feed.
ACCEPT = "application/vnd.github.html+json"
PAGE_SIZE = 100
_LONGEST_URL = 2000
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


class RepositoryFacts(Record):
    """What the API says of a repository; `key` is its number, which stays when it is renamed."""

    key: str
    path: str
    archived: bool


def repository_url(source: Source) -> str:
    """Where the API speaks of the repository itself."""
    return f"{source.api_url}/repos/{source.path}"


def listing_url(source: Source) -> str:
    """Where the API lists the releases of a repository, from its first page on."""
    return f"{repository_url(source)}/releases?per_page={PAGE_SIZE}"


class _Repository(Answer):
    id: int
    full_name: Name
    archived: bool = False


def read_repository(body: bytes, source: Source) -> RepositoryFacts:
    """Read what the API says of a repository; raises BadAnswer."""
    try:
        said = read_answer(body, _Repository)
    except BadAnswer as error:
        raise BadAnswer(f"{_host(source)} {error}, about {source.path}") from None
    return RepositoryFacts(key=str(said.id), path=said.full_name, archived=said.archived)


def read_listing(body: bytes, source: Source, *, seen_at: datetime, more: bool) -> FeedPage:
    """Read one page of a repository's releases, of which there are `more` or not; raises BadAnswer.

    `seen_at` dates the releases for which the API has no date.
    """
    listed = _json(body, source)
    if not isinstance(listed, list):
        raise BadAnswer(f"{_host(source)} served something else than a list of the releases of {source.path}")
    releases: dict[str, UpstreamRelease] = {}
    skipped = []
    for one in listed:
        read = _release(one, seen_at) if isinstance(one, dict) else "it is no description of a release"
        if isinstance(read, UpstreamRelease):
            releases.setdefault(read.tag, read)
        else:
            skipped.append(SkippedEntry(entry=_label(one), reason=read))
    return FeedPage(
        repository_key=None, releases=tuple(releases.values()), skipped=tuple(skipped), full=more, path=None
    )


def _json(body: bytes, source: Source) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer(f"{_host(source)} served something else than JSON about {source.path}") from None


def _host(source: Source) -> str:
    return urlsplit(source.api_url or source.url).netloc


def _label(one: Any) -> str:
    """Name an item of a listing that cannot be taken as a release."""
    named = one.get("tag_name") or one.get("name") if isinstance(one, dict) else None
    return clean_line(str(named or "a release without a tag"))


def _release(one: dict[str, Any], seen_at: datetime) -> UpstreamRelease | str:
    """Read one release; return why it is none where it is not."""
    tag = one.get("tag_name")
    if not isinstance(tag, str) or not is_clean_name(tag):
        return "its tag is missing, longer than 255 characters or holds control characters"
    if one.get("draft") is True:
        return "it is a draft"
    published_at = _instant(one.get("published_at")) or _instant(one.get("created_at"))
    number = one.get("id")
    return UpstreamRelease(
        tag=tag,
        title=clean_line(_text(one, "name")) or tag,
        url=_url(_text(one, "html_url")),
        released_at=published_at or seen_at,
        dated_by=DateSource.API if published_at else DateSource.CLOCK,
        notes=clean(_text(one, "body_html")),
        author=next(_authors(one), None),
        prerelease=one.get("prerelease") is True,
        api_id=str(number) if isinstance(number, int) else None,
    )


def _text(one: dict[str, Any], key: str) -> str:
    text = one.get(key)
    return text if isinstance(text, str) else ""


def _authors(one: dict[str, Any]) -> Iterator[str]:
    author = one.get("author")
    if isinstance(author, dict) and (name := clean_line(_text(author, "login"))):
        yield name


def _instant(text: Any) -> datetime | None:
    """Read an RFC 3339 instant; None where there is none, or none to be believed."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo and at >= _OLDEST else None


def _url(text: str) -> str | None:
    return (
        quote(text, safe="/:@%?&=+~#-._!$'()*,;[]") if text.startswith("https://") and len(text) < 2000 else None
    )
