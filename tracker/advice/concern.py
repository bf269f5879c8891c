"""Whom the releases of a component concern, of all who run it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tracker.advice.assessment import lowest_node
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.model import Concerned, DeployedEntry
from tracker.versions import Version

# An entry as its environment, its name, and the versions of its nodes.
Deployed = tuple[str, str, tuple[str, ...]]


def concerned(outlook: Outlook, deployed: Sequence[Deployed]) -> Iterator[tuple[KnownRelease, Concerned]]:
    """Tell of every release, ascending, whom it concerns; entries stay in the order they are given.

    Nobody is told to move to a pre-release or to what was withdrawn: these concern only those who run them.
    """
    entries, versions = _placed(outlook, deployed)
    nobody = Concerned(unclear=tuple(one for one in entries if one not in versions))
    below = nobody
    steps = sorted({*versions.values()})
    for release in outlook.history.releases:
        version = release.version
        if steps and steps[0] < version:
            steps = [step for step in steps if not step < version]
            below = _with_below(nobody, [one for one in entries if one in versions and versions[one] < version])
        whom = below if release.stable and not release.withdrawn else nobody
        if steps and steps[0] == version:
            whom = replace(whom, running=tuple(one for one in entries if versions.get(one) == version))
        yield release, whom


def _placed(
    outlook: Outlook, deployed: Sequence[Deployed]
) -> tuple[Sequence[DeployedEntry], Mapping[DeployedEntry, Version]]:
    """Name each entry with its lowest version, and give the version that was read of those that can be read."""
    read = {texts: lowest_node(texts, outlook) for texts in dict.fromkeys(texts for _, _, texts in deployed)}
    entries: list[DeployedEntry] = []
    versions: dict[DeployedEntry, Version] = {}
    for environment, name, texts in deployed:
        text, found = read[texts]
        entries.append(DeployedEntry(environment=environment, name=name, version=text))
        if found is not None:
            versions[entries[-1]] = found.version
    return entries, versions


def _with_below(nobody: Concerned, entries: Sequence[DeployedEntry]) -> Concerned:
    environments = tuple(dict.fromkeys(one.environment for one in entries))
    return replace(nobody, below=tuple(entries), environments=environments)
