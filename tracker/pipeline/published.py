"""What upstream published of all components in use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.advice import concerned
from tracker.advice.concern import Deployed
from tracker.deployed.folder import Folder
from tracker.model import Component, Published, PublishedRelease, Source, Tier
from tracker.pipeline.knowledge import Known, gather
from tracker.pipeline.watching import WatchedEnvironment, watch_all
from tracker.settings import Settings
from tracker.store import Store

_TIERS = [*Tier]


@dataclass(frozen=True, slots=True, kw_only=True)
class _InUse:
    """A component with where it is released, and all entries that deploy it, production first."""

    component: Component
    source: Source
    entries: list[Deployed] = field(default_factory=list)


def published(settings: Settings, now: datetime) -> Published:
    """List every release of the components that any environment deploys, newest first; nothing is read anew.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_all(settings, Folder(settings.watchlists).names())
    used = _in_use(watched)
    with Store.open_existing(settings.database_url) as store:
        known = gather(store, [(one.component, one.source) for one in used.values()], now)
    releases = (release for url, one in used.items() for release in _releases(one, known[url]))
    missing = (one.component.name for url, one in used.items() if not known[url].outlook.history.complete)
    return Published(
        releases=tuple(sorted(releases, key=lambda one: one.released_at, reverse=True)),
        components=len(used),
        left_out=sum(len(one.outlook.history.skipped) for one in known.values()),
        incomplete=tuple(sorted(missing)),
        errors=tuple(map(str, errors)),
    )


def _in_use(watched: Iterable[WatchedEnvironment]) -> Mapping[str, _InUse]:
    """Group all entries by the URL of the feed of their component."""
    found: dict[str, _InUse] = {}
    for one in sorted(watched, key=lambda one: (_TIERS.index(one.environment.tier), one.environment.name)):
        for entry in one.entries:
            mine = found.setdefault(entry.source.url, _InUse(component=entry.component, source=entry.source))
            mine.entries.append((one.environment.name, entry.deployment.name, entry.deployment.versions))
    return found


def _releases(used: _InUse, known: Known) -> Iterable[PublishedRelease]:
    for release, whom in concerned(known.outlook, used.entries):
        yield PublishedRelease(
            component=used.component.name,
            feed=used.source.url,
            tag=release.tag,
            version=release.version.text,
            line=release.line,
            stable=release.stable,
            withdrawn=release.withdrawn,
            released_at=release.released_at,
            url=release.url,
            mentions=release.mentions,
            concerned=whom,
        )
