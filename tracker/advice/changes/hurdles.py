"""How much there is to mind on the way from one version to another, in numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tracker.advice.changes.collect import essence
from tracker.advice.changes.passages import passages
from tracker.model import ChangeKind, ChangesOnTheWay, Hurdles

_KINDS = (ChangeKind.BREAKING, ChangeKind.REMOVED, ChangeKind.MIGRATION)
# What a passage speaks of, and what is the same where two releases say the same.
Mark = tuple[ChangeKind, int]


def marks_of(notes: str) -> tuple[Mark, ...]:
    """Give what the notes of one release have to mind, in a fraction of the memory that the words take."""
    return tuple((one.kind, hash(essence(one.text))) for one in passages(notes) if one.kind in _KINDS)


def hurdles(way: Iterable[tuple[str | None, Sequence[Mark]]]) -> Hurdles:
    """Count what there is to mind on a way, given the page and the marks of its releases in ascending order.

    What several notes say counts for the first.
    """
    found: dict[int, ChangeKind] = {}
    pages: dict[ChangeKind, str | None] = {}
    for url, marks in way:
        for kind, mark in marks:
            pages.setdefault(found.setdefault(mark, kind), url)
    return _hurdles(Counter(found.values()), pages)


def hurdles_in(changes: ChangesOnTheWay) -> Hurdles:
    """Count what there is to mind among the changes on a way."""
    counts = {group.kind: len(group.changes) + group.left_out for group in changes.groups}
    return _hurdles(counts, {group.kind: group.changes[0].url for group in changes.groups})


def _hurdles(counts: Mapping[ChangeKind, int], pages: Mapping[ChangeKind, str | None]) -> Hurdles:
    worst = next((kind for kind in _KINDS if counts.get(kind)), None)
    return Hurdles(
        breaking=counts.get(ChangeKind.BREAKING, 0),
        removed=counts.get(ChangeKind.REMOVED, 0),
        migrations=counts.get(ChangeKind.MIGRATION, 0),
        url=pages[worst] if worst else None,
    )
