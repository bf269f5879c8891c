"""What becomes of findings from one judging to another."""

import pytest

from tracker.advice.comparison import differences
from tracker.model import Finding, Targets, Turn, Urgency, Verdict
from tracker.record import replace
from tui_findings import duty, finding, target

OK = finding("kafka", Verdict.OK)
DUE = finding("kafka", Verdict.DUE, duties=(duty("3.6", 6),))
LATE = finding("kafka", Verdict.OVERDUE, duties=(duty("3.6", -6),))
URGENT = replace(DUE, urgency=Urgency.CRITICAL, duties=(replace(duty("3.6", 6), urgency=Urgency.CRITICAL),))
WAIVED = replace(DUE, verdict=Verdict.WAIVED, duties=(replace(duty("3.6", 6), decision="one"),))
MOVING = replace(OK, targets=Targets(recommended=target("2.0.0")))
ELSEWHERE = replace(OK, deployed=replace(OK.deployed, versions=("2.0.0",)))


@pytest.mark.parametrize(
    ("before", "after", "turn", "worse", "better"),
    [
        (OK, OK, Turn.SAME, (), ()),
        (OK, DUE, Turn.NEW, ("ok became due", "new: support-ended 3.6 (high)"), ()),
        (DUE, OK, Turn.GONE, (), ("due became ok", "closed: support-ended 3.6")),
        (DUE, WAIVED, Turn.GONE, (), ("due became waived", "closed: support-ended 3.6")),
        (WAIVED, DUE, Turn.NEW, ("waived became due", "new: support-ended 3.6 (high)"), ()),
        (DUE, LATE, Turn.CHANGED, ("due became overdue",), ()),
        (DUE, URGENT, Turn.CHANGED, ("support-ended 3.6: high became critical",), ()),
        (OK, MOVING, Turn.CHANGED, (), ()),
        (OK, ELSEWHERE, Turn.CHANGED, (), ()),
    ],
)
def test_what_becomes_of_a_finding(
    before: Finding, after: Finding, turn: Turn, worse: tuple[str, ...], better: tuple[str, ...]
) -> None:
    (found,) = differences([before], [after])

    assert (found.turn, found.worse, found.better) == (turn, worse, better)
    assert (found.before, found.after) == (before, after)


def test_what_is_new_comes_first_and_what_only_one_has_is_left_out() -> None:
    named = [replace(OK, name=name) for name in ("a", "b", "c")]
    new = replace(DUE, name="c")

    found = differences([*named, replace(OK, name="old")], [*named[:2], new, replace(DUE, name="young")])

    assert [(one.after.name, one.turn) for one in found] == [("c", Turn.NEW), ("a", Turn.SAME), ("b", Turn.SAME)]
