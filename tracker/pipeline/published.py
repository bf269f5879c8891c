"""What upstream published of all components in use."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from sys import intern

from tracker.advice import concerned
from tracker.advice.concern import Deployed
from tracker.errors import ConfigurationError
from tracker.model import Component, Published, PublishedRelease, Source, Tier
from tracker.pipeline.knowledge import Known, gather
from tracker.pipeline.watching import watch_in_turn
from tracker.record import Record, field
from tracker.settings import Settings
from tracker.store import Store, batched

_AT_ONCE = 3  # components of which all that is known is held at a time
_TIERS = [*Tier]
_Place = tuple[int, str]  # the tier of an environment, and its name
_Basis = tuple[str, int]  # the URL of a feed, and the hash of what its releases follow from


class _InUse(Record):
    """A component with where it is released, and the environments that deploy it by name and versions there."""

    component: Component
    source: Source
    environments: defaultdict[tuple[str, tuple[str, ...]], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def entries(self, places: Mapping[str, _Place]) -> Sequence[Deployed]:
        """All entries, production first."""
        found = ((place, *told) for told, environments in self.environments.items() for place in environments)
        return sorted(found, key=lambda entry: (places[entry[0]], entry[1]))


def published(settings: Settings, now: datetime, before: Published | None = None) -> Published:
    """List every release of the components that any environment deploys, newest first; nothing is read anew.

    Of a feed whose basis did not change since `before`, the releases are taken from there, so that both hold them
    once; they stay in their order. A bad file costs only its own environment. Raises ConfigurationError,
    StorageError.
    """
    errors: list[ConfigurationError] = []
    used, places = _in_use(settings, errors)
    made = _by_feed(before or Published())
    with Store.open_existing(settings.database_url) as store:
        parts = [_part(one, one.entries(places), known, made) for one, known in _each_known(store, used, now)]
    releases = (release for part in parts for release in part.releases)
    return Published(
        releases=tuple(sorted(releases, key=lambda one: one.released_at, reverse=True)),
        components=len(parts),
        left_out=sum(part.left_out for part in parts),
        incomplete=tuple(sorted(name for part in parts for name in part.incomplete)),
        errors=tuple(map(str, errors)),
        bases={url: basis for part in parts for url, basis in part.bases.items()},
    )


def _by_feed(before: Published) -> Mapping[_Basis, Sequence[PublishedRelease]]:
    found: defaultdict[str, list[PublishedRelease]] = defaultdict(list)
    for one in before.releases:
        found[one.feed].append(one)
    return {(url, basis): found[url] for url, basis in before.bases.items()}


def _each_known(store: Store | None, used: dict[str, _InUse], now: datetime) -> Iterator[tuple[_InUse, Known]]:
    """Give what is known of some components at a time, and let go of who runs them: all at once is 100 MB."""
    for urls in batched(sorted(used), _AT_ONCE):
        known = gather(store, [(used[url].component, used[url].source) for url in urls], now)
        for url in urls:
            yield used.pop(url), known[url]


def _part(
    used: _InUse, entries: Sequence[Deployed], known: Known, made: Mapping[_Basis, Sequence[PublishedRelease]]
) -> Published:
    history, url = known.outlook.history, used.source.url
    placed_by = (history.rule, history.lts, history.releases, repr(known.outlook.support))
    basis = hash((used.component.name, tuple(entries), placed_by))
    releases = made.get((url, basis))
    return Published(
        releases=tuple(_releases(used, entries, known) if releases is None else releases),
        left_out=len(history.skipped),
        incomplete=() if history.complete else (used.component.name,),
        bases={url: basis},
    )


def _in_use(
    settings: Settings, errors: list[ConfigurationError]
) -> tuple[dict[str, _InUse], Mapping[str, _Place]]:
    """Group all entries by the URL of the feed of their component, and note what could not be read.

    Entries that differ in their environment alone are held once: 60,000 of them would be 5 MB.
    """
    found: dict[str, _InUse] = {}
    places: dict[str, _Place] = {}
    for one in watch_in_turn(settings, errors):
        name = one.environment.name
        places[name] = (_TIERS.index(one.environment.tier), name)
        for entry in one.entries:
            mine = found.setdefault(entry.source.url, _InUse(component=entry.component, source=entry.source))
            mine.environments[entry.deployment.name, entry.deployment.versions].append(name)
    return found, places


def _releases(used: _InUse, entries: Sequence[Deployed], known: Known) -> Iterable[PublishedRelease]:
    for release, whom in concerned(known.outlook, entries):
        site, page = _parted(release.url, release.tag)
        yield PublishedRelease(
            component=used.component.name,
            feed=used.source.url,
            tag=release.tag,
            version=release.tag if release.version.text == release.tag else release.version.text,
            line=release.line,
            stable=release.stable,
            withdrawn=release.withdrawn,
            released_at=release.released_at,
            site=site,
            page=page,
            mentions=release.mentions,
            concerned=whom,
        )


def _parted(url: str | None, tag: str) -> tuple[str | None, str]:
    """Part the URL of a release from the tag at its end."""
    if url is None or not url.endswith(tag):
        return url, ""
    return intern(url.removesuffix(tag)), tag
