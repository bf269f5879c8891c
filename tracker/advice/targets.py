"""The releases one could move to, and the one that policy says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from tracker.advice.candidates import Candidate, Candidates, Passed
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.advice.support import Standing
from tracker.model import Target
from tracker.versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What policy recommends and why; `release` is None where it recommends nothing.

    `passed` are the higher releases of the same choice, the highest first.
    """

    release: KnownRelease | None
    why: str
    passed: tuple[Passed, ...] = ()


class Chooser:
    """Chooses among the candidates of a deployed version by the track of its policy.

    `standing` is the support of the deployed line, with what was bought for it.
    """

    def __init__(self, candidates: Candidates, standing: Standing) -> None:
        self._candidates = candidates
        self._standing = standing
        self._policy = candidates.policy
        self._as_of = candidates.outlook.as_of

    def choose(self) -> Choice:
        """What the policy's track says, leaving out what may not be recommended."""
        track: Mapping[str, Callable[[], Choice]] = {
            "supported": self._supported,
            "newest": self._newest,
            "lts": self._lts,
            "line": self._stay,
            "none": self._nothing,
        }
        return track.get(self._policy.track, self._in_range)()

    @cached_property
    def _cycles(self) -> Mapping[str, Sequence[Candidate]]:
        """The candidates above the deployed version by their support cycle, ascending."""
        groups: dict[str, list[Candidate]] = {}
        for one in self._candidates.all:
            groups.setdefault(one.placed.cycle, []).append(one)
        return groups

    def _best(self, pool: Sequence[Candidate], why: str) -> Choice:
        """Choose the best of a pool: what ends most of what affects the deployed version, then the highest.

        Where it takes one that still soaks to end a vulnerability, the one that ripens first is taken.
        """
        sound = [one for one in reversed(pool) if one.sound]
        ripe = self._cleanest([one for one in sound if one.ripe])
        left = ripe.left if ripe else self._candidates.affecting_now
        urgent = [one for one in sound if not one.ripe and one.left < left]
        least = min((len(one.left) for one in urgent), default=0)
        hurried = min(
            (one for one in urgent if len(one.left) == least), key=lambda one: one.ripens_at, default=None
        )
        chosen = hurried or ripe
        return Choice(
            release=chosen.release if chosen else None, why=why, passed=tuple(self._passed(pool, chosen))
        )

    def _cleanest(self, ripe: Sequence[Candidate]) -> Candidate | None:
        """The highest release that nothing affects, else of those that leave least the highest."""
        clean = next((one for one in ripe if not one.affected), None)
        return clean or min(ripe, key=lambda one: len(one.affected), default=None)

    def _passed(self, pool: Iterable[Candidate], chosen: Candidate | None) -> Iterator[Passed]:
        for one in reversed([*pool]):
            if one is chosen:
                return
            yield one.passed_over(chosen.release if chosen else None)

    def _stay(self) -> Choice:
        """Stay in the deployed version's support cycle."""
        cycle = self._standing.line
        return self._best(self._cycles.get(cycle, ()), f"stay on line {cycle}")

    def _newest(self) -> Choice:
        return self._best(self._candidates.all, "follow the newest release")

    def _in_range(self) -> Choice:
        allowed = self._policy.range
        pool = [one for one in self._candidates.all if allowed is None or one.release.version in allowed]
        return self._best(pool, f"stay within {self._policy.track}")

    def _nothing(self) -> Choice:
        return Choice(release=None, why=f"nothing is tracked: {self._policy.reason}")

    def _lts(self) -> Choice:
        return self._best_line(only_lts=True) or Choice(
            release=None, why="no long-term supported line above the deployed version is known"
        )

    def _supported(self) -> Choice:
        """Stay while the line is supported and mended; else the LTS line, else the line supported longest."""
        if self._standing.supported_for(self._policy.support_warn, self._as_of):
            stay = self._stay()
            return self._mended_elsewhere(stay) or stay
        return self._best_line(only_lts=True) or self._best_line(only_lts=False) or self._for_want_of_better()

    def _mended_elsewhere(self, stay: Choice) -> Choice | None:
        """The lowest line that ends a vulnerability which the deployed line leaves; None where it ends all."""
        left = self._left_by(stay)
        for cycle, pool in self._cycles.items():
            standing = self._candidates.outlook.standing_of(cycle)
            if cycle == self._standing.line or not standing.supported_for(self._policy.support_warn, self._as_of):
                continue
            choice = self._best(pool, f"line {cycle} is the first that ends {_some(left)}")
            if choice.release is not None and self._left_by(choice) < left:
                return choice
        return None

    def _left_by(self, choice: Choice) -> frozenset[str]:
        """What affects the deployed version and still would after a choice."""
        now = self._candidates.affecting_now
        return now & self._candidates.affecting(choice.release.version) if choice.release else now

    def _for_want_of_better(self) -> Choice:
        if self._candidates.outlook.support is None:
            return self._best(
                self._candidates.all, "no support dates are known and no line released anything lately"
            )
        why = f"no line above {self._standing.line} is known to be supported longer"
        return replace(self._stay(), why=why)

    def _best_line(self, *, only_lts: bool) -> Choice | None:
        """The line that outlasts the deployed one by most and has a release that may be recommended."""
        best: tuple[Standing, Choice] | None = None
        for cycle, pool in self._cycles.items():
            standing = self._candidates.outlook.standing_of(cycle)
            lts = standing.is_lts(self._as_of)
            if only_lts and not (lts and standing.supported_for(self._policy.support_warn, self._as_of)):
                continue
            if not standing.outlasts(self._standing) or (best and best[0].lasting > standing.lasting):
                continue
            choice = self._best(pool, f"line {cycle} is {_lasting(standing.ends_at, lts=lts)}")
            if choice.release is not None:
                best = (standing, choice)
        return best and best[1]


def _lasting(ends_at: datetime | None, *, lts: bool) -> str:
    kind = "long-term supported" if lts else "supported longest"
    return f"{kind}, {'with no end known' if ends_at is None else f'until {ends_at.date()}'}"


def _some(ids: Iterable[str]) -> str:
    first, *more = sorted(ids) or [""]
    return f"{first} and {len(more)} more" if more else first


def as_target(
    release: KnownRelease | None, deployed: Version | None, outlook: Outlook, own: Standing | None = None
) -> Target | None:
    """Describe a release as a target; None where there is none or it is the deployed one.

    `own` is the support of the deployed line with what was bought for it.
    """
    if release is None or release.version == deployed:
        return None
    standing = outlook.standing(release.version)
    if own is not None and own.line == standing.line:
        standing = own
    return Target(
        version=release.version.text,
        tag=release.tag,
        released_at=release.released_at,
        url=release.url,
        line=release.line,
        support_ends=standing.ends_at,
    )
