"""All environments of the watchlists folder with the outcome of their last check."""

from collections.abc import Mapping
from functools import lru_cache

from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import Code, Summary, Tier
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Store


class Overview(Record):
    """One environment file: whose it is, how its last check ended, or what is wrong with it.

    `deployed` names its entries, each with its component: all entries of 450 environments as they are read hold
    30 MB, and their names, each pair once, half a megabyte.
    """

    name: str
    summary: Summary | None
    customer: str | None = None
    tier: Tier | None = None
    deployed: tuple[tuple[str, str], ...] = ()
    error: str | None = None


def overview_of(settings: Settings, name: str) -> Overview:
    """Tell of one environment; raises StorageError."""
    with Store.open(settings.database_url) as store:
        summaries = store.summaries()
    return _one(Folder(settings.watchlists), name, summaries.get(name))


def overview(settings: Settings) -> tuple[Overview, ...]:
    """Tell of every environment, sorted by name; a folder that is yet to be made has none.

    Raises ConfigurationError, StorageError.
    """
    folder = Folder(settings.watchlists)
    names = folder.names() if folder.exists else ()
    with Store.open(settings.database_url) as store:
        summaries = store.summaries()
    return tuple(_one(folder, name, summaries.get(name)) for name in names)


def open_vulnerabilities(settings: Settings) -> Mapping[str, int]:
    """Count, by its id, on how many entries a vulnerability was open at their last checks; no file is read.

    Raises StorageError.
    """
    with Store.open_existing(settings.database_url) as store:
        found = store.open_subjects(Code.VULNERABLE) if store else {}
    return {name: found[name] for name in sorted(found)}


def _one(folder: Folder, name: str, summary: Summary | None) -> Overview:
    try:
        read = folder.environment(name)
    except ConfigurationError as error:
        return Overview(name=name, summary=summary, error=str(error))
    deployed = tuple(_kept(one.name, one.component) for one in read.deployments)
    return Overview(name=name, summary=summary, customer=read.customer, tier=read.tier, deployed=deployed)


@lru_cache(maxsize=16_384)
def _kept(name: str, component: str) -> tuple[str, str]:
    return name, component
