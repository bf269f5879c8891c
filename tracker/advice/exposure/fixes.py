"""What ends a vulnerability: releases that it does not touch, and whether a line may have the fix unsaid."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Placed
from tracker.versions import Version


class Fixes:
    """The stable releases that one vulnerability does not touch, ascending.

    `listed` has the versions that its records call fixed, each with its line.
    """

    def __init__(self, free: Sequence[Placed], listed: Sequence[tuple[Version, str]]) -> None:
        self._free = free
        self._listed = listed
        self._firsts = _earliest_from(free)
        released = {one.release.version: one.release.released_at for one in free}
        self._listed_at = [(fix, released[fix]) for fix, _ in listed if fix in released]

    def lowest(self, version: Version) -> KnownRelease | None:
        """The lowest release above a version that the vulnerability does not touch."""
        place = self._above(version)
        return self._free[place].release if place < len(self._free) else None

    def first_at(self, version: Version) -> datetime | None:
        """When the first release above a version that the vulnerability does not touch came out."""
        place = self._above(version)
        return self._firsts[place] if place < len(self._free) else None

    def fixed_at(self, version: Version) -> datetime | None:
        """When the first fix above a version came out: of those that records list, else of what is not touched.

        A release of another line that the ranges merely do not hold may be older than the vulnerability.
        """
        listed = (at for fix, at in self._listed_at if fix > version)
        return min(listed, default=self.first_at(version))

    def may_be_unsaid(self, version: Version, line: str, last_of_line: datetime | None) -> bool:
        """Say whether it is unclear that a version on a line is affected, although the ranges hold it.

        It is where the only fixes are on other lines, and the line had a stable release on the day the first of
        them came out, or later: who maintains it either was not affected or has not told the database. A fix is
        on the line where a record lists one above the version, or a release above it is not touched.
        """
        fixed_at = self.first_at(version)
        if fixed_at is None or last_of_line is None or last_of_line.date() < fixed_at.date():
            return False
        listed = any(own == line and fix > version for fix, own in self._listed)
        return not listed and all(one.line != line for one in self._free[self._above(version) :])

    def _above(self, version: Version) -> int:
        return bisect_right(self._free, version, key=lambda one: one.release.version)


def _earliest_from(releases: Sequence[Placed]) -> list[datetime]:
    """The earliest date of each release and all above it."""
    firsts: list[datetime] = []
    for one in reversed(releases):
        firsts.append(min([*firsts[-1:], one.release.released_at]))
    return firsts[::-1]
