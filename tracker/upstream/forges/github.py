"""GitHub, and GitHub Enterprise by its address: where a repository's feed is, and how its entries name tags."""

import re
from collections.abc import Sequence

from tracker.errors import ConfigurationError
from tracker.model import Origin, Source
from tracker.text import clean_line, is_repository
from tracker.upstream.feeds.dialect import Dialect, Entry, tag_behind
from tracker.upstream.forges.servers import Servers

RELEASE_PAGE = "/releases/tag/"
_ID = re.compile(r"tag:[^,/]+,\d{4}:Repository/(?P<repository>\d{1,20})/(?P<tag>.+)", re.DOTALL)


def source(origin: Origin, servers: Servers) -> Source:
    """The releases.atom of OWNER/REPO; a mirror that the settings name shows the releases of GitHub itself.

    Raises ConfigurationError for any other path. The API of GitHub Enterprise is under /api/v3
    (https://docs.github.com/en/enterprise-server/rest/quickstart).
    """
    if not is_repository(origin.path):
        raise ConfigurationError(
            f"'{clean_line(origin.path, 100)}' is no repository; write it as OWNER/REPO, such as apache/kafka"
        )
    url = (origin.url or servers.github).rstrip("/")
    return Source(
        forge=origin.url.partition("://")[2] if origin.url else "github",
        path=origin.path,
        url=f"{url}/{origin.path}/releases.atom",
        api_url=f"{url}/api/v3" if origin.url else servers.github_api,
    )


def tag_of_id(entry: Entry) -> str | None:
    """Return the raw tag that the id of an entry holds, None where the id is of another form."""
    match = _ID.fullmatch(entry.id)
    return match["tag"] if match else None


def _tag(entry: Entry, _source: Source) -> str:
    return tag_of_id(entry) or tag_behind(RELEASE_PAGE, entry)


def _key(entries: Sequence[Entry], _source: Source) -> str | None:
    """The number of the repository, which stays when it is renamed."""
    matches = (_ID.fullmatch(entry.id) for entry in entries)
    return next((match["repository"] for match in matches if match), None)


# GitHub's feeds show ten entries (one of 2015 showed thirteen); fewer are all there is.
DIALECT = Dialect(tag=_tag, window=10, release_page=RELEASE_PAGE, key=_key)
