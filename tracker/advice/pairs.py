"""What two environments run of the same, or one environment at two instants."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracker.advice.assessment import lowest_node
from tracker.advice.question import Question
from tracker.model import Finding, Pair, Relation
from tracker.versions import Version

Asked = tuple[Question, Finding]

_RELATIONS = [*Relation]


def paired(left: Iterable[Asked], right: Iterable[Asked]) -> tuple[Pair, ...]:
    """Pair the entries of two sides that run the same component: by their names, and what is left in its order."""
    ours, theirs = _by_component(left), _by_component(right)
    return tuple(pair for key in {**ours, **theirs} for pair in _pairs(ours.get(key, ()), theirs.get(key, ())))


def sort_pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Put first what only one side has, then what is older or newer on the left."""
    return tuple(sorted(pairs, key=lambda one: (_RELATIONS.index(one.standing), one.name)))


def _by_component(side: Iterable[Asked]) -> Mapping[str | None, Sequence[Asked]]:
    found: dict[str | None, list[Asked]] = defaultdict(list)
    for one in side:
        found[one[0].feed or one[1].component].append(one)
    return found


def _pairs(left: Sequence[Asked], right: Sequence[Asked]) -> Iterator[Pair]:
    others = {finding.name: (question, finding) for question, finding in right}
    same = {finding.name for _, finding in left} & others.keys()
    rest = iter([one for one in right if one[1].name not in same])
    for one in left:
        yield _pair(one, others[one[1].name] if one[1].name in same else next(rest, None))
    for other in rest:
        yield Pair(left=None, right=other[1], standing=Relation.ONLY_RIGHT)


def _pair(left: Asked, right: Asked | None) -> Pair:
    if right is None:
        return Pair(left=left[1], right=None, standing=Relation.ONLY_LEFT)
    return Pair(left=left[1], right=right[1], standing=_standing(left[0], right[0]))


def _standing(left: Question, right: Question) -> Relation:
    if set(left.versions) == set(right.versions):
        return Relation.SAME
    ours, theirs = _lowest(left), _lowest(right)
    if ours is None or theirs is None or ours.scheme != theirs.scheme:
        return Relation.UNCLEAR
    if ours == theirs:
        return Relation.SAME if len(left.versions) == len(right.versions) == 1 else Relation.UNCLEAR
    return Relation.OLDER if ours < theirs else Relation.NEWER


def _lowest(question: Question) -> Version | None:
    read = lowest_node(question.versions, question.outlook)[1]
    return read.version if read else None
