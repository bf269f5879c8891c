"""What is known of one component's releases."""

from datetime import datetime

from tracker.advice.history import History
from tracker.model import ListedRelease, ReleaseList, StoredReleases, UpstreamRelease
from tracker.pipeline.knowledge import gather
from tracker.pipeline.watching import find_anywhere, source_of
from tracker.report.notes import notes_text
from tracker.settings import Settings
from tracker.store import Store


def list_releases(settings: Settings, name: str, now: datetime) -> ReleaseList:
    """List what is known of a component by any of its names; raises ConfigurationError, StorageError."""
    component = find_anywhere(settings, name)
    source = source_of(settings, component)
    with Store.open_existing(settings.database_url) as store:
        outlook = gather(store, [(component, source)], now)[source.url].outlook
        stored = store.releases([source.url]).get(source.url, StoredReleases()) if store else StoredReleases()
        events = store.events([source.url]).get(source.url, ()) if store else ()
    history, newest = outlook.history, outlook.newest
    shown = {one.tag: one for one in stored.releases}
    return ReleaseList(
        component=component.name,
        repository=component.repository,
        complete=history.complete and bool(history.releases),
        releases_from=history.releases_from,
        source=history.source,
        newest=newest.version.text if newest else None,
        releases=(
            *_listed(history),
            *(_no_release(one.tag, one.rule, shown.get(one.tag)) for one in history.skipped),
            *(_no_release(one.entry, one.reason, None) for one in stored.skipped),
        ),
        events=events,
    )


def notes(settings: Settings, feed: str, tag: str) -> str:
    """Give the notes of a release that the feed of an address shows, as lines; raises StorageError."""
    with Store.open_existing(settings.database_url) as store:
        return notes_text(store.notes(feed, tag)) if store else ""


def _listed(history: History) -> list[ListedRelease]:
    return [
        ListedRelease(
            tag=one.tag,
            version=one.version.text,
            line=one.line,
            stable=one.stable,
            released_at=one.released_at,
            url=one.url,
            withdrawn=one.withdrawn,
            skipped=None,
        )
        for one in reversed(history.releases)
    ]


def _no_release(tag: str, reason: str, shown: UpstreamRelease | None) -> ListedRelease:
    return ListedRelease(
        tag=tag,
        version=None,
        line=None,
        stable=False,
        released_at=shown.released_at if shown else None,
        url=shown.url if shown else None,
        withdrawn=False,
        skipped=reason,
    )
