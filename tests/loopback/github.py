"""A server that behaves as GitHub does: feeds, the REST listing, renamed repositories, and faults on demand."""

import json
from collections.abc import Mapping

from loopback.atom import render_feed
from loopback.forge import ATOM, Forge, tagged
from loopback.repository import Release, Repository
from loopback.server import Answer, Request
from tracker.record import replace

WINDOW = 10  # entries of a feed
_JSON = "application/json; charset=utf-8"
_BUDGET = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "59", "x-ratelimit-resource": "core"}


class GitHub(Forge):
    """`url` is what stands for https://github.com, `api_url` for https://api.github.com."""

    def __init__(self) -> None:
        self._renamed: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._pages_ignored = False
        super().__init__()
        self.api_url = f"{self.url}/api"

    def rename(self, old: str, new: str) -> None:
        """Give a repository another name; the old addresses lead to the new ones."""
        renamed = self._repositories.pop(old.lower())
        renamed.name = new
        self._repositories[new.lower()] = renamed
        self._renamed[old.lower()] = new

    def make_private(self, name: str, *, token: str) -> None:
        """Show a repository only to the API, and there to who has a token; GitHub hides it with a 404."""
        self._tokens[name.lower()] = token

    def ignore_after(self) -> None:
        """Serve the newest entries of a feed, whatever page is asked for."""
        self._pages_ignored = True

    def known(self, request: Request) -> Answer:
        """Give what GitHub would."""
        api = request.path.startswith("/api/repos/")
        owner, _, rest = request.path.removeprefix("/api/repos").lstrip("/").partition("/")
        short_name, _, page = rest.partition("/")
        name = f"{owner}/{short_name}"
        if name.lower() in self._renamed:
            target = request.path.replace(name, self._renamed[name.lower()], 1)
            return Answer(status=301, headers={"Location": f"{self.url}{target}"})
        repository = self._repositories.get(name.lower())
        token = self._tokens.get(name.lower())
        if token and not (api and request.headers.get("authorization") == f"Bearer {token}"):
            repository = None
        match api, page:
            case _ if repository is None:
                return _json({"message": "Not Found"}, 404) if api else Answer(status=404, body=b"Not Found")
            case False, "releases.atom":
                return _feed(repository, None if self._pages_ignored else request.query.get("after"))
            case True, "releases":
                return self._listing(repository, request)
            case True, "":
                fields = {"id": repository.id, "full_name": repository.name, "archived": repository.archived}
                return _json(fields)
        return Answer(status=404, body=b"Not Found")

    def _listing(self, repository: Repository, request: Request) -> Answer:
        """List the releases, bare tags left out, a page at a time."""
        size = min(int(request.query.get("per_page", "30")), 100)
        page = int(request.query.get("page", "1"))
        releases = [one for one in repository.newest_first() if not one.bare]
        shown = releases[(page - 1) * size : page * size]
        links = {}
        if page * size < len(releases):
            address = f"{self.url}{request.path}?per_page={size}&page={page + 1}"
            links = {"Link": f'<{address}>; rel="next"'}
        return _json([_fields(repository, one) for one in shown], 200, links)


def _feed(repository: Repository, after: str | None) -> Answer:
    """Show the newest releases and bare tags, or with `after` those that follow a tag in the list."""
    listed = repository.newest_first()
    start = next((place for place, one in enumerate(listed, 1) if one.tag == after), 0)
    body = render_feed(repository, listed[start : start + WINDOW])
    return tagged(body, ATOM, {"Cache-Control": "max-age=0, private, must-revalidate"})


def _fields(repository: Repository, release: Release) -> Mapping[str, object]:
    made = release.at.isoformat().replace("+00:00", "Z")
    return {
        "id": abs(hash((repository.id, release.tag, made))) % 10**9,
        "tag_name": release.tag,
        "name": release.title,
        "draft": False,
        "prerelease": release.prerelease,
        "created_at": made,
        "published_at": made,
        "html_url": f"https://github.com/{repository.name}/releases/tag/{release.tag}",
        "author": {"login": release.author},
        "body_html": release.notes,
    }


def _json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    answer = tagged(json.dumps(content).encode(), _JSON, {**_BUDGET, **(headers or {})})
    return replace(answer, status=status)
