"""What decisions come to: which hold for an entry, what they cover, and what ends them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from examples import KAFKA, NOW, day, history, line, question, shown, support
from tracker.advice import Outlook, Question, advise, build_history
from tracker.advice.decisions import Weighed, say, say_until, weigh
from tracker.advice.matters import Matters, advised, concerns, key_of, matter_of, move_key, open_matters
from tracker.advice.register import Register, effective, held
from tracker.advice.wakening import Situation
from tracker.model import (
    Avoided,
    Code,
    Decision,
    DecisionKind,
    Deployment,
    Duty,
    Environment,
    Hold,
    Plan,
    Reopening,
    Scope,
    StoredReleases,
    Targets,
    Tier,
    Urgency,
    Verdict,
    Wakening,
)
from tracker.record import replace
from tracker.versions import parse

RELEASES = {
    "3.6.1": "2023-12-04",
    "3.6.2": "2024-04-08",
    "3.9.2": "2026-02-20",
    "4.1.0": "2026-10-01",
    "4.1.1": "2026-11-10",
    "4.2.0": "2026-11-15",
}
HERE = Scope(environment="env-prod", name="kafka")
MADE = day("2026-09-01")


def decision(kind: DecisionKind = DecisionKind.WAIVE, *covers: str, **more: Any) -> Decision:
    said = {"id": kind.value, "at": MADE, "by": "ann", "reason": "not reachable", "scope": HERE} | more
    return Decision(kind=kind, covers=covers, **said)


def duty(code: Code = Code.SUPPORT_ENDED, subject: str = "3.6", **more: Any) -> Duty:
    said: dict[str, Any] = {
        "urgency": Urgency.HIGH,
        "arose_at": day("2026-08-01"),
        "due_at": day("2026-11-01"),
    } | more
    return Duty(id=f"{code}/{subject}", code=code, subject=subject, rule="r", cause="c", url=None, **said)


def situation(*duties: Duty, version: str | None = "3.6.1", **more: Any) -> Situation:
    outlook = more.pop("outlook", None) or Outlook(history(RELEASES), support(line("3.6", "2026-10-15")), NOW)
    read = parse(version, "loose") if version else None
    return Situation(outlook=outlook, version=read, duties=duties, **more)


def why(weighed: Weighed) -> Sequence[str]:
    return [one.why for one in weighed.woken]


CVE = duty(Code.VULNERABLE, "CVE-2026-1", aliases=("GHSA-1",))


@pytest.mark.parametrize(
    "kind", [DecisionKind.WAIVE, DecisionKind.SNOOZE, DecisionKind.HOLD, DecisionKind.MITIGATED]
)
def test_a_duty_that_is_named_is_covered_and_a_new_one_is_not(kind: DecisionKind) -> None:
    made = decision(kind, *([] if kind is DecisionKind.HOLD else ["support:3.6"]))

    weighed = weigh([made], situation(duty(), CVE))

    assert weighed.in_force == (made,)
    assert weighed.on(matter_of(duty())) == made
    assert weighed.covering(matter_of(duty()))
    assert bool(weighed.covering(matter_of(CVE))) == (kind is DecisionKind.HOLD)


@pytest.mark.parametrize("kind", [DecisionKind.ACKNOWLEDGE, DecisionKind.PLAN])
def test_an_acknowledged_or_planned_duty_stays_due(kind: DecisionKind) -> None:
    plan = Plan(target="3.9.2", on=day("2026-12-01")) if kind is DecisionKind.PLAN else None
    made = decision(kind, "support:3.6", plan=plan)

    weighed = weigh([made], situation(duty()))

    assert weighed.on(matter_of(duty())) == made
    assert weighed.covering(matter_of(duty())) is None


def test_the_duty_to_leave_a_line_is_one_duty_before_and_after_its_end() -> None:
    assert key_of(duty(Code.SUPPORT_ENDING)) == key_of(duty(Code.SUPPORT_ENDED)) == "support:3.6"
    assert key_of(CVE) == "vulnerable:CVE-2026-1"
    for item in ("support:3.6", "support-ending:3.6", "support-ended:3.6"):
        assert concerns(decision(DecisionKind.WAIVE, item), matter_of(duty(Code.SUPPORT_ENDED)))
    assert not concerns(decision(DecisionKind.WAIVE, "support:3.7"), matter_of(duty()))


def test_a_vulnerability_is_known_by_its_other_names() -> None:
    assert concerns(decision(DecisionKind.WAIVE, "vulnerable:GHSA-1"), matter_of(CVE))


def test_a_code_alone_names_what_had_arisen_when_it_was_weighed() -> None:
    made = decision(DecisionKind.WAIVE, "vulnerable")

    assert concerns(made, matter_of(CVE))
    assert not concerns(made, matter_of(replace(CVE, arose_at=MADE + timedelta(days=1))))
    assert not concerns(made, matter_of(duty()))
    assert weigh([decision(DecisionKind.WAIVE, "behind")], situation(advised=("behind:3.9.2",))).in_force == ()


def test_advice_without_a_duty_is_covered_for_the_version_it_named() -> None:
    made = decision(DecisionKind.SNOOZE, move_key("3.9.2"))

    weighed = weigh([made], situation(advised=(move_key("3.9.2"),)))

    assert weighed.on(advised("behind:3.9.2")) == made
    assert weighed.covering(advised("behind:3.9.2")) == made
    assert weighed.covering(advised("behind:4.1.0")) is None
    assert weigh([made], situation(advised=(move_key("4.1.0"),))).in_force == ()


def test_of_several_decisions_on_a_duty_the_strongest_then_the_newest_counts() -> None:
    noted = decision(DecisionKind.ACKNOWLEDGE, "support:3.6", at=NOW)
    old = decision(DecisionKind.WAIVE, "support:3.6")
    new = replace(old, id="new", at=MADE + timedelta(days=1))

    weighed = weigh([old, noted, new], situation(duty()))

    assert weighed.on(matter_of(duty())) == new
    assert weighed.in_force == (noted, new, old)
    assert weighed.on(matter_of(CVE)) is None


def test_what_is_about_nothing_that_is_open_is_not_shown_but_for_holds_and_plans() -> None:
    noted = decision(DecisionKind.ACKNOWLEDGE, "support:3.6")
    planned = decision(DecisionKind.PLAN, plan=Plan(target="3.9.2", on=day("2026-12-01")))
    held = decision(DecisionKind.HOLD)

    assert weigh([noted, planned, held], situation()).in_force == (planned, held)


def test_nothing_counts_before_it_was_weighed() -> None:
    made = decision(DecisionKind.HOLD, at=NOW + timedelta(seconds=1))

    assert weigh([made], situation(duty())).in_force == ()


@pytest.mark.parametrize(
    ("on", "version", "holds"), [("3.6", "3.6.1", True), ("3.9", "3.6.1", False), ("3.6", None, False)]
)
def test_what_was_weighed_of_a_line_holds_on_that_line(on: str, version: str | None, holds: bool) -> None:
    made = decision(DecisionKind.WAIVE, "support:3.6", scope=Scope(component="kafka", line=on))

    assert bool(weigh([made], situation(duty(), version=version)).in_force) == holds


def test_a_decision_ends_on_its_day_and_says_so_while_the_duty_is_open() -> None:
    made = decision(DecisionKind.SNOOZE, "support:3.6", until=NOW)

    assert weigh([replace(made, until=NOW + timedelta(seconds=1))], situation(duty())).in_force
    weighed = weigh([made], situation(duty()))
    assert weighed.in_force == ()
    assert weighed.covering(matter_of(duty())) is None
    assert [(one.decision, one.at) for one in weighed.woken] == [(made, NOW)]
    assert why(weighed) == ["2026-11-20 has come"]
    assert why(weigh([made], situation(CVE))) == []


def test_of_what_woke_only_the_newest_is_told_and_nothing_that_was_weighed_anew() -> None:
    old = decision(DecisionKind.SNOOZE, "support:3.6", until=day("2026-09-10"), id="old")
    new = decision(DecisionKind.SNOOZE, "support:3.6", until=day("2026-10-10"), at=day("2026-09-11"))
    again = decision(DecisionKind.WAIVE, "support:3.6", until=day("2027-10-10"))

    assert why(weigh([old, new], situation(duty()))) == ["2026-10-10 has come"]
    assert why(weigh([old, new, again], situation(duty()))) == []


@pytest.mark.parametrize(
    ("wakes", "at", "version", "told"),
    [
        (Wakening.NEXT_RELEASE, "2026-11-01", "3.6.1", ["4.1.1 came out on 2026-11-10"]),
        (Wakening.NEXT_RELEASE, "2026-11-16", "3.6.1", []),
        (Wakening.NEXT_RELEASE, "2026-11-01", "4.2.0", []),  # nothing above it
        (Wakening.NEXT_RELEASE, "2026-11-01", None, []),  # nobody knows what is above it
        (Wakening.NEXT_MINOR, "2026-11-01", "3.6.1", ["4.2.0 came out on 2026-11-15, the first of line 4.2"]),
        (Wakening.NEXT_MINOR, "2026-11-16", "3.6.1", []),
        (Wakening.SUPPORT_ENDS, "2026-09-01", "3.6.1", ["support of line 3.6 ended"]),
        (Wakening.SUPPORT_ENDS, "2026-09-01", "3.9.2", []),
    ],
)
def test_an_event_ends_a_decision(wakes: Wakening, at: str, version: str | None, told: list[str]) -> None:
    made = decision(DecisionKind.SNOOZE, "support:3.6", wakes=wakes, at=day(at))

    weighed = weigh([made], situation(duty(), version=version))

    assert why(weighed) == told
    assert bool(weighed.in_force) == (not told)


def test_a_release_that_ends_what_is_covered_ends_a_decision_until_it_is_fixed() -> None:
    made = decision(DecisionKind.WAIVE, "vulnerable:CVE-2026-1", wakes=Wakening.FIXED)
    fixed = replace(CVE, fixed_in="4.1.1")

    assert weigh([made], situation(CVE)).in_force == (made,)
    weighed = weigh([made], situation(duty(), fixed, fixed={CVE.id: day("2026-11-10"), duty().id: NOW}))
    assert [one.at for one in weighed.woken] == [day("2026-11-10")]
    assert why(weighed) == ["4.1.1 ends CVE-2026-1"]


def test_of_a_day_and_an_event_the_first_ends_a_decision() -> None:
    made = decision(DecisionKind.SNOOZE, "support:3.6", wakes=Wakening.NEXT_RELEASE, until=day("2026-11-12"))

    assert why(weigh([made], situation(duty()))) == ["4.1.0 came out on 2026-10-01"]
    assert why(weigh([replace(made, at=day("2026-10-02"), until=day("2026-10-20"))], situation(duty()))) == [
        "2026-10-20 has come"
    ]


def test_a_plan_wakes_when_its_day_has_passed_or_its_target_turns_bad_and_not_when_it_was_carried_out() -> None:
    made = decision(DecisionKind.PLAN, "support:3.6", plan=Plan(target="4.1.0", on=day("2026-11-20")))
    late = replace(made, plan=Plan(target="4.1.0", on=day("2026-11-18")))
    gone = replace(made, plan=Plan(target="9.9.9", on=day("2026-11-20")))

    assert weigh([made], situation(duty())).in_force == (made,)
    assert why(weigh([late], situation(duty()))) == ["2026-11-18 has passed"]
    assert why(weigh([late], situation(duty(), version=None))) == ["2026-11-18 has passed"]
    assert why(weigh([gone], situation(duty(), against=lambda _: "was withdrawn"))) == ["9.9.9 was withdrawn"]
    assert weigh([late], situation(duty(), version="4.1.0")) == Weighed()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            decision(DecisionKind.HOLD, until=day("2027-01-31"), by="ops"),
            "held by ops until 2027-01-31: not reachable",
        ),
        (decision(DecisionKind.ACKNOWLEDGE, reason="", by=None), "acknowledged"),
        (
            decision(DecisionKind.SNOOZE, until=day("2027-01-31"), wakes=Wakening.FIXED),
            "snoozed by ann until 2027-01-31 or a fix is released: not reachable",
        ),
        (
            decision(DecisionKind.WAIVE, wakes=Wakening.NEXT_MINOR),
            "waived by ann until the next line: not reachable",
        ),
        (
            decision(
                DecisionKind.PLAN, plan=Plan(target="4.1.0", on=NOW, ticket="https://t.example/1"), reason=""
            ),
            "4.1.0 is planned by ann for 2026-11-20 (https://t.example/1)",
        ),
        (
            decision(DecisionKind.PLAN, plan=Plan(target="4.1.0", on=NOW), by=None),
            "4.1.0 is planned for 2026-11-20: not reachable",
        ),
    ],
)
def test_a_decision_in_words(made: Decision, said: str) -> None:
    assert say(made) == said


def test_what_ends_nothing_is_not_said() -> None:
    assert say_until(decision(DecisionKind.ACKNOWLEDGE)) == ""


ENV = Environment(name="env-prod", customer="Acme", tier=Tier.PRODUCTION, deployments=())
ENTRY = Deployment(name="kafka", component="kafka", versions=("3.6.1",), location="env-prod.yaml#4")


def test_an_entry_finds_what_was_weighed_of_it_its_component_and_its_customer() -> None:
    scopes = [
        HERE,
        Scope(component="kafka"),
        Scope(component="kafka", customer="Acme"),
        Scope(component="kafka", line="3.9"),
        Scope(component="kafka", customer="Other"),
        Scope(component="spark"),
        Scope(environment="env-prod", name="spark"),
        Scope(environment="env-staging", name="kafka"),
    ]
    register = Register(decision(scope=scope, id=str(number)) for number, scope in enumerate(scopes))

    assert [one.id for one in register.about(ENV, ENTRY, KAFKA.name)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("since", [None, day("2026-06-01")])
def test_the_hold_of_a_file_is_a_decision(since: object) -> None:
    hold = Hold(until=day("2027-01-31"), reason="frozen", by="ops", since=since)  # type: ignore[arg-type]

    (made,) = held("env-prod", replace(ENTRY, hold=hold))

    assert (made.kind, made.scope, made.location) == (DecisionKind.HOLD, HERE, "env-prod.yaml#4")
    assert made.at == (since or day("1970-01-01"))
    assert say(made) == "held by ops until 2027-01-31: frozen"


def reopening(*ids: str, covers: tuple[str, ...] = ()) -> Reopening:
    return Reopening(id=f"r{ids}{covers}", at=NOW, by="ann", reason="", decisions=ids, covers=covers)


@pytest.mark.parametrize(
    ("reopenings", "left"),
    [
        ([], ["a", "b"]),
        ([reopening("one")], None),
        ([reopening("one", covers=("a",))], ["b"]),
        ([reopening("one", covers=("a",)), reopening("one", covers=("b", "c"))], None),
        ([reopening("one", covers=("a",)), reopening("one")], None),
        ([reopening("one"), reopening("one", covers=("a",))], None),
        ([reopening("other")], ["a", "b"]),
    ],
)
def test_a_reopening_ends_a_decision_or_a_part_of_it(reopenings: list[Reopening], left: list[str] | None) -> None:
    made = decision(DecisionKind.WAIVE, "a", "b", id="one")

    found = effective([*reopenings, made])

    assert [[*one.covers] for one in found] == ([] if left is None else [left])


def test_a_part_of_a_hold_is_no_less_than_the_hold() -> None:
    made = decision(DecisionKind.HOLD, id="one")

    assert effective([made, reopening("one", covers=("a",))]) == (made,)


KNOWN = history(RELEASES)
ENDED = support(line("3.6", "2026-10-15"), line("4.1", "2028-01-01"))


def asked(*decisions: Decision, version: str = "3.6.1", **changes: Any) -> Question:
    return question(version, KNOWN, support=ENDED, decisions=decisions, **changes)


@pytest.mark.parametrize(
    ("covers", "verdict"),
    [("support:3.6", Verdict.WAIVED), ("support:3.5", Verdict.OVERDUE), ("lag", Verdict.OVERDUE)],
)
def test_a_finding_is_waived_where_every_duty_is_covered(covers: str, verdict: Verdict) -> None:
    made = decision(DecisionKind.WAIVE, covers, until=day("2027-01-31"))

    finding = advise(asked(made))

    assert finding.verdict is verdict
    assert [one.decision for one in finding.duties] == [made.id if verdict is Verdict.WAIVED else None]
    assert finding.decisions == ((made,) if verdict is Verdict.WAIVED else ())
    assert ("waived by ann until 2027-01-31: not reachable" in [one.text for one in finding.reasons]) == (
        verdict is Verdict.WAIVED
    )


def test_a_finding_says_what_woke_and_that_its_duty_is_open_again() -> None:
    made = decision(DecisionKind.SNOOZE, "support:3.6", until=day("2026-11-01"))

    finding = advise(asked(made))

    assert finding.verdict is Verdict.OVERDUE
    assert [one.decision for one in finding.woken] == [made]
    assert "snoozed by ann until 2026-11-01: not reachable; that is over: 2026-11-01 has come" in [
        one.text for one in finding.reasons
    ]


def test_a_finding_with_nothing_due_is_waived_until_something_else_is_advised() -> None:
    supported = support(line("3.6", "2028-01-01"))
    made = decision(DecisionKind.SNOOZE, "behind:3.6.2", until=day("2027-01-31"))

    assert advise(replace(asked(made), outlook=Outlook(KNOWN, supported, NOW))).verdict is Verdict.WAIVED
    later = Outlook(history(RELEASES | {"3.6.3": "2026-10-01"}), supported, NOW)
    assert advise(replace(asked(made), outlook=later)).verdict is Verdict.ADVICE


@pytest.mark.parametrize(
    ("target", "changes", "told"),
    [
        ("4.1.0", {}, []),
        ("9.9.9", {}, []),
        (
            "4.1.0",
            {
                "component": replace(
                    KAFKA, avoid=(Avoided(range="==4.1.0", why="loses records", url="https://x.example"),)
                )
            },
            ["4.1.0 is known to be bad: loses records"],
        ),
        (
            "4.2.0",
            {
                "component": replace(
                    KAFKA, avoid=(Avoided(range="==4.1.0", why="loses records", url="https://x.example"),)
                )
            },
            [],
        ),
    ],
)
def test_a_plan_wakes_where_its_target_turns_out_to_be_bad(
    target: str, changes: dict[str, Any], told: list[str]
) -> None:
    made = decision(DecisionKind.PLAN, "support:3.6", plan=Plan(target=target, on=day("2026-12-01")))

    finding = advise(asked(made, **changes))

    assert [one.why for one in finding.woken] == told
    assert finding.verdict is Verdict.OVERDUE


def test_a_plan_wakes_where_its_target_was_withdrawn() -> None:
    made = decision(DecisionKind.PLAN, "support:3.6", plan=Plan(target="4.1.0", on=day("2026-12-01")))
    gone = (replace(one, withdrawn=one.tag == "4.1.0") for one in shown(RELEASES))
    known = build_history(KAFKA, StoredReleases(releases=tuple(gone), polled_at=NOW), None)

    finding = advise(replace(asked(made), outlook=Outlook(known, ENDED, NOW)))

    assert [one.why for one in finding.woken] == ["4.1.0 was withdrawn"]


def test_what_cannot_be_read_can_be_held() -> None:
    made = decision(DecisionKind.HOLD, until=day("2027-01-31"))

    finding = advise(asked(made, version="nightly"))

    assert finding.verdict is Verdict.UNKNOWN
    assert finding.decisions == (made,)


def test_what_is_open_is_the_duties_and_without_any_the_advice() -> None:
    late = advise(asked())
    (key,) = open_matters([replace(late, duties=())]).keys
    matters = open_matters([late, replace(late, duties=(CVE,), targets=Targets())])

    assert matters.keys == ("support:3.6", "vulnerable:CVE-2026-1", key)
    assert matters.unnamed == Matters(duties=matters.duties, advice=())
    assert open_matters([replace(late, duties=())]).unnamed.keys == (key,)
    assert matters.told["vulnerable:CVE-2026-1"] == "vulnerable:CVE-2026-1 (c)"
    assert matters.told[key] == key
