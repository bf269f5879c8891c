"""Finding a component by its name, an alias, its repository, or what other systems call it."""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from tracker.catalog.component_file import ORIGIN_KEYS, read_component
from tracker.catalog.images import image_names
from tracker.errors import ConfigurationError
from tracker.model import Component, Origin
from tracker.record import replace
from tracker.yaml_file import Document, read_document

COMPONENTS = Path(__file__).parent / "components"


class Catalog:
    """The components of a folder, and of a catalog below, which they correct; a file is read when it is asked for.

    A name is found by its file alone; an alias, image or repository makes every file be read once. Case does not
    matter. Messages name a correction as components/NAME.yaml. Raises ConfigurationError for a file that is wrong.
    """

    def __init__(self, folder: Path, below: "Catalog | None" = None) -> None:
        self._files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
        self._below = below
        self._read: dict[str, Component] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._files or (self._below is not None and name in self._below)

    def names(self) -> tuple[str, ...]:
        """The names of all components, sorted."""
        return tuple(sorted({*self._files, *(self._below.names() if self._below else ())}))

    def corrections(self) -> tuple[str, ...]:
        """The names of the components that the user corrects or adds, sorted."""
        return tuple(self._files) if self._below else ()

    def components(self) -> Iterator[Component]:
        """Every component, sorted by name."""
        return (self.component(name) for name in self.names())

    def find(self, name: str) -> Component | None:
        """Find a component by its name or an alias."""
        wanted = name.casefold()
        if wanted not in self:
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
        if self._below and name not in self._files:
            return self._below.component(name)
        if name not in self._read:
            self._read[name] = self._read_file(name)
        return self._read[name]

    def documents(self, name: str) -> tuple[Document, ...]:
        """Read what ships about a component and then what the user says of it; there may be only one of them."""
        file = self._files.get(name)
        shown = f"components/{name}.yaml" if self._below else f"{name}.yaml"
        below = self._below.documents(name) if self._below else ()
        return (*below, *([read_document(file, shown)] if file else ()))

    def _read_file(self, name: str) -> Component:
        documents = self.documents(name)
        if self._below is None:
            return read_component(name, documents)
        if name in self._below:
            one = read_component(name, documents)
            return replace(one, catalogued=one.origin == self._below.component(name).origin)
        if not any(key in documents[0].content for key in ORIGIN_KEYS):
            raise _nameless(documents[0], self._below.nearest(name))
        return replace(read_component(name, documents), catalogued=False)

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


def _nameless(document: Document, meant: str | None) -> ConfigurationError:
    """Tell of a new component without a repository, which may be meant as the correction of another."""
    hint = f", or name the file {meant}.yaml to correct {meant}" if meant else ""
    return document.error((), f"missing key 'repository' or 'source'{hint}")


def _place(origin: Origin) -> Origin:
    """Leave out what tells nothing of the place: how its tags are found, and the case of a repository's name."""
    path = origin.path if origin.kind == "feed" else origin.path.casefold()
    return replace(origin, path=path, tag_place=None)


def _words(one: Component) -> tuple[str, ...]:
    return (one.name, one.title, *one.aliases, one.repository, *one.known_as.images, *one.known_as.charts)


@cache
def _shipped() -> Catalog:
    """The catalog that ships with the program; as its files stay what they are, each is read once."""
    return Catalog(COMPONENTS)


def load_catalog(corrections: Path | None = None) -> Catalog:
    """Open the catalog that ships with the program, with the corrections of a folder that need not exist."""
    return Catalog(corrections, _shipped()) if corrections else _shipped()
