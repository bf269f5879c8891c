"""What changes on the way to a release, as lines of text: all of it, or what is read at a glance."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest

from tracker.model import Change, ChangeKind, ChangesOnTheWay

AT_A_GLANCE = 6
SHORT = 160

KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.BREAKING: "breaks",
    ChangeKind.REMOVED: "removed",
    ChangeKind.DEPRECATED: "deprecated",
    ChangeKind.DEFAULT: "other default",
    ChangeKind.MIGRATION: "to migrate",
    ChangeKind.SECURITY: "security",
}


def coverage(changes: ChangesOnTheWay) -> str:
    """Say of how many releases on the way the notes are known, and that some were too long to be read whole."""
    releases = "1 release" if changes.releases == 1 else f"{changes.releases} releases"
    known = f"notes of {changes.known or 'none'} of {releases} are known"
    cut = len(changes.cut)
    return f"{known}, {cut} of them too long to be read to the end" if cut else known


def glance(changes: ChangesOnTheWay, most: int = AT_A_GLANCE) -> Sequence[Change]:
    """Pick some passages, of each kind in turn, and give them by kind."""
    turns = zip_longest(*(group.changes for group in changes.groups))
    picked = [*islice((one for one in chain.from_iterable(turns) if one is not None), most)]
    return sorted(picked, key=lambda one: [*ChangeKind].index(one.kind))


def left_out(changes: ChangesOnTheWay, shown: int) -> int:
    """How many passages are not among those shown."""
    return sum(len(group.changes) + group.left_out for group in changes.groups) - shown


def short(text: str) -> str:
    """A passage that is read at a glance, cut between words."""
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(maxsplit=1)[0]} …"


def changes_lines(changes: ChangesOnTheWay) -> Iterator[str]:
    """All that is given, by kind, each passage with its version and where its notes are."""
    yield f"  {coverage(changes)}"
    for group in changes.groups:
        for one in group.changes:
            yield f"  {KINDS[one.kind]}, {one.version}: {one.text}{f' ({one.url})' if one.url else ''}"
        if group.left_out:
            yield f"  {KINDS[group.kind]}: and {group.left_out} more"
