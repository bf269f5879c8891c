"""Laws of decisions, for any of them and any duties."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from examples import NOW, history
from tracker.advice import Outlook
from tracker.advice.decisions import COVERING, weigh
from tracker.advice.matters import key_of, matter_of
from tracker.advice.register import effective
from tracker.advice.wakening import Situation
from tracker.model import Code, Decision, DecisionKind, Duty, Plan, Reopening, Scope, Urgency, Wakening
from tracker.record import replace
from tracker.versions import parse

_URGENCIES = [*Urgency]
_OUTLOOK = Outlook(history({"1.0": "2026-01-01", "1.1": "2026-06-01", "2.0": "2026-11-01"}), None, NOW)
_INSTANTS = st.integers(-400, 400).map(lambda days: NOW + timedelta(days=days))
_CODES = st.sampled_from([Code.SUPPORT_ENDED, Code.SUPPORT_ENDING, Code.VULNERABLE, Code.LAG])
_SUBJECTS = st.sampled_from(["1.0", "2.0", "CVE-1", "CVE-2"])
_DUTIES = st.builds(
    lambda code, subject, urgency, arose_at: Duty(
        id=f"{code}/{subject}",
        code=code,
        subject=subject,
        urgency=urgency,
        arose_at=arose_at,
        due_at=None,
        rule="r",
        cause="c",
        url=None,
    ),
    _CODES,
    _SUBJECTS,
    st.sampled_from(_URGENCIES[1:]),
    _INSTANTS,
)
_DECISIONS = st.builds(
    lambda number, kind, at, covers, until, wakes: Decision(
        id=str(number),
        kind=kind,
        at=at,
        by=None,
        reason="",
        scope=Scope(component="kafka"),
        covers=() if kind is DecisionKind.HOLD else covers,
        until=until,
        wakes=wakes,
        plan=Plan(target="2.0", on=until or NOW) if kind is DecisionKind.PLAN else None,
    ),
    st.integers(),
    st.sampled_from(DecisionKind),
    _INSTANTS,
    st.lists(st.builds("{}:{}".format, _CODES, _SUBJECTS) | _CODES.map(str), max_size=3).map(tuple),
    st.none() | _INSTANTS,
    st.none() | st.sampled_from(Wakening),
)
_SITUATIONS = st.builds(
    lambda duties, version: Situation(outlook=_OUTLOOK, version=parse(version, "loose"), duties=duties),
    st.lists(_DUTIES, max_size=4, unique_by=lambda one: one.id).map(tuple),
    st.sampled_from(["1.0", "1.1", "2.0"]),
)
_MANY = st.lists(_DECISIONS, max_size=5, unique_by=lambda one: one.id)


def worst(situation: Situation, decisions: list[Decision]) -> int:
    decided = weigh(decisions, situation)
    left = [_URGENCIES.index(one.urgency) for one in situation.duties if not decided.covering(matter_of(one))]
    return max(left, default=0)


@given(situation=_SITUATIONS, decisions=_MANY, more=_DECISIONS)
def test_a_decision_never_raises_urgency(situation: Situation, decisions: list[Decision], more: Decision) -> None:
    assert worst(situation, [*decisions, replace(more, id="more")]) <= worst(situation, decisions)


@given(situation=_SITUATIONS, decisions=_MANY)
def test_only_what_is_named_or_held_is_covered(situation: Situation, decisions: list[Decision]) -> None:
    decided = weigh(decisions, situation)

    for duty in situation.duties:
        on = decided.on(matter_of(duty))
        assert bool(decided.covering(matter_of(duty))) == (on is not None and on.kind in COVERING)
        if on is not None and on.kind is not DecisionKind.HOLD:
            codes = {item.partition(":")[0].partition("-")[0] for item in on.covers}
            assert key_of(duty).partition(":")[0].partition("-")[0] in codes


@given(situation=_SITUATIONS, decisions=_MANY, order=st.randoms())
def test_the_order_in_which_decisions_are_read_does_not_matter(
    situation: Situation, decisions: list[Decision], order: object
) -> None:
    shuffled = [*decisions]
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert weigh(shuffled, situation) == weigh(decisions, situation)


@given(situation=_SITUATIONS, decisions=_MANY)
def test_nothing_is_both_in_force_and_over_and_what_is_over_ended_in_the_past(
    situation: Situation, decisions: list[Decision]
) -> None:
    decided = weigh(decisions, situation)

    assert not {one.id for one in decided.in_force} & {one.decision.id for one in decided.woken}
    assert all(one.at <= NOW for one in decided.woken)
    assert all(one.until is None or one.until > NOW for one in decided.in_force)
    assert all(one.at <= NOW for one in decided.in_force)


@given(decisions=_MANY, reopened=st.sets(st.integers(0, 4)))
def test_what_is_reopened_is_over_and_nothing_else(decisions: list[Decision], reopened: set[int]) -> None:
    ids = tuple(one.id for number, one in enumerate(decisions) if number in reopened)
    log: list[Decision | Reopening] = [*decisions, Reopening(id="r", at=NOW, by=None, reason="", decisions=ids)]

    assert {one.id for one in effective(log)} == {one.id for one in decisions} - {*ids}
