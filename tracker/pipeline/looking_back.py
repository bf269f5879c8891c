"""What was remembered of environments: the log of their duties, and where they stood day by day."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from tracker.deployed.folder import Folder
from tracker.model import DutyEvent, TrendDay
from tracker.settings import Settings
from tracker.store import Store

WINDOW = 90  # days


def trends(
    settings: Settings, environments: Collection[str], last: date, days: int = WINDOW
) -> Mapping[str, tuple[TrendDay, ...]]:
    """Give so many days of some environments up to a last one, as far as they are known; raises StorageError."""
    with Store.open_existing(settings.database_url) as store:
        if store is None:
            return dict.fromkeys(environments, ())
        return store.trends(environments, last - timedelta(days=days - 1), last)


def trend_of(settings: Settings, environment: str, last: date, days: int) -> tuple[TrendDay, ...]:
    """Give the same of one environment; raises ConfigurationError where not even a file of it is known."""
    return trends(settings, [environment], last, days)[environment] or _nothing_of(settings, environment)


def duty_log_of(settings: Settings, environment: str, name: str | None) -> tuple[DutyEvent, ...]:
    """Give the log of an environment's duties, or of one entry's; raises ConfigurationError, StorageError."""
    with Store.open_existing(settings.database_url) as store:
        events = store.duty_log(environment, name) if store else ()
    return events or _nothing_of(settings, environment)


def _nothing_of(settings: Settings, environment: str) -> tuple[()]:
    Folder(settings.watchlists).environment(environment)
    return ()
