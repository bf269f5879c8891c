"""GitLab: where a project's feed of releases is, and how its entries name tags."""

from tracker.errors import ConfigurationError
from tracker.model import Origin, Source
from tracker.text import clean_line, is_project
from tracker.upstream.feeds.dialect import Dialect, Entry, tag_behind
from tracker.upstream.forges.servers import Servers

RELEASE_PAGE = "/-/releases/"
_GITLAB = "https://gitlab.com"


def source(origin: Origin, _servers: Servers) -> Source:
    """The releases.atom of GROUP/PROJECT; raises ConfigurationError for any other path."""
    if not is_project(origin.path):
        raise ConfigurationError(f"'{clean_line(origin.path, 100)}' is no project; write it as GROUP/PROJECT")
    url = origin.url or _GITLAB
    return Source(
        forge=url.partition("://")[2],
        path=origin.path,
        url=f"{url}/{origin.path}/-/releases.atom",
        kind="gitlab",
    )


def _tag(entry: Entry, _source: Source) -> str:
    return tag_behind(RELEASE_PAGE, entry)


# How many entries a page holds is not documented; a short one is all there is.
DIALECT = Dialect(tag=_tag, window=10, release_page=RELEASE_PAGE, announces=True)
