"""What is true of a deployed version at an instant, calculated straight from the raw facts.

Nothing of the program takes part: versions are compared by their numbers and what follows them, support and
affected ranges are read where they stand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from tracker.record import Record

Key = tuple[Any, ...]

# A line whose end nobody states counts as supported this long after its last release.
RECENT = timedelta(days=180)
_BEFORE_RELEASE = {"alpha", "beta", "rc"}


class Truth(Record):
    """The fields compared. `line` and `newest` are versions above the deployed one.

    `behind` is releases, majors, minors, patches, days and libyears; `support` a line, its phase and its end.
    """

    state: str
    line: str | None
    newest: str | None
    behind: tuple[float | None, ...]
    support: tuple[str | None, str, datetime | None]
    vulnerabilities: frozenset[str]


@cache
def order(version: str) -> Key:
    """Order versions: by their numbers, then what precedes a release, the release, and what follows it."""
    if stamp := re.fullmatch(r"(\d{4})[-.](\d{1,2})[-.](\d{1,2})(?:T(\d\d)-(\d\d)-(\d\d)Z)?", version):
        return ([int(part or 0) for part in stamp.groups()], [])
    match = re.match(r"[vV]?(\d+(?:\.\d+)*)", version)
    assert match is not None, version
    numbers = [int(part) for part in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    rest = [_ranked(part) for part in re.findall(r"\d+|[A-Za-z]+", version[match.end() :])]
    return (numbers, [*rest, (0, 0, "")])


def _ranked(part: str) -> Key:
    if part.isdigit():
        return (1, int(part), "")
    word = part.lower()
    return (-1, 0, word) if word in _BEFORE_RELEASE else (1, 0, word)


def numbers_of(version: str) -> tuple[int, ...]:
    """The leading numbers of a version."""
    match = re.match(r"[vV]?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


_NOTHING_KNOWN = Truth(
    state="unjudged",
    line=None,
    newest=None,
    behind=(None,) * 6,
    support=(None, "unknown", None),
    vulnerabilities=frozenset(),
)


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """What is true of one component: its stable versions with dates, its lines of support, its vulnerabilities.

    `line_rule` and `scheme` are words of the catalog's file. `packages` are (ecosystem, name) in the records.
    """

    stable: Mapping[str, datetime]
    cycles: Sequence[Mapping[str, Any]]
    records: Sequence[Mapping[str, Any]]
    packages: frozenset[tuple[str, str]]
    line_rule: str
    scheme: str
    lts: frozenset[str] = frozenset()

    @cached_property
    def ordered(self) -> Sequence[tuple[Key, str, datetime]]:
        """The stable versions with their keys and dates, ascending; of two spellings the older one."""
        dated = sorted(self.stable.items(), key=lambda pair: pair[1], reverse=True)
        return sorted({str(order(one)): (order(one), one, at) for one, at in dated}.values())

    @cached_property
    def groups(self) -> Sequence[Sequence[Mapping[str, Any]]]:
        """The records by vulnerability."""
        return _merged(self.records)

    def truth(self, deployed: str, at: datetime) -> Truth:
        """What is true of a deployed version at an instant."""
        known = [one for one in self.ordered if one[2] < at]
        if not known:
            return _NOTHING_KNOWN
        mine = order(deployed)
        above = [version for key, version, _ in known if key > mine]
        line = self._line(deployed)
        return Truth(
            state="behind" if above else "current" if known[-1][0] == mine else "ahead",
            line=next((one for one in reversed(above) if self._line(one) == line), None),
            newest=above[-1] if above else None,
            behind=self._behind(deployed, above, at),
            support=self._support(deployed, [(version, released) for _, version, released in known], at),
            vulnerabilities=frozenset(self._affecting(deployed, at)),
        )

    @cached_property
    def named(self) -> Mapping[tuple[int, ...], Mapping[str, Any]]:
        """The lines of support that are named by numbers, by these."""
        return {tuple(map(int, one["name"].split("."))): one for one in self.cycles if _is_numbers(one["name"])}

    def _cycle(self, version: str) -> Mapping[str, Any] | None:
        """The most specific line of support that a version's numbers begin with; 2026.07 is 2026.7, too."""
        numbers = (*numbers_of(version), 0, 0)
        lengths = range(len(numbers), 0, -1) if self.scheme != "date" else ()
        return next((self.named[numbers[:one]] for one in lengths if numbers[:one] in self.named), None)

    def _rule_line(self, version: str) -> str:
        numbers = numbers_of(version)
        if self.line_rule == "rolling" or self.scheme in {"integer", "date"}:
            return "rolling"
        depth = {"major": 1, "major.minor": 2}.get(self.line_rule, max(len(numbers) - 1, 1))
        return ".".join(map(str, (*numbers, 0)[:depth]))

    def _line(self, version: str) -> str:
        """The line of the catalog's rule, or the line of support where that is finer."""
        cycle, ruled = self._cycle(version), self._rule_line(version)
        return cycle["name"] if cycle and cycle["name"].count(".") > ruled.count(".") else ruled

    def _behind(self, deployed: str, above: Sequence[str], at: datetime) -> tuple[float | None, ...]:
        if not above:
            return (0, 0, 0, 0, 0, 0.0)
        mine = order(deployed)
        released = next((released for key, _, released in self.ordered if key == mine and released < at), None)
        days = None if released is None else max((self.stable[above[-1]] - released).days, 0)
        libyears = None if days is None else round(days / 365.25, 2)
        return (len(above), *self._steps(deployed, above[-1]), days, libyears)

    def _steps(self, deployed: str, newest: str) -> tuple[int | None, ...]:
        if self.scheme == "date":
            return (None, None, None)
        ours, theirs = ((*numbers_of(one), 0, 0)[:3] for one in (deployed, newest))
        place = next((place for place in range(3) if ours[place] != theirs[place]), None)
        if place is None:
            return (0, 0, 1)
        return tuple(theirs[place] - ours[place] if one == place else 0 for one in range(3))

    def _support(
        self, deployed: str, known: Iterable[tuple[str, datetime]], at: datetime
    ) -> tuple[str, str, datetime | None]:
        cycle = self._cycle(deployed)
        name = cycle["name"] if cycle else self._rule_line(deployed)
        if cycle is None:
            return (name, "unknown", None)
        ends, active = _day(cycle["eolFrom"]), _day(cycle.get("eoasFrom"))
        if (ends and at >= ends) or (cycle["isEol"] and not ends):
            return (name, "ended", ends)
        if active and at >= active:
            return (name, "security", ends)
        late = (one for one, released in known if at - released <= RECENT)
        recent = any(self._cycle(one) is cycle for one in late)
        maintained = cycle["isMaintained"] and not cycle["isEol"]
        return (name, "active" if ends or maintained or recent else "unknown", ends)

    def _affecting(self, deployed: str, at: datetime) -> Iterator[str]:
        for group in self.groups:
            published = [_instant(record["published"]) for record in group if "published" in record]
            if published and min(published) >= at:
                continue
            if any(self._affects(record, deployed) for record in group):
                ids = sorted(
                    {one for record in group for one in (record["id"], *record.get("aliases", ()))}, key=_age
                )
                yield ids[0]

    def _affects(self, record: Mapping[str, Any], deployed: str) -> bool:
        for affected in record["affected"]:
            package = affected["package"]
            if (package["ecosystem"], package["name"]) not in self.packages:
                continue
            if deployed in affected.get("versions", ()):
                return True
            if any(_within(one["events"], deployed) for one in affected.get("ranges", ()) if one["type"] != "GIT"):
                return True
        return False


