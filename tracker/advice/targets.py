"""The releases one could move to, and the one that policy says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.advice.history import History, KnownRelease
from tracker.advice.policy import Policy
from tracker.advice.support import SupportView
from tracker.model import Target
from tracker.versions import Version, line_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What policy recommends and why; `soaking` is a younger release passed over, with the day it ripens."""

    release: KnownRelease | None
    why: str
    soaking: tuple[KnownRelease, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The stable releases above the deployed version, ascending, and what choosing among them needs."""

    deployed: Version
    history: History
    support: SupportView
    policy: Policy
    as_of: datetime

    def line(self) -> KnownRelease | None:
        """The newest stable release of the deployed line, above the deployed one."""
        return _last(self._on_line(self.own_line, [*self.history.stable()]))

    @property
    def own_line(self) -> str:
        """The line of the deployed version."""
        return line_name(self.deployed, self.history.line_rule)

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
        if release.line == self.own_line:
            return ripe
        ripe = max(ripe, self._opened(line=release.line) + soak.minor)
        if release.version.numbers[:1] != self.deployed.numbers[:1]:
            ripe = max(ripe, self._opened(major=release.version.numbers[:1]) + soak.major)
        return ripe

    def _opened(self, *, line: str | None = None, major: tuple[int, ...] | None = None) -> datetime:
        """The date of the first stable release of a line, or of a major."""
        return min(
            one.released_at
            for one in self.history.stable()
            if (line is None or one.line == line) and (major is None or one.version.numbers[:1] == major)
        )

    def _pool(self) -> list[KnownRelease]:
        pool = self.history.releases if self.policy.prereleases else self.history.stable()
        return [one for one in pool if one.version > self.deployed and not one.withdrawn]

    def _on_line(self, line: str, pool: Sequence[KnownRelease]) -> list[KnownRelease]:
        return [one for one in pool if one.line == line and one.version > self.deployed]

    def _ripe(self, pool: Sequence[KnownRelease], why: str) -> Choice:
        """Choose the highest release of a pool that has soaked; name a higher one that has not."""
        waiting: tuple[KnownRelease, datetime] | None = None
        for release in reversed(pool):
            ripens_at = self.ripens_at(release) if release.stable else release.released_at
            if ripens_at <= self.as_of:
                return Choice(release=release, why=why, soaking=waiting)
            waiting = waiting or (release, ripens_at)
        return Choice(release=None, why=why, soaking=waiting)

    def _stay(self) -> Choice:
        return self._ripe(self._on_line(self.own_line, self._pool()), f"stay on line {self.own_line}")

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
        return (
            self._best_line(only_lts=True)
            or self._best_line(only_lts=False)
            or self._nothing_supported(standing.line)
        )

    def _nothing_supported(self, line: str) -> Choice:
        if self.support.facts is None:
            return self._ripe(
                self._pool(), f"line {line} released nothing lately and no support dates are known"
            )
        return self._ripe(
            self._on_line(self.own_line, self._pool()),
            f"no supported line above {line} is known; its newest release",
        )

    def _best_line(self, *, only_lts: bool) -> Choice | None:
        """The line above the deployed version that is supported longest and has a release that soaked."""
        choices = []
        lines: dict[str, list[KnownRelease]] = {}
        for one in self._pool():
            lines.setdefault(one.line, []).append(one)
        for line, on_line in lines.items():
            standing = self.support.of(on_line[-1].version)
            lts = standing.is_lts(self.as_of)
            if not standing.supported_for(self.policy.support_warn, self.as_of) or (only_lts and not lts):
                continue
            choice = self._ripe(on_line, f"line {line} is {_lasting(standing.ends_at, lts=lts)}")
            if choice.release is not None:
                end = standing.ends_at
                choices.append((end is None, end or self.as_of, choice.release.version, choice))
        return max(choices, key=lambda one: one[:3])[3] if choices else None


def _lasting(ends_at: datetime | None, *, lts: bool) -> str:
    kind = "long-term supported" if lts else "supported longest"
    return kind if ends_at is None else f"{kind}, until {ends_at.date()}"


def _last(releases: Sequence[KnownRelease]) -> KnownRelease | None:
    return releases[-1] if releases else None


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
