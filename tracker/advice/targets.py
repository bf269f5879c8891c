"""The releases one could move to, and the one that policy says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook, Placed
from tracker.advice.policy import Policy
from tracker.advice.support import Standing
from tracker.model import Avoided, Target
from tracker.versions import Range, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What policy recommends and why.

    `soaking` is a younger release passed over, with the day it ripens; `avoided` one that is known to be bad.
    """

    release: KnownRelease | None
    why: str
    soaking: tuple[KnownRelease, datetime] | None = None
    avoided: tuple[KnownRelease, Avoided] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What one could move to from a deployed version under a policy."""

    deployed: Version
    outlook: Outlook
    policy: Policy
    avoid: tuple[Avoided, ...] = ()

    def line(self) -> KnownRelease | None:
        """The newest stable release of the deployed line, above the deployed one."""
        own = self.outlook.line_of(self.deployed)
        on_line = [one.release for one in self.outlook.above(self.deployed) if one.line == own]
        return on_line[-1] if on_line else None

    def recommended(self) -> Choice:
        """What the policy's track says, leaving out what has not soaked."""
        track = self.policy.track
        choosers = {
            "supported": self._supported,
            "newest": self._newest,
            "lts": self._lts,
            "line": self._stay,
            "none": self._nothing,
        }
        return choosers.get(track, self._in_range)()

    def ripens_at(self, one: Placed) -> datetime:
        """The instant a release has soaked: its own age, and that of its line or major where it opens one."""
        soak, released_at = self.policy.soak, one.release.released_at
        ripe = released_at + soak.patch
        if one.line == self.outlook.line_of(self.deployed):
            return ripe
        ripe = max(ripe, (self.outlook.opened(one.line) or released_at) + soak.minor)
        major = one.release.version.numbers[:1]
        if major != self.deployed.numbers[:1]:
            ripe = max(ripe, (self.outlook.major_opened(major) or released_at) + soak.major)
        return ripe

    def _against(self, release: KnownRelease) -> Avoided | None:
        """What is known against moving to a release."""
        return next((one for one in self.avoid if release.version in Range.parse(one.range)), None)

    def _pool(self) -> Sequence[Placed]:
        return self.outlook.above(self.deployed, prereleases=self.policy.prereleases)

    def _ripe(self, pool: Sequence[Placed], why: str) -> Choice:
        """Choose the highest release of a pool that is not bad and has soaked; name higher ones of either kind."""
        waiting: tuple[KnownRelease, datetime] | None = None
        avoided: tuple[KnownRelease, Avoided] | None = None
        for one in reversed(pool):
            against = self._against(one.release)
            if against is not None:
                avoided = avoided or (one.release, against)
                continue
            ripens_at = self.ripens_at(one)
            if ripens_at <= self.outlook.as_of:
                return Choice(release=one.release, why=why, soaking=waiting, avoided=avoided)
            waiting = waiting or (one.release, ripens_at)
        return Choice(release=None, why=why, soaking=waiting, avoided=avoided)

    def _stay(self) -> Choice:
        """Stay in the deployed version's support cycle."""
        cycle = self.outlook.standing(self.deployed).line
        return self._ripe([one for one in self._pool() if one.cycle == cycle], f"stay on line {cycle}")

    def _newest(self) -> Choice:
        return self._ripe(self._pool(), "follow the newest release")

    def _in_range(self) -> Choice:
        allowed = self.policy.range
        pool = [one for one in self._pool() if allowed is None or one.release.version in allowed]
        return self._ripe(pool, f"stay within {self.policy.track}")

    def _nothing(self) -> Choice:
        return Choice(release=None, why=f"nothing is tracked: {self.policy.reason}")

    def _lts(self) -> Choice:
        return self._best_line(only_lts=True) or Choice(
            release=None, why="no long-term supported line above the deployed version is known"
        )

    def _supported(self) -> Choice:
        """Stay while the line is supported; else the LTS line, else the line supported longest."""
        standing = self.outlook.standing(self.deployed)
        if standing.supported_for(self.policy.support_warn, self.outlook.as_of):
            return self._stay()
        return self._best_line(only_lts=True) or self._best_line(only_lts=False) or self._for_want_of_better()

    def _for_want_of_better(self) -> Choice:
        if self.outlook.support is None:
            why = "no support dates are known and no line released anything lately"
            return self._ripe(self._pool(), why)
        line = self.outlook.standing(self.deployed).line
        return replace(self._stay(), why=f"no line above {line} is known to be supported longer")

    def _best_line(self, *, only_lts: bool) -> Choice | None:
        """The line that outlasts the deployed one by most and has a release that soaked."""
        own, as_of = self.outlook.standing(self.deployed), self.outlook.as_of
        best: tuple[Standing, Choice] | None = None
        for cycle, releases in self._by_cycle().items():
            standing = self.outlook.standing_of(cycle)
            lts = standing.is_lts(as_of)
            if only_lts and not (lts and standing.supported_for(self.policy.support_warn, as_of)):
                continue
            if not standing.outlasts(own) or (best and best[0].lasting > standing.lasting):
                continue
            choice = self._ripe(releases, f"line {cycle} is {_lasting(standing.ends_at, lts=lts)}")
            if choice.release is not None:
                best = (standing, choice)
        return best and best[1]

    def _by_cycle(self) -> Mapping[str, Sequence[Placed]]:
        """Group the releases above the deployed one by their support cycle, ascending."""
        groups: dict[str, list[Placed]] = {}
        for one in self._pool():
            groups.setdefault(one.cycle, []).append(one)
        return groups


def _lasting(ends_at: datetime | None, *, lts: bool) -> str:
    kind = "long-term supported" if lts else "supported longest"
    return f"{kind}, {'with no end known' if ends_at is None else f'until {ends_at.date()}'}"


def as_target(release: KnownRelease | None, deployed: Version | None, outlook: Outlook) -> Target | None:
    """Describe a release as a target; None where there is none or it is the deployed one."""
    if release is None or release.version == deployed:
        return None
    return Target(
        version=release.version.text,
        tag=release.tag,
        released_at=release.released_at,
        url=release.url,
        support_ends=outlook.standing(release.version).ends_at,
    )
