"""Facts of the whole catalog for a closed network: written out of one installation, taken over by another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.catalog import load_catalog
from tracker.errors import ConfigurationError
from tracker.model import Source
from tracker.pipeline.facts_file import open_facts, write_facts
from tracker.pipeline.poll import poll
from tracker.pipeline.polled import Polled, Progress
from tracker.pipeline.watching import source_of
from tracker.settings import Settings
from tracker.store import RepositorySnapshot, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many components the file tells of, and how the reading before it ended."""

    count: int
    outcomes: tuple[Polled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """When the file was made, how many components it told of, and why some were not taken over."""

    made_at: datetime
    count: int
    left_out: tuple[str, ...]


def export_facts(
    settings: Settings, path: Path, *, now: datetime, offline: bool, progress: Progress | None = None
) -> Exported:
    """Read the feeds of the whole catalog, and write all that is known of it; raises ConfigurationError.

    Only what ships with the program is told of: what a user's own files add is theirs.
    """
    sources = catalog_sources(settings)
    with Store.open(settings.database_url) as store:
        outcomes = {} if offline else poll(sources, settings=settings, store=store, now=now, progress=progress)
        count = write_facts(path, store.snapshots(sources), now)
    return Exported(count=count, outcomes=tuple(outcomes.values()))


def import_facts(settings: Settings, path: Path, *, now: datetime, force: bool) -> Imported:
    """Take over the facts of a file, all of them or none; what is known already is kept.

    Raises ConfigurationError where the file cannot be read, or is older than what is known and not `force`.
    """
    by_path = {(one.forge, one.path.lower()): one for one in catalog_sources(settings)}
    left_out: list[str] = []
    count = 0
    with Store.open(settings.database_url) as store, open_facts(path) as file:
        newest = store.newest_reading([one.url for one in by_path.values()])
        if newest is not None and file.made_at < newest and not force:
            raise ConfigurationError(
                f"{path} was made on {file.made_at:%Y-%m-%d %H:%M}Z, and facts of {newest:%Y-%m-%d %H:%M}Z "
                "are known: import a newer file, or add --force to take what is missing from this one"
            )

        def known() -> Iterator[tuple[Source, RepositorySnapshot]]:
            nonlocal count
            for one in file.records:
                source = by_path.get((one.forge, one.path.lower()))
                if source is None:
                    left_out.append(f"{one.path}: this catalog has no component that is released there")
                else:
                    count += 1
                    yield source, one

        left_out += store.take_over(known(), now)
    return Imported(made_at=file.made_at, count=count, left_out=tuple(left_out))


def catalog_sources(settings: Settings) -> list[Source]:
    """Where the components are released that ship with the program, each once."""
    sources = (source_of(settings, component) for component in load_catalog().components())
    return [*{source.url: source for source in sources}.values()]
