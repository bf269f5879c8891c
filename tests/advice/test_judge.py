"""A judge of many entries says of each what judging it alone says."""

from datetime import timedelta
from typing import Any

import pytest

from examples import KAFKA, NOW, day, history, line, question, support
from tracker.advice import Judge, Question, advise
from tracker.model import Avoided, Component, Hold, Status, Tier
from tracker.record import replace

KNOWN = history({"3.6.1": "2023-12-05", "3.9.0": "2024-11-06", "4.0.0": "2025-03-18", "4.1.0": "2025-09-02"})
SUPPORT = support(line("3.6", "2025-01-01"), line("4.1", "2027-09-02"))
ABANDONED = replace(KAFKA, status=Status.ABANDONED, avoid=(Avoided(range="=3.9.0", why="it loses data", url="x"),))


def asked(version: str, component: Component = KAFKA) -> Question:
    return question(version, KNOWN, support=SUPPORT, component=component)


def of_entry(one: Question, name: str, environment: str = "env-prod", **changes: Any) -> Question:
    """The same question about another entry, by the same records."""
    place = replace(one.deployment, name=name, location=f"{environment}.yaml#{len(name)}")
    return replace(one, environment=environment, deployment=place, **changes)


@pytest.mark.parametrize("version", ["3.6.1", "4.1.0", "9.9", "nightly", "3.9.0", "4"])
@pytest.mark.parametrize("component", [KAFKA, ABANDONED], ids=["alive", "abandoned"])
def test_equal_questions_differ_only_in_name_and_place(version: str, component: Component) -> None:
    judge, first = Judge(), asked(version, component)
    other = of_entry(first, "kafka-two", "env-two")

    found = [judge.advise(one) for one in (first, other, first)]

    assert found == [advise(first), advise(other), advise(first)]


def test_what_equal_questions_come_to_is_shared() -> None:
    judge, first = Judge(), asked("3.6.1")

    one, two = judge.advise(first), judge.advise(of_entry(first, "kafka-two"))

    assert one.targets is two.targets


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": Tier.STAGING},
        {"since": day("2026-11-01")},
        {"versions": ("3.9.0",)},
        {"component": ABANDONED},
        {"feed": "https://mirror.example/releases.atom"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_questions_are_judged_for_themselves(changes: dict[str, Any]) -> None:
    judge, first = Judge(), asked("3.6.1")
    judge.advise(first)
    other = of_entry(first, "kafka-two", **changes)

    assert judge.advise(other) == advise(other)


def test_a_duty_counts_from_when_it_was_seen_on_each_entry() -> None:
    judge, first = Judge(), asked("3.9.0", ABANDONED)
    times = [None, NOW - timedelta(days=9), NOW - timedelta(days=3), NOW - timedelta(days=9)]
    entries = [
        of_entry(first, f"kafka-{n}", seen={f"env-prod/kafka-{n}/known-bad/3.9.0": at} if at else {})
        for n, at in enumerate(times)
    ]

    assert [judge.advise(one) for one in entries] == [advise(one) for one in entries]


def test_a_hold_is_that_of_one_entry() -> None:
    judge, first = Judge(), asked("3.6.1")
    hold = Hold(until=NOW + timedelta(days=9), reason="frozen", by=None)
    held = replace(first, deployment=replace(first.deployment, hold=hold))

    found = [judge.advise(one) for one in (held, first, held)]

    assert found == [advise(held), advise(first), advise(held)]


def test_what_is_kept_is_let_go_before_it_is_too_much() -> None:
    judge = Judge(keeps=1)
    questions = [asked(version) for version in ("3.6.1", "3.9.0", "3.6.1")]

    assert [judge.advise(one) for one in questions] == [advise(one) for one in questions]
