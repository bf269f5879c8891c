"""Finding a component by its name, an alias, its repository, or what other systems call it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from tracker.catalog.component_file import ORIGIN_KEYS, read_component
from tracker.catalog.images import image_names
from tracker.errors import ConfigurationError
from tracker.model import Component, Origin
from tracker.yaml_file import Document, read_document

COMPONENTS = Path(__file__).parent / "components"


class Catalog:
    """The components of a folder, with a user's corrections laid over them; a file is read when it is asked for.

    A name is found by its file alone; an alias, image or repository makes every file be read once. Case does not
    matter. Messages name a correction as components/NAME.yaml. Raises ConfigurationError for a file that is wrong.
    """

    def __init__(self, folder: Path, corrections: Path | None = None) -> None:
        self._folder = folder
        self._built_in = _files(folder)
        self._corrections = _files(corrections) if corrections else {}
        self._read: dict[str, Component] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all components, sorted."""
        return tuple(sorted(self._built_in | self._corrections))

    def corrections(self) -> tuple[str, ...]:
        """The names of the components that the user corrects or adds, sorted."""
        return tuple(self._corrections)

    def components(self) -> Iterator[Component]:
        """Every component, sorted by name."""
        return (self.component(name) for name in self.names())

    def find(self, name: str) -> Component | None:
        """Find a component by its name or an alias."""
        wanted = name.casefold()
        if wanted not in self._built_in and wanted not in self._corrections:
            wanted = self._aliases.get(wanted, "")
        return self.component(wanted) if wanted else None

    def by_repository(self, path: str) -> Component | None:
        """Find the component of a repository, as reports name it; where two have the name, that of GitHub."""
        return self.by_origin(Origin(path=path)) or self._named(self._repositories.get(path.casefold()))

    def by_origin(self, origin: Origin) -> Component | None:
        """Find the component whose releases are published somewhere."""
        return self._named(self._origins.get(_place(origin)))

    def by_image(self, image: str) -> Component | None:
        """Find the component in a container image named without its tag, on whatever mirror it lies."""
        names = (self._images.get(one) for one in image_names(image))
        return self._named(next(filter(None, names), None))

    def nearest(self, name: str) -> str | None:
        """Return the component whose name or alias looks most like a text, None where none does."""
        known = {name: name for name in self.names()} | dict(self._aliases)
        close = difflib.get_close_matches(name.casefold(), known, n=1)
        return known[close[0]] if close else None

    def matching(self, word: str) -> tuple[Component, ...]:
        """Find every component with a word in its name, title, aliases, repository, images or charts."""
        wanted = word.casefold()
        return tuple(one for one in self.components() if any(wanted in text.casefold() for text in _words(one)))

    def component(self, name: str) -> Component:
        """Read the component of a name that the catalog has."""
        if name not in self._read:
            documents = self.documents(name)
            if name not in self._built_in and not any(key in documents[0].content for key in ORIGIN_KEYS):
                raise self._nameless(name, documents[0])
            one = read_component(name, documents)
            below = read_component(name, documents[:1]) if len(documents) > 1 else one
            shipped = name in self._built_in and one.origin == below.origin
            self._read[name] = replace(one, catalogued=shipped)
        return self._read[name]

    def documents(self, name: str) -> tuple[Document, ...]:
        """Read what ships about a component and then what the user says of it; there may be only one of them."""
        shipped, own = self._built_in.get(name), self._corrections.get(name)
        return (
            *([read_document(shipped, shipped.name)] if shipped else ()),
            *([read_document(own, f"components/{own.name}")] if own else ()),
        )

    def _nameless(self, name: str, document: Document) -> ConfigurationError:
        """Tell of a new component without a repository, which may be meant as the correction of another."""
        meant = Catalog(self._folder).nearest(name)
        hint = f", or name the file {meant}.yaml to correct {meant}" if meant else ""
        return document.error((), f"missing key 'repository' or 'source'{hint}")

    def _named(self, name: str | None) -> Component | None:
        return self.component(name) if name else None

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {alias: one.name for one in self.components() for alias in one.aliases}

    @cached_property
    def _repositories(self) -> Mapping[str, str]:
        return {one.repository.casefold(): one.name for one in self.components()}

    @cached_property
    def _origins(self) -> Mapping[Origin, str]:
        return {_place(one.origin): one.name for one in self.components()}

    @cached_property
    def _images(self) -> Mapping[str, str]:
        return {image: one.name for one in self.components() for image in one.known_as.images}


def _files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def _place(origin: Origin) -> Origin:
    """Leave out what tells nothing of the place: how its tags are found, and the case of a repository's name."""
    path = origin.path if origin.kind == "feed" else origin.path.casefold()
    return replace(origin, path=path, tag_place=None)


def _words(one: Component) -> tuple[str, ...]:
    return (one.name, one.title, *one.aliases, one.repository, *one.known_as.images, *one.known_as.charts)


def load_catalog(corrections: Path | None = None) -> Catalog:
    """Open the catalog that ships with the program, with the corrections of a folder that need not exist."""
    return Catalog(COMPONENTS, corrections)
