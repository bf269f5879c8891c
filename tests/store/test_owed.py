"""What environments owe by the log of duties, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from duties import CVE, SUPPORT, decision, entry, outcome, summary
from examples import NOW
from tracker.model import DecisionKind, Owed, Urgency, Verdict
from tracker.record import replace
from tracker.store import Store

WAIVED = decision(DecisionKind.WAIVE, "support-ending:3.6")
PLANNED = decision(DecisionKind.PLAN, "support-ending:3.6")
NEVER_DUE = replace(CVE, id="d-never", due_at=None, subject="CVE-2026-9")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


def owed(store: Store, *environments: str, most: int = 100) -> Owed:
    return store.owed(environments or ("env",), most=most, idle={PLANNED.id})


def test_open_duties_come_in_the_order_in_which_they_are_due(store: Store) -> None:
    later = replace(CVE, id="d-later", due_at=NOW + timedelta(days=900))
    store.keep_outcomes([outcome(entry(NEVER_DUE, later, SUPPORT))])

    assert [one.id for one in owed(store).first] == [SUPPORT.id, later.id, NEVER_DUE.id]


def test_so_many_are_named_and_all_are_counted(store: Store) -> None:
    store.keep_outcomes([outcome(entry(SUPPORT, CVE, NEVER_DUE)), outcome(entry(CVE), environment="other")])

    found = owed(store, "env", "other", most=2)

    assert len(found.first) == 2
    assert sum(found.open.values()) == 4
    assert found.open["env", SUPPORT.urgency] == 1 + (CVE.urgency is SUPPORT.urgency) * 2


def test_what_a_decision_covers_is_only_counted(store: Store) -> None:
    store.keep_outcomes([outcome(entry(SUPPORT, CVE, decisions=(WAIVED,)))])

    found = owed(store)

    assert [one.id for one in found.first] == [CVE.id]
    assert found.covered == {("env", SUPPORT.urgency): 1}


def test_what_is_planned_is_owed(store: Store) -> None:
    store.keep_outcomes([outcome(entry(SUPPORT, decisions=(PLANNED,)))])

    found = owed(store)

    assert [one.id for one in found.first] == [SUPPORT.id]
    assert found.covered == {}


def test_an_environment_that_was_not_asked_for_owes_nothing(store: Store) -> None:
    store.keep_outcomes([outcome(entry(SUPPORT))])

    assert owed(store, "other") == Owed()


def test_urgencies_of_findings_are_kept_with_their_verdicts(store: Store) -> None:
    kept = replace(
        summary(),
        counts={Verdict.DUE: 3, Verdict.OK: 2},
        urgencies={(Verdict.DUE, Urgency.HIGH): 1, (Verdict.DUE, Urgency.LOW): 2, (Verdict.OK, Urgency.NONE): 2},
    )
    store.keep_outcomes([outcome(summary=kept)])

    assert store.summaries() == {"env": kept}
