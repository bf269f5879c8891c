"""Which of many spans hold a version, found by one search.

The ends of all spans cut the order of versions into cells: points, and what lies between two of them, in turn. In
each cell the same spans hold. Cell 2n + 1 is point n.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from tracker.advice.exposure.spans import Span
from tracker.versions import Version


class Cells:
    """Spans of many owners, each named by its number, and further points that part cells."""

    def __init__(self, spans: Iterable[tuple[int, Span]], points: Iterable[Version]) -> None:
        self._spans = [*spans]
        ends = {end for _, span in self._spans for end in (span.first, span.end) if end is not None}
        self._points = sorted({*ends, *points}, key=lambda version: version.key)
        self._places: Mapping[Version, int] = {point: place for place, point in enumerate(self._points)}

    def cell(self, version: Version) -> int:
        """Tell the cell a version is in."""
        place = bisect_left(self._points, version)
        return 2 * place + (place < len(self._points) and self._points[place] == version)

    def owners(self, cell: int) -> frozenset[int]:
        """Tell whose spans hold the versions of a cell."""
        return self._owners[cell]

    @cached_property
    def _owners(self) -> list[frozenset[int]]:
        """Walk the cells upwards; neighbours between which nothing changes share their owners."""
        begins: dict[int, list[int]] = defaultdict(list)
        stops: dict[int, list[int]] = defaultdict(list)
        for owner, span in self._spans:
            begins[0 if span.first is None else 2 * self._places[span.first] + 1].append(owner)
            if span.end is not None:
                stops[2 * self._places[span.end] + 1 + span.closed].append(owner)
        present: Counter[int] = Counter()
        found: list[frozenset[int]] = []
        for cell in range(2 * len(self._points) + 1):
            if cell in begins or cell in stops or not found:
                present.update(begins[cell])
                present.subtract(stops[cell])
                found.append(frozenset(+present))
            else:
                found.append(found[-1])
        return found
