"""Which of the series of tags in a repository is the product, and which are its charts, modules and variants."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from tracker.versions.splitting import Numbering, Part

Dates = Mapping[str, datetime]
Words = tuple[str, ...]

_SIDE_WORDS = frozenset(
    [
        "helm",
        "chart",
        "charts",
        "doc",
        "docs",
        "documentation",
        "changelog",
        "changes",
        "build",
        "builds",
        "debian",
        "rpm",
        "deb",
        "constraints",
        "archive",
        "backup",
        "branch",
        "branchpoint",
        "merge",
        "base",
        "before",
        "after",
        "rename",
        "deprecated",
        "retract",
        "invalid",
        "fake",
        "broken",
        "private",
    ]
)
_DEAD_AFTER = timedelta(days=730)
_ENDED_AFTER = timedelta(days=90)


@dataclass
class Series:
    """The tags of one product: the words in their names, the words behind their numbers, the tags themselves.

    What is told of the tags is counted once, so they must be complete by then. `rivals` are the families that
    might as well be the product, for what the tags alone tell.
    """

    family: Words
    variant: str
    parts: list[Part] = field(default_factory=list)
    rivals: tuple[Words, ...] = ()

    @cached_property
    def stable(self) -> int:
        """How many tags would be releases."""
        return sum(one.stable or one.version is None for one in self.parts)

    @property
    def weight(self) -> float:
        """How much the series counts; a pre-release counts a quarter of a release."""
        return self.stable + (len(self.parts) - self.stable) / 4

    @cached_property
    def is_path(self) -> bool:
        """Whether its tags name a folder of the repository, as api/v1.2.0 does."""
        return any("/" in one.prefix for one in self.parts)

    @cached_property
    def versions(self) -> Collection[tuple[int, ...]]:
        """The numbers of its releases, but for years, stamps and single numbers."""
        return [one.numbers for one in self.parts if one.stable and one.numbering is Numbering.NUMBERS]

    @cached_property
    def major(self) -> int:
        """The highest first number of a release."""
        return max(self.versions, default=(0,))[0]

    @cached_property
    def lowest_major(self) -> int:
        """The lowest first number of a release."""
        return min(self.versions, default=(0,))[0]

    def newest(self, dates: Dates) -> datetime | None:
        """The date of its latest tag, None where no date is known."""
        return max((dates[one.tag] for one in self.parts if one.tag in dates), default=None)


def main_series(parts: Iterable[Part], dates: Dates) -> Series | None:
    """Choose the series that is the product; None where no tag is a version."""
    products = [_best_variant(group) for group in _by_family(parts).values()]
    readable = [one for one in products if one.weight >= 1] or products
    candidates = _narrowed(readable, lambda one: not _SIDE_WORDS.intersection(one.family))
    alive = _alive(_narrowed(candidates, lambda one: not _extends(one, candidates)), dates)
    if not alive:
        return None
    bare = next((one for one in alive if not one.family), None)
    largest = max(one.weight for one in alive)
    if bare is not None and (bare.weight >= largest or bare.stable >= max(one.stable for one in alive) / 10 > 0):
        return _product_of_module(bare, alive) or _successor(bare, alive, dates) or bare
    rivals = [one for one in alive if one.weight >= largest / 2]
    chosen = max(rivals, key=lambda one: (one.major > 0, one.weight, one.family))
    chosen.rivals = tuple(one.family for one in rivals if (one.major > 0) is (chosen.major > 0))
    return chosen


def _by_family(parts: Iterable[Part]) -> Mapping[Words, Sequence[Series]]:
    groups: dict[tuple[Words, str], Series] = {}
    for one in parts:
        key = (one.family, one.variant)
        groups.setdefault(key, Series(*key)).parts.append(one)
    families: defaultdict[Words, list[Series]] = defaultdict(list)
    for group in groups.values():
        families[group.family].append(group)
    return families


def _best_variant(group: Sequence[Series]) -> Series:
    """Prefer the plain series; words behind the numbers must be twice as common to be the product's own."""

    def standing(one: Series) -> tuple[int, str]:
        side = _SIDE_WORDS.intersection(one.variant.split("-"))
        return (0 if side else one.stable if one.variant else 2 * one.stable, one.variant)

    plain = next((one for one in group if not one.variant), None)
    best = max(group, key=standing)
    return plain if plain is not None and standing(plain)[0] >= standing(best)[0] else best


def _narrowed(series: Sequence[Series], keep: Callable[[Series], bool]) -> Sequence[Series]:
    return [one for one in series if keep(one)] or series


def _alive(series: Sequence[Series], dates: Dates) -> Sequence[Series]:
    """Drop the series that ended years before another one that has releases of its own."""
    last = {id(one): one.newest(dates) for one in series if one.stable >= 3}
    latest = max((at for at in last.values() if at), default=None)
    if latest is None:
        return series

    def lives(one: Series) -> bool:
        at = last.get(id(one)) or one.newest(dates)
        return at is None or latest - at <= _DEAD_AFTER

    return _narrowed(series, lives)


def _product_of_module(bare: Series, series: Sequence[Series]) -> Series | None:
    """Find the product whose Go module is tagged 0.x beside it without a name (knative-v1.23.0 and v0.50.0)."""
    named = [
        one for one in series if one.family and one.major > 0 and one.stable * 3 >= bare.stable and not one.is_path
    ]
    return named[0] if bare.major == 0 and len(named) == 1 else None


def _successor(bare: Series, series: Sequence[Series], dates: Dates) -> Series | None:
    """Find the named series that went on where bare versions ended (v3.3.1, then kustomize/v5.8.1)."""
    above = [one for one in series if one.major > bare.major and one.stable >= 2 * bare.stable]
    next_one = [one for one in series if _goes_on(one, bare, dates)]
    found = above or next_one
    return found[0] if len(found) == 1 else None


def _goes_on(one: Series, bare: Series, dates: Dates) -> bool:
    """Say whether a series took over from the bare versions, a major above them or where they had ended."""
    last, before = one.newest(dates), bare.newest(dates)
    if last is None or before is None or last <= before or one.stable < 3:
        return False
    if one.lowest_major == bare.major + 1 and not one.is_path:
        return True
    ended = last - before >= _ENDED_AFTER and 0 < bare.major <= one.lowest_major
    return ended and max(one.versions, default=()) > max(bare.versions, default=())


def _extends(one: Series, series: Sequence[Series]) -> bool:
    """Say whether a name is another one with more words (mimir-distributed beside mimir)."""
    return any(
        other.family
        and len(other.family) < len(one.family)
        and one.family[: len(other.family)] == other.family
        and other.weight * 10 >= one.weight
        for other in series
    )
