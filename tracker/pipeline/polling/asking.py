"""The client that all readings of one run share: whom it may ask, with which token, and what hosts asked for."""

from collections.abc import Iterable
from datetime import timedelta

from tracker import __version__
from tracker.model import Source
from tracker.settings import Settings
from tracker.store import Store
from tracker.upstream.web.client import Client

USER_AGENT = f"release-tracker/{__version__} (+https://github.com/release-tracker/release-tracker)"
# One reading takes at most 30 seconds: so much for the request, and the rest for what it brought.
DEADLINE = timedelta(seconds=20)
PARSING_DEADLINE = timedelta(seconds=10)


def open_client(settings: Settings, store: Store, sources: Iterable[Source]) -> Client:
    """Make a client that may ask the hosts of settings and sources, and knows how those hosts stand."""
    named = (
        settings.github_url,
        settings.github_api_url,
        settings.endoflife_url,
        settings.osv_url,
        settings.kev_url,
        *(url for source in sources for url in (source.url, source.api_url)),
    )
    token = settings.github_token.get_secret_value() if settings.github_token else None
    return Client(
        allowed=[url for url in dict.fromkeys(named) if url],
        user_agent=USER_AGENT,
        connections_per_host=settings.host_connections,
        deadline=DEADLINE,
        hosts=store.hosts(),
        tokens={settings.github_api_url: token} if token and settings.github_api_url else {},
    )
