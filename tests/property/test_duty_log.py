"""Laws of the log of duties, for any sequence of checks."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from duties import CVE, SUPPORT, decision, entry
from duties import outcome as outcome_of
from examples import NOW
from tracker.advice import Told, duty_events, nothing_happened, open_duties
from tracker.model import (
    Code,
    DecisionKind,
    Duty,
    DutyEvent,
    DutyEventKind,
    EntryDuties,
    LoggedDuty,
    Outcome,
    Urgency,
)
from tracker.record import replace

_NAMES = ("kafka", "spark")
_DECISIONS = tuple(
    decision(kind, *covers)
    for kind, *covers in (
        (DecisionKind.ACKNOWLEDGE, "vulnerable"),
        (DecisionKind.PLAN, "support-ending:3.6"),
        (DecisionKind.HOLD,),
    )
)


@st.composite
def _duties(draw: st.DrawFn, name: str) -> tuple[Duty, ...]:
    """Some of two duties, as they may stand on a day."""
    return tuple(
        replace(
            one,
            id=one.id.replace("kafka", name),
            code=draw(st.sampled_from([one.code, Code.SUPPORT_ENDED])),
            urgency=draw(st.sampled_from(Urgency)),
            due_at=draw(st.sampled_from([None, one.due_at])),
            decision=draw(st.sampled_from([None, _DECISIONS[-1].id, "d9"])),
        )
        for one in (SUPPORT, CVE)
        if draw(st.booleans())
    )


@st.composite
def _entries(draw: st.DrawFn) -> tuple[EntryDuties, ...]:
    """What a check found of some entries."""
    return tuple(
        entry(
            *draw(_duties(name)),
            name=name,
            versions=(draw(st.sampled_from(["3.6.1", "3.9.1"])),),
            judged=draw(st.booleans()),
            decisions=tuple(draw(st.lists(st.sampled_from(_DECISIONS), unique=True))),
        )
        for name in _NAMES
        if draw(st.booleans())
    )


@st.composite
def _checks(draw: st.DrawFn) -> Sequence[Outcome]:
    """Checks of one environment day by day, each of all or some of its entries."""
    return [
        outcome_of(
            *entries,
            at=NOW + timedelta(days=number),
            listed=frozenset(draw(st.sets(st.sampled_from(_NAMES)))) | {one.name for one in entries},
        )
        for number, entries in enumerate(draw(st.lists(_entries(), max_size=6)))
    ]


def _logged(checks: Sequence[Outcome]) -> Sequence[DutyEvent]:
    """The log that some checks leave."""
    log: list[DutyEvent] = []
    for one in checks:
        log += duty_events(open_duties(log), one)
    return log


def _ids(known: Mapping[str, LoggedDuty], name: str) -> set[str]:
    return {key for key, one in known.items() if one.name == name}


@given(checks=_checks())
def test_replaying_the_log_gives_exactly_the_duties_that_are_open(checks: Sequence[Outcome]) -> None:
    for number, last in enumerate(checks):
        before, now = open_duties(_logged(checks[:number])), open_duties(_logged(checks[: number + 1]))
        judged = {one.name: one for one in last.entries}

        for name in _NAMES:
            found = {duty.id for duty in judged[name].duties} if name in judged else set()
            if name in judged and judged[name].judged:
                assert _ids(now, name) == found
            elif name in last.listed:
                assert _ids(now, name) == _ids(before, name) | found
            else:
                assert not _ids(now, name)
        for duty in (duty for one in last.entries for duty in one.duties):
            assert (now[duty.id].urgency, now[duty.id].due_at) == (duty.urgency, duty.due_at)


@given(checks=_checks())
def test_judging_twice_appends_nothing(checks: Sequence[Outcome]) -> None:
    log = _logged(checks)

    for one in checks[-1:]:
        assert duty_events(open_duties(log), replace(one, at=one.at + timedelta(days=1))) == ()


def _told(one: LoggedDuty) -> Told:
    return (one.code, one.urgency, one.arose_at, one.due_at, one.versions, one.decisions)


@given(checks=_checks())
def test_nothing_happened_where_a_check_finds_what_the_log_tells(checks: Sequence[Outcome]) -> None:
    for number, one in enumerate(checks):
        known = open_duties(_logged(checks[:number]))
        told = {key: _told(duty) for key, duty in known.items()}
        found = {duty.id for entry in one.entries for duty in entry.duties}

        unchanged = duty_events(known, one) == () and found == known.keys()

        assert nothing_happened(told, one) is unchanged


@given(checks=_checks())
def test_every_duty_arises_once_before_it_is_closed_and_is_seen_when_it_arises(checks: Sequence[Outcome]) -> None:
    is_open: set[str] = set()
    log = _logged(checks)
    for number, event in enumerate(log):
        if event.kind is DutyEventKind.AROSE:
            assert event.duty.id not in is_open
            assert log[number + 1].kind is DutyEventKind.SEEN
            is_open.add(event.duty.id)
        assert event.duty.id in is_open
        if event.kind is DutyEventKind.CLOSED:
            assert event.closed_by is not None
            assert event.why
            is_open.discard(event.duty.id)


@given(checks=_checks())
def test_decisions_that_began_and_have_not_ended_are_in_force(checks: Sequence[Outcome]) -> None:
    log = _logged(checks)
    for key, one in open_duties(log).items():
        in_force: set[str] = set()
        for event in log:
            if event.duty.id == key and event.kind is DutyEventKind.AROSE:
                in_force = set()
            elif event.duty.id == key and event.kind is DutyEventKind.DECISION_ENDED:
                in_force.discard(event.decision or "")
            elif event.duty.id == key and event.decision:
                in_force.add(event.decision)
        assert set(one.decisions) == in_force
