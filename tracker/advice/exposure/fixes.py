"""What ends a vulnerability: releases that it does not touch, and whether a line may have the fix unsaid."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from tracker.advice.history import KnownRelease
from tracker.advice.pool import Placed
from tracker.versions import Version


class Ending(NamedTuple):
    """The lowest release above a version that a vulnerability does not touch, and when the first such came out."""

    release: KnownRelease
    first_at: datetime


class Fixes:
    """The stable releases that one vulnerability does not touch, `free`, by their places among all of them.

    `listed` has the versions that its records call fixed, each with its line.
    """

    def __init__(
        self, stable: Sequence[Placed], free: Sequence[int], listed: Iterable[tuple[Version, str]]
    ) -> None:
        self._stable = stable
        self._free = free
        self._firsts = _earliest_from([stable[place].release.released_at for place in free])
        self._released = {stable[place].line: stable[place].release.version for place in free}
        fixes = [*listed]
        self._listed = _highest_of_lines(fixes)
        self._dated = [(fix, at) for fix, _ in fixes if (at := self._released_at(fix)) is not None]

    def above(self, place: int) -> Ending | None:
        """What ends it for a version below the stable release of a place; None where nothing does."""
        found = bisect_left(self._free, place)
        if found == len(self._free):
            return None
        return Ending(self._stable[self._free[found]].release, self._firsts[found])

    def _released_at(self, version: Version) -> datetime | None:
        """When a stable release that is not touched came out; None where it is none."""
        place = bisect_left(self._stable, version, key=lambda one: one.release.version)
        found = bisect_left(self._free, place)
        if found == len(self._free) or self._free[found] != place:
            return None
        release = self._stable[place].release
        return release.released_at if release.version == version else None

    def listed_at(self, version: Version) -> datetime | None:
        """When the first listed fix above a version came out; None where none of them did.

        Unlike a release of another line that the ranges merely do not hold, it is no older than what it ends.
        """
        return min((at for fix, at in self._dated if fix > version), default=None)

    def may_be_unsaid(
        self,
        version: Version,
        line: str,
        *,
        fixed_at: datetime,
        published_at: datetime | None,
        last_of_line: datetime | None,
    ) -> bool:
        """Say whether it is unclear that a version on a line is affected, although the ranges hold it.

        It is where the only fixes are on other lines, and the line had a stable release on the day the first of
        them came out, or later: who maintains it either was not affected or has not told the database. A fix that
        is listed on the line and not released makes it clear, but no longer than until the line has a release
        after the publication that is not it: then the number is wrong, as nginx 1.28.4 is in CVE-2026-1642.
        """
        if last_of_line is None or last_of_line.date() < fixed_at.date():
            return False
        awaited = published_at is None or last_of_line <= published_at
        return not (_above(self._released, line, version) or (awaited and _above(self._listed, line, version)))


def _highest_of_lines(versions: Iterable[tuple[Version, str]]) -> Mapping[str, Version]:
    highest: dict[str, Version] = {}
    for version, line in versions:
        highest[line] = max(highest.get(line, version), version)
    return highest


def _above(highest: Mapping[str, Version], line: str, version: Version) -> bool:
    return line in highest and highest[line] > version


def _earliest_from(dates: Sequence[datetime]) -> Sequence[datetime]:
    """The earliest of each date and all behind it."""
    return [*accumulate(reversed(dates), min)][::-1]
