"""What is remembered between runs: what upstream said, what was seen deployed, how the last check ended."""

from tracker.store.database import batched
from tracker.store.documents import DocumentState, Subject
from tracker.store.feeds import Asked, FeedState
from tracker.store.history import FoundHistory
from tracker.store.outbox import Alerted, Attempt, Outbox
from tracker.store.pages import Kept
from tracker.store.service_snapshot import (
    CATALOGUE,
    ENDOFLIFE,
    KEV,
    OSV,
    ExploitedSnapshot,
    PackageSnapshot,
    SupportSnapshot,
)
from tracker.store.services import ServiceStore
from tracker.store.snapshot import RepositorySnapshot
from tracker.store.store import Store
from tracker.store.vulnerabilities import KnownRecord, PackageReading

__all__ = [
    "CATALOGUE",
    "ENDOFLIFE",
    "KEV",
    "OSV",
    "Alerted",
    "Asked",
    "Attempt",
    "DocumentState",
    "ExploitedSnapshot",
    "FeedState",
    "FoundHistory",
    "Kept",
    "KnownRecord",
    "Outbox",
    "PackageReading",
    "PackageSnapshot",
    "RepositorySnapshot",
    "ServiceStore",
    "Store",
    "Subject",
    "SupportSnapshot",
    "batched",
]
