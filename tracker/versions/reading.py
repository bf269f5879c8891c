"""What one tag was read as."""

from enum import StrEnum

from tracker.record import Record
from tracker.versions.version import Version


class Kind(StrEnum):
    """What a tag was read as."""

    STABLE = "stable"
    PRERELEASE = "prerelease"
    SKIPPED = "skipped"


class Reading(Record):
    """One tag, the version read from it (None where it is skipped), and the rule that said so."""

    tag: str
    kind: Kind
    version: Version | None
    rule: str


def skipped(tag: str, why: str) -> Reading:
    """Say of a tag that it is no release of the product, and why."""
    return Reading(tag=tag, kind=Kind.SKIPPED, version=None, rule=why)
