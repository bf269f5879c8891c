"""The watchlists folder: which environments it has, and each of them read from its files."""

import difflib
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path, PurePath, PurePosixPath
from typing import NoReturn, TypeVar

from pydantic import RootModel

from tracker.deployed.agreements import Place, calendar_of, contract_of, since_of
from tracker.deployed.policies import Policies
from tracker.deployed.schema import CustomerModel, EntryModel, EnvironmentModel, Policy, TeamFile
from tracker.errors import ConfigurationError
from tracker.model import Deployment, Environment, Hold, PolicyLayer, Tier
from tracker.text import clean_line, is_clean_name, unsafe_character
from tracker.yaml_file import Document, read_document, validate

RESERVED_FILES = frozenset({"policies.yaml", "customers.yaml", "tracker.yaml"})
RESERVED_FOLDERS = frozenset({"components", "advisories", "templates", "runbooks"})


_PoliciesFile = RootModel[dict[str, Policy]]
_CustomersFile = RootModel[dict[str, CustomerModel]]
Shared = TypeVar("Shared")
# When a file was changed and who may read it (ns), how long it is, and which file it is, since many programs
# replace a file by another.
Mark = tuple[int, int, int, int]


class Folder:
    """A watchlists folder; a file is read only when what it says is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether there is something of its name; raises ConfigurationError where that cannot be told."""
        return _asked(self.path, Path.exists)

    def names(self) -> tuple[str, ...]:
        """Name every environment file, sorted: `acme/prod` for acme/prod.yaml. Raises ConfigurationError."""
        files = (path.relative_to(self.path) for path in _yaml_files(self.path))
        return tuple(sorted(path.with_suffix("").as_posix() for path in files if _is_environment(path)))

    def misnamed(self) -> Mapping[str, str]:
        """Name what is not read since its name does not end in `.yaml`, each with the name it should have.

        Raises ConfigurationError.
        """
        files = [path.relative_to(self.path) for path in _files(self.path) if _is_misnamed(path)]
        told = [path for path in files if not _is_hidden(path)]
        return {path.as_posix(): path.with_suffix(".yaml").as_posix() for path in sorted(told)}

    def marks(self) -> Mapping[str, Mark]:
        """Mark the state of every file that counts, by its path in the folder, without reading it.

        A file whose mark is as it was has not changed. Raises ConfigurationError.
        """
        files = ((path, path.relative_to(self.path)) for path in _yaml_files(self.path))
        marks = ((name.as_posix(), _mark(path)) for path, name in files if _counts(name))
        return {name: mark for name, mark in marks if mark is not None}

    @property
    def components(self) -> Path:
        """The folder of what is corrected in the catalog; it need not exist."""
        return self.path / "components"

    def advisories(self) -> tuple[str, ...]:
        """Name every file with an advisory by its path in the folder, sorted; raises ConfigurationError."""
        place = self.path / "advisories"
        files = (path.relative_to(self.path) for path in (_yaml_files(place) if _is_folder(place) else ()))
        return tuple(sorted(path.as_posix() for path in files if not _is_hidden(path)))

    def file_of(self, name: str) -> Path:
        """The file an environment is in, whether it exists or not; raises ConfigurationError for unsafe names."""
        path = PurePosixPath(f"{name}.yaml")
        inside = not path.is_absolute() and ".." not in path.parts and _is_environment(path)
        if not inside or not is_clean_name(path.as_posix()) or path.as_posix() != f"{name}.yaml":
            removed = ", with the characters removed that no name may hold," if unsafe_character(name) else ""
            raise ConfigurationError(f"'{clean_line(name)}'{removed} cannot be the name of an environment")
        return self.path / path

    def said_of(self, name: str) -> tuple[EnvironmentModel, tuple[Place, ...]]:
        """Read what an environment's file says, and all places that say something of it, the nearest last.

        Raises ConfigurationError.
        """
        path = self.file_of(name)
        if not os.path.lexists(path):
            raise self._unknown(name)
        document = read_document(path, f"{name}.yaml")
        read = validate(document, EnvironmentModel)
        return read, (*self._agreed_with(read.customer or name), Place(f"environment {name}", read, document, ()))

    def team_file(self) -> tuple[TeamFile, Document | None]:
        """Read what tracker.yaml says of messages to the team; raises ConfigurationError."""
        path = self.path / "tracker.yaml"
        if not _is_file(path):
            return TeamFile(), None
        document = read_document(path, path.name)
        return validate(document, TeamFile), document

    def environment(self, name: str) -> Environment:
        """Read one environment with the layers that hold for it; raises ConfigurationError."""
        read, places = self.said_of(name)
        customer = read.customer or name
        layers = self._policies.layers([one.policy for one in places])
        return Environment(
            name=name,
            customer=customer,
            tier=Tier(read.tier),
            since=since_of(places),
            calendar=calendar_of(places),
            deployments=tuple(
                self._deployment(key, entry, places, layers) for key, entry in read.deployed.items()
            ),
        )

    def supposed_policy(self, text: str) -> tuple[PolicyLayer, ...]:
        """Read a policy as a person types it on a line: a name, or settings such as `sla.high: 7d; track: lts`.

        Its layers lie over all others. Raises ConfigurationError that begins with `policy: `.
        """
        return self._policies.supposed(text)

    def customers(self) -> Mapping[str, str]:
        """Name the customers of customers.yaml, each with its FILE.yaml#LINE; raises ConfigurationError."""
        customers, document = self._customers
        if document is None:
            return {}
        return {name: f"{document.shown}#{document.line_of((name,))}" for name in customers}

    def _unknown(self, name: str) -> ConfigurationError:
        known = self.names()
        near = difflib.get_close_matches(name, known, n=1)
        if os.path.lexists(self.path / f"{name}.yml"):
            hint = f"{name}.yml is not read, so rename it to {name}.yaml"
        elif near:
            hint = f"did you mean '{near[0]}'?"
        elif known:
            hint = f"there are {', '.join(known[:10])}" + (" …" if len(known) > 10 else "")
        else:
            hint = f"the folder has none yet, `tracker init {name}` creates it"
        return ConfigurationError(f"there is no environment '{name}' in {self.path}: {hint}")

    def _agreed_with(self, customer: str) -> Iterator[Place]:
        """Yield what customers.yaml says of a customer, if it says anything."""
        customers, document = self._customers
        if document is not None and customer in customers:
            yield Place(f"customer {customer}", customers[customer], document, (customer,))

    def _deployment(
        self, name: str, entry: EntryModel, outer: tuple[Place, ...], layers: tuple[PolicyLayer, ...]
    ) -> Deployment:
        document, hold = outer[-1].document, entry.hold
        places = (*outer, Place(f"entry {name}", entry, document, ("deployed", name)))
        return Deployment(
            name=name,
            component=entry.component or name,
            versions=_same(*entry.version),
            location=f"{document.shown}#{document.line_of(('deployed', name))}",
            origin=entry.origin,
            hold=Hold(**hold.model_dump()) if hold else None,
            policies=self._policies.layers([one.policy for one in places]) if entry.policy else layers,
            contract=contract_of(places),
        )

    @cached_property
    def _policies(self) -> Policies:
        return Policies(*_shared(self.path / "policies.yaml", _PoliciesFile))

    @cached_property
    def _customers(self) -> tuple[Mapping[str, CustomerModel], Document | None]:
        return _shared(self.path / "customers.yaml", _CustomersFile)


