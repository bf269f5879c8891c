"""Which components an environment watches, and where each of them is released."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence

from tracker.catalog import Catalog, load_catalog
from tracker.deployed.advisories import Advisories, read_advisories
from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import Component, Deployment, Environment, Origin, Source, Vulnerability
from tracker.record import Record, replace
from tracker.settings import Settings
from tracker.text import clean_line
from tracker.upstream import Servers, locate

# What is stored of a source is found under these addresses where it is switched off.
_GITHUB = "https://github.com"
_ENDOFLIFE = "https://endoflife.date/api/v1"


class Watched(Record):
    """One entry of an environment with its component and the source of its releases.

    Where versions are `supposed`, these are judged as if they were deployed.
    """

    deployment: Deployment
    component: Component
    source: Source
    supposed: tuple[str, ...] = ()


class WatchedEnvironment(Record):
    """An environment with all it watches, and what the team itself says of vulnerabilities."""

    environment: Environment
    entries: tuple[Watched, ...]
    advisories: tuple[Vulnerability, ...] = ()


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog with the corrections of the watchlists folder."""
    return load_catalog(Folder(settings.watchlists).components)


def open_advisories(settings: Settings) -> Advisories:
    """Read the team's own advisories, of which there may be none; raises ConfigurationError for the folder."""
    return read_advisories(Folder(settings.watchlists))


def watch(
    settings: Settings, folder: Folder, catalog: Catalog, name: str, advisories: tuple[Vulnerability, ...] = ()
) -> WatchedEnvironment:
    """Read an environment and find every component of it; raises ConfigurationError."""
    return _watch(folder, _Places(settings, catalog), name, advisories)


def watch_one(settings: Settings, name: str) -> WatchedEnvironment:
    """Read one environment with all that bears on it; raises ConfigurationError."""
    advisories = open_advisories(settings).records
    return watch(settings, Folder(settings.watchlists), open_catalog(settings), name, advisories)


def watch_all(
    settings: Settings, names: Sequence[str]
) -> tuple[list[WatchedEnvironment], tuple[ConfigurationError, ...]]:
    """Read some environments, each once; return those that can be read and what is wrong with the others.

    A bad advisory costs only itself.
    """
    read = [*watch_each(settings, names)]
    watched = [one for one in read if isinstance(one, WatchedEnvironment)]
    return watched, tuple(one for one in read if isinstance(one, ConfigurationError))


def watch_folder(settings: Settings) -> tuple[list[WatchedEnvironment], tuple[ConfigurationError, ...]]:
    """Read every environment of the watchlists folder, as `watch_all` does."""
    return watch_all(settings, Folder(settings.watchlists).names())


def watch_parts(
    settings: Settings, urls: Collection[str]
) -> tuple[list[WatchedEnvironment], tuple[ConfigurationError, ...]]:
    """Read all environments and hold of each only what is read from some feeds; one without any is left out.

    Return what is wrong with files, too. Raises ConfigurationError for the folder.
    """
    watched: list[WatchedEnvironment] = []
    errors: list[ConfigurationError] = []
    for one in watch_in_turn(settings, errors):
        if entries := tuple(entry for entry in one.entries if entry.source.url in urls):
            listed = tuple(entry.deployment for entry in entries)
            watched.append(replace(one, environment=replace(one.environment, deployments=listed), entries=entries))
    return watched, tuple(errors)


def watch_in_turn(settings: Settings, errors: list[ConfigurationError]) -> Iterator[WatchedEnvironment]:
    """Read every environment of the watchlists folder, one at a time, for hundreds hold 30 MB.

    What is wrong with a file is put to the errors. Raises ConfigurationError for the folder.
    """
    for one in watch_each(settings, Folder(settings.watchlists).names()):
        if isinstance(one, ConfigurationError):
            errors.append(one)
        else:
            yield one


def watch_each(settings: Settings, names: Sequence[str]) -> Iterator[WatchedEnvironment | ConfigurationError]:
    """Read some environments, each once and one at a time, or say what is wrong with one.

    What is wrong with advisories comes last.
    """
    folder, places = Folder(settings.watchlists), _Places(settings, open_catalog(settings))
    advisories = open_advisories(settings)
    for name in dict.fromkeys(names):
        try:
            yield _watch(folder, places, name, advisories.records)
        except ConfigurationError as error:
            yield error
    yield from advisories.errors.values()


def entry_of(watched: WatchedEnvironment, name: str) -> Watched:
    """Find an entry by its name; raises ConfigurationError with a suggestion."""
    found = next((one for one in watched.entries if one.deployment.name == name), None)
    if found is None:
        raise ConfigurationError(unknown_entry([watched], name))
    return found


def unknown_entry(watched: Sequence[WatchedEnvironment], name: str) -> str:
    """Say that none of some environments has an entry of a name, and which name may have been meant."""
    names = list(dict.fromkeys(entry.deployment.name for one in watched for entry in one.entries))
    near = difflib.get_close_matches(name, names, n=1)
    some = f"there are {', '.join(names[:10])}" + (" …" if len(names) > 10 else "")
    hint = f"did you mean '{near[0]}'?" if near else some
    files = ", ".join(f"{one.environment.name}.yaml" for one in watched[:3]) + (" …" if len(watched) > 3 else "")
    return f"there is no entry '{clean_line(name)}' in {files}: {hint}"


