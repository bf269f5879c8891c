"""What ends a vulnerability: releases that it does not touch, and whether a line may have the fix unsaid."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from tracker.advice.history import KnownRelease
from tracker.advice.pool import Placed
from tracker.versions import Version


class Ending(NamedTuple):
    """The lowest release above a version that a vulnerability does not touch, and when the first such came out."""

    release: KnownRelease
    first_at: datetime


class Stable:
    """The stable releases of a component, ascending, each named by its place among them."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.releases = [one.release for one in placed]
        self.versions = [one.release.version for one in placed]
        self._lines = [one.line for one in placed]

    def above(self, version: Version) -> int:
        """The place of the first release above a version; the number of all where none is."""
        return bisect_right(self.versions, version)

    def place(self, version: Version) -> int | None:
        """The place of a version, None where it is no stable release."""
        place = bisect_left(self.versions, version)
        return place if place < len(self.versions) and self.versions[place] == version else None

    def of_line(self, line: str) -> Sequence[int]:
        """The places of a line's releases, ascending."""
        return self._of_line.get(line, ())

    @cached_property
    def earliest(self) -> Sequence[int]:
        """The place of the release that came out first among those from each place on."""
        places = accumulate(reversed(range(len(self.releases))), lambda *two: min(two, key=self._released_at))
        return [*places][::-1]

    def first_of(self, places: Iterable[int]) -> int:
        """The place of the release that came out first among some, of which there is one."""
        return min(places, key=self._released_at)

    @cached_property
    def _of_line(self) -> Mapping[str, Sequence[int]]:
        lines: dict[str, list[int]] = {}
        for place, line in enumerate(self._lines):
            lines.setdefault(line, []).append(place)
        return lines

    def _released_at(self, place: int) -> datetime:
        return self.releases[place].released_at


class Fixes:
    """What ends one vulnerability: stable releases that it does not touch.

    `touched` has the places of those that it does, `listed` the versions that its records call fixed, each with
    its line.
    """

    def __init__(self, stable: Stable, touched: AbstractSet[int], listed: Iterable[tuple[Version, str]]) -> None:
        self._stable = stable
        self._touched = touched
        self._free = array("I", sorted({*range(len(stable.releases))} - touched))
        fixes = [*listed]
        self._listed = _highest_of_lines(fixes)
        self._dated = [(fix, at) for fix, _ in fixes if (at := self._released_at(fix)) is not None]

    def above(self, place: int) -> Ending | None:
        """What ends it for a version below the stable release of a place; None where nothing does."""
        found = bisect_left(self._free, place)
        if found == len(self._free):
            return None
        first = self._stable.earliest[self._free[found]]
        if first in self._touched:
            first = self._stable.first_of(self._free[found:])
        releases = self._stable.releases
        return Ending(releases[self._free[found]], releases[first].released_at)

    def _released_at(self, version: Version) -> datetime | None:
        """When a stable release that is not touched came out; None where it is none."""
        place = self._stable.place(version)
        return None if place is None or place in self._touched else self._stable.releases[place].released_at

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
        listed = self._listed.get(line) if awaited else None
        return not (self._is_released(line, version) or (listed is not None and listed > version))

    def _is_released(self, line: str, version: Version) -> bool:
        """Say whether a line has a release above a version that is not touched."""
        places = self._stable.of_line(line)
        free = next((place for place in reversed(places) if place not in self._touched), None)
        return free is not None and self._stable.versions[free] > version


def _highest_of_lines(versions: Iterable[tuple[Version, str]]) -> Mapping[str, Version]:
    highest: dict[str, Version] = {}
    for version, line in versions:
        highest[line] = max(highest.get(line, version), version)
    return highest
