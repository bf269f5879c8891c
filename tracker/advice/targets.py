"""The releases one could move to, and the one that policy says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from tracker.advice.candidates import Candidate, Candidates, Passed, vulnerable
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.advice.support import Standing
from tracker.model import Code, Target
from tracker.record import Record, replace
from tracker.versions import Version


class Choice(Record):
    """What policy recommends and why; `release` is None where it recommends nothing.

    `passed` are those that were passed over: of lines that would have come first, then the higher ones of its own,
    of each rule the highest, the highest first.
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

    def _best(self, places: Sequence[int], why: str) -> Choice:
        """Choose the best of some: what ends most of what affects the deployed version, then the highest.

        Where it takes one that still soaks to end a vulnerability, the one that ripens first is taken.
        """
        ripe = self._ripe(places)
        left = ripe.left if ripe else self._candidates.affecting_now
        chosen = (self._hurried(places, left) if left else None) or ripe
        if chosen is not None and self._makes_worse(chosen):
            chosen = None
        return Choice(
            release=chosen.release if chosen else None, why=why, passed=tuple(self._passed(places, chosen))
        )

    def _ripe(self, places: Sequence[int]) -> Candidate | None:
        """The highest release that nothing affects, else of those that leave least the highest."""
        least: Candidate | None = None
        for one in self._candidates.descending(places):
            if not (one.ripe and one.sound):
                continue
            if not one.affected:
                return one
            if least is None or len(one.affected) < len(least.affected):
                least = one
        return least

    def _makes_worse(self, one: Candidate) -> bool:
        """Say whether a move would only add vulnerabilities to a version that nothing asks to leave."""
        now, candidates = self._candidates.affecting_now, self._candidates
        if not now < one.affected or self._standing.ending_within(self._policy.support_warn, self._as_of):
            return False
        running = candidates.outlook.find(candidates.deployed)
        return not (candidates.against(candidates.deployed) or (running is not None and running.withdrawn))

    def _hurried(self, places: Sequence[int], left: frozenset[str]) -> Candidate | None:
        """The release that still soaks and ends more than what is left, None where none does."""
        young = (one for one in self._candidates.descending(places) if not one.ripe and one.sound)
        urgent = [one for one in young if one.left < left]
        return min(urgent, key=lambda one: (len(one.left), one.ripens_at), default=None)

    def _passed(self, places: Sequence[int], chosen: Candidate | None) -> Iterator[Passed]:
        told: set[Code] = set()
        for one in self._candidates.descending(places):
            if chosen is not None and one.placed is chosen.placed:
                return
            if one.passed_by not in told:
                told.add(one.passed_by)
                yield one.passed_over(chosen.release if chosen else None)

    def _stay(self) -> Choice:
        """Stay in the deployed version's support cycle."""
        cycle = self._standing.line
        return self._best(self._candidates.cycle(cycle), f"stay on line {cycle}")

    def _newest(self) -> Choice:
        return self._best(self._candidates.all, "follow the newest release")

    def _in_range(self) -> Choice:
        allowed = self._policy.range
        releases = self._candidates.pool.releases
        places = [
            place
            for place in self._candidates.all
            if allowed is None or releases[place].release.version in allowed
        ]
        return self._best(places, f"stay within {self._policy.track}")

    def _nothing(self) -> Choice:
        return Choice(release=None, why=f"nothing is tracked: {self._policy.reason}")

    def _lts(self) -> Choice:
        return self._first_clean(self._lines(only_lts=True)) or Choice(
            release=None, why="no long-term supported line above the deployed version is known"
        )

    def _supported(self) -> Choice:
        """Stay while the line is supported and mended; else the LTS line, else the line supported longest."""
        if self._standing.supported_for(self._policy.support_warn, self._as_of):
            stay = self._stay()
            return self._mended_elsewhere(stay) or stay
        lines = chain(self._lines(only_lts=True), self._lines(only_lts=False))
        return self._first_clean(lines) or self._for_want_of_better()

    def _mended_elsewhere(self, stay: Choice) -> Choice | None:
        """The lowest line that ends a vulnerability which the deployed line leaves; None where it ends all."""
        left = self._left_by(stay)
        for cycle in self._candidates.pool.ascending(self._candidates.start) if left else ():
            standing = self._candidates.outlook.standing_of(cycle)
            if cycle == self._standing.line or not standing.supported_for(self._policy.support_warn, self._as_of):
                continue
            choice = self._best(
                self._candidates.cycle(cycle), f"line {cycle} is the first that ends {_some(left)}"
            )
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

    def _lines(self, *, only_lts: bool) -> Iterator[Choice]:
        """The choice on each line that outlasts the deployed one, first on that which does by most."""
        for cycle in self._candidates.pool.longest(self._candidates.start):
            standing = self._candidates.outlook.standing_of(cycle)
            lts = standing.is_lts(self._as_of)
            if only_lts and not (lts and standing.supported_for(self._policy.support_warn, self._as_of)):
                continue
            if standing.outlasts(self._standing):
                why = f"line {cycle} is {_lasting(standing.ends_at, lts=lts)}"
                yield self._best(self._candidates.cycle(cycle), why)

    def _first_clean(self, choices: Iterable[Choice]) -> Choice | None:
        """The first choice of a release that nothing affects, else the first of any; None where there is none."""
        affected: list[tuple[Choice, KnownRelease, frozenset[str]]] = []
        for choice in choices:
            if choice.release is None:
                continue
            found = self._candidates.affecting(choice.release.version)
            if not found:
                left = [vulnerable(release, flaws, choice.release) for _, release, flaws in affected]
                return replace(choice, passed=(*left, *choice.passed))
            affected.append((choice, choice.release, found))
        return affected[0][0] if affected else None


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
    target = outlook.target(release)
    bought = own is not None and own.contract is not None and own.line == outlook.standing(release.version).line
    return replace(target, support_ends=own.ends_at) if own is not None and bought else target