def _shared(path: Path, model: type[RootModel[dict[str, Shared]]]) -> tuple[Mapping[str, Shared], Document | None]:
    """Read the entries of a file that holds for many environments; there may be no such file."""
    if not _is_file(path):
        return {}, None
    document = read_document(path, path.name)
    return validate(document, model).root, document


@lru_cache(maxsize=16_384)
def _same(*versions: str) -> tuple[str, ...]:
    """Give the versions that hundreds of environments run as one and the same tuple."""
    return versions


def _yaml_files(folder: Path) -> Iterator[Path]:
    """Walk a folder; raises ConfigurationError where it or a folder in it cannot be read."""
    return (path for path in _files(folder) if path.name.endswith(".yaml"))


def _files(folder: Path) -> Iterator[Path]:
    """Walk a folder; raises ConfigurationError where it or a folder in it cannot be read."""

    def refuse(error: OSError) -> NoReturn:
        raise ConfigurationError(f"the folder {error.filename} cannot be read: {error.strerror}") from None

    if not _is_folder(folder):
        if folder.exists():
            raise ConfigurationError(f"{folder} is no folder: name a folder of watchlists with --watchlists")
        raise ConfigurationError(
            f"the watchlists folder {folder} does not exist: "
            "create a first file with `tracker init ENV`, or name a folder with --watchlists"
        )
    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (Path(place, name) for name in names)


def _is_file(path: Path) -> bool:
    return _asked(path, Path.is_file)


def _is_folder(path: Path) -> bool:
    return _asked(path, Path.is_dir)


def _asked(path: Path, ask: Callable[[Path], bool]) -> bool:
    try:
        return ask(path)
    except OSError as error:
        raise ConfigurationError(f"{clean_line(str(path))} cannot be read: {error.strerror}") from None


def environment_of(name: str) -> str | None:
    """Name the environment in a file of the folder: `acme/prod` for acme/prod.yaml; None for other files."""
    path = PurePosixPath(name)
    return path.with_suffix("").as_posix() if _is_environment(path) else None


def _is_environment(path: PurePath) -> bool:
    """Say whether a path in the folder is an environment's: neither reserved nor hidden."""
    if path.parts[0] in RESERVED_FOLDERS or _is_hidden(path):
        return False
    return len(path.parts) > 1 or path.name not in RESERVED_FILES


def _is_misnamed(path: PurePath) -> bool:
    return path.suffix != ".yaml" and path.suffix.lower() in {".yaml", ".yml"}


def _counts(path: PurePath) -> bool:
    """Say whether a file bears on what is watched: an environment, what all share, a component, an advisory."""
    shared = {*RESERVED_FILES, "components", "advisories"}
    return _is_environment(path) or (path.parts[0] in shared and not _is_hidden(path))


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _mark(path: Path) -> Mark | None:
    """Return None for a file that left while the folder was walked."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
