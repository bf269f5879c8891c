"""What two sides run of the same."""

import pytest

from examples import history, question
from tracker.advice import Question, advise
from tracker.advice.pairs import paired, sort_pairs
from tracker.model import Finding, Relation
from tracker.record import replace

KNOWN = history({"3.6.1": "2024-01-01", "3.6.2": "2025-01-01", "4.0.0": "2025-06-01"})


def asked(
    version: str | tuple[str, ...], name: str = "kafka", feed: str | None = "one"
) -> tuple[Question, Finding]:
    one = question(version, KNOWN, feed=feed)
    one = replace(one, deployment=replace(one.deployment, name=name))
    return one, advise(one)


@pytest.mark.parametrize(
    ("left", "right", "standing"),
    [
        ("3.6.1", "3.6.1", Relation.SAME),
        ("v3.6.1", "3.6.1", Relation.SAME),
        ("3.6.1", "4.0.0", Relation.OLDER),
        ("4.0.0", "3.6.2", Relation.NEWER),
        ("3.6.1", "RC-7", Relation.UNCLEAR),
        ("RC-7", "3.6.1", Relation.UNCLEAR),
        (("3.6.2", "3.6.1"), ("3.6.1", "3.6.2"), Relation.SAME),
        (("3.6.2", "3.6.1"), "3.6.1", Relation.UNCLEAR),
        (("3.6.2", "3.6.1"), "3.6.2", Relation.OLDER),
    ],
)
def test_how_versions_stand(left: str | tuple[str, ...], right: str | tuple[str, ...], standing: Relation) -> None:
    (pair,) = paired([asked(left)], [asked(right)])

    assert pair.standing is standing


def test_entries_are_paired_by_component_then_by_name_and_then_in_order() -> None:
    left = [asked("3.6.1", "a"), asked("3.6.1", "b"), asked("3.6.1", "c"), asked("4.0.0", "z", feed=None)]
    right = [asked("4.0.0", "x"), asked("3.6.2", "b"), asked("4.0.0", "a", feed="two")]

    pairs = sort_pairs(paired(left, right))

    names = [(one.left and one.left.name, one.right and one.right.name, one.standing) for one in pairs]
    assert names == [
        ("c", None, Relation.ONLY_LEFT),
        ("z", None, Relation.ONLY_LEFT),
        (None, "a", Relation.ONLY_RIGHT),
        ("a", "x", Relation.OLDER),
        ("b", "b", Relation.OLDER),
    ]
    assert [one.name for one in pairs] == ["c", "z", "a", "a", "b"]
