"""The releases above a deployed version, and what speaks against each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.advice.exposure import Exposure
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.advice.policy import Policy, Soak
from tracker.advice.pool import Placed, Pool
from tracker.advice.support import Standing
from tracker.model import Avoided, Code, Phase
from tracker.record import Record
from tracker.versions import Range, Version


class Passed(Record):
    """A release that is not recommended, and the rule that says so; `ripens_at` is set where it only soaks.

    `rule` is what is said of it, without its version.
    """

    release: KnownRelease
    code: Code
    rule: str
    url: str | None = None
    ripens_at: datetime | None = None

    @property
    def why(self) -> str:
        """The rule in a sentence that names the version."""
        return f"{self.release.version.text} is {self.rule}"


class Candidate:
    """One release above the deployed version, judged where it is asked about."""

    __slots__ = ("_affected", "_candidates", "placed", "release", "ripens_at")

    def __init__(self, placed: Placed, candidates: "Candidates") -> None:
        self.placed = placed
        self.release = placed.release
        self.ripens_at = candidates.ripens_at(placed)
        self._affected: frozenset[str] | None = None
        self._candidates = candidates

    @property
    def objection(self) -> Passed | None:
        """What forbids to recommend it, None where nothing does."""
        return self._candidates.objection(self.placed)

    @property
    def sound(self) -> bool:
        """Whether nothing forbids to recommend it."""
        return self._candidates.forbidden_by(self.placed) is None

    @property
    def ripe(self) -> bool:
        """Whether it has soaked."""
        return self.ripens_at <= self._candidates.outlook.as_of

    @property
    def affected(self) -> frozenset[str]:
        """The vulnerabilities that clearly affect it."""
        if self._affected is None:
            self._affected = self._candidates.affecting(self.release.version)
        return self._affected

    @property
    def left(self) -> frozenset[str]:
        """Those of the deployed version's vulnerabilities that it does not end."""
        return self._candidates.affecting_now & self.affected

    @property
    def passed_by(self) -> Code:
        """The rule by which another release is recommended, or none."""
        return self._candidates.forbidden_by(self.placed) or (Code.VULNERABLE if self.ripe else Code.SOAKING)

    def passed_over(self, chosen: KnownRelease | None) -> Passed:
        """Say by which rule another release is recommended, or none."""
        objection = self.objection
        if objection is not None:
            return objection
        if not self.ripe:
            rule = f"still soaking and is recommended from {self.ripens_at.date()}"
            return Passed(release=self.release, code=Code.SOAKING, rule=rule, ripens_at=self.ripens_at)
        return vulnerable(self.release, self.affected, chosen)


