"""Whom the releases of a component concern, of all who run it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tracker.advice.assessment import lowest_node
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.model import Concerned, DeployedEntry
from tracker.record import replace

# An entry as its environment, its name, and the versions of its nodes.
Deployed = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Entries in the order they were given, each with the place of its version among those that are deployed.

    `told` are names and versions, which many entries have in common; `before` counts the entries before a place.
    """

    environments: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    places: tuple[int, ...]
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Between:
    """The entries from one place to before another, made whenever they are gone through.

    As records, those of 38,000 releases and 60,000 entries would hold 13 MB.
    """

    placed: _Placed
    start: int
    end: int

    def __len__(self) -> int:
        return self.placed.before[self.end] - self.placed.before[self.start]

    def __iter__(self) -> Iterator[DeployedEntry]:
        each = zip(self.placed.environments, self.placed.told, self.placed.places, strict=True)
        for environment, (name, version), place in each:
            if self.start <= place < self.end:
                yield DeployedEntry(environment=environment, name=name, version=version)


def concerned(outlook: Outlook, deployed: Sequence[Deployed]) -> Iterator[tuple[KnownRelease, Concerned]]:
    """Tell of every release, ascending, whom it concerns; entries stay in the order they are given.

    Nobody is told to move to a pre-release or to what was withdrawn: these concern only those who run them.
    """
    read = {texts: lowest_node(texts, outlook) for texts in dict.fromkeys(texts for _, _, texts in deployed)}
    steps = sorted({found.version for _, found in read.values() if found is not None})
    places = {texts: bisect_left(steps, found.version) for texts, (_, found) in read.items() if found is not None}
    lowest = {texts: text for texts, (text, _) in read.items()}
    placed = _placed([one for one in deployed if one[2] in places], lowest, places)
    others = (one for one in deployed if one[2] not in places)
    below = nobody = Concerned(unclear=tuple(_entry(one, lowest) for one in others))
    environments: set[str] = set()
    passed = 0
    for release in outlook.history.releases:
        reached = bisect_left(steps, release.version, lo=passed)
        if reached > passed:
            environments.update(one.environment for one in _Between(placed, passed, reached))
            below = replace(nobody, below=_Between(placed, 0, reached), environments=len(environments))
            passed = reached
        whom = below if release.stable and not release.withdrawn else nobody
        if passed < len(steps) and steps[passed] == release.version:
            whom = replace(whom, running=_Between(placed, passed, passed + 1))
        yield release, whom


def _entry(deployed: Deployed, lowest: Mapping[tuple[str, ...], str]) -> DeployedEntry:
    environment, name, texts = deployed
    return DeployedEntry(environment=environment, name=name, version=lowest[texts])


def _placed(
    deployed: Sequence[Deployed], lowest: Mapping[tuple[str, ...], str], places: Mapping[tuple[str, ...], int]
) -> _Placed:
    told = {(name, texts): (name, lowest[texts]) for _, name, texts in deployed}
    counts = Counter(places[texts] for _, _, texts in deployed)
    return _Placed(
        environments=tuple(environment for environment, _, _ in deployed),
        told=tuple(told[name, texts] for _, name, texts in deployed),
        places=tuple(places[texts] for _, _, texts in deployed),
        before=tuple(accumulate((counts[place] for place in range(max(counts, default=-1) + 1)), initial=0)),
    )
