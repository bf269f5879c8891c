"""Facts of the whole catalog for a closed network: written out of one installation, taken over by another."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.catalog import load_catalog
from tracker.errors import ConfigurationError
from tracker.model import Component, ServiceFailure, Source
from tracker.pipeline.facts_file import open_facts, write_facts
from tracker.pipeline.knowledge import gather
from tracker.pipeline.polling.backfill import fill_gaps
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.polling.polled import Polled, Progress, was_read
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import source_of
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import RepositorySnapshot, Store
from tracker.upstream.services.osv import key_of

# What was read in the future never grows old; the clocks of two machines may differ a little.
_CLOCKS_DIFFER = timedelta(hours=1)


class Exported(Record):
    """How many facts the file tells of by their kind, how reading feeds ended, and which services failed."""

    counts: dict[str, int]
    outcomes: tuple[Polled, ...]
    unread: tuple[ServiceFailure, ...]


class Imported(Record):
    """When the file was made, how many facts it told of by their kind, and why some were not taken over."""

    made_at: datetime
    counts: dict[str, int]
    left_out: tuple[str, ...]


def export_facts(
    settings: Settings, path: Path, *, now: datetime, offline: bool, progress: Progress | None = None
) -> Exported:
    """Read the feeds of the whole catalog, fill gaps, ask services, and write all that is known of it.

    Only what ships with the program is told of: what a user's own files add is theirs. Raises ConfigurationError.
    """
    components = tuple(load_catalog().components())
    sources = _sources(settings, components)
    products = {one.endoflife for one in components if one.endoflife}
    packages = {key_of(package) for one in components for package in one.packages}
    with Store.open(settings.database_url) as store:
        services = Services(settings, store.services, components, now)
        outcomes = (
            {}
            if offline
            else poll(
                sources,
                settings=settings,
                store=store,
                now=now,
                progress=progress,
                errands=services.errands(services.subjects),
            )
        )
        services.settle()
        _fill_gaps(settings, store, components, outcomes, now)
        counts = write_facts(path, store.snapshots(sources, sorted(products), sorted(packages)), now)
        unread = () if offline else tuple(services.failures(components, {}))
    return Exported(counts=counts, outcomes=tuple(outcomes.values()), unread=unread)


def _fill_gaps(
    settings: Settings,
    store: Store,
    components: Sequence[Component],
    outcomes: Mapping[str, Polled],
    now: datetime,
) -> None:
    """Fill the gaps of what was just read, since nothing can fill them where the file is taken to."""
    located = {source_of(settings, one): one for one in components}
    read = [(one, source) for source, one in located.items() if was_read(outcomes, source)]
    known = gather(store, read, now)
    gaps = [source for _, source in read if not known[source.url].outlook.history.complete]
    fill_gaps(gaps, settings=settings, store=store, now=now, patience=Patience())


def import_facts(settings: Settings, path: Path, *, now: datetime, force: bool) -> Imported:
    """Take over the facts of a file, all of them or none; what is known already is kept.

    Raises ConfigurationError where the file cannot be read, was made by a clock ahead of ours, or is older than
    what is known and not `force`.
    """
    sources = _sources(settings, tuple(load_catalog().components()))
    by_path = {(one.forge, one.path.lower()): one for one in sources}
    counts: dict[str, int] = {}

    def source_here(one: RepositorySnapshot) -> Source | None:
        return by_path.get((one.forge, one.path.lower()))

    with Store.open(settings.database_url) as store, open_facts(path) as file:
        if file.made_at > now + _CLOCKS_DIFFER:
            raise ConfigurationError(
                f"{path} was made on {file.made_at:%Y-%m-%d %H:%M}Z, which is yet to come by the clock here: "
                "set the clock that is wrong, and export anew if it is the other one"
            )
        newest = store.newest_reading([one.url for one in sources])
        if newest is not None and file.made_at < newest and not force:
            raise ConfigurationError(
                f"{path} was made on {file.made_at:%Y-%m-%d %H:%M}Z, and facts of {newest:%Y-%m-%d %H:%M}Z "
                "are known: import a newer file, or add --force to take what is missing from this one"
            )

        def counted() -> Iterator[Any]:
            for kind, record in file.records:
                counts[kind] = counts.get(kind, 0) + 1
                yield record

        left_out = store.take_over(counted(), source_here, now)
    if left_out:
        counts["repository"] -= len(left_out)
    return Imported(made_at=file.made_at, counts=counts, left_out=left_out)


def _sources(settings: Settings, components: tuple[Component, ...]) -> list[Source]:
    """Where components are released, each address once."""
    found = (source_of(settings, component) for component in components)
    return [*{source.url: source for source in found}.values()]
