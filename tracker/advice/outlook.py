"""What is known of one component, seen from one instant; questions about many deployments share it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from weakref import proxy

from tracker.advice.history import History, KnownRelease
from tracker.advice.pool import Placed, Pool
from tracker.advice.support import Standing, stand
from tracker.model import LineRule, SupportFacts, SupportLine, Target
from tracker.versions import Version, line_name, supported_line

# An end of support this near to the day a later line opened was not planned: that release brought it about.
_BROUGHT_ABOUT = timedelta(days=1)


class Outlook:
    """A component's releases in order, each placed, and the support of every version, at one instant.

    A *line* is what the component's rule says, or the support cycle where that is finer (PostgreSQL 9.5 and 9.6,
    of which the rule only says 9). A *cycle* is what support is stated for, or the line where nothing is stated
    (all of Elasticsearch 7 is one cycle of many lines). Where `live` is False, only what was released before the
    instant is known.
    """

    def __init__(
        self, history: History, support: SupportFacts | None, as_of: datetime, *, live: bool = True
    ) -> None:
        self.history = history if live else history.before(as_of)
        self.support = support
        self.as_of = as_of
        self.live = live
        self._stated = {line.name: line for line in support.lines} if support else {}
        self._depth = max((name.count(".") + 1 for name in self._stated), default=2)
        self._names: dict[tuple[int, ...], tuple[str, str]] = {}
        self._standings: dict[str, Standing] = {}
        self._opened: dict[str, datetime] = {}
        self._majors_opened: dict[tuple[int, ...], datetime] = {}
        self._last: dict[str, datetime] = {}
        self._last_of_lines: dict[str, datetime] = {}
        self._targets: dict[str, Target] = {}
        placed = [self._placed(one) for one in self.history.releases if not one.withdrawn]
        # Held weakly: an outlook goes with its last user, not at the next collection of all garbage.
        mine = proxy(self)

        def standing_of(cycle: str) -> Standing:
            standing: Standing = mine.standing_of(cycle)
            return standing

        self._stable = Pool((one for one in placed if one.release.stable), standing_of)
        for one in self.stable:
            self._measure(one)
        if len(placed) > len(self.stable):
            self._all = Pool(placed, standing_of)
        else:
            self._all = self._stable

    @property
    def stable(self) -> Sequence[Placed]:
        """The stable releases that are not withdrawn, ascending."""
        return self._stable.releases

    def pool(self, *, prereleases: bool = False) -> Pool:
        """The releases that are not withdrawn; pre-releases only where they are wanted."""
        return self._all if prereleases else self._stable

    def above(self, version: Version, *, prereleases: bool = False) -> Sequence[Placed]:
        """The releases above a version, ascending; pre-releases only where they are wanted."""
        pool = self.pool(prereleases=prereleases)
        return pool.releases[pool.start(version) :]

    @cached_property
    def newest(self) -> KnownRelease | None:
        """The highest stable release, None without any."""
        return self.stable[-1].release if self.stable else None

    @cached_property
    def versions(self) -> Mapping[Version, KnownRelease]:
        """Every release by its version, withdrawn ones too."""
        return {one.version: one for one in self.history.releases}

    def find(self, version: Version) -> KnownRelease | None:
        """The release of a version, where it is known."""
        return self.versions.get(version)

    def names_line(self, version: Version) -> bool:
        """Say whether a text such as `16` names a line, whose releases have more numbers, and not a release."""
        same = self.find(version)
        if not version.numbers or version.prerelease or (same and same.version.text == version.text):
            return False
        start = self._all.start(version)
        near = (same, *(one.release for one in self._all.releases[start : start + 1]))
        longer = (one.version for one in near if one and len(one.version.numbers) > len(version.numbers))
        return any(is_under(one, version) for one in longer)

    def target(self, release: KnownRelease) -> Target:
        """Describe a release as one that could be moved to."""
        if release.tag not in self._targets:
            self._targets[release.tag] = Target(
                version=release.version.text,
                tag=release.tag,
                released_at=release.released_at,
                url=release.url,
                line=release.line,
                support_ends=self.standing(release.version).ends_at,
            )
        return self._targets[release.tag]

    def line_of(self, version: Version) -> str:
        """Name the line a version is on."""
        return self._names_of(version)[0]

    def standing(self, version: Version) -> Standing:
        """Tell the support of the cycle a version is in."""
        return self.standing_of(self._names_of(version)[1])

    def standing_of(self, cycle: str) -> Standing:
        """Tell the support of a cycle."""
        if cycle not in self._standings:
            stated, last = self._stated.get(cycle), self._last.get(cycle)
            named = cycle in self.history.lts
            self._standings[cycle] = stand(
                cycle, stated, last, self.as_of, named_lts=named, told_at=self._told_at(stated)
            )
        return self._standings[cycle]

    def _told_at(self, stated: SupportLine | None) -> datetime | None:
        """When the end of a line became known: on its record, or with the opening of the line that ended it."""
        if stated is None or stated.ends_at is None:
            return None
        opened = (one.released_at for one in self._stated.values() if one is not stated and one.released_at)
        rolling = any(abs(at - stated.ends_at) <= _BROUGHT_ABOUT for at in opened)
        known = (stated.known_at, stated.ends_at if rolling else None)
        return max((at for at in known if at), default=None)

    def opened(self, line: str) -> datetime | None:
        """The date of the first stable release of a line, None without any."""
        return self._opened.get(line)

    def behind_since(self, version: Version) -> datetime | None:
        """The date of what was released first of all that is above a version, None where nothing is."""
        return self._stable.earliest(self._stable.start(version))

    def lines_above(self, version: Version) -> Sequence[datetime]:
        """When each line above that of a version opened, in the order of time."""
        own, above = self.line_of(version), self._stable.lines(self._stable.start(version))
        return sorted(self._opened[line] for line in above if line != own)

    def last_of(self, line: str) -> datetime | None:
        """The date of the latest stable release of a line, None without any."""
        return self._last_of_lines.get(line)

    def major_opened(self, major: tuple[int, ...]) -> datetime | None:
        """The date of the first stable release of a major, named by its leading number; None without any."""
        return self._majors_opened.get(major)

    def _placed(self, release: KnownRelease) -> Placed:
        return Placed(release, *self._names_of(release.version))

    def _names_of(self, version: Version) -> tuple[str, str]:
        whole = self.history.line_rule is LineRule.ALL_BUT_LAST
        key = version.numbers if whole else version.numbers[: max(self._depth, 2)]
        if key not in self._names:
            rule_line = line_name(version, self.history.line_rule)
            cycle = supported_line(version, self._stated)
            finer = cycle is not None and cycle.count(".") > rule_line.count(".")
            self._names[key] = (cycle if cycle and finer else rule_line, cycle or rule_line)
        return self._names[key]

    def _measure(self, one: Placed) -> None:
        at, major = one.release.released_at, one.release.version.numbers[:1]
        self._opened[one.line] = min(self._opened.get(one.line, at), at)
        self._majors_opened[major] = min(self._majors_opened.get(major, at), at)
        self._last[one.cycle] = max(self._last.get(one.cycle, at), at)
        self._last_of_lines[one.line] = max(self._last_of_lines.get(one.line, at), at)


def is_under(version: Version, line: Version) -> bool:
    """Say whether a version begins with the numbers of another, as 16.3 does with those of 16."""
    return version.numbers[: len(line.numbers)] == line.numbers
