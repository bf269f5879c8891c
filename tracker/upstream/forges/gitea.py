"""Gitea and Forgejo: where a repository's feed of releases is, and how its entries name tags."""

import re

from tracker.errors import ConfigurationError
from tracker.model import Origin, Source
from tracker.text import clean_line, is_repository
from tracker.upstream.feeds.dialect import Dialect, Entry, tag_behind
from tracker.upstream.forges.servers import Servers

_RELEASE_PAGE = "/releases/tag/"
_ID = re.compile(r"(?P<number>\d{1,20}): ")


def source(origin: Origin, _servers: Servers) -> Source:
    """The releases.atom of OWNER/REPO on the server named; raises ConfigurationError for any other path."""
    if origin.url is None or not is_repository(origin.path):
        raise ConfigurationError(
            f"'{clean_line(origin.path, 100)}' is no repository of a named server; write OWNER/REPO and its url"
        )
    return Source(
        forge=origin.url.partition("://")[2],
        path=origin.path,
        url=f"{origin.url}/{origin.path}/releases.atom",
        kind="gitea",
    )


def _tag(entry: Entry, _source: Source) -> str:
    return tag_behind(_RELEASE_PAGE, entry)


def _number(entry: Entry) -> str | None:
    """The number of a release, which another release of the same tag does not have."""
    match = _ID.match(entry.id)
    return match["number"] if match else None


# Gitea shows them all, Forgejo as many as its server is set to (20 without a setting); a short list is whole.
DIALECT = Dialect(tag=_tag, window=10, release_page=_RELEASE_PAGE, number=_number)
