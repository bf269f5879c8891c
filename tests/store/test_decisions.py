"""The log of decisions: entries are added once, never changed, and read back as they were."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from examples import NOW
from tracker.model import Decision, DecisionKind, Plan, Reopening, Scope, Wakening
from tracker.record import replace
from tracker.store import Store

WAIVED = Decision(
    id="b",
    kind=DecisionKind.WAIVE,
    at=NOW,
    by="ann@acme.example",
    reason="not reachable",
    scope=Scope(environment="env-prod", name="kafka"),
    covers=("support:3.6", "vulnerable:CVE-2026-1"),
    until=NOW + timedelta(days=30),
    wakes=Wakening.FIXED,
)
PLANNED = Decision(
    id="a",
    kind=DecisionKind.PLAN,
    at=NOW,
    by=None,
    reason="",
    scope=Scope(component="kafka", customer="Acme", line="3.6"),
    plan=Plan(target="3.9.2", on=NOW + timedelta(days=9, microseconds=1), ticket="https://t.example/1"),
)
REOPENED = Reopening(id="c", at=NOW + timedelta(seconds=1), by="bob", reason="oops", decisions=("b",))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


def test_the_log_gives_back_what_was_decided_oldest_first(store: Store) -> None:
    assert store.decide([REOPENED, WAIVED, PLANNED]) == (3, frozenset())

    assert store.decision_log() == (PLANNED, WAIVED, REOPENED)
    assert store.decisions() == (PLANNED,)


def test_at_an_earlier_instant_nobody_had_reopened_or_decided(store: Store) -> None:
    store.decide([PLANNED, WAIVED, REOPENED])

    assert store.decisions(REOPENED.at) == (PLANNED, WAIVED)
    assert store.decisions(NOW) == ()


def test_an_entry_is_added_once_and_never_replaced(store: Store) -> None:
    store.decide([WAIVED])
    other = replace(WAIVED, reason="another")

    assert store.decide([WAIVED, PLANNED, PLANNED]) == (1, frozenset())
    assert store.decide([REOPENED, other]) == (0, frozenset({"b"}))
    assert store.decide([REOPENED, replace(REOPENED, reason="x")]) == (0, frozenset({"c"}))
    assert store.decide([]) == (0, frozenset())
    assert store.decision_log() == (PLANNED, WAIVED)
