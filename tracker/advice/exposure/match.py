"""What is said of a vulnerability and a version."""

from datetime import datetime

from tracker.advice.history import KnownRelease
from tracker.model import Rating, Urgency, Vulnerability
from tracker.record import Record

_URGENCIES = {
    Rating.CRITICAL: Urgency.CRITICAL,
    Rating.HIGH: Urgency.HIGH,
    Rating.MEDIUM: Urgency.NORMAL,
    Rating.UNKNOWN: Urgency.NORMAL,
    Rating.LOW: Urgency.LOW,
}


class Match(Record):
    """A vulnerability that affects a version, or may.

    `fix` is the lowest stable release above the version that it does not affect, `fixed_at` when the first fix
    came out. `published_at` is where its clock may start; `imported` says that this is the day of a database that
    took it over from another. `unclear` says why it may not concern the version, `mentioned_by` is the release
    whose notes are all that is known of it.
    """

    vulnerability: Vulnerability
    urgency: Urgency
    published_at: datetime | None
    imported: bool = False
    fix: KnownRelease | None = None
    fixed_at: datetime | None = None
    unclear: str | None = None
    mentioned_by: KnownRelease | None = None


def urgency_of(vulnerability: Vulnerability, unclear: str | None) -> Urgency:
    """How urgent a vulnerability is: critical where it is exploited, low where it may not concern the version."""
    if unclear is not None:
        return Urgency.LOW
    return Urgency.CRITICAL if vulnerability.exploited_at else urgency_of_rating(vulnerability.rating)


def urgency_of_rating(rating: Rating) -> Urgency:
    """How urgent a severity is; one that is unknown is normal."""
    return _URGENCIES[rating]
