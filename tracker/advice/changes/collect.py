"""What the notes of all releases on the way from one version to another speak of."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tracker.advice.changes.blocks import LONGEST_NOTES
from tracker.advice.changes.passages import MOST_PASSAGES, passages
from tracker.model import Change, ChangeGroup, ChangeKind, ChangesOnTheWay, ReleaseNotes

# Of each kind; who needs more has the links.
MOST_OF_A_KIND = 25

_REFERENCE = re.compile(r"https?://\S+|[\w./-]*#\d+|@[\w-]+|\b[0-9a-f]{7,40}\b")
_SIGN = re.compile(r"[\W_]+")


def changes_on_the_way(releases: Iterable[ReleaseNotes], most: int = MOST_OF_A_KIND) -> ChangesOnTheWay:
    """Collect what notes say of changes, from releases in ascending order of their versions.

    What several notes say counts for the first. Of each kind at most `most` are given, first those that a heading
    or a label states.
    """
    found: dict[str, tuple[Change, bool]] = {}
    seen: list[ReleaseNotes] = []
    cut: list[str] = []
    for release in releases:
        seen.append(release)
        notes = release.notes or ""
        told = passages(notes)
        if len(notes) > LONGEST_NOTES or len(told) == MOST_PASSAGES:
            cut.append(release.version)
        for kind, text, stated in told:
            change = Change(kind=kind, text=text, version=release.version, url=release.url)
            found.setdefault(essence(text), (change, stated))
    by_kind: Mapping[ChangeKind, list[tuple[Change, bool]]] = {kind: [] for kind in ChangeKind}
    for change, stated in found.values():
        by_kind[change.kind].append((change, stated))
    return ChangesOnTheWay(
        groups=tuple(_group(kind, told, most) for kind, told in by_kind.items() if told),
        releases=len(seen),
        unknown=tuple(one.version for one in seen if not one.notes),
        cut=tuple(cut),
    )


def _group(kind: ChangeKind, told: Sequence[tuple[Change, bool]], most: int) -> ChangeGroup:
    """Take the best attested changes of a kind, and leave them in the order of their releases."""
    ranked = sorted(range(len(told)), key=lambda place: not told[place][1])
    kept = sorted(ranked[:most])
    return ChangeGroup(kind=kind, changes=tuple(told[place][0] for place in kept), left_out=len(told) - len(kept))


def essence(text: str) -> str:
    """Leave out of a passage what differs where two releases say the same: references, signs and capitals."""
    return _SIGN.sub(" ", _REFERENCE.sub("", text.lower())).strip() or text
