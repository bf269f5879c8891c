"""Lists of what runs somewhere, in the forms people have at hand, and the first environment file made of one."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracker.record import Record
from tracker.text import clean_line

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]*")
_NAME_COLUMNS = ("name", "component", "application", "service", "image")
_VERSION_COLUMNS = ("version", "tag", "deployed")

_TEMPLATE = """\
# What runs in {name}. `tracker check {name}` judges it; the README explains every key.
{customer}
tier: production # production | staging | development
deployed:
  # NAME: VERSION, as the running system reports it. Any GitHub repository can be followed:
  #   gateway: {{version: v1.4.0, repo: OWNER/REPO}}
{entries}
"""
_EXAMPLE = ("  kafka: 3.9.1", "  postgresql: 16.10")


class Listed(Record):
    """What one line of a list says runs there: a name, or an image; `version` is None where it says none."""

    text: str
    name: str
    version: str | None


class Unresolved(Record):
    """A line of a list that could not be made an entry, and why."""

    text: str
    reason: str


class FirstEntry(Record):
    """An entry of a first file; `repository` is set for what the catalog does not have."""

    name: str
    versions: tuple[str, ...]
    repository: str | None = None


def read_list(text: str) -> tuple[Listed, ...]:
    """Read lines of `name,version`, `name version`, NAME=VERSION or an image; a CSV may have headings."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    headings = _columns(lines[0]) if lines else None
    if headings is not None:
        return tuple(_listed(line, _cells(line), headings) for line in lines[1:])
    return tuple(_listed(line, _parts(line), (0, 1)) for line in lines)


def first_file(
    name: str, customer: str | None, entries: Sequence[FirstEntry], unresolved: Sequence[Unresolved]
) -> str:
    """Write an environment file: the entries, then what could not be resolved as comments with the reason."""
    lines = [*_entries(entries)] if entries or unresolved else [*_EXAMPLE]
    lines += [f"  # {clean_line(one.text)}    <- {clean_line(one.reason)}" for one in unresolved]
    owner = f"customer: {quoted(customer)}" if customer else "# customer: Acme"
    return _TEMPLATE.format(name=name, customer=owner, entries="\n".join(lines))


def quoted(text: str) -> str:
    """Write a text so that a YAML reader takes it for that text and nothing else."""
    line = clean_line(text)
    return line if _PLAIN.fullmatch(line) else json.dumps(line, ensure_ascii=False)


def _entries(entries: Iterable[FirstEntry]) -> Iterator[str]:
    for one in entries:
        versions = [quoted(version) for version in one.versions]
        version = versions[0] if len(versions) == 1 else f"[{', '.join(versions)}]"
        if one.repository:
            yield f"  {quoted(one.name)}: {{version: {version}, repo: {one.repository}}}"
        else:
            yield f"  {quoted(one.name)}: {version}"


def _columns(line: str) -> tuple[int, int] | None:
    """Find the columns of name and version where a line is a CSV's headings."""
    places: Mapping[str, int] = {cell.strip().lower(): place for place, cell in enumerate(_cells(line))}
    name = next((places[one] for one in _NAME_COLUMNS if one in places), None)
    version = next((places[one] for one in _VERSION_COLUMNS if one in places), None)
    if name is None or (version is None and len(places) > 1):
        return None
    return name, len(places) if version is None else version


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line]))]


def _parts(line: str) -> list[str]:
    if "," in line:
        return _cells(line)
    name, *version = re.split(r"\s*=\s*|\s+", line, maxsplit=1)
    return [name.removesuffix(":"), *version]


def _listed(line: str, cells: Sequence[str], columns: tuple[int, int]) -> Listed:
    name, version = (cells[place] if place < len(cells) else "" for place in columns)
    return Listed(text=line, name=name, version=version or None)
