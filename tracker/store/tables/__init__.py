"""The tables. Rows are filled only from core records, since a table model does not validate its input."""

from tracker.store.tables.environments import decision, duty, duty_event, sighting, summary, trend
from tracker.store.tables.messages import cut_off, delivery
from tracker.store.tables.services import document, exploited, support_record, vulnerability, vulnerability_package
from tracker.store.tables.table import metadata
from tracker.store.tables.upstream import event, feed, host, release, skipped_entry

__all__ = [
    "cut_off",
    "decision",
    "delivery",
    "document",
    "duty",
    "duty_event",
    "event",
    "exploited",
    "feed",
    "host",
    "metadata",
    "release",
    "sighting",
    "skipped_entry",
    "summary",
    "support_record",
    "trend",
    "vulnerability",
    "vulnerability_package",
]
