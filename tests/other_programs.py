"""The newest stable release of a tag list as other programs choose it, each without a configuration."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module, util
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from packaging.version import InvalidVersion, Version

from tag_lists import TagList

Select = Callable[[TagList], str | None]

_ENTRY = (
    "<entry><id>tag:github.com,2008:Repository/1/{name}</id><updated>{at}</updated><title>{name}</title>"
    '<link rel="alternate" type="text/html" href="https://github.com/{repository}/releases/tag/{link}"/></entry>'
)


def installed() -> Mapping[str, Select]:
    """The selections that can be made here, by the name of their program."""
    every = {
        "lastversion": lastversion,
        "nvchecker": nvchecker,
        "packaging, naive": packaging_naive,
        "newest date": newest_date,
    }
    absent = {name for name in ("lastversion", "nvchecker") if util.find_spec(name) is None}
    return {name: select for name, select in every.items() if name not in absent}


def packaging_naive(one: TagList) -> str | None:
    """The highest stable version that `packaging` can read of the raw tags."""
    versions = {}
    for tag in one.dates:
        try:
            version = Version(tag)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            versions[tag] = version
    return max(versions, key=lambda tag: versions[tag], default=None)


def newest_date(one: TagList) -> str | None:
    """The tag with the newest date."""
    return max(one.dates, key=lambda tag: one.dates[tag], default=None)


def nvchecker(one: TagList) -> str | None:
    """The last tag as nvchecker sorts them."""
    core: Any = import_module("nvchecker.core")
    chosen = core.apply_list_options(list(one.dates), {}, "product")
    return None if chosen is None else str(chosen)


def lastversion(one: TagList) -> str | None:
    """What lastversion's whole selection chooses of a GitHub that has these tags and nothing else.

    It asks the feed of the ten newest, and all tags with their commits where that does not settle it. It minds the
    year, so the dates are moved until the newest tag is of yesterday.
    """
    holder: Any = import_module("lastversion.repo_holders.github").GitHubRepoSession(one.repository, None)
    holder.api_token = None
    holder.headers.pop("Authorization", None)
    holder.mount("https://", _answering(one))
    chosen = holder.get_latest()
    return str(chosen["tag_name"]) if chosen else None


def _answering(one: TagList) -> Any:
    """Make a transport that answers as GitHub does for a repository of these tags, in place of the network."""
    requests: Any = import_module("requests")
    moved = datetime.now(UTC) - timedelta(days=1) - max(one.dates.values())
    dates = {tag: (at + moved).strftime("%Y-%m-%dT%H:%M:%SZ") for tag, at in one.dates.items()}

    class Answering(requests.adapters.BaseAdapter):  # type: ignore[misc]
        def send(self, request: Any, **_: object) -> Any:
            response = requests.Response()
            response.url, response.request = request.url, request
            body = _answer(one.repository, dates, request.url)
            response.status_code = 404 if body is None else 200
            response._content = (body or "{}").encode()
            return response

        def close(self) -> None:
            pass

    return Answering()


def _answer(repository: str, dates: Mapping[str, str], url: str) -> str | None:
    """Answer one request: the feed, no formal releases, all tags, the commit of a tag."""
    path = url.partition("?")[0]
    if path.endswith("/releases.atom"):
        newest = sorted(dates, key=lambda tag: dates[tag], reverse=True)[:10]
        entries = [
            _ENTRY.format(name=escape(tag), at=dates[tag], repository=repository, link=quote(tag))
            for tag in newest
        ]
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Releases</title>{"".join(entries)}</feed>'
    if path.endswith("/releases"):
        return "[]"
    if path.endswith("/tags"):
        return json.dumps([{"name": tag, "commit": {"sha": quote(tag, safe="")}} for tag in dates])
    before, _, sha = path.partition("/git/commits/")
    return json.dumps({"committer": {"date": dates[unquote(sha)]}}) if before != path else None


def _entry(repository: str, tag: str, at: str) -> str:
    return _ENTRY.format(name=escape(tag), at=at, repository=repository, link=quote(tag))
