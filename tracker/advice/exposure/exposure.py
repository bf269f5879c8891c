"""The vulnerabilities of one component, asked of any of its versions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from tracker.advice.exposure.cells import Cells
from tracker.advice.exposure.fixes import Ending, Fixes, Stable
from tracker.advice.exposure.holes import Hole, as_known, holes, recorded_names
from tracker.advice.exposure.match import Match, urgency_of
from tracker.advice.exposure.mentions import Mentions
from tracker.advice.outlook import Outlook
from tracker.model import Coverage, Urgency, Vulnerability
from tracker.record import replace
from tracker.versions import Version

_URGENCIES = [*Urgency]
_DISTRIBUTOR = "the build is a distributor's, who may have added the fix"


class Place(NamedTuple):
    """Where a version is: what is said of one version of a place is true of all.

    `cell` is among what begins, ends and is fixed in records, `notes` among the releases that mention something.
    """

    cell: int
    notes: int
    line: str


class Exposure:
    """The vulnerabilities of one component as they were known at the instant of an outlook.

    The records say nothing but of the component (`concerning`). `known` is False where no service was asked about
    them, `asked_at` the instant of its oldest answer, `complete` False where an answer is missing or has records
    that nobody could read.
    """

    def __init__(
        self,
        records: Iterable[Vulnerability],
        outlook: Outlook,
        *,
        known: bool = True,
        asked_at: datetime | None = None,
        complete: bool = True,
    ) -> None:
        self.records = tuple(as_known(records, outlook))
        self.outlook = outlook
        self.known = known
        self.asked_at = asked_at
        self._complete = complete
        self._affecting: dict[Version, frozenset[str]] = {}
        self._fixes: dict[int, Fixes] = {}
        self._matches: dict[tuple[Place, bool], tuple[Match, ...]] = {}

    def of(self, version: Version, *, distributor: bool = False) -> tuple[Match, ...]:
        """Tell what affects a version, the most urgent first and then by id.

        A `distributor` build may hold fixes that its version has not, so nothing of it is clear.
        """
        place = self._place(version)
        if (place, distributor) not in self._matches:
            found = (*self._recorded(version, place), *self._mentions.of(version, place.line))
            told = map(_of_distributor, found) if distributor else found
            self._matches[place, distributor] = tuple(sorted(told, key=_rank))
        return self._matches[place, distributor]

    def affecting(self, version: Version) -> frozenset[str]:
        """Name the vulnerabilities that clearly affect a version."""
        if version not in self._affecting:
            clear = (one.vulnerability.id for one in self.of(version) if one.unclear is None)
            self._affecting[version] = frozenset(clear)
        return self._affecting[version]

    def unclear(self, version: Version) -> frozenset[str]:
        """Name the vulnerabilities that may affect a version."""
        return frozenset(one.vulnerability.id for one in self.of(version) if one.unclear is not None)

    def coverage(self, stale: timedelta) -> Coverage:
        """Tell how far vulnerabilities are known, where an answer older than `stale` is old.

        What only the team knows, and what has records that nobody can read, is known in part.
        """
        if not self.known and not self.records:
            return Coverage.NONE
        if self.outlook.live and self.asked_at and self.outlook.as_of - self.asked_at > stale:
            return Coverage.STALE
        return Coverage.FULL if self._whole else Coverage.PARTIAL

    @cached_property
    def _whole(self) -> bool:
        return self.known and self._complete and not any(hole.unreadable for hole in self._holes)

    @cached_property
    def _holes(self) -> tuple[Hole, ...]:
        return holes(self.records, self.outlook)

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.outlook, recorded_names(self.records))

    @cached_property
    def _cells(self) -> Cells:
        """The spans of all vulnerabilities; those in doubt have the numbers above."""
        count = len(self._holes)
        spans = (
            (number + count * (span.doubt is not None), span)
            for number, hole in enumerate(self._holes)
            for span in hole.spans
        )
        return Cells(spans, (fix for hole in self._holes for fix, _ in hole.listed))

    @cached_property
    def _stable(self) -> Stable:
        return Stable(self.outlook.stable)

    @cached_property
    def _touching(self) -> Sequence[AbstractSet[int]]:
        """The stable releases that each vulnerability touches, in doubt or not."""
        touching: list[set[int]] = [set() for _ in self._holes]
        for place, version in enumerate(self._stable.versions):
            for number in self._touched(self._cells.cell(version)):
                touching[number].add(place)
        return touching

    def _place(self, version: Version) -> Place:
        return Place(self._cells.cell(version), self._mentions.place(version), self.outlook.line_of(version))

    def _touched(self, cell: int) -> Mapping[int, bool]:
        """Tell which vulnerabilities touch the versions of a cell, and of each whether that is beyond doubt."""
        owners, count = self._cells.owners(cell), len(self._holes)
        return {owner % count: owner < count or owner % count in owners for owner in sorted(owners)}

    def _recorded(self, version: Version, place: Place) -> Iterator[Match]:
        """Tell what records say of a version."""
        stable = self._stable.above(version)
        for number, sure in self._touched(place.cell).items():
            hole, fixes = self._holes[number], self._fixes_of(number)
            ending = fixes.above(stable)
            vulnerability = hole.merged.vulnerability
            unclear = self._unclear(number, ending, version, place.line) if sure else hole.doubt
            yield Match(
                vulnerability=vulnerability,
                urgency=urgency_of(vulnerability, unclear),
                published_at=vulnerability.published_at,
                imported=hole.merged.imported,
                fix=ending.release if ending else None,
                fixed_at=fixes.listed_at(version) or (ending and ending.first_at),
                unclear=unclear,
            )

    def _unclear(self, number: int, ending: Ending | None, version: Version, line: str) -> str | None:
        """Say why a version that the ranges of a vulnerability hold may be spared, None where it is not."""
        hole = self._holes[number]
        if ending is None or hole.states(version):
            return None
        if not self._fixes_of(number).may_be_unsaid(
            version,
            line,
            fixed_at=ending.first_at,
            published_at=hole.merged.vulnerability.published_at,
            last_of_line=self.outlook.last_of(line),
        ):
            return None
        fix = ending.release.version
        return f"its only known fix, {fix}, is on another line, and {line} has had releases since"

    def _fixes_of(self, number: int) -> Fixes:
        if number not in self._fixes:
            self._fixes[number] = Fixes(self._stable, self._touching[number], self._holes[number].listed)
        return self._fixes[number]


def _of_distributor(match: Match) -> Match:
    return replace(match, urgency=Urgency.LOW, unclear=match.unclear or _DISTRIBUTOR)


def _rank(match: Match) -> tuple[int, str]:
    return -_URGENCIES.index(match.urgency), match.vulnerability.id
