"""How all that is watched stands, by what is stored: nothing is polled and nothing judged."""

from collections.abc import Collection, Iterable
from datetime import datetime

from tracker.advice.decisions import COVERING
from tracker.model import Decision, Standing
from tracker.pipeline.health import health_of
from tracker.pipeline.watching import WatchedEnvironment, watch_folder
from tracker.settings import Settings
from tracker.store import Store

# Of the open duties so many are named, those that are due first: what collects metrics pays for each name.
MOST_DUTIES = 10_000


def standing(settings: Settings, now: datetime) -> Standing:
    """Tell how all environments of the folder stand; a bad file costs only its own.

    Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_folder(settings)
    with Store.open(settings.database_url) as store:
        return standing_of(settings, store, watched, now, map(str, errors))


def standing_of(
    settings: Settings,
    store: Store,
    watched: Collection[WatchedEnvironment],
    now: datetime,
    errors: Iterable[str] = (),
) -> Standing:
    """Tell how some environments stand; raises StorageError."""
    names = sorted(one.environment.name for one in watched)
    kept = store.summaries()
    return Standing(
        at=now,
        environments=tuple(kept[name] for name in names if name in kept),
        watched=len(names),
        owed=store.owed(names, most=MOST_DUTIES, idle=_idle(store)),
        health=health_of(settings, store, watched, now, errors),
        schema=store.schema(),
        deliveries={state.value: count for state, count in store.outbox.counts().items()},
    )


def _idle(store: Store) -> Collection[str]:
    """Name the decisions that cover nothing: those acknowledged and planned."""
    log = store.decision_log()
    return frozenset(one.id for one in log if isinstance(one, Decision) and one.kind not in COVERING)
