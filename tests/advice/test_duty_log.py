"""What is appended to the log of duties after a check."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from duties import CVE, SUPPORT, decision, entry, outcome
from examples import NOW, day, history, question
from tracker.advice import advise, duty_events, entry_duties, open_duties
from tracker.model import (
    Closing,
    Code,
    DecisionKind,
    DutyEvent,
    DutyEventKind,
    EntryDuties,
    LoggedDuty,
    Phase,
    Support,
    Urgency,
)
from tracker.record import replace

LATER = NOW + timedelta(days=1)
NEXT_YEAR = day("2027-06-01")


def known_after(*entries: EntryDuties) -> Mapping[str, LoggedDuty]:
    """What is open after a first check."""
    return open_duties(duty_events({}, outcome(*entries)))


def then(
    known: Mapping[str, LoggedDuty], *entries: EntryDuties, listed: frozenset[str] | None = None
) -> Sequence[DutyEvent]:
    """What a check on the next day appends."""
    return duty_events(known, outcome(*entries, at=LATER, listed=listed))


@pytest.mark.parametrize(("version", "judged"), [("3.6.1", True), ("nightly", False)])
def test_what_the_log_needs_is_taken_from_a_finding(version: str, judged: bool) -> None:
    finding = advise(question(version, history({"3.6.1": "2024-01-01", "3.9.0": "2025-01-01"})))

    taken = entry_duties(finding)

    assert (taken.name, taken.versions, taken.judged) == ("kafka", (version,), judged)
    assert (taken.duties, taken.decisions, taken.support) == (finding.duties, finding.decisions, finding.support)


def test_a_new_duty_arose_at_its_instant_and_was_seen_now() -> None:
    arose, seen = duty_events({}, outcome(entry(SUPPORT)))

    assert (arose.kind, arose.at, arose.noticed_at) == (DutyEventKind.AROSE, SUPPORT.arose_at, NOW)
    assert arose.why == "support of line 3.6 ends"
    assert (seen.kind, seen.at, seen.duty.seen_at) == (DutyEventKind.SEEN, NOW, NOW)
    assert (seen.duty.id, seen.duty.versions) == (SUPPORT.id, ("3.6.1",))


def test_the_same_duty_again_appends_nothing() -> None:
    assert then(known_after(entry(SUPPORT, CVE)), entry(CVE, SUPPORT)) == ()


def test_what_changed_is_told_with_what_it_was_before_and_why() -> None:
    ended = replace(SUPPORT, code=Code.SUPPORT_ENDED, urgency=Urgency.HIGH, cause="support of line 3.6 ended")

    (changed,) = then(known_after(entry(SUPPORT)), entry(ended))

    assert changed.kind is DutyEventKind.CHANGED
    assert changed.before == {"code": "support-ending", "urgency": "normal"}
    assert (changed.duty.code, changed.duty.urgency) == (Code.SUPPORT_ENDED, Urgency.HIGH)
    assert changed.duty.seen_at == NOW
    assert changed.why == "support of line 3.6 ended"


def test_another_wording_of_the_same_duty_is_no_change() -> None:
    reworded = replace(SUPPORT, cause="in other words", rule="support.warn (policies.yaml#9)")

    assert then(known_after(entry(SUPPORT)), entry(reworded)) == ()


@pytest.mark.parametrize(
    ("rule", "why"), [("sla.high", "sla.high holds, where it was support.warn"), ("support.warn", None)]
)
def test_a_moved_due_date_is_told_with_the_rule_that_moved_it(rule: str, why: str | None) -> None:
    (changed,) = then(known_after(entry(SUPPORT)), entry(replace(SUPPORT, due_at=None, rule=rule)))

    assert changed.before["due_at"] == day("2026-12-24").isoformat()
    assert ("rule" in changed.before) == (rule != SUPPORT.rule)
    assert changed.duty.due_at is None
    assert changed.why == why


def test_a_duty_that_a_move_did_not_end_goes_on_with_its_clock() -> None:
    (changed,) = then(
        known_after(entry(replace(SUPPORT, due_at=None))), entry(SUPPORT, versions=("3.6.2", "3.6.1"))
    )

    assert changed.before == {"due_at": None, "versions": "3.6.1"}
    assert changed.why == "3.6.2, 3.6.1 is deployed, where it was 3.6.1"


def test_a_move_closes_a_duty() -> None:
    known = known_after(entry(SUPPORT))

    (closed,) = then(known, entry(versions=("3.9.1",)))

    assert (closed.kind, closed.closed_by, closed.at) == (DutyEventKind.CLOSED, Closing.DEPLOYED, LATER)
    assert closed.why == "3.9.1 is deployed, where it was 3.6.1"
    assert open_duties([closed], known) == {}


def test_an_entry_that_left_the_file_closes_its_duties() -> None:
    (closed,) = then(known_after(entry(SUPPORT)), listed=frozenset())

    assert (closed.closed_by, closed.why) == (Closing.REMOVED, "kafka is no longer in the file")


@pytest.mark.parametrize(
    ("support", "why"),
    [
        (
            Support(line="3.6", phase=Phase.ACTIVE, ends_at=NEXT_YEAR, source=None),
            "support of line 3.6 ends on 2027-06-01 by what is known now",
        ),
        (
            Support(line="3.6", phase=Phase.ACTIVE, ends_at=None, source=None),
            "what is known, or the policy, has changed",
        ),
        (
            Support(line="3", phase=Phase.ACTIVE, ends_at=NEXT_YEAR, source=None),
            "what is known, or the policy, has changed",
        ),
    ],
)
def test_other_facts_close_a_duty(support: Support, why: str) -> None:
    (closed,) = then(known_after(entry(SUPPORT)), entry(support=support))

    assert (closed.closed_by, closed.why) == (Closing.FACTS, why)


def test_a_record_that_was_withdrawn_closes_a_duty() -> None:
    (closed,) = then(known_after(entry(CVE)), entry())

    assert (closed.closed_by, closed.duty.code) == (Closing.FACTS, Code.VULNERABLE)


@pytest.mark.parametrize("entries", [(), (entry(judged=False, versions=("nightly",)),)])
def test_an_entry_that_was_not_judged_closes_nothing(entries: Sequence[EntryDuties]) -> None:
    assert then(known_after(entry(SUPPORT)), *entries, listed=frozenset({"kafka"})) == ()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DecisionKind.ACKNOWLEDGE, DutyEventKind.ACKNOWLEDGED),
        (DecisionKind.PLAN, DutyEventKind.PLANNED),
        (DecisionKind.WAIVE, DutyEventKind.COVERED),
    ],
)
def test_a_decision_is_told_with_who_made_it_and_when_it_ends(kind: DecisionKind, told: DutyEventKind) -> None:
    known = known_after(entry(SUPPORT, CVE))
    made = decision(kind, "support-ending:3.6", at=NOW + timedelta(hours=1))

    (decided,) = then(known, entry(SUPPORT, CVE, decisions=(made,)))
    after = open_duties([decided], known)
    (ended,) = then(after, entry(SUPPORT, CVE))

    assert (decided.kind, decided.at, decided.noticed_at) == (told, made.at, LATER)
    assert (decided.decision, decided.by, decided.why) == (made.id, "ops", "after the freeze")
    assert decided.duty.decisions == (made.id,)
    assert (ended.kind, ended.decision, ended.duty.decisions) == (DutyEventKind.DECISION_ENDED, made.id, ())


def test_a_decision_older_than_a_duty_covers_it_from_its_first_instant() -> None:
    made = decision(DecisionKind.HOLD, at=day("2020-01-01"))
    covered = replace(SUPPORT, decision=made.id)

    events = duty_events({}, outcome(entry(covered, decisions=(made,))))

    assert [(one.kind, one.at) for one in events] == [
        (DutyEventKind.AROSE, SUPPORT.arose_at),
        (DutyEventKind.SEEN, NOW),
        (DutyEventKind.COVERED, SUPPORT.arose_at),
    ]


def test_a_decision_that_the_finding_does_not_show_still_covers() -> None:
    (covered,) = then(known_after(entry(SUPPORT)), entry(replace(SUPPORT, decision="d9")))

    assert (covered.kind, covered.decision, covered.by) == (DutyEventKind.COVERED, "d9", None)
