"""How asking a service about each subject went, and what to ask it with the next time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracker.model import Validators
from tracker.record import Record, field
from tracker.store.database import batched
from tracker.store.tables import document


class Subject(Record):
    """One thing that one service is asked about."""

    service: str
    name: str


class DocumentState(Record):
    """How a subject stands; `url` is where the validators come from, `failures` counts those in a row.

    `read_at` is the last time the service answered as documented, changed or not; `due_at` when to ask again.
    """

    url: str | None = None
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    read_at: datetime | None = None
    failed_at: datetime | None = None
    error: str | None = None
    failures: int = 0
    due_at: datetime | None = None


def document_states(connection: Connection, service: str, names: Iterable[str]) -> dict[str, DocumentState]:
    """Tell how each subject stands that a service was asked about before, by name."""
    found: dict[str, DocumentState] = {}
    for some in batched(names):
        mine = (document.c.service == service) & document.c.subject.in_(some)
        found |= {row.subject: _state(row) for row in connection.execute(select(document).where(mine))}
    return found


def keep_state(connection: Connection, subject: Subject, state: DocumentState) -> None:
    """Write how a subject stands now."""
    mine = (document.c.service == subject.service) & (document.c.subject == subject.name)
    row = _row(state)
    if not connection.execute(update(document).where(mine).values(**row)).rowcount:
        connection.execute(insert(document).values(service=subject.service, subject=subject.name, **row))


def _row(state: DocumentState) -> Mapping[str, Any]:
    return {
        "url": state.url,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "digest": state.digest,
        "read_at": state.read_at,
        "failed_at": state.failed_at,
        "error": state.error,
        "failures": state.failures,
        "due_at": state.due_at,
    }


def _state(row: Any) -> DocumentState:
    return DocumentState(
        url=row.url,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        digest=row.digest,
        read_at=row.read_at,
        failed_at=row.failed_at,
        error=row.error,
        failures=row.failures,
        due_at=row.due_at,
    )
