"""A server that behaves as GitLab does: the releases.atom of projects in groups."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from loopback.forge import ATOM, Forge, tagged
from loopback.repository import Release, Repository
from loopback.server import Answer, Request

_PAGE = "/-/releases.atom"
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<title>{name} releases</title>
<link href="{url}/-/releases.atom" rel="self" type="application/atom+xml"/>
<link href="{url}/-/releases" rel="alternate" type="text/html"/>
<id>{url}/-/releases</id>
{entries}</feed>
"""
_ENTRY = """<entry>
  <id>{link}</id>
  <link href="{link}"/>
  <title>{title}</title>
  <summary>Merge branch 'release'</summary>
  <content type="html">{notes}</content>
  <updated>{updated}</updated>
  <published>{published}</published>
  <author>
    <name>{author}</name>
    <email>someone@acme.example</email>
  </author>
</entry>
"""


class GitLab(Forge):
    """`url` stands for https://gitlab.com; a project is named with its groups."""

    def known(self, request: Request) -> Answer:
        """Give a project's feed; an unknown project, as a private one, leads to where one signs in."""
        repository = self._repositories.get(request.path.removesuffix(_PAGE).strip("/").lower())
        if repository is None or not request.path.endswith(_PAGE):
            return Answer(status=302, headers={"Location": f"{self.url}/users/sign_in"})
        newest_first = sorted(repository.releases, key=lambda one: one.at, reverse=True)
        return tagged(_feed(self.url, repository, newest_first), ATOM)


def _feed(server: str, repository: Repository, releases: Iterable[Release]) -> bytes:
    url = f"{server}/{repository.name}"
    entries = "".join(_entry(url, one) for one in releases if not one.bare)
    return _FEED.format(name=escape(repository.name), url=url, entries=entries).encode()


def _entry(url: str, release: Release) -> str:
    """Write one entry; the title is cut at 160 characters, and a slash in a tag is written as %2F."""
    return _ENTRY.format(
        link=f"{url}/-/releases/{quote(release.tag, safe='')}",
        title=escape(release.title[:160]),
        notes=escape(release.notes),
        updated=_instant(release.edited_at or release.at),
        published=_instant(release.at),
        author=escape(release.author),
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
