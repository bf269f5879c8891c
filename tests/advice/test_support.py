"""What the support of a line makes due, and when."""

from datetime import timedelta

import pytest

from examples import (
    ENDED,
    KAFKA,
    KAFKA_RELEASES,
    LTS,
    MAINTAINED,
    NOW,
    RULE,
    day,
    history,
    line,
    question,
    support,
)
from tracker.advice import advise
from tracker.model import (
    Coverage,
    LineRule,
    Phase,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import replace


def test_where_support_is_stated_for_a_whole_major_one_stays_on_its_newest_release() -> None:
    releases = {"7.11.2": "2021-03-10", "7.11.3": "2021-04-01", "7.17.9": "2023-02-01", "8.0.0": "2022-02-10"}

    finding = advise(question("7.11.2", history(releases), support=support(line("7", ends="2028-01-01"))))

    assert finding.targets.line is not None
    assert finding.targets.line.version == "7.11.3"
    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "7.17.9"


def test_where_support_is_stated_for_less_than_a_line_the_statement_draws_the_line() -> None:
    by_major = replace(KAFKA, rule=replace(RULE, line=LineRule.MAJOR))
    releases = {"9.5.1": "2016-01-01", "9.5.25": "2021-02-11", "9.6.24": "2021-11-11", "10.1": "2022-01-01"}
    lines = support(line("9.5", ends="2021-02-11"), line("9.6", ends="2021-11-11"))

    finding = advise(question("9.5.1", history(releases, by_major), support=lines, component=by_major))

    assert finding.targets.line is not None
    assert finding.targets.line.version == "9.5.25"


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ("2027-02-19", None),  # in 91 days
        ("2027-02-18", Verdict.ADVICE),
        ("2026-12-05", Verdict.ADVICE),
        ("2026-12-04", Verdict.DUE),  # within 14 days
        ("2026-11-21", Verdict.DUE),
        ("2026-11-20", Verdict.OVERDUE),
    ],
)
def test_the_duty_to_leave_a_line_arises_before_its_end_and_is_due_that_day(
    ends: str, verdict: Verdict | None
) -> None:
    lines = support(line("3.9", ends=ends), MAINTAINED)
    finding = advise(question("3.9.2", history(KAFKA_RELEASES), support=lines))

    assert bool(finding.duties) == (verdict is not None)
    assert finding.verdict is (verdict or Verdict.OK)
    if verdict:
        assert finding.due_at == day(ends)


def test_a_duty_older_than_ours_is_given_the_whole_period_from_our_first_day() -> None:
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED), since=NOW)

    finding = advise(asked)

    assert finding.verdict is Verdict.ADVICE
    assert finding.duties[0].arose_at == NOW
    assert finding.due_at == NOW + timedelta(days=90)


def test_an_end_that_is_still_ahead_on_our_first_day_is_due_on_its_own_day() -> None:
    lines = support(line("3.9", ends="2026-12-24"), MAINTAINED)

    finding = advise(question("3.9.2", history(KAFKA_RELEASES), support=lines, since=NOW))

    assert (finding.duties[0].arose_at, finding.due_at) == (NOW, day("2026-12-24"))


def test_before_our_first_day_there_is_no_duty() -> None:
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED), since=NOW + timedelta(days=1))

    assert advise(asked).duties == ()


def test_an_end_without_a_date_is_due_a_period_after_it_was_first_seen() -> None:
    lines = support(line("3.6", ended=True))
    seen = {"env-prod/kafka/support/3.6": day("2026-08-01")}
    first = advise(question("3.6.1", history(KAFKA_RELEASES), support=lines))
    later = advise(question("3.6.1", history(KAFKA_RELEASES), support=lines, seen=seen))

    assert first.support.ends_at is None
    assert first.due_at == NOW + timedelta(days=90)
    assert later.due_at == day("2026-10-30")
    assert later.verdict is Verdict.OVERDUE
    assert "on a day its source does not give" in later.reasons[0].text


def test_no_duty_is_older_than_the_line_it_is_about() -> None:
    short = line("4.2", ends="2026-12-10", released_at=day("2026-11-01"))

    (duty,) = advise(question("4.2.1", history(KAFKA_RELEASES), support=support(short))).duties

    assert (duty.arose_at, duty.due_at) == (day("2026-11-01"), day("2026-12-10"))


def test_outside_production_an_ended_line_is_not_urgent() -> None:
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED), tier=Tier.STAGING)

    assert advise(asked).urgency is Urgency.NORMAL


def test_security_support_is_a_phase_of_its_own() -> None:
    lines = support(line("3.9", ends="2027-11-06", active_until=day("2026-01-01")))

    assert advise(question("3.9.2", history(KAFKA_RELEASES), support=lines)).support.phase is Phase.SECURITY


def test_a_line_nobody_maintains_or_dates_is_of_unknown_support() -> None:
    finding = advise(question("3.6.2", history(KAFKA_RELEASES), support=support(line("3.6"))))

    assert finding.support.phase is Phase.UNKNOWN
    assert finding.verdict is Verdict.ADVICE


def test_a_bare_mark_of_maintenance_counts_only_while_it_is_fresh() -> None:
    old = {"3.9.2": "2025-01-01"}
    marked = support(line("3.9", maintained=True), on="2026-08-22")
    dated = support(line("3.9", ends="2027-11-06"), on="2026-08-22")

    assert advise(question("3.9.2", history(old), support=marked)).verdict is Verdict.UNKNOWN
    assert advise(question("3.9.2", history(old), support=dated)).verdict is Verdict.OK
    assert advise(question("3.9.2", history(old), support=dated)).coverage.support is Coverage.STALE


@pytest.mark.parametrize(
    ("read", "coverage"), [(timedelta(days=3), Coverage.FULL), (timedelta(days=3, seconds=1), Coverage.STALE)]
)
def test_support_that_a_service_told_ages_like_what_is_polled(read: timedelta, coverage: Coverage) -> None:
    at = NOW - read
    facts = replace(support(LTS), day=at.date(), read_at=at)
    asked = question("3.9.0", history(KAFKA_RELEASES), support=facts)

    assert advise(asked).coverage.support is coverage
    then = question("3.9.0", history(KAFKA_RELEASES), support=facts, live=False)
    assert advise(then).coverage.support is Coverage.FULL