def _within(events: Iterable[Mapping[str, str]], deployed: str) -> bool:
    """Walk the events in the order of their versions, those of one version in the order of the record.

    https://ossf.github.io/osv-schema/#evaluation; what begins and ends at one version affects nothing.
    """
    steps = [(order(version.removesuffix("-0")), kind) for event in events for kind, version in event.items()]
    affected, mine = False, order(deployed)
    for key, kind in sorted(steps, key=lambda step: step[0]):
        if kind == "introduced" and mine >= key:
            affected = True
        elif (kind == "fixed" and mine >= key) or (kind == "last_affected" and mine > key):
            affected = False
    return affected


def _merged(records: Iterable[Mapping[str, Any]]) -> Sequence[Sequence[Mapping[str, Any]]]:
    """Group records that share an id or an alias, in whatever number of steps."""
    groups: list[tuple[set[str], list[Mapping[str, Any]]]] = []
    for record in records:
        names, mine = {record["id"], *record.get("aliases", ())}, [record]
        apart = []
        for group in groups:
            if group[0] & names:
                names, mine = names | group[0], [*group[1], *mine]
            else:
                apart.append(group)
        groups = [*apart, (names, mine)]
    return [group[1] for group in groups]


def _age(name: str) -> tuple[int, list[int], str]:
    """Order ids: CVE before GHSA before the rest, the lowest number first."""
    kind = next((place for place, prefix in enumerate(("CVE-", "GHSA-")) if name.startswith(prefix)), 2)
    return (kind, [int(part) for part in re.findall(r"\d+", name)], name)


def _is_numbers(name: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)*", name) is not None


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