def source_of(settings: Settings, component: Component) -> Source:
    """Where a component's releases are read; raises ConfigurationError for a path that is none."""
    servers = Servers(
        github=settings.github_url or _GITHUB,
        github_api=settings.github_api_url or None,
        endoflife=settings.endoflife_url or _ENDOFLIFE,
    )
    return locate(component.origin, servers)


def is_switched_on(settings: Settings, source: Source) -> bool:
    """Say whether a source is asked: an empty setting switches off GitHub, or endoflife.date."""
    switches = {"github": settings.github_url, "endoflife": settings.endoflife_url}
    return bool(switches.get(source.forge, True))


def narrowed(watched: Iterable[WatchedEnvironment], sources: Collection[Source]) -> tuple[WatchedEnvironment, ...]:
    """Leave in some environments only the entries that some sources are of, and no environment without any."""
    return tuple(part for one in watched if (part := part_of(one, sources)).entries)


def part_of(watched: WatchedEnvironment, sources: Iterable[Source]) -> WatchedEnvironment:
    """Leave in an environment only the entries that some sources are of."""
    wanted = {source.url for source in sources}
    return replace(watched, entries=tuple(entry for entry in watched.entries if entry.source.url in wanted))


def sources_of(watched: Iterable[WatchedEnvironment]) -> tuple[Source, ...]:
    """The sources of some environments, each once."""
    return tuple({entry.source.url: entry.source for one in watched for entry in one.entries}.values())


def components_of(watched: Iterable[WatchedEnvironment]) -> tuple[Component, ...]:
    """The components of some environments, each once."""
    return tuple(dict.fromkeys(entry.component for one in watched for entry in one.entries))


def find_component(catalog: Catalog, name: str) -> Component:
    """Find a component by a name of the catalog or as OWNER/REPO; raises ConfigurationError with a suggestion."""
    if "/" in name:
        return catalog.by_repository(name) or Component(name=name, title=name, origin=Origin(path=name))
    found = catalog.find(name)
    if found is None:
        raise ConfigurationError(unknown_component(catalog, name))
    return found


def find_named(catalog: Catalog, watched: Iterable[WatchedEnvironment], name: str) -> Component:
    """Find a component as `find_component` does, or by the name that some environments give to what they run.

    Raises ConfigurationError with a suggestion.
    """
    try:
        return find_component(catalog, name)
    except ConfigurationError:
        named = (entry.component for one in watched for entry in one.entries if entry.component.name == name)
        found = next(named, None)
        if found is None:
            raise
        return found


def find_anywhere(settings: Settings, name: str) -> Component:
    """Find a component as `find_named` does, reading environments only where nothing else has the name.

    Raises ConfigurationError with a suggestion.
    """
    catalog = open_catalog(settings)
    try:
        return find_component(catalog, name)
    except ConfigurationError as unknown:
        try:
            return find_named(catalog, watch_in_turn(settings, []), name)
        except ConfigurationError:
            raise unknown from None


def unknown_component(catalog: Catalog, name: str) -> str:
    """Say that the catalog does not have a name, or an image of it, and what may have been meant."""
    near = catalog.nearest(name.rpartition("/")[2])
    hint = f"did you mean '{near}'?" if near else "name its repository instead, as OWNER/REPO"
    return f"'{clean_line(name)}' is no component of the catalog: {hint}"


class _Places:
    """What entries deploy and where that is released, found once for all that say the same."""

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self._settings = settings
        self._catalog = catalog
        self._found: dict[tuple[str, Origin | None], tuple[Component, Source]] = {}

    def of(self, deployment: Deployment) -> tuple[Component, Source]:
        """Find the component of an entry and its source; raises ConfigurationError."""
        said = deployment.component, deployment.origin
        if said not in self._found:
            component = _component(self._catalog, deployment)
            self._found[said] = component, source_of(self._settings, component)
        return self._found[said]


def _watch(
    folder: Folder, places: _Places, name: str, advisories: tuple[Vulnerability, ...]
) -> WatchedEnvironment:
    environment = folder.environment(name)
    entries = tuple(_watched(places, one) for one in environment.deployments)
    return WatchedEnvironment(environment=environment, entries=entries, advisories=advisories)


def _watched(places: _Places, deployment: Deployment) -> Watched:
    try:
        component, source = places.of(deployment)
    except ConfigurationError as error:
        file, _, line = deployment.location.partition("#")
        raise ConfigurationError(f"{file} line {line}: deployed.{deployment.name}: {error}") from None
    return Watched(deployment=deployment, component=component, source=source)


def _component(catalog: Catalog, deployment: Deployment) -> Component:
    """Find the component of an entry: by its source where it names one, never by name then."""
    origin = deployment.origin
    if origin is None:
        return find_component(catalog, deployment.component)
    product = origin.path if origin.kind == "endoflife" else None
    return catalog.by_origin(origin) or Component(
        name=deployment.component, title=origin.path, origin=origin, endoflife=product
    )
