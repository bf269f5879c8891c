"""The team's own advisories: what it knows of vulnerabilities, in files of the watchlists folder."""

from collections.abc import Mapping

from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.model import Vulnerability
from tracker.record import Record, field
from tracker.yaml_file import read_document


class Advisories(Record):
    """The advisories that could be read, and what is wrong with the files of the others, by path in the folder."""

    records: tuple[Vulnerability, ...] = ()
    errors: Mapping[str, ConfigurationError] = field(default_factory=dict)


def read_advisories(folder: Folder) -> Advisories:
    """Read every file in `advisories/`; a bad one costs only itself. Raises ConfigurationError for the folder."""
    names = folder.advisories()
    if not names:
        return Advisories()
    from tracker.deployed.advisory_file import read_advisory

    records: list[Vulnerability] = []
    errors: dict[str, ConfigurationError] = {}
    for name in names:
        try:
            records.append(read_advisory(read_document(folder.path / name, name)))
        except ConfigurationError as error:
            errors[name] = error
    return Advisories(records=tuple(records), errors=errors)
