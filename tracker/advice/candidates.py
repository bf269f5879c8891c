"""The releases above a deployed version, and what speaks against each of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tracker.advice.exposure import Exposure
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook, Placed
from tracker.advice.policy import Policy
from tracker.advice.support import Standing
from tracker.model import Avoided, Code, Phase
from tracker.versions import Range, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A release that is not recommended, and the rule that says so; `ripens_at` is set where it only soaks."""

    release: KnownRelease
    code: Code
    why: str
    url: str | None = None
    ripens_at: datetime | None = None


class Candidate:
    """One release above the deployed version, judged where it is asked about."""

    def __init__(self, placed: Placed, candidates: "Candidates") -> None:
        self.placed = placed
        self.release = placed.release
        self._candidates = candidates

    @cached_property
    def objection(self) -> Passed | None:
        """What forbids to recommend it: it is known to be bad, refused by policy, or past its support."""
        return self._candidates.objection(self.placed)

    @property
    def sound(self) -> bool:
        """Whether nothing forbids to recommend it."""
        return self.objection is None

    @cached_property
    def ripens_at(self) -> datetime:
        """The instant it has soaked."""
        return self._candidates.ripens_at(self.placed)

    @property
    def ripe(self) -> bool:
        """Whether it has soaked."""
        return self.ripens_at <= self._candidates.outlook.as_of

    @cached_property
    def affected(self) -> frozenset[str]:
        """The vulnerabilities that clearly affect it."""
        return self._candidates.affecting(self.release.version)

    @property
    def left(self) -> frozenset[str]:
        """Those of the deployed version's vulnerabilities that it does not end."""
        return self._candidates.affecting_now & self.affected

    def passed_over(self, chosen: KnownRelease | None) -> Passed:
        """Say by which rule another release is recommended, or none."""
        if self.objection is not None:
            return self.objection
        version = self.release.version.text
        if not self.ripe:
            why = f"{version} is still soaking and is recommended from {self.ripens_at.date()}"
            return Passed(release=self.release, code=Code.SOAKING, why=why, ripens_at=self.ripens_at)
        instead = f", and {chosen.version.text} by fewer" if chosen else ""
        some = ", ".join(sorted(self.affected)[:3])
        why = f"{version} is affected by {some or 'nothing'}{instead}"
        return Passed(release=self.release, code=Code.VULNERABLE, why=why)


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What one could move to from a deployed version under a policy.

    `standing` is the support of the deployed line with what was bought for it; `affecting_now` are the
    vulnerabilities that clearly affect the deployed version.
    """

    deployed: Version
    outlook: Outlook
    exposure: Exposure
    policy: Policy
    standing: Standing
    avoid: tuple[Avoided, ...] = ()
    affecting_now: frozenset[str] = frozenset()

    @cached_property
    def all(self) -> tuple[Candidate, ...]:
        """Every release above the deployed one, ascending; pre-releases only where the policy wants them."""
        above = self.outlook.above(self.deployed, prereleases=self.policy.prereleases)
        return tuple(Candidate(one, self) for one in above)

    def line(self) -> KnownRelease | None:
        """The newest stable release of the deployed line, above the deployed one."""
        own = self.outlook.line_of(self.deployed)
        on_line = (one.release for one in reversed(self.outlook.above(self.deployed)) if one.line == own)
        return next(on_line, None)

    def lowest(self, ends: Iterable[Callable[[Candidate], bool]]) -> KnownRelease | None:
        """The lowest stable release that may be moved to and for which each of some conditions holds."""
        conditions = [*ends]
        fitting = (
            one.release
            for one in self.all
            if one.release.stable and one.sound and all(holds(one) for holds in conditions)
        )
        return next(fitting, None)

    def affecting(self, version: Version) -> frozenset[str]:
        """The vulnerabilities that clearly affect a version."""
        return self.exposure.affecting(version)

    def standing_of(self, placed: Placed) -> Standing:
        """The support of the cycle a release is in."""
        own = placed.cycle == self.standing.line
        return self.standing if own else self.outlook.standing_of(placed.cycle)

    def against(self, version: Version) -> Avoided | None:
        """What is known against running a version."""
        return next((one for one in self.avoid if version in Range.parse(one.range)), None)

    def objection(self, placed: Placed) -> Passed | None:
        """What forbids to recommend a release, None where nothing does."""
        release, text = placed.release, placed.release.version.text
        bad = self.against(release.version)
        if bad is not None:
            instead = f"; use {bad.use}" if bad.use else ""
            why = f"{text} is not recommended: {bad.why}{instead}"
            return Passed(release=release, code=Code.KNOWN_BAD, why=why, url=bad.url)
        refused = self.policy.refuses(release.version)
        if refused is not None:
            return Passed(release=release, code=Code.POLICY, why=f"{text} is refused by policy: {refused}")
        standing = self.standing_of(placed)
        if standing.phase is Phase.ENDED:
            ended = f" on {standing.ends_at.date()}" if standing.ends_at else ""
            why = f"{text} is past its support, which ended{ended}"
            return Passed(release=release, code=Code.SUPPORT_ENDED, why=why)
        return None

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
