"""The file in which facts travel into a closed network: compressed lines of JSON, the first naming its form.

It holds what was said of the catalog's components, and nothing of anybody's deployments. Its texts come from
outside, so they are cleaned again where they enter.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tracker import __version__
from tracker.answers import web_address
from tracker.errors import ConfigurationError
from tracker.model import UpstreamRelease, Vulnerability
from tracker.record import Record, replace
from tracker.store import ExploitedSnapshot, PackageSnapshot, RepositorySnapshot, SupportSnapshot
from tracker.text import clean, clean_line, is_clean_name, unsafe_character

SCHEMA = "tracker.facts/1"

# A line is one repository with the notes of all its releases.
_LONGEST_LINE = 500_000_000
_LONGEST_HEADER = 10_000

_KINDS: Mapping[str, type[Any]] = {
    "repository": RepositorySnapshot,
    "support": SupportSnapshot,
    "package": PackageSnapshot,
    "exploited": ExploitedSnapshot,
}


class FactsFile(Record):
    """A file of facts that is open for reading: when it was made, and its records one by one, with their kind."""

    made_at: datetime
    records: Iterator[tuple[str, Any]]


def write_facts(path: Path, records: Iterable[Any], made_at: datetime) -> dict[str, int]:
    """Write records to a file, whole or not at all; return how many of each kind. Raises ConfigurationError."""
    unfinished = path.with_name(f"{path.name}.part")
    header = {"schema": SCHEMA, "made_at": made_at.isoformat(), "made_by": f"release-tracker {__version__}"}
    counts: dict[str, int] = {}
    try:
        with unfinished.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
            packed.write(json.dumps(header).encode() + b"\n")
            for record in records:
                kind = next(name for name, shape in _KINDS.items() if isinstance(record, shape))
                packed.write(_line(kind, record))
                counts[kind] = counts.get(kind, 0) + 1
        unfinished.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


@contextmanager
def open_facts(path: Path) -> Iterator[FactsFile]:
    """Open a file of facts; raises ConfigurationError, which names the line, also while records are read."""
    with _readable(path):
        packed = gzip.open(path, "rb")  # noqa: SIM115 - closed below, beyond the errors of opening it
    with packed:
        made_at = _made_at(path, _next_line(path, packed, _LONGEST_HEADER))
        yield FactsFile(made_at=made_at, records=_records(path, packed, made_at))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say what is wrong with a file where it is read: whoever takes its records over has errors of their own."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ConfigurationError(f"{path} is no file of facts, or is damaged or cut off: export it anew") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None


def _next_line(path: Path, packed: gzip.GzipFile, longest: int) -> bytes:
    with _readable(path):
        return packed.readline(longest)


def _line(kind: str, record: Any) -> bytes:
    return msgspec.json.encode({"kind": kind, "facts": record}) + b"\n"


def _made_at(path: Path, line: bytes) -> datetime:
    try:
        header = json.loads(line)
        schema, made_at = header["schema"], datetime.fromisoformat(header["made_at"])
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError(f"{path} line 1: this is no file of facts") from None
    if schema != SCHEMA or made_at.tzinfo is None:
        shown = clean_line(str(schema), 50)
        raise ConfigurationError(
            f"{path} line 1: the file is of the form '{shown}', and this tracker reads {SCHEMA}"
        )
    return made_at


def _records(path: Path, packed: gzip.GzipFile, made_at: datetime) -> Iterator[tuple[str, Any]]:
    number = 1
    while line := _next_line(path, packed, _LONGEST_LINE):
        number += 1
        kind, record = _record(f"{path} line {number}", line)
        # A clock that ran ahead, or a process that read meanwhile: what is of the future would never grow old.
        yield kind, replace(record, read_at=min(record.read_at, made_at))


def _record(place: str, line: bytes) -> tuple[str, Any]:
    try:
        said = json.loads(line)
        shape = _KINDS.get(said["kind"])
        if shape is None:
            raise ConfigurationError(f"{place}: '{clean_line(str(said['kind']), 50)}' is no kind of fact")
        record = msgspec.convert(said["facts"], shape)
        return said["kind"], _sound(_CHECKED[shape](record))
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{place}: {clean_line(str(error), 200)}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigurationError(f"{place}: the line is no fact, or was altered") from None


def _sound(record: Any) -> Any:
    """Give a record as it is; raises ValueError where it cannot have been exported."""
    if not _is_sound(record):
        raise ValueError
    return record


def _is_sound(value: Any) -> bool:
    """Say whether all texts are without control characters, and all instants have a zone."""
    match value:
        case str():
            return unsafe_character(value) is None
        case datetime():
            return value.tzinfo is not None and _is_of_our_era(value)
        case tuple():
            return all(map(_is_sound, value))
        case Mapping():
            return all(_is_sound(one) for pair in value.items() for one in pair)
    return not isinstance(value, Record) or all(_is_sound(getattr(value, one)) for one in value.__struct_fields__)


def _is_of_our_era(at: datetime) -> bool:
    try:
        at.astimezone(UTC)
    except OverflowError:
        return False
    return True


def _repository(read: RepositorySnapshot) -> RepositorySnapshot:
    """Clean the texts of a repository, and refuse what could not have been exported."""
    if not (is_clean_name(read.path) and is_clean_name(read.repository_key)):
        raise ValueError
    return replace(read, releases=tuple(map(_release, read.releases)))


def _release(read: UpstreamRelease) -> UpstreamRelease:
    if not is_clean_name(read.tag):
        raise ValueError
    author = clean_line(read.author) if read.author else None
    url = web_address(read.url or "")
    return replace(read, title=clean_line(read.title), notes=clean(read.notes), author=author, url=url)


def _support(read: SupportSnapshot) -> SupportSnapshot:
    if not is_clean_name(read.product):
        raise ValueError
    return replace(read, facts=replace(read.facts, source=web_address(read.facts.source) or ""))


def _package(read: PackageSnapshot) -> PackageSnapshot:
    if not is_clean_name(read.package):
        raise ValueError
    return replace(read, records=tuple(map(_vulnerability, read.records)))


def _vulnerability(read: Vulnerability) -> Vulnerability:
    if not is_clean_name(read.id):
        raise ValueError
    references = tuple(one for one in read.references if web_address(one))
    return replace(read, summary=clean_line(read.summary), references=references)


def _exploited(read: ExploitedSnapshot) -> ExploitedSnapshot:
    if not all(map(is_clean_name, read.listed)):
        raise ValueError
    return read


_CHECKED: Mapping[type[Any], Callable[[Any], Any]] = {
    RepositorySnapshot: _repository,
    SupportSnapshot: _support,
    PackageSnapshot: _package,
    ExploitedSnapshot: _exploited,
}
