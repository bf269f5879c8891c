"""How all sources of facts stand that are in use."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from tracker.model import Condition, FeedHealth, Health, Source
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, is_switched_on, sources_of, watch_folder
from tracker.settings import Settings
from tracker.store import FeedState, Store

# A feed that has failed for so long is not merely having a bad day.
_LOST_AFTER = timedelta(days=3)


def health(settings: Settings, now: datetime) -> Health:
    """Tell how every feed, service and host stands that any environment needs; sends nothing.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_folder(settings)
    with Store.open(settings.database_url) as store:
        return health_of(settings, store, watched, now, map(str, errors))


def health_of(
    settings: Settings,
    store: Store,
    watched: Collection[WatchedEnvironment],
    now: datetime,
    errors: Iterable[str] = (),
) -> Health:
    """Tell the same of some environments; raises StorageError."""
    sources = sources_of(watched)
    users = _users(watched)
    states = store.feed_states([source.url for source in sources])
    services = Services(settings, store.services, components_of(watched), now)
    return Health(
        feeds=tuple(
            _feed(settings, one, states.get(one.url, FeedState()), users[one.url], now) for one in sources
        ),
        services=tuple(services.read_so_far()),
        hosts=store.hosts(),
        errors=tuple(errors),
    )


def _users(watched: Iterable[WatchedEnvironment]) -> Mapping[str, set[tuple[str, str]]]:
    """The environments and components for which each feed is read, by its URL."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in watched:
        for entry in one.entries:
            found[entry.source.url].add((one.environment.name, entry.component.name))
    return found


def _feed(
    settings: Settings, source: Source, state: FeedState, users: Iterable[tuple[str, str]], now: datetime
) -> FeedHealth:
    shown = state.shown_path
    renamed = shown is not None and shown.lower() != source.path.lower()
    return FeedHealth(
        path=source.path,
        url=source.url,
        condition=_condition(state, now, renamed=renamed) if is_switched_on(settings, source) else Condition.OFF,
        components=tuple(sorted({component for _, component in users})),
        environments=len({environment for environment, _ in users}),
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


def _condition(state: FeedState, now: datetime, *, renamed: bool) -> Condition:
    if state.error is not None:
        last_well = state.polled_at or state.gone_since
        lost = last_well is not None and now - last_well >= _LOST_AFTER
        return Condition.LOST if lost and state.failures > 1 else Condition.FAILING
    if state.polled_at is None:
        return Condition.UNREAD
    if renamed:
        return Condition.RENAMED
    return Condition.INCOMPLETE if state.gap_at else Condition.WELL
