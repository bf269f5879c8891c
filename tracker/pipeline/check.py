"""The main job: read what is old, judge what is deployed, remember the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from tracker.errors import ConfigurationError
from tracker.model import Check
from tracker.pipeline.judging import Instant, ReadNow, judge_all, open_gaps
from tracker.pipeline.keeping import keep_checks
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.polled import Progress, was_read
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, open_advisories, sources_of, watch_all
from tracker.settings import Settings
from tracker.store import FeedState, Store

TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which environments to check, and how.

    `as_of` is set where the user named an instant; `within` bounds the reading of feeds.
    """

    environments: Sequence[str]
    now: datetime
    as_of: datetime | None = None
    offline: bool = False
    within: timedelta = TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The checks that could be made, and what is wrong with the files of the others."""

    checks: tuple[Check, ...]
    errors: tuple[ConfigurationError, ...]


def check(
    settings: Settings, request: Request, progress: Progress | None = None, stop: Event | None = None
) -> Checked:
    """Check some environments; a bad file costs only its own environment or advisory. Raises StorageError."""
    watched, errors = watch_all(settings, request.environments)
    if not watched:
        return Checked(checks=(), errors=errors)
    advisories = open_advisories(settings)
    live = request.as_of is None
    instant = Instant(at=request.as_of or request.now, live=live)
    patience = Patience(request.within, stop)
    with Store.open(settings.database_url) as store:
        if live:
            store.see([one.environment for one in watched], request.now)
        polls = live and not request.offline
        read = _refresh(settings, store, watched, request, progress, patience) if polls else ReadNow()
        checks = judge_all(store, watched, read, instant, advisories.records)
        if read.outcomes and _fill(settings, store, watched, checks, read, request, patience):
            checks = judge_all(store, watched, read, instant, advisories.records)
        if live:
            keep_checks(store, watched, checks)
    return Checked(checks=checks, errors=(*errors, *advisories.errors.values()))


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
