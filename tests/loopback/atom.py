"""The releases.atom of a repository, as GitHub writes it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from loopback.repository import Release, Repository

_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
  <id>tag:github.com,2008:{url}/releases</id>
  <link type="text/html" rel="alternate" href="{url}/releases"/>
  <link type="application/atom+xml" rel="self" href="{url}/releases.atom"/>
  <title>Release notes from {short_name}</title>
{updated}{entries}</feed>
"""
_ENTRY = """  <entry>
    <id>tag:github.com,2008:Repository/{id}/{tag}</id>
    <updated>{updated}</updated>
    <link rel="alternate" type="text/html" href="{url}/releases/tag/{quoted_tag}"/>
    <title>{title}</title>
    {content}
    <author>
      <name>{author}</name>
    </author>
    <media:thumbnail height="30" width="30" url="https://avatars.example/u/{id}?s=60&amp;v=4"/>
  </entry>
"""


def render_feed(repository: Repository, releases: Iterable[Release]) -> bytes:
    """Write the feed of some releases in their order; links lead to github.com, whoever serves them."""
    url = f"https://github.com/{repository.name}"
    shown = list(releases)
    updated = f"  <updated>{_instant(shown[0].at)}</updated>\n" if shown else ""
    entries = "".join(_entry(repository, release, url) for release in shown)
    short_name = repository.name.partition("/")[2]
    return _FEED.format(url=url, short_name=short_name, updated=updated, entries=entries).encode()


def _entry(repository: Repository, release: Release, url: str) -> str:
    return _ENTRY.format(
        id=repository.id,
        tag=_text(release.tag),
        quoted_tag=quote(release.tag),
        updated=_instant(release.edited_at or release.at),
        url=url,
        title=_text(release.title),
        content=_content(release.notes),
        author=_text(release.author),
    )


def _content(notes: str) -> str:
    return f'<content type="html">{_text(notes)}</content>' if notes else "<content>No content.</content>"


def _text(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&#39;"})


def _instant(at: datetime) -> str:
    """Write an instant with its own offset, since GitHub writes that of whoever asks."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at.tzinfo is UTC else at.isoformat(timespec="seconds")
