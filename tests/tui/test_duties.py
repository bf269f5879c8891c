"""The duties of a finding as they stand on its page."""

from examples import NOW
from tracker.model import Code, Urgency, Verdict
from tracker.record import replace
from tui.detail_duties import duty_lines
from tui_findings import duty, finding


def test_the_earliest_stands_first_and_one_clock_for_all_that_share_it() -> None:
    late = duty("3.6", -12)
    high = replace(duty("CVE-1", 30, Code.VULNERABLE), cause="CVE-1 affects it", fixed_in="3.6.2")
    also = replace(high, subject="CVE-2", cause="CVE-2 affects it", fixed_in="3.6.3")
    other = replace(high, subject="CVE-3", cause="CVE-3 affects it", urgency=Urgency.NORMAL)
    undated = replace(duty("lag", None), cause="it lags")
    kafka = finding("kafka", Verdict.OVERDUE, duties=(undated, high, other, also, late))

    told = [one.text.split("  in 30d")[0].rstrip() for one in duty_lines(kafka, NOW, 80)]

    assert [one for one in told if "[" not in one] == [
        "  !! support of line 3.6 ended",
        "     arose 2026-08-12, due 2026-11-08, high urgency, support.warn",
        "  .  CVE-1 affects it, fixed in 3.6.2",
        "  .  CVE-2 affects it, fixed in 3.6.3",
        "     arose 2026-08-12, due 2026-12-20, high urgency, support.warn",
        "  .  CVE-3 affects it",
        "     arose 2026-08-12, due 2026-12-20, normal urgency, fixed in 3.6.2, support.warn",
        "  .  it lags",
        "     arose 2026-08-12, no due date, high urgency, support.warn",
    ]
    assert sum("[" in one for one in told) == 3


def test_nothing_to_do_is_said() -> None:
    assert [one.text for one in duty_lines(finding("trino", Verdict.OK), NOW, 80)] == ["  Nothing has to be done."]
