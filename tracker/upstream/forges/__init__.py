"""Where each kind of forge keeps its releases, and how its answers are read; a module for each kind.

`read_page` is imported from `tracker.upstream.forges.page`, where it is used, since it brings feedparser.
"""

from collections.abc import Callable, Mapping

from tracker.model import Origin, Source
from tracker.upstream.forges import endoflife, feed, gitea, github, gitlab
from tracker.upstream.forges.servers import Servers

# What is asked for where it is not Atom.
ACCEPTED: Mapping[str, str] = {"endoflife": "application/json"}

_SOURCES: Mapping[str, Callable[[Origin, Servers], Source]] = {
    "github": github.source,
    "gitlab": gitlab.source,
    "gitea": gitea.source,
    "feed": feed.source,
    "endoflife": endoflife.source,
}


def locate(origin: Origin, servers: Servers) -> Source:
    """Say which address is asked for the releases of an origin; raises ConfigurationError for a wrong path."""
    return _SOURCES[origin.kind](origin, servers)
