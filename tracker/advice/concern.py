"""Whom the releases of a component concern, of all who run it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.advice.assessment import lowest_node
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.model import Concerned, DeployedEntry
from tracker.record import replace
from tracker.versions import Version

# An entry as its environment, its name, and the versions of its nodes.
Deployed = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Below:
    """The `count` entries that have a lower place than `end`, picked whenever they are gone through.

    As tuples, those of 38,000 releases and 60,000 entries would hold 9 MB.
    """

    entries: tuple[DeployedEntry, ...]
    places: tuple[int, ...]
    end: int
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[DeployedEntry]:
        return (entry for entry, place in zip(self.entries, self.places, strict=True) if place < self.end)


def concerned(outlook: Outlook, deployed: Sequence[Deployed]) -> Iterator[tuple[KnownRelease, Concerned]]:
    """Tell of every release, ascending, whom it concerns; entries stay in the order they are given.

    Nobody is told to move to a pre-release or to what was withdrawn: these concern only those who run them.
    """
    placed = _placed(outlook, deployed)
    steps = sorted({version for _, version in placed if version is not None})
    places = {version: place for place, version in enumerate(steps)}
    entries = tuple(entry for entry, version in placed if version is not None)
    order = tuple(places[version] for _, version in placed if version is not None)
    below = nobody = Concerned(unclear=tuple(entry for entry, version in placed if version is None))
    passed = 0
    for release in outlook.history.releases:
        version = release.version
        if passed < len(steps) and steps[passed] < version:
            passed += sum(1 for step in steps[passed:] if step < version)
            below = _with_below(nobody, entries, order, passed)
        whom = below if release.stable and not release.withdrawn else nobody
        if passed < len(steps) and steps[passed] == version:
            running = (entry for entry, place in zip(entries, order, strict=True) if place == passed)
            whom = replace(whom, running=tuple(running))
        yield release, whom


def _placed(outlook: Outlook, deployed: Sequence[Deployed]) -> Sequence[tuple[DeployedEntry, Version | None]]:
    """Name each entry with its lowest version, and give the version where it can be read."""
    read = {texts: lowest_node(texts, outlook) for texts in dict.fromkeys(texts for _, _, texts in deployed)}
    placed: list[tuple[DeployedEntry, Version | None]] = []
    for environment, name, texts in deployed:
        text, found = read[texts]
        entry = DeployedEntry(environment=environment, name=name, version=text)
        placed.append((entry, found.version if found is not None else None))
    return placed


def _with_below(
    nobody: Concerned, entries: tuple[DeployedEntry, ...], places: tuple[int, ...], end: int
) -> Concerned:
    below = _Below(entries, places, end, sum(place < end for place in places))
    return replace(nobody, below=below, environments=len({one.environment for one in below}))
