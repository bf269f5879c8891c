"""The log of duties as a table and as JSON."""

import json
from datetime import timedelta

from duties import SUPPORT, decision, entry, outcome
from examples import NOW, day
from tracker.advice import duty_events, open_duties
from tracker.model import DecisionKind, DutyEvent, Outcome
from tracker.record import replace
from tracker.report.duty_log import duty_log_text
from tracker.report.machine import duty_log_json

PLANNED = decision(DecisionKind.PLAN, "support-ending:3.6", at=NOW + timedelta(days=1))


def logged(*checks: Outcome) -> tuple[DutyEvent, ...]:
    log: tuple[DutyEvent, ...] = ()
    for one in checks:
        log += duty_events(open_duties(log), one)
    return log


LOG = logged(
    outcome(entry(SUPPORT)),
    outcome(entry(replace(SUPPORT, due_at=day("2027-01-31")), decisions=(PLANNED,)), at=NOW + timedelta(days=2)),
    outcome(entry(replace(SUPPORT, due_at=day("2027-01-31"))), at=NOW + timedelta(days=3)),
    outcome(entry(versions=("3.9.1",)), at=NOW + timedelta(days=4)),
)


def test_the_latest_comes_first_with_who_and_why() -> None:
    assert duty_log_text("env", LOG, width=100) == "\n".join(
        (
            "env",
            "",
            "AT          COMPONENT  DUTY                WHAT HAPPENED",
            "2026-11-24  kafka      support-ending 3.6  closed: 3.9.1 is deployed, where it was 3.6.1",
            "2026-11-23  kafka      support-ending 3.6  decision ended",
            "2026-11-21  kafka      support-ending 3.6  planned by ops: after the freeze",
            "2026-11-22  kafka      support-ending 3.6  changed: due was 2026-12-24",
            "2026-11-20  kafka      support-ending 3.6  seen",
            "2026-09-25  kafka      support-ending 3.6  arose: support of line 3.6 ends",
            "",
        )
    )


def test_a_long_log_says_that_there_is_more() -> None:
    text = duty_log_text("env", LOG * 10, width=60)

    assert "and 10 earlier: --format json has all" in text
    assert max(len(line) for line in text.splitlines()) <= 60


def test_the_json_has_all_of_it_in_order() -> None:
    made = json.loads(duty_log_json("env", LOG))

    assert (made["schema"], made["environment"]) == ("tracker.log/1", "env")
    assert [one["kind"] for one in made["events"]] == [str(one.kind) for one in LOG]
    changed = made["events"][2]
    assert changed["before"] == {"due_at": "2026-12-24T00:00:00+00:00"}
    assert changed["duty"]["due_at"] == "2027-01-31T00:00:00Z"
    assert made["events"][-1]["closed_by"] == "deployed"
