"""How all sources of facts stand that are in use."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tracker.errors import ConfigurationError
from tracker.model import Component, Condition, FeedHealth, Health, Source
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, is_switched_on, watch_in_turn
from tracker.record import Record, field, replace
from tracker.settings import Settings
from tracker.store import FeedState, Store

# A feed that has failed for so long is not merely having a bad day.
_LOST_AFTER = timedelta(days=3)


def health(settings: Settings, now: datetime) -> Health:
    """Tell how every feed, service and host stands that any environment needs; sends nothing.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    errors: list[ConfigurationError] = []
    with Store.open(settings.database_url) as store:
        found = health_of(settings, store, watch_in_turn(settings, errors), now)
    return replace(found, errors=tuple(map(str, errors)))


def health_of(
    settings: Settings,
    store: Store,
    watched: Iterable[WatchedEnvironment],
    now: datetime,
    errors: Iterable[str] = (),
) -> Health:
    """Tell the same of some environments, gone through once; raises StorageError."""
    used = _used(watched)
    states = store.feed_states([*used])
    components = dict.fromkeys(component for one in used.values() for component in one.components)
    services = Services(settings, store.services, tuple(components), now)
    return Health(
        feeds=tuple(_feed(settings, one, states.get(url, FeedState()), now) for url, one in used.items()),
        services=tuple(services.read_so_far()),
        hosts=store.hosts(),
        errors=tuple(errors),
    )


class _Used(Record):
    """A source with the components and the environments that it is read for."""

    source: Source
    components: dict[Component, None] = field(default_factory=dict)
    environments: set[str] = field(default_factory=set)


def _used(watched: Iterable[WatchedEnvironment]) -> Mapping[str, _Used]:
    """What each feed is read for, by its URL."""
    found: dict[str, _Used] = {}
    for one in watched:
        for entry in one.entries:
            used = found.setdefault(entry.source.url, _Used(source=entry.source))
            used.components[entry.component] = None
            used.environments.add(one.environment.name)
    return found


def _feed(settings: Settings, used: _Used, state: FeedState, now: datetime) -> FeedHealth:
    source, shown = used.source, state.shown_path
    renamed = shown is not None and shown.lower() != source.path.lower()
    return FeedHealth(
        path=source.path,
        url=source.url,
        condition=_condition(state, now, renamed=renamed) if is_switched_on(settings, source) else Condition.OFF,
        components=tuple(sorted({component.name for component in used.components})),
        environments=len(used.environments),
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
