"""A first watchlist, to fill in or made of a list of what runs there."""

from collections.abc import Iterable, Sequence
from re import fullmatch

from tracker.catalog import Catalog, split_image
from tracker.deployed.first_file import FirstEntry, Listed, Unresolved, first_file, read_list
from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import Component
from tracker.pipeline.watching import find_component, open_catalog, unknown_component
from tracker.record import Record
from tracker.settings import Settings
from tracker.text import clean_line, is_repository, unsafe_character

_UNSAFE = "held control or direction characters, which are removed here"


class Created(Record):
    """The file that was written, how many entries it has, and what it keeps as comments."""

    path: str
    entries: int
    unresolved: tuple[Unresolved, ...]


def create_environment(
    settings: Settings, name: str, *, customer: str | None = None, listed: Sequence[str] = ()
) -> Created:
    """Write a first file of texts that list what runs; raises ConfigurationError where one exists."""
    path = Folder(settings.watchlists).file_of(name)
    if customer and unsafe_character(customer):
        message = f"the customer's name '{clean_line(customer)}' {_UNSAFE}: write it without them"
        raise ConfigurationError(message)
    entries, unresolved = _resolve(open_catalog(settings), (one for text in listed for one in read_list(text)))
    text = first_file(name, customer, entries, unresolved)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        what = f"{path} exists already" if path.parent.is_dir() else f"{path.parent} is no folder"
        raise ConfigurationError(f"{what} and was left as it is") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from None
    return Created(path=str(path), entries=len(entries), unresolved=unresolved)


def _resolve(catalog: Catalog, listed: Iterable[Listed]) -> tuple[tuple[FirstEntry, ...], tuple[Unresolved, ...]]:
    """Find the component of every line; several versions of one component become one entry."""
    found: dict[str, FirstEntry] = {}
    unresolved = []
    for one in listed:
        entry = _entry(catalog, one)
        if isinstance(entry, Unresolved):
            unresolved.append(entry)
        else:
            known = found.get(entry.name, entry).versions
            versions = tuple(dict.fromkeys((*known, *entry.versions)))
            found[entry.name] = FirstEntry(name=entry.name, versions=versions, repository=entry.repository)
    return tuple(found.values()), tuple(unresolved)


def _entry(catalog: Catalog, one: Listed) -> FirstEntry | Unresolved:
    if unsafe_character(one.text):
        return Unresolved(text=one.text, reason=f"the line {_UNSAFE}")
    name, tag = split_image(one.name) or (one.name, None)
    component = catalog.find(name) or catalog.by_image(name)
    if component is None and one.version and is_repository(name):
        component = find_component(catalog, name)
    if component is None:
        return Unresolved(text=one.text, reason=unknown_component(catalog, name))
    version = one.version or _version_in(component, tag)
    if version is None:
        return Unresolved(text=one.text, reason=f"{component.name}, but no version can be read from it")
    if "/" in component.name:
        alone = component.name.replace("/", "-")
        return FirstEntry(name=alone, versions=(version,), repository=component.repository)
    return FirstEntry(name=component.name, versions=(version,))


def _version_in(component: Component, tag: str | None) -> str | None:
    """Read a version from an image's tag; None where it names none."""
    pattern = component.known_as.image_version
    if tag is None or tag == "latest":
        return None
    if pattern is None:
        return tag
    match = fullmatch(pattern, tag)
    return match["version"] if match else None
