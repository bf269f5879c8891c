"""The numbers of one day."""

import pytest

from duties import CVE, SUPPORT
from examples import NOW, day, history, question
from tracker.advice import advise, trend_day
from tracker.model import Behind, Check, Duty, Finding, Polling, Tier, TrendDay, Verdict
from tracker.record import replace

FINDING = advise(question("3.6.1", history({"3.6.1": "2024-01-01", "3.6.2": "2025-01-01"})))
OVERDUE = replace(CVE, due_at=day("2026-11-19"))


def check(*findings: Finding) -> Check:
    return Check(
        environment="env",
        customer="Acme",
        tier=Tier.PRODUCTION,
        as_of=NOW,
        verdict=Verdict.OK,
        polling=Polling(),
        findings=findings,
    )


def test_distances_that_are_known_are_added_up() -> None:
    unknown = Behind(releases=None, majors=None, minors=None, patches=None, days=None, libyears=None)
    findings = (FINDING, FINDING, replace(FINDING, behind=unknown))

    assert trend_day(check(*findings)) == TrendDay(
        day=NOW.date(), findings=3, releases=2, days=732, libyears=2.0, open=0, overdue=0
    )


@pytest.mark.parametrize(
    ("duties", "owed"),
    [
        ((SUPPORT, OVERDUE), (2, 1)),
        ((replace(OVERDUE, decision="d1"),), (0, 0)),
        ((replace(OVERDUE, unclear=True), replace(CVE, due_at=None)), (2, 0)),
    ],
)
def test_duties_are_open_until_covered_and_overdue_after_their_day(
    duties: tuple[Duty, ...], owed: tuple[int, int]
) -> None:
    made = trend_day(check(replace(FINDING, duties=duties)))

    assert (made.open, made.overdue) == owed


def test_what_is_waived_is_not_owed() -> None:
    assert trend_day(check(replace(FINDING, verdict=Verdict.WAIVED, duties=(OVERDUE,)))).open == 0
