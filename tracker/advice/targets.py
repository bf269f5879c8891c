"""The releases one could move to, and the one that policy says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.advice.history import History, KnownRelease
from tracker.advice.policy import Policy
from tracker.advice.support import Standing, SupportView
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
    """The stable releases above the deployed version, ascending, and what choosing among them needs."""

    deployed: Version
    history: History
    support: SupportView
    policy: Policy
    as_of: datetime
    avoid: tuple[Avoided, ...] = ()

    def line(self) -> KnownRelease | None:
        """The newest stable release of the deployed line that is not known to be bad, above the deployed one."""
        on_line = [
            one for one in self.history.stable() if self._line_of(one) == self._own_line and not self._against(one)
        ]
        return on_line[-1] if on_line and on_line[-1].version > self.deployed else None

    @property
    def _own_line(self) -> str:
        return self.support.lines.line_of(self.deployed)

    def _line_of(self, release: KnownRelease) -> str:
        return self.support.lines.line_of(release.version)

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

    def ripens_at(self, release: KnownRelease) -> datetime:
        """The instant a release has soaked: its own age, and that of its line or major where it opens one."""
        soak = self.policy.soak
        ripe = release.released_at + soak.patch
        line, major = self._line_of(release), release.version.numbers[:1]
        if line == self._own_line:
            return ripe
        lines = self.support.lines
        ripe = max(ripe, (lines.opened(line) or release.released_at) + soak.minor)
        if major != self.deployed.numbers[:1]:
            ripe = max(ripe, (lines.major_opened(major) or release.released_at) + soak.major)
        return ripe

    def _against(self, release: KnownRelease) -> Avoided | None:
        """What is known against moving to a release."""
        return next((one for one in self.avoid if release.version in Range.parse(one.range)), None)

    def _pool(self) -> list[KnownRelease]:
        pool = self.history.releases if self.policy.prereleases else self.history.stable()
        return [one for one in pool if one.version > self.deployed and not one.withdrawn]

    def _ripe(self, pool: Sequence[KnownRelease], why: str) -> Choice:
        """Choose the highest release of a pool that is not bad and has soaked; name higher ones of either kind."""
        waiting: tuple[KnownRelease, datetime] | None = None
        avoided: tuple[KnownRelease, Avoided] | None = None
        for release in reversed(pool):
            against = self._against(release)
            if against is not None:
                avoided = avoided or (release, against)
                continue
            ripens_at = self.ripens_at(release)
            if ripens_at <= self.as_of:
                return Choice(release=release, why=why, soaking=waiting, avoided=avoided)
            waiting = waiting or (release, ripens_at)
        return Choice(release=None, why=why, soaking=waiting, avoided=avoided)

    def _stay(self) -> Choice:
        """Stay in the deployed version's support cycle."""
        cycle = self.support.of(self.deployed).line
        pool = [one for one in self._pool() if self.support.of(one.version).line == cycle]
        return self._ripe(pool, f"stay on line {cycle}")

    def _newest(self) -> Choice:
        return self._ripe(self._pool(), "follow the newest release")

    def _in_range(self) -> Choice:
        allowed = self.policy.range
        pool = [one for one in self._pool() if allowed is None or one.version in allowed]
        return self._ripe(pool, f"stay within {self.policy.track}")

    def _nothing(self) -> Choice:
        return Choice(release=None, why=f"nothing is tracked: {self.policy.reason}")

    def _lts(self) -> Choice:
        return self._best_line(only_lts=True) or Choice(
            release=None, why="no long-term supported line above the deployed version is known"
        )

    def _supported(self) -> Choice:
        """Stay while the line is supported; else the LTS line, else the line supported longest."""
        standing = self.support.of(self.deployed)
        if standing.supported_for(self.policy.support_warn, self.as_of):
            return self._stay()
        return self._best_line(only_lts=True) or self._best_line(only_lts=False) or self._for_want_of_better()

    def _for_want_of_better(self) -> Choice:
        if self.support.facts is None:
            why = "no support dates are known and no line released anything lately"
            return self._ripe(self._pool(), why)
        line = self.support.of(self.deployed).line
        return replace(self._stay(), why=f"no line above {line} is known to be supported longer")

    def _best_line(self, *, only_lts: bool) -> Choice | None:
        """The line that outlasts the deployed one by most and has a release that soaked."""
        own = self.support.of(self.deployed)
        best: tuple[Standing, Choice] | None = None
        for standing, releases in self._by_cycle():
            lts = standing.is_lts(self.as_of)
            if only_lts and not (lts and standing.supported_for(self.policy.support_warn, self.as_of)):
                continue
            if not standing.outlasts(own) or (best and best[0].lasting > standing.lasting):
                continue
            choice = self._ripe(releases, f"line {standing.line} is {_lasting(standing.ends_at, lts=lts)}")
            if choice.release is not None:
                best = (standing, choice)
        return best and best[1]

    def _by_cycle(self) -> Iterable[tuple[Standing, list[KnownRelease]]]:
        """Group the releases above the deployed one by their support, ascending."""
        groups: dict[str, tuple[Standing, list[KnownRelease]]] = {}
        for one in self._pool():
            standing = self.support.of(one.version)
            groups.setdefault(standing.line, (standing, []))[1].append(one)
        return groups.values()


def _lasting(ends_at: datetime | None, *, lts: bool) -> str:
    kind = "long-term supported" if lts else "supported longest"
    return f"{kind}, {'with no end known' if ends_at is None else f'until {ends_at.date()}'}"


def as_target(release: KnownRelease | None, deployed: Version | None, support: SupportView) -> Target | None:
    """Describe a release as a target; None where there is none or it is the deployed one."""
    if release is None or release.version == deployed:
        return None
    return Target(
        version=release.version.text,
        tag=release.tag,
        released_at=release.released_at,
        url=release.url,
        support_ends=support.of(release.version).ends_at,
    )
