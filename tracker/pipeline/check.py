"""The main job: read what is old, judge what is deployed, remember the outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from threading import Event

from tracker.errors import ConfigurationError
from tracker.model import Check, Reason
from tracker.pipeline.judging import Instant, ReadNow, judge_all, open_gaps
from tracker.pipeline.keeping import keep_checks
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.polled import Progress, was_read
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, sources_of, watch_all
from tracker.pipeline.what_if import objections_to, only, supposing
from tracker.settings import Settings
from tracker.store import FeedState, Store

TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which environments to check, and how.

    `as_of` is set where the user named an instant; `within` bounds the reading of feeds. `only` names the entries
    that are judged, all where it is empty; versions that are `supposed`, by name, are judged as if deployed.
    """

    environments: Sequence[str]
    now: datetime
    as_of: datetime | None = None
    offline: bool = False
    within: timedelta = TIMEOUT
    only: Sequence[str] = ()
    supposed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The checks that could be made, and what is wrong with the files of the others.

    `objections` are what speaks against the versions that were supposed.
    """

    checks: tuple[Check, ...]
    errors: tuple[ConfigurationError, ...]
    objections: tuple[Reason, ...] = ()


def check(
    settings: Settings, request: Request, progress: Progress | None = None, stop: Event | None = None
) -> Checked:
    """Check some environments; a bad file costs only its own environment or advisory. Raises StorageError.

    Where versions are supposed, nothing is remembered of the environment.
    """
    watched, errors = _watched(settings, request)
    if not watched:
        return Checked(checks=(), errors=errors)
    live = request.as_of is None
    instant = Instant(at=request.as_of or request.now, live=live)
    patience = Patience(request.within, stop)
    with Store.open(settings.database_url) as store:
        if live and not request.supposed:
            store.see([one.environment for one in watched], request.now)
        polls = live and not request.offline
        read = _refresh(settings, store, watched, request, progress, patience) if polls else ReadNow()
        checks = judge_all(store, watched, read, instant)
        if read.outcomes and _fill(settings, store, watched, checks, read, request, patience):
            checks = judge_all(store, watched, read, instant)
        if live and not request.supposed:
            keep_checks(store, watched, checks)
        against = [objections_to(store, one, instant) for one in watched] if request.supposed else []
    return Checked(checks=checks, errors=errors, objections=tuple(chain.from_iterable(against)))


def _watched(
    settings: Settings, request: Request
) -> tuple[list[WatchedEnvironment], tuple[ConfigurationError, ...]]:
    """Read what is to be judged; a name that no environment has is told as a bad file is."""
    watched, errors = watch_all(settings, request.environments)
    try:
        supposed = [supposing(one, request.supposed) for one in watched]
        return only(supposed, request.only) if request.only and supposed else supposed, errors
    except ConfigurationError as error:
        return [], (*errors, error)


def _refresh(
    settings: Settings,
    store: Store,
    watched: Sequence[WatchedEnvironment],
    request: Request,
    progress: Progress | None,
    patience: Patience,
) -> ReadNow:
    """Read the feeds, and ask the services, whose facts have reached the maximum age."""
    from tracker.pipeline.polling.poll import poll

    services = Services(settings, store.services, components_of(watched), request.now)
    errands = services.errands(services.old(settings.max_age))
    sources = sources_of(watched)
    states = store.feed_states([source.url for source in sources])
    old = [source for source in sources if _is_old(states.get(source.url), settings, request.now)]
    outcomes = poll(
        old,
        settings=settings,
        store=store,
        now=request.now,
        patience=patience,
        progress=progress,
        errands=errands,
    )
    services.settle()
    return ReadNow(outcomes=outcomes, services=services)


def _fill(
    settings: Settings,
    store: Store,
    watched: Sequence[WatchedEnvironment],
    checks: Sequence[Check],
    read: ReadNow,
    request: Request,
    patience: Patience,
) -> bool:
    """Fill the gaps on which a verdict depends, of the feeds just read; say whether any was tried."""
    from tracker.pipeline.polling.backfill import fill_gaps

    gaps = [
        source for source, matters in open_gaps(watched, checks) if matters and was_read(read.outcomes, source)
    ]
    return fill_gaps(gaps, settings=settings, store=store, now=request.now, patience=patience).tried


def _is_old(state: FeedState | None, settings: Settings, now: datetime) -> bool:
    """Say whether a feed has reached the maximum age; what a clock ahead has read would never reach it."""
    if state is None or state.polled_at is None:
        return True
    return not now - settings.max_age < state.polled_at <= now
