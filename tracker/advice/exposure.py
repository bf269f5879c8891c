"""Which known vulnerabilities affect which versions of a component."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.model import Coverage, Rating, Urgency, Vulnerability
from tracker.versions import Version

_URGENCIES = {
    Rating.UNKNOWN: Urgency.NORMAL,
    Rating.LOW: Urgency.LOW,
    Rating.MEDIUM: Urgency.NORMAL,
    Rating.HIGH: Urgency.HIGH,
    Rating.CRITICAL: Urgency.CRITICAL,
}


def urgency_of(rating: Rating) -> Urgency:
    """How urgent a vulnerability of a severity is; one of unknown severity is normal."""
    return _URGENCIES[rating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A vulnerability that affects a version, or may.

    `fix` is the lowest stable release above the version that it does not affect, `fixed_at` when the first such
    release came out. `published_at` is where its clock may start; `imported` says that this is the day of a
    database that took it over from another. `unclear` says why it may not concern the version, `mentioned_by` is
    the release whose notes are all that is known of it.
    """

    vulnerability: Vulnerability
    urgency: Urgency
    published_at: datetime | None
    imported: bool = False
    fix: KnownRelease | None = None
    fixed_at: datetime | None = None
    unclear: str | None = None
    mentioned_by: KnownRelease | None = None


class Exposure:
    """The vulnerabilities of one component as they were known at the instant of an outlook.

    `known` is False where nobody was asked about them.
    """

    def __init__(self, records: Iterable[Vulnerability], outlook: Outlook, *, known: bool = True) -> None:
        self.records = tuple(records)
        self.outlook = outlook
        self.known = known

    def of(self, version: Version, *, distributor: bool = False) -> tuple[Match, ...]:  # noqa: ARG002
        """Tell what affects a version, the most urgent first and then by id.

        A `distributor` build may hold fixes that its version has not, so nothing of it is clear.
        """
        return ()

    def affecting(self, version: Version) -> frozenset[str]:  # noqa: ARG002
        """Name the vulnerabilities that clearly affect a version."""
        return frozenset()

    def coverage(self, limit: timedelta) -> Coverage:  # noqa: ARG002
        """How complete and fresh the records are."""
        return Coverage.NONE
