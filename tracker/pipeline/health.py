"""How all sources of facts stand that are in use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tracker.deployed.folder import Folder
from tracker.model import FeedHealth, Health, Source
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, is_switched_on, sources_of, watch_all
from tracker.settings import Settings
from tracker.store import FeedState, Store


def health(settings: Settings, now: datetime) -> Health:
    """Tell how every feed, service and host stands that any environment needs; sends nothing.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_all(settings, Folder(settings.watchlists).names())
    sources = sources_of(watched)
    users = _users(watched)
    with Store.open(settings.database_url) as store:
        states = store.feed_states([source.url for source in sources])
        services = Services(settings, store.services, components_of(watched), now)
        return Health(
            feeds=tuple(_feed(settings, one, states.get(one.url, FeedState()), users[one.url]) for one in sources),
            services=tuple(services.read_so_far()),
            hosts=store.hosts(),
            errors=tuple(map(str, errors)),
        )


def _users(watched: Iterable[WatchedEnvironment]) -> Mapping[str, set[tuple[str, str]]]:
    """The environments and components for which each feed is read, by its URL."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in watched:
        for entry in one.entries:
            found[entry.source.url].add((one.environment.name, entry.component.name))
    return found


def _feed(settings: Settings, source: Source, state: FeedState, users: Iterable[tuple[str, str]]) -> FeedHealth:
    shown = state.shown_path
    renamed = shown is not None and shown.lower() != source.path.lower()
    return FeedHealth(
        path=source.path,
        url=source.url,
        components=tuple(sorted({component for _, component in users})),
        environments=len({environment for environment, _ in users}),
        asked=is_switched_on(settings, source),
        read_at=state.polled_at,
        failed_at=state.failed_at,
        error=state.error,
        failures=state.failures,
        due_at=state.due_at,
        every=timedelta(seconds=state.interval) if state.interval else None,
        read_by=state.read_by,
        gap_at=state.gap_at,
        archived=state.archived,
        renamed_to=shown if renamed else None,
    )
