"""Saying that another version is deployed, and what that ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.deployed.folder import Folder
from tracker.deployed.rewrite import rewrite_entry
from tracker.model import Finding
from tracker.pipeline.matters import open_matters
from tracker.pipeline.scopes import Where, find_places
from tracker.pipeline.watching import watch_one
from tracker.settings import Settings
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An entry whose file was written anew, at `location`, and how it was judged before and is now.

    `closed` is what was open and is not any more, `left` what is open now, in words.
    """

    location: str
    before: Finding
    after: Finding
    closed: tuple[str, ...]
    left: tuple[str, ...]


def move(settings: Settings, environment: str, name: str, versions: Sequence[str], now: datetime) -> Moved:
    """Write the versions of an entry into its file, record them, and judge again, polling nothing.

    Raises Refused, ConfigurationError, StorageError.
    """
    folder, where = Folder(settings.watchlists), Where(environment=environment, name=name)
    with Store.open(settings.database_url) as store:
        before = find_places(settings, store, where, now).places[0]
        rewrite_entry(folder.file_of(environment), f"{environment}.yaml", name, versions)
        store.see([watch_one(settings, environment).environment], now)
        after = find_places(settings, store, where, now).places[0]
    was, left = open_matters([before.finding]).told, open_matters([after.finding]).told
    return Moved(
        location=after.watched.deployment.location,
        before=before.finding,
        after=after.finding,
        closed=tuple(said for key, said in was.items() if key not in left),
        left=tuple(left.values()),
    )
