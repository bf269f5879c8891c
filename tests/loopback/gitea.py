"""A server that behaves as Gitea and Forgejo do: feeds that carry the time at which they are asked."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from loopback.forge import ATOM, Forge
from loopback.repository import Release, Repository
from loopback.server import Answer, Request

_PAGES = {"releases.atom": "atom", "releases.rss": "rss", "tags.atom": "atom"}
_RSS = "application/rss+xml;charset=utf-8"


class Gitea(Forge):
    """`url` stands for https://codeberg.org. A feed names the second it was asked in, so no two are the same."""

    def __init__(self) -> None:
        self._asked_at = datetime(2026, 11, 20, 8, tzinfo=UTC)
        self._numbers: dict[tuple[str, str, datetime], int] = {}
        super().__init__()

    def known(self, request: Request) -> Answer:
        """Give a repository's feed of releases, or of releases and tags."""
        name, _, page = request.path.strip("/").rpartition("/")
        repository = self._repositories.get(name.lower())
        if repository is None or page not in _PAGES:
            return Answer(status=404, body=b"Not found.")
        self._asked_at += timedelta(seconds=1)
        releases = [one for one in repository.newest_first() if page == "tags.atom" or not one.bare]
        if _PAGES[page] == "rss":
            return Answer(headers={"Content-Type": _RSS}, body=self._rss(repository, releases))
        return Answer(headers={"Content-Type": ATOM}, body=self._atom(repository, releases))

    def _atom(self, repository: Repository, releases: Iterable[Release]) -> bytes:
        url = f"{self.url}/{repository.name}"
        entries = "".join(
            f"<entry><title>{escape(one.title)}</title><updated>{one.at:%Y-%m-%dT%H:%M:%SZ}</updated>"
            f"<id>{self._number(repository, one)}: {_link(url, one)}</id>"
            f'<link href="{_link(url, one)}" rel="alternate"></link>'
            f'<summary type="html"></summary><content type="html">{escape(one.notes)}</content>'
            f"<author><name>{escape(one.author)}</name></author></entry>\n"
            for one in releases
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Releases for {repository.name}</title><id>{url}/releases</id>"
            f"<updated>{self._asked_at:%Y-%m-%dT%H:%M:%SZ}</updated>\n{entries}</feed>"
        ).encode()

    def _rss(self, repository: Repository, releases: Iterable[Release]) -> bytes:
        url = f"{self.url}/{repository.name}"
        items = "".join(
            f"<item><title>{escape(one.title)}</title><link>{_link(url, one)}</link>"
            f"<description>{escape(one.notes)}</description><author>{escape(one.author)}</author>"
            f"<guid>{self._number(repository, one)}: {_link(url, one)}</guid>"
            f"<pubDate>{format_datetime(one.at)}</pubDate></item>\n"
            for one in releases
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>Releases for {repository.name}</title><link>{url}/releases</link>"
            f"<pubDate>{format_datetime(self._asked_at)}</pubDate>\n{items}</channel></rss>"
        ).encode()

    def _number(self, repository: Repository, release: Release) -> int:
        """The number of a release, which one made anew under its tag does not have."""
        made = (repository.name, release.tag, release.at)
        return self._numbers.setdefault(made, 4000 + len(self._numbers))


def _link(url: str, release: Release) -> str:
    return f"{url}/releases/tag/{quote(release.tag)}"
