"""Taking what services have said out of one database and into another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from tracker.model import SupportFacts, Vulnerability
from tracker.record import Record, replace
from tracker.store.documents import DocumentState, Subject, document_states, keep_state
from tracker.store.support import keep_support, support_of
from tracker.store.vulnerabilities import (
    PackageReading,
    exploited_since,
    keep_exploited,
    keep_package,
    known_records,
    vulnerabilities_of,
)

# What each service is called in the database, in reports and, with TRACKER_ and _URL around it, in the settings.
ENDOFLIFE, OSV, KEV = "endoflife", "osv", "kev"
CATALOGUE = Subject(service=KEV, name="catalogue")


class SupportSnapshot(Record):
    """The support of one product as it was read at an instant."""

    product: str
    read_at: datetime
    facts: SupportFacts


class PackageSnapshot(Record):
    """The vulnerabilities listed for one package as they were read at an instant."""

    package: str
    read_at: datetime
    records: tuple[Vulnerability, ...]


class ExploitedSnapshot(Record):
    """The vulnerabilities known to be exploited, each with its day, as they were read at an instant."""

    read_at: datetime
    listed: Mapping[str, datetime]


ServiceSnapshot = SupportSnapshot | PackageSnapshot | ExploitedSnapshot


def service_snapshots(
    connection: Connection, products: Iterable[str], packages: Iterable[str]
) -> Iterator[ServiceSnapshot]:
    """Give what is stored of some products and packages, and of what is exploited."""
    supported = _read_at(connection, ENDOFLIFE, products)
    for product, facts in support_of(connection, supported, None).items():
        yield SupportSnapshot(product=product, read_at=supported[product], facts=facts)
    listed = _read_at(connection, OSV, packages)
    found = vulnerabilities_of(connection, listed)
    for package, read_at in listed.items():
        yield PackageSnapshot(package=package, read_at=read_at, records=found.get(package, ()))
    for read_at in _read_at(connection, KEV, [CATALOGUE.name]).values():
        yield ExploitedSnapshot(read_at=read_at, listed=exploited_since(connection))


def take_service_over(connection: Connection, known: ServiceSnapshot, now: datetime) -> None:
    """Take over what a snapshot says of a service, unless what is stored was read later."""
    subject = _subject(known)
    stored = document_states(connection, subject.service, [subject.name]).get(subject.name)
    if stored and stored.read_at and stored.read_at >= known.read_at:
        return
    match known:
        case SupportSnapshot():
            keep_support(connection, known.product, replace(known.facts, read_at=known.read_at))
        case PackageSnapshot():
            listed = {one.id for one in known.records}
            unlisted = frozenset(known_records(connection, known.package)) - listed
            keep_package(connection, known.package, PackageReading(records=known.records, unlisted=unlisted), now)
        case ExploitedSnapshot():
            keep_exploited(connection, known.listed, now)
    keep_state(connection, subject, DocumentState(read_at=known.read_at))


def _subject(known: ServiceSnapshot) -> Subject:
    match known:
        case SupportSnapshot():
            return Subject(service=ENDOFLIFE, name=known.product)
        case PackageSnapshot():
            return Subject(service=OSV, name=known.package)
        case ExploitedSnapshot():
            return CATALOGUE


def _read_at(connection: Connection, service: str, names: Iterable[str]) -> dict[str, datetime]:
    states = document_states(connection, service, names)
    return {name: state.read_at for name, state in states.items() if state.read_at}
