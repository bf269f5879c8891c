"""Reading every feed of some environments, due or not."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.errors import ConfigurationError
from tracker.model import HostState, ServiceFailure, Source
from tracker.pipeline.judging import Instant, ReadNow, judge_all, open_gaps
from tracker.pipeline.polling.backfill import fill_gaps, to_be_filled
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.polling.polled import Polled, Progress, was_read
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, narrowed, sources_of, watch_all
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Store


class Refreshed(Record):
    """How reading the feeds ended, and what is wrong with the files of environments left out.

    `gaps` says by repository why a gap in its history could not be filled, `due` when it is to be read again, and
    `hosts` what hosts have said of their quotas. `services` says for each service of how many subjects how many
    were read, `unread` which could not be read.
    """

    outcomes: tuple[Polled, ...]
    services: Mapping[str, tuple[int, int]]
    unread: tuple[ServiceFailure, ...]
    gaps: Mapping[str, str]
    due: Mapping[str, datetime | None]
    hosts: Mapping[str, HostState]
    errors: tuple[ConfigurationError, ...]


def refresh(
    settings: Settings, names: Sequence[str], *, now: datetime, progress: Progress | None = None
) -> Refreshed:
    """Read every feed of some environments, ask services, and fill gaps, those first on which a verdict depends.

    A bad file costs only its own environment. Raises StorageError.
    """
    watched, errors = watch_all(settings, names)
    sources = sources_of(watched)
    with Store.open(settings.database_url) as store:
        services = Services(settings, store.services, components_of(watched), now)
        errands = services.errands(services.subjects)
        outcomes = poll(sources, settings=settings, store=store, now=now, progress=progress, errands=errands)
        services.settle()
        read = [source for source in sources if was_read(outcomes, source)]
        gaps = _by_weight(store, watched, to_be_filled(store, read, now), now)
        filling = fill_gaps(gaps, settings=settings, store=store, now=now, patience=Patience())
        due = store.due_times([*outcomes])
        return Refreshed(
            outcomes=tuple(outcomes.values()),
            gaps=filling.problems,
            services=services.counts(),
            unread=tuple(services.failures(components_of(watched), {})),
            due={source.path: due[source.url] for source in sources if source.url in due},
            hosts=store.hosts(),
            errors=errors,
        )


def _by_weight(
    store: Store, watched: Sequence[WatchedEnvironment], sources: Sequence[Source], now: datetime
) -> Sequence[Source]:
    """Order gaps, those first on which a verdict depends; what bundled history closes is none."""
    narrow = narrowed(watched, sources)
    checks = judge_all(store, narrow, ReadNow(), Instant(at=now))
    return [source for source, _ in open_gaps(narrow, checks)]
