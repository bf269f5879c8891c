"""Reading every feed of some environments, due or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import ConfigurationError
from tracker.pipeline.poll import Progress, poll
from tracker.pipeline.reading import Polled
from tracker.pipeline.watching import sources_of, watch_all
from tracker.settings import Settings
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How reading the feeds ended, and what is wrong with the files of environments left out."""

    outcomes: tuple[Polled, ...]
    errors: tuple[ConfigurationError, ...]


def refresh(
    settings: Settings, names: Sequence[str], *, now: datetime, progress: Progress | None = None
) -> Refreshed:
    """Read every feed of some environments; a bad file costs only its own. Raises StorageError."""
    watched, errors = watch_all(settings, names)
    with Store.open(settings.database_url) as store:
        outcomes = poll(sources_of(watched), settings=settings, store=store, now=now, progress=progress)
    return Refreshed(outcomes=tuple(outcomes.values()), errors=errors)
