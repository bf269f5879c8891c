"""The part of the database that holds what support and vulnerability services say."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Engine

from tracker.model import SupportFacts, Vulnerability
from tracker.store.database import reading, writing
from tracker.store.documents import DocumentState, Subject, document_states, keep_state
from tracker.store.service_snapshot import CATALOGUE, ENDOFLIFE, OSV
from tracker.store.support import keep_support, support_of
from tracker.store.vulnerabilities import (
    KnownRecord,
    PackageReading,
    keep_exploited,
    keep_package,
    known_records,
    vulnerabilities_of,
)


class ServiceStore:
    """Facts of services; every method is one transaction and raises StorageError where it cannot be done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def states(self, service: str, names: Iterable[str]) -> Mapping[str, DocumentState]:
        """Tell how each subject stands that a service was asked about before, by name."""
        with reading(self._engine) as connection:
            return document_states(connection, service, names)

    def keep_state(self, subject: Subject, state: DocumentState) -> None:
        """Keep how asking about a subject went, where it brought nothing new."""
        with writing(self._engine) as connection:
            keep_state(connection, subject, state)

    def keep_support(self, product: str, facts: SupportFacts, state: DocumentState) -> None:
        """Keep the support of a product that was read from the service."""
        with writing(self._engine) as connection:
            keep_support(connection, product, facts)
            keep_state(connection, Subject(service=ENDOFLIFE, name=product), state)

    def support(self, products: Iterable[str], as_of: datetime | None = None) -> Mapping[str, SupportFacts]:
        """Give the support recorded of some products, by name, with when it was last read.

        With an instant, it is what was recorded strictly before, else the oldest recorded, as of its own record.
        """
        with reading(self._engine) as connection:
            states = document_states(connection, ENDOFLIFE, products)
            read_at = {name: state.read_at for name, state in states.items() if state.read_at}
            return support_of(connection, read_at, as_of)

    def known_records(self, package: str) -> Mapping[str, KnownRecord]:
        """Tell which records of vulnerabilities are known of a package, by id."""
        with reading(self._engine) as connection:
            return known_records(connection, package)

    def keep_package(self, package: str, read: PackageReading, state: DocumentState, now: datetime) -> None:
        """Keep all that the service says of a package, or nothing."""
        with writing(self._engine) as connection:
            keep_package(connection, package, read, now)
            keep_state(connection, Subject(service=OSV, name=package), state)

    def vulnerabilities(self, packages: Iterable[str]) -> Mapping[str, tuple[Vulnerability, ...]]:
        """Give the records of some packages, by package; those that are exploited say since when."""
        with reading(self._engine) as connection:
            return vulnerabilities_of(connection, packages)

    def keep_exploited(self, listed: Mapping[str, datetime], state: DocumentState, now: datetime) -> None:
        """Keep which vulnerabilities the catalogue of exploited ones lists, each since its day."""
        with writing(self._engine) as connection:
            keep_exploited(connection, listed, now)
            keep_state(connection, CATALOGUE, state)
