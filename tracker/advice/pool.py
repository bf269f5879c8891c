"""Releases in ascending order, looked at upwards from a version."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from tracker.advice.history import KnownRelease
from tracker.advice.support import Standing
from tracker.versions import Version


class Placed(NamedTuple):
    """A release with the line and the support cycle it is in."""

    release: KnownRelease
    line: str
    cycle: str


class Pool:
    """The releases that one may choose from, ascending, each named by its place among them.

    `cycles` gives the places of each support cycle, `standing_of` its support.
    """

    def __init__(self, releases: Iterable[Placed], standing_of: Callable[[str], Standing]) -> None:
        self.releases = tuple(releases)
        self.cycles: dict[str, list[int]] = {}
        self._standing_of = standing_of
        self._keys = [one.release.version.key for one in self.releases]
        self._last_of_line: dict[str, int] = {}
        for place, one in enumerate(self.releases):
            self.cycles.setdefault(one.cycle, []).append(place)
            self._last_of_line[one.line] = place

    def start(self, version: Version) -> int:
        """The place of the first release above a version of their scheme; the number of all where none is."""
        return bisect_right(self._keys, version.key)

    def cycle(self, name: str, start: int) -> Sequence[int]:
        """The places of a cycle from some place on."""
        places = self.cycles.get(name, [])
        return places[bisect_left(places, start) :]

    def ascending(self, start: int) -> Sequence[str]:
        """The cycles with a release from some place on, in the order of the first."""
        firsts = ((places[bisect_left(places, start)], name) for name, places in self._reaching(start))
        return [name for _, name in sorted(firsts)]

    def longest(self, start: int) -> Iterator[str]:
        """The supported cycles with a release from some place on, that which lasts longest first.

        Of those that last as long the higher comes first.
        """
        return (name for name in self._longest if self.cycles[name][-1] >= start)

    def newest_of(self, line: str, start: int) -> KnownRelease | None:
        """The highest release of a line from some place on, None without any."""
        place = self._last_of_line.get(line, -1)
        return self.releases[place].release if place >= start else None

    def lines(self, start: int) -> Sequence[str]:
        """The lines with a release from some place on."""
        return [line for place, line in self._lines[bisect_left(self._lines, (start, "")) :]]

    def earliest(self, start: int) -> datetime | None:
        """The date of what was released first from some place on, None where there is nothing."""
        return self._earliest[start] if start < len(self._earliest) else None

    def _reaching(self, start: int) -> Iterable[tuple[str, Sequence[int]]]:
        return ((name, places) for name, places in self.cycles.items() if places[-1] >= start)

    @cached_property
    def _earliest(self) -> Sequence[datetime]:
        downwards = accumulate((one.release.released_at for one in reversed(self.releases)), min)
        return [*downwards][::-1]

    @cached_property
    def _lines(self) -> Sequence[tuple[int, str]]:
        """The place of the highest release of each line, ascending."""
        return sorted((place, line) for line, place in self._last_of_line.items())

    @cached_property
    def _longest(self) -> Sequence[str]:
        supported = (name for name in self.cycles if self._standing_of(name).supported)
        order: Mapping[str, tuple[object, int]] = {
            name: (self._standing_of(name).lasting, self.cycles[name][-1]) for name in supported
        }
        return sorted(order, key=order.__getitem__, reverse=True)