def vulnerable(release: KnownRelease, affected: frozenset[str], chosen: KnownRelease | None) -> Passed:
    """Say that a release is passed over for what affects it."""
    instead = f", and {chosen.version.text} by fewer" if chosen else ""
    some = ", ".join(sorted(affected)[:3])
    return Passed(release=release, code=Code.VULNERABLE, rule=f"affected by {some or 'nothing'}{instead}")


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What one could move to from a deployed version under a policy.

    `standing` is the support of the deployed line with what was bought for it; `affecting_now` are the
    vulnerabilities that clearly affect the deployed version. `pool` holds them from the place `start` on.
    """

    deployed: Version
    outlook: Outlook
    exposure: Exposure
    policy: Policy
    standing: Standing
    avoid: tuple[Avoided, ...] = ()
    affecting_now: frozenset[str] = frozenset()
    pool: Pool = field(init=False)
    start: int = field(init=False)
    own_line: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the place of the deployed version once."""
        pool = self.outlook.pool(prereleases=self.policy.prereleases)
        object.__setattr__(self, "pool", pool)
        object.__setattr__(self, "start", pool.start(self.deployed))
        object.__setattr__(self, "own_line", self.outlook.line_of(self.deployed))

    @property
    def all(self) -> Sequence[int]:
        """The places of every release above the deployed one, ascending."""
        return range(self.start, len(self.pool.releases))

    def cycle(self, name: str) -> Sequence[int]:
        """The places of those in a support cycle, ascending."""
        return self.pool.cycle(name, self.start)

    def descending(self, places: Sequence[int]) -> Iterator[Candidate]:
        """The candidates of some places, the highest first."""
        return (Candidate(self.pool.releases[place], self) for place in reversed(places))

    def line(self) -> KnownRelease | None:
        """The newest stable release of the deployed line, above the deployed one."""
        stable = self.outlook.pool()
        return stable.newest_of(self.own_line, stable.start(self.deployed))

    def lowest(
        self, ends: Iterable[Callable[[Candidate], bool]], lasts: timedelta | None = None
    ) -> KnownRelease | None:
        """The lowest stable release that may be moved to and for which each of some conditions holds.

        With a span, it is on a line that is supported for longer.
        """
        stable, conditions = self.outlook.pool(), [*ends]
        start = stable.start(self.deployed)
        lowest = len(stable.releases)
        for cycle in stable.ascending(start):
            standing = self.standing_of(cycle)
            if lasts is not None and not standing.supported_for(lasts, self.outlook.as_of):
                continue
            for place in stable.cycle(cycle, start):
                if place >= lowest:
                    break
                one = Candidate(stable.releases[place], self)
                if one.sound and all(holds(one) for holds in conditions):
                    lowest = place
        return stable.releases[lowest].release if lowest < len(stable.releases) else None

    def affecting(self, version: Version) -> frozenset[str]:
        """The vulnerabilities that clearly affect a version."""
        return self.exposure.affecting(version)

    def standing_of(self, cycle: str) -> Standing:
        """The support of a cycle."""
        return self.standing if cycle == self.standing.line else self.outlook.standing_of(cycle)

    def against(self, version: Version) -> Avoided | None:
        """What is known against running a version."""
        return next((one for one in self.avoid if version in Range.parse(one.range)), None)

    def forbidden_by(self, placed: Placed) -> Code | None:
        """The rule that forbids to recommend a release, None where none does."""
        version = placed.release.version
        if self.avoid and self.against(version):
            return Code.KNOWN_BAD
        if self.policy.refuses(version) is not None:
            return Code.POLICY
        return Code.SUPPORT_ENDED if self.standing_of(placed.cycle).phase is Phase.ENDED else None

    def objection(self, placed: Placed) -> Passed | None:
        """What forbids to recommend a release, None where nothing does."""
        release = placed.release
        code, url = self.forbidden_by(placed), None
        if code is Code.KNOWN_BAD and (bad := self.against(release.version)):
            instead = f"; use {bad.use}" if bad.use else ""
            rule, url = f"not recommended: {bad.why}{instead}", bad.url
        elif code is Code.POLICY:
            rule = f"refused by policy: {self.policy.refuses(release.version)}"
        elif code is Code.SUPPORT_ENDED:
            ends_at = self.standing_of(placed.cycle).ends_at
            rule = f"past its support, which ended{f' on {ends_at.date()}' if ends_at else ''}"
        else:
            return None
        return Passed(release=release, code=code, rule=rule, url=url)

    def ripens_at(self, one: Placed) -> datetime:
        """The instant a release has soaked under this policy."""
        return ripens_at(self.outlook, self.policy.soak, one.release, one.line, (self.own_line, self.deployed))


def ripens_at(
    outlook: Outlook, soak: Soak, release: KnownRelease, line: str, own: tuple[str | None, Version | None]
) -> datetime:
    """The instant a release has soaked: its own age, and that of its line or major where it opens one.

    `own` is the deployed line and version, None where they cannot be told.
    """
    own_line, deployed = own
    ripe = release.released_at + soak.patch
    if line == own_line:
        return ripe
    ripe = max(ripe, (outlook.opened(line) or release.released_at) + soak.minor)
    major = release.version.numbers[:1]
    if deployed is None or major != deployed.numbers[:1]:
        ripe = max(ripe, (outlook.major_opened(major) or release.released_at) + soak.major)
    return ripe
