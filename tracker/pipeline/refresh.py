"""Reading every feed of some environments, due or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import ConfigurationError
from tracker.model import HostState, Tier
from tracker.pipeline.backfill import fill_gaps
from tracker.pipeline.patience import Patience
from tracker.pipeline.poll import poll
from tracker.pipeline.polled import Polled, Progress, Result
from tracker.pipeline.watching import sources_of, watch_all
from tracker.settings import Settings
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How reading the feeds ended, and what is wrong with the files of environments left out.

    `gaps` says by repository why a gap in its history could not be filled, `due` when it is to be read again, and
    `hosts` what hosts have said of their quotas.
    """

    outcomes: tuple[Polled, ...]
    gaps: Mapping[str, str]
    due: Mapping[str, datetime | None]
    hosts: Mapping[str, HostState]
    errors: tuple[ConfigurationError, ...]


def refresh(
    settings: Settings, names: Sequence[str], *, now: datetime, progress: Progress | None = None
) -> Refreshed:
    """Read every feed of some environments and fill gaps, those of production first. Raises StorageError.

    A bad file costs only its own environment.
    """
    watched, errors = watch_all(settings, names)
    sources = sources_of(sorted(watched, key=lambda one: list(Tier).index(one.environment.tier)))
    with Store.open(settings.database_url) as store:
        outcomes = poll(sources, settings=settings, store=store, now=now, progress=progress)
        read = [source for source in sources if _was_read(outcomes.get(source.url))]
        filling = fill_gaps(read, settings=settings, store=store, now=now, patience=Patience())
        states = store.feed_states([source.url for source in sources])
        return Refreshed(
            outcomes=tuple(outcomes.values()),
            gaps=filling.problems,
            due={source.path: states[source.url].due_at for source in sources if source.url in outcomes},
            hosts=store.hosts(),
            errors=errors,
        )


def _was_read(polled: Polled | None) -> bool:
    return polled is not None and polled.result is not Result.FAILED
