"""Saying that another version is deployed, and what that ends."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.advice.matters import open_matters
from tracker.deployed.folder import Folder
from tracker.deployed.rewrite import rewrite_entry
from tracker.errors import StorageError
from tracker.model import Finding
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.keeping import keep_each
from tracker.pipeline.scopes import Where, find_places
from tracker.pipeline.watching import WatchedEnvironment, entry_of, watch_one
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Store


class Moved(Record):
    """An entry whose file was written anew, at `location`, and how it was judged before and is now.

    `closed` is what was open and is not any more, `left` what is open now, in words.
    """

    location: str
    before: Finding
    after: Finding
    closed: tuple[str, ...]
    left: tuple[str, ...]


def move(settings: Settings, environment: str, name: str, versions: Sequence[str], now: datetime) -> Moved:
    """Write the versions of an entry into its file, judge again, and remember what that closes; nothing is polled.

    Raises Refused, ConfigurationError, StorageError.
    """
    folder, where = Folder(settings.watchlists), Where(environment=environment, name=name)
    with Store.open(settings.database_url) as store:
        before = find_places(settings, store, where, now).places[0].finding
        rewrite_entry(folder.file_of(environment), f"{environment}.yaml", name, versions)
        watched = watch_one(settings, environment)
        after = _remembered(store, watched, now, f"{environment}.yaml")[name]
    was, left = open_matters([before]).told, open_matters([after]).told
    return Moved(
        location=entry_of(watched, name).deployment.location,
        before=before,
        after=after,
        closed=tuple(said for key, said in was.items() if key not in left),
        left=tuple(left.values()),
    )


def _remembered(store: Store, watched: WatchedEnvironment, now: datetime, file: str) -> Mapping[str, Finding]:
    """Judge an environment by its new file, remember that as of any check, and give the findings by name."""
    try:
        store.see([watched.environment], now)
        checks = judge_all(store, [watched], ReadNow(), Instant(at=now))
        (check,) = keep_each(store, [watched], checks)
    except StorageError as error:
        raise StorageError(f"{file} is written, and the next check records it, but now {error}") from None
    return {finding.name: finding for finding in check.findings}
