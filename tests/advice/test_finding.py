"""What a finding says of a deployed version: state, targets, distance, duties, verdict and reasons."""

from datetime import timedelta

import pytest

from examples import KAFKA, NOW, RULE, at, bundle, day, history, line, question, shown, support
from tracker.advice import advise, build_history, depends_on_gap, next_due, parse_duration, sort_findings, worst
from tracker.errors import ConfigurationError
from tracker.model import (
    Avoided,
    Code,
    Coverage,
    DateSource,
    Deployment,
    Finding,
    Hold,
    LineRule,
    Origin,
    Phase,
    Reason,
    State,
    Status,
    StoredReleases,
    SupportLine,
    TagRule,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import replace

KAFKA_RELEASES = {
    "3.6.1": "2023-12-04",
    "3.6.2": "2024-04-08",
    "3.9.0": "2024-11-06",
    "3.9.2": "2026-02-20",
    "4.0.0": "2025-03-18",
    "4.2.1": "2026-05-28",
    "4.3.0-rc1": "2026-05-10",
}
ENDED = line("3.6", ends="2024-11-06")
LTS = line("3.9", ends="2027-11-06", lts_from=day("2024-11-06"))
MAINTAINED = line("4.2", maintained=True)


def codes(finding: Finding) -> list[Code]:
    return [reason.code for reason in finding.reasons]


def test_a_version_below_the_newest_is_behind_and_its_distance_is_measured() -> None:
    finding = advise(question("3.6.1", history(KAFKA_RELEASES)))

    assert finding.state is State.BEHIND
    assert (finding.behind.majors, finding.behind.minors, finding.behind.patches) == (1, 0, 0)
    assert finding.behind.releases == 5
    assert finding.behind.days == 906
    assert finding.behind.libyears == 2.48
    assert finding.deployed.tag == "3.6.1"
    assert finding.targets.line is not None
    assert finding.targets.line.version == "3.6.2"
    assert finding.targets.newest is not None
    assert finding.targets.newest.version == "4.2.1"
    assert finding.targets.fix_minimum is None


def test_the_newest_release_is_current_and_has_no_targets() -> None:
    finding = advise(question("4.2.1", history(KAFKA_RELEASES), support=support(MAINTAINED)))

    assert finding.state is State.CURRENT
    assert finding.verdict is Verdict.OK
    assert finding.targets.line is finding.targets.recommended is finding.targets.newest is None
    assert finding.behind.releases == finding.behind.days == 0
    assert codes(finding) == [Code.CURRENT]


def test_a_pre_release_above_the_newest_is_ahead_and_cannot_be_judged() -> None:
    finding = advise(question("4.3.0-rc1", history(KAFKA_RELEASES)))

    assert finding.state is State.AHEAD
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.targets.newest is None
    assert Code.AHEAD in codes(finding)


def test_an_unreadable_version_is_unjudged_but_learns_the_newest() -> None:
    finding = advise(question("nightly", history(KAFKA_RELEASES)))

    assert finding.state is State.UNJUDGED
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.behind.releases is None
    assert finding.targets.newest is not None
    assert finding.targets.newest.version == "4.2.1"
    assert codes(finding)[0] is Code.VERSION_UNREADABLE
    assert finding.reasons[0].url == "env-prod.yaml#4"


@pytest.mark.parametrize("releases", [{}, {"4.3.0-rc1": "2026-05-10"}])
def test_without_a_stable_release_nothing_can_be_judged(releases: dict[str, str]) -> None:
    finding = advise(question("3.6.1", history(releases), feed="https://github.com/apache/kafka/releases.atom"))

    assert finding.state is State.UNJUDGED
    assert codes(finding)[0] is Code.NO_FACTS
    assert finding.targets.newest is None


def test_without_any_tag_not_even_the_naming_is_known() -> None:
    unknown = replace(KAFKA, rule=None)
    finding = advise(question("1.0", history({}, unknown), component=unknown))

    assert finding.state is State.UNJUDGED
    assert finding.coverage.releases is Coverage.NONE


def test_past_its_support_a_line_is_left_for_the_long_term_one() -> None:
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED, LTS, MAINTAINED))

    finding = advise(asked)

    assert finding.verdict is Verdict.OVERDUE
    assert finding.urgency is Urgency.HIGH
    assert finding.support.phase is Phase.ENDED
    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert finding.targets.recommended.support_ends == day("2027-11-06")
    (duty,) = finding.duties
    assert duty.id == "env-prod/kafka/support/3.6"
    assert duty.code is Code.SUPPORT_ENDED
    assert (duty.arose_at, duty.due_at) == (day("2024-08-08"), day("2024-11-06"))
    assert finding.due_at == duty.due_at
    assert codes(finding)[:4] == [Code.SUPPORT_ENDED, Code.LINE_BEHIND, Code.BEHIND, Code.POLICY]


@pytest.mark.parametrize(
    ("lines", "recommended"),
    [
        ((line("3.9", ends="2027-11-06"), line("4.0", ends="2027-12-01")), "4.0.0"),
        ((line("3.9", ends="2027-11-06"), line("4.0", ends="2027-10-01")), "3.9.2"),
        # the source maintains it and knows no end
        ((line("3.9", ends="2027-11-06"), MAINTAINED), "4.2.1"),
        # nobody states 4.2: it released lately, which is enough only where nothing better is known
        ((line("3.9", ends="2027-11-06"),), "3.9.2"),
        ((), "4.2.1"),
        # supported for less than the time in which one would have to leave it, and still better than an ended line
        ((line("3.9", ends="2026-12-24"), line("4.2", ends="2026-01-01")), "3.9.2"),
    ],
)
def test_without_a_long_term_line_the_line_supported_longest_is_recommended(
    lines: tuple[SupportLine, ...], recommended: str
) -> None:
    finding = advise(question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED, *lines)))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == recommended


def test_a_line_near_its_end_is_not_left_for_one_that_ends_sooner() -> None:
    lines = support(line("3.9", ends="2026-12-24"), line("4.0", ends="2026-12-20"), line("4.2", ends="2026-01-01"))

    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=lines))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert "no line above 3.9 is known to be supported longer" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )


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


def test_on_a_supported_line_one_stays_and_being_behind_the_newest_is_information() -> None:
    lines = support(LTS, MAINTAINED)

    finding = advise(question("3.9.2", history(KAFKA_RELEASES), support=lines))

    assert finding.state is State.BEHIND
    assert finding.verdict is Verdict.OK
    assert finding.targets.recommended is None
    assert finding.targets.newest is not None


def test_a_newer_release_on_the_line_is_advice_without_a_deadline() -> None:
    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=support(LTS)))

    assert finding.verdict is Verdict.ADVICE
    assert finding.due_at is None
    assert finding.urgency is Urgency.NONE
    assert finding.targets.recommended == finding.targets.line


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


def test_what_is_past_its_support_is_never_recommended() -> None:
    lines = support(ENDED, *(line(name, ends="2026-01-01") for name in ("3.9", "4.0", "4.2")))

    finding = advise(question("3.6.1", history(KAFKA_RELEASES), support=lines))

    assert finding.targets.recommended is finding.targets.fix_minimum is None
    assert finding.targets.line is not None
    assert finding.targets.line.version == "3.6.2"
    assert "buy support, replace it, or waive this" in finding.reasons[0].text


def test_a_line_whose_every_release_soaks_is_not_recommended_yet() -> None:
    releases = {"3.6.1": "2023-12-04", "3.9.0": "2024-11-06", "5.0.0": "2026-11-10"}
    lines = support(ENDED, line("3.9", ends="2027-01-01"), line("5.0", ends="2029-01-01"))

    finding = advise(question("3.6.1", history(releases), support=lines))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.0"


def test_a_duty_without_a_way_out_says_so() -> None:
    finding = advise(question("4.2.1", history(KAFKA_RELEASES), support=support(line("4.2", ends="2026-11-01"))))

    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.recommended is None
    assert "nothing is recommended: no line above 4.2 is known to be supported longer" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )


def test_where_no_support_is_known_at_all_and_nothing_is_recent_the_newest_is_recommended() -> None:
    old = {"1.0.0": "2020-01-01", "1.1.0": "2020-06-01"}

    finding = advise(question("1.0.0", history(old)))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "1.1.0"
    assert finding.coverage.support is Coverage.NONE
    assert Code.SUPPORT_UNKNOWN in codes(finding)


def test_a_young_release_soaks_before_it_is_recommended() -> None:
    releases = KAFKA_RELEASES | {"3.9.3": "2026-11-19"}

    finding = advise(question("3.9.2", history(releases), support=support(LTS)))

    assert finding.targets.line is not None
    assert finding.targets.line.version == "3.9.3"
    assert finding.targets.recommended is None
    assert finding.verdict is Verdict.OK
    soaking = next(one for one in finding.reasons if one.code is Code.SOAKING)
    assert soaking.text == "3.9.3 is still soaking and is recommended from 2026-11-22"


@pytest.mark.parametrize(
    ("released", "major_soaks_for", "recommended"),
    [("2026-10-25", "30d", "4.2.1"), ("2026-10-25", "20d", "5.0.0"), ("2026-10-20", "30d", "5.0.0")],
)
def test_a_new_major_soaks_longer(released: str, major_soaks_for: str, recommended: str) -> None:
    releases = KAFKA_RELEASES | {"5.0.0": released}
    policy = {"track": "newest", "soak": {"major": major_soaks_for}}

    finding = advise(question("4.0.0", history(releases), policy=policy))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == recommended


@pytest.mark.parametrize(
    ("track", "recommended"),
    [
        ("newest", "4.2.1"),
        ("line", None),
        ("lts", "3.9.2"),
        (">=3.7,<4.1", "4.0.0"),
        ("<3.7", None),
        (">=9", None),
    ],
)
def test_policy_says_what_to_track(track: str, recommended: str | None) -> None:
    asked = question(
        "3.6.1", history(KAFKA_RELEASES), support=support(ENDED, LTS, MAINTAINED), policy={"track": track}
    )

    target = advise(asked).targets.recommended

    assert (target and target.version) == recommended


def test_tracking_long_term_support_without_any_recommends_nothing() -> None:
    finding = advise(question("3.9.0", history(KAFKA_RELEASES), policy={"track": "lts"}))

    assert finding.targets.recommended is None


def test_tracking_nothing_needs_a_reason_and_says_it() -> None:
    policy = {"track": "none", "reason": "replaced next year"}

    finding = advise(question("3.9.0", history(KAFKA_RELEASES), support=support(LTS), policy=policy))

    assert finding.targets.recommended is None
    assert "nothing is tracked: replaced next year" in next(
        one.text for one in finding.reasons if one.code is Code.POLICY
    )
    with pytest.raises(ConfigurationError, match="needs a reason"):
        question("3.9.0", history(KAFKA_RELEASES), policy={"track": "none"})


def test_pre_releases_are_recommended_only_where_policy_says_so() -> None:
    policy = {"track": "newest", "prereleases": "yes"}
    asked = question("4.2.1", history(KAFKA_RELEASES | {"4.4.0-rc1": "2026-11-10"}), policy=policy)

    target = advise(asked).targets.recommended

    assert target is not None
    assert target.version == "4.3.0-rc1"


def test_a_forge_can_call_a_release_a_pre_release() -> None:
    releases = (*shown({"3.9.0": "2024-11-06"}), *shown({"4.0.0": "2025-03-18"}, prerelease=True))
    known = build_history(KAFKA, StoredReleases(releases=releases, polled_at=NOW), None)

    assert advise(question("3.9.0", known)).state is State.CURRENT


@pytest.mark.parametrize(
    ("status", "heirs", "text"),
    [
        (Status.ABANDONED, (), "Apache Kafka is abandoned"),
        (
            Status.REPLACED,
            ("redpanda", "pulsar"),
            "Apache Kafka is replaced, use redpanda or pulsar instead",
        ),
    ],
)
def test_what_nobody_maintains_is_never_fine(status: Status, heirs: tuple[str, ...], text: str) -> None:
    forsaken = replace(KAFKA, status=status, replaced_by=heirs, evidence="https://acme.example/end")
    asked = question("3.9.2", history({"3.9.2": "2026-02-20"}), component=forsaken)

    finding = advise(asked)

    assert finding.verdict is Verdict.ADVICE
    assert finding.reasons[0] == Reason(code=Code.ABANDONED, text=text, url="https://acme.example/end")
    hold = Hold(until=day("2027-01-31"), reason="moving", by=None)
    assert advise(replace(asked, deployment=replace(asked.deployment, hold=hold))).verdict is Verdict.WAIVED
    kept = replace(KAFKA, status=Status.MAINTENANCE)
    assert advise(replace(asked, component=kept)).verdict is Verdict.OK


def test_a_release_that_is_known_to_be_bad_is_never_recommended() -> None:
    bad = Avoided(range=">=3.9.1,<3.9.3", why="loses records", url="https://acme.example/1", use=">=3.9.3")
    known = history(KAFKA_RELEASES | {"3.9.1": "2025-05-12"})

    finding = advise(
        question("3.9.0", known, component=replace(KAFKA, avoid=(bad,)), support=support(LTS, MAINTAINED))
    )

    assert finding.targets.recommended is None
    assert finding.targets.newest is not None
    assert finding.verdict is Verdict.OK
    (told,) = [reason for reason in finding.reasons if reason.code is Code.KNOWN_BAD]
    assert told.text == "3.9.2 is not recommended: loses records; use >=3.9.3"
    assert told.url == "https://acme.example/1"


def test_the_release_before_a_bad_one_is_recommended() -> None:
    bad = Avoided(range="=3.9.2", why="withdrawn by the project", url="components/kafka.yaml#2")
    known = history(KAFKA_RELEASES | {"3.9.1": "2025-05-12"})

    finding = advise(
        question("3.9.0", known, component=replace(KAFKA, avoid=(bad,)), support=support(LTS, MAINTAINED))
    )

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.1"
    assert Code.KNOWN_BAD in codes(finding)


def test_a_hold_covers_what_is_due_until_its_day() -> None:
    hold = Hold(until=day("2026-12-31"), reason="frozen", by="ops")
    held = Deployment(name="kafka", component="kafka", versions=("3.6.1",), location="env-prod.yaml#4", hold=hold)
    asked = question("3.6.1", history(KAFKA_RELEASES), support=support(ENDED), deployment=held)

    finding = advise(asked)
    later = advise(at(asked, day("2026-12-31")))

    assert finding.verdict is Verdict.WAIVED
    assert finding.reasons[0].text == "held by ops until 2026-12-31: frozen"
    assert finding.hold == hold
    assert finding.duties
    assert later.verdict is Verdict.OVERDUE


def test_nodes_on_mixed_versions_are_judged_by_the_lowest() -> None:
    finding = advise(question(("3.9.2", "3.6.1"), history(KAFKA_RELEASES)))

    assert finding.deployed.version == "3.6.1"
    assert finding.deployed.versions == ("3.9.2", "3.6.1")
    assert Code.MIXED_VERSIONS in codes(finding)


def test_one_unreadable_node_leaves_the_whole_entry_unjudged() -> None:
    assert advise(question(("3.9.2", "?"), history(KAFKA_RELEASES))).state is State.UNJUDGED


def test_old_facts_cannot_make_a_finding_ok_but_still_prove_it_behind() -> None:
    known = history(KAFKA_RELEASES, polled_at=NOW - timedelta(days=4))
    lines = support(LTS)

    fine = advise(question("3.9.2", known, support=lines))
    behind = advise(question("3.9.0", known, support=lines))

    assert fine.verdict is Verdict.UNKNOWN
    assert fine.coverage.releases is Coverage.STALE
    assert "too old to call it fine" in next(one.text for one in fine.reasons if one.code is Code.FACTS_STALE)
    assert behind.verdict is Verdict.ADVICE


def test_a_bare_mark_of_maintenance_counts_only_while_it_is_fresh() -> None:
    old = {"3.9.2": "2025-01-01"}
    marked = support(line("3.9", maintained=True), on="2026-08-22")
    dated = support(line("3.9", ends="2027-11-06"), on="2026-08-22")

    assert advise(question("3.9.2", history(old), support=marked)).verdict is Verdict.UNKNOWN
    assert advise(question("3.9.2", history(old), support=dated)).verdict is Verdict.OK
    assert advise(question("3.9.2", history(old), support=dated)).coverage.support is Coverage.STALE


def test_for_a_past_day_facts_have_no_age_and_later_releases_are_unknown() -> None:
    known = history(KAFKA_RELEASES, polled_at=None)

    finding = advise(question("3.9.0", known, as_of=day("2025-03-18"), live=False))

    assert finding.state is State.CURRENT
    assert finding.verdict is Verdict.OK
    assert finding.facts.releases_from == day("2025-03-18")


def test_a_gap_in_the_history_is_stated() -> None:
    finding = advise(question("3.9.2", history(KAFKA_RELEASES, gap_at=NOW), support=support(LTS)))

    assert Code.GAP in codes(finding)
    assert finding.coverage.releases is Coverage.PARTIAL
    assert not finding.facts.complete
    assert depends_on_gap(finding)


def test_what_is_due_by_known_facts_is_due_whatever_a_gap_hides() -> None:
    ended = support(line("3.6", "2025-01-01"), line("3.9", "2027-12-31"))
    finding = advise(question("3.6.1", history(KAFKA_RELEASES, gap_at=NOW), support=ended))

    assert finding.verdict is Verdict.OVERDUE
    assert not depends_on_gap(finding)


def test_a_line_that_the_catalog_calls_long_term_supported_is_moved_to_though_no_end_is_stated() -> None:
    lxd = replace(KAFKA, lts=("5.0", "5.21"))
    releases = {"5.0.4": "2026-09-01", "5.20": "2026-08-01", "5.21.3": "2026-09-10", "6.0": "2026-08-02"}
    finding = advise(question("5.20", history(releases, lxd), policy={"track": "lts", "soak": {}}))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "5.21.3"
    assert any("line 5.21 is long-term supported" in reason.text for reason in finding.reasons)


def test_the_distance_of_date_stamps_is_in_days_only() -> None:
    minio = replace(KAFKA, rule=TagRule(scheme="date", pattern="(?P<version>.*)"))
    known = history({"2026-01-01": "2026-01-01", "2026-03-01": "2026-03-01"}, minio)

    behind = advise(question("2026-01-01", known, component=minio)).behind

    assert (behind.releases, behind.majors, behind.minors, behind.patches, behind.days) == (
        1,
        None,
        None,
        None,
        59,
    )


def test_a_difference_beyond_the_third_number_is_one_patch() -> None:
    behind = advise(question("1.2.3.4", history({"1.2.3.4": "2026-01-01", "1.2.3.9": "2026-02-01"}))).behind

    assert (behind.majors, behind.minors, behind.patches) == (0, 0, 1)


def test_of_two_tags_for_one_version_the_older_is_the_release_and_the_other_a_double() -> None:
    known = history({"3.9": "2024-11-07", "3.9.0": "2024-11-06"})

    assert [one.tag for one in known.releases] == ["3.9.0"]
    assert [(one.tag, one.rule) for one in known.skipped] == [("3.9", "is another tag of 3.9.0")]


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'soon' is not a duration such as 14d"):
        parse_duration("soon")


def test_findings_are_sorted_by_what_to_do_first() -> None:
    known = history(KAFKA_RELEASES)
    lines = support(ENDED, LTS, line("4.0", ends="2026-11-25"), MAINTAINED)
    versions = ("4.2.1", "3.9.0", "4.0.0", "3.6.1", "?")
    findings = [advise(question(version, known, support=lines)) for version in versions]

    ordered = [one.verdict for one in sort_findings(findings)]

    assert ordered == [Verdict.OVERDUE, Verdict.DUE, Verdict.UNKNOWN, Verdict.ADVICE, Verdict.OK]
    assert worst(ordered) is Verdict.OVERDUE
    assert worst([]) is Verdict.OK
    assert next_due(findings) == findings[3]
    assert next_due([]) is None


def test_the_bundle_and_the_feed_speak_of_one_release() -> None:
    stored = StoredReleases(releases=shown({"3.9.2": "2026-02-21"}), polled_at=NOW)

    known = build_history(KAFKA, stored, bundle({"3.9.2": "2026-02-20", "3.9.0": "2024-11-06"}))

    assert [(one.tag, one.dated_by) for one in known.releases] == [
        ("3.9.0", DateSource.HISTORY),
        ("3.9.2", DateSource.FEED),
    ]
    assert known.source == "feed"
    assert known.complete


def test_a_date_of_our_own_clock_gives_way_to_a_bundled_one() -> None:
    clocked = (replace(shown({"3.9.2": "2026-11-20"})[0], dated_by=DateSource.CLOCK),)

    known = build_history(KAFKA, StoredReleases(releases=clocked, polled_at=NOW), bundle({"3.9.2": "2026-02-20"}))

    assert known.releases[0].released_at == day("2026-02-20")


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


@pytest.mark.parametrize(
    ("bundled", "complete"), [({"3.9.2": "2026-02-20"}, True), ({"3.8.0": "2024-07-29"}, False)]
)
def test_a_first_feed_that_is_full_needs_to_meet_the_bundle(bundled: dict[str, str], complete: bool) -> None:
    stored = StoredReleases(releases=shown(KAFKA_RELEASES), polled_at=NOW, full_at_first=True)

    assert build_history(KAFKA, stored, bundle(bundled)).complete is complete


def test_a_tag_that_is_no_release_is_skipped_with_its_rule() -> None:
    known = history({"3.9.0": "2024-11-06", "nightly": "2026-11-19"})

    assert [one.tag for one in known.releases] == ["3.9.0"]
    assert known.skipped[0].rule == r"is not of the form (?P<version>\d+\.\d+.*)"


def test_bundled_tags_are_taken_as_they_are() -> None:
    tagged = replace(KAFKA, rule=replace(RULE, pattern=r"v?(?P<version>\d.*)", tag_format="v{version}"))

    from_tags = build_history(tagged, StoredReleases(), bundle({"3.9.2": "2026-02-20"}, tagged=True))
    from_versions = build_history(tagged, StoredReleases(), bundle({"3.9.2": "2026-02-20"}))

    assert from_tags.releases[0].tag == "3.9.2"
    assert from_versions.releases[0].tag == "v3.9.2"
    assert from_versions.releases[0].url == "https://github.com/apache/kafka/releases/tag/v3.9.2"
    assert from_versions.source == "history"


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        (Origin(path="a/b"), "https://github.com/a/b/releases/tag/3.9%2B1"),
        (Origin(path="a/b", url="https://ghe.example"), "https://ghe.example/a/b/releases/tag/3.9%2B1"),
        (
            Origin(kind="gitlab", path="a/b/c", url="https://gitlab.com"),
            "https://gitlab.com/a/b/c/-/releases/3.9%2B1",
        ),
        (
            Origin(kind="gitea", path="a/b", url="https://git.example"),
            "https://git.example/a/b/releases/tag/3.9%2B1",
        ),
        (Origin(kind="feed", path="https://a.example/{b}.xml"), "https://a.example/{b}.xml"),
        (Origin(kind="endoflife", path="amazon-eks"), "https://endoflife.date/amazon-eks"),
    ],
)
def test_a_bundled_release_has_the_page_that_its_source_gives_it(origin: Origin, url: str) -> None:
    shipped = bundle({"3.9+1": "2026-02-20"}, tagged=True)

    known = build_history(replace(KAFKA, origin=origin), StoredReleases(), shipped)

    assert known.releases[0].url == url


def test_a_finding_names_its_source_and_the_address_it_was_read_from() -> None:
    eks = replace(KAFKA, origin=Origin(kind="endoflife", path="amazon-eks"))

    finding = advise(question("3.9.2", history(KAFKA_RELEASES), component=eks, feed="https://eol.example/eks"))

    assert (finding.repository, finding.facts.feed) == (
        "https://endoflife.date/amazon-eks",
        "https://eol.example/eks",
    )


def test_a_release_that_policy_denies_is_passed_over_by_its_rule() -> None:
    known = history({"3.9.0": "2024-11-06", "3.9.1": "2025-05-21", "3.9.2": "2026-02-01"})

    finding = advise(question("3.9.0", known, policy={"track": "newest", "deny": ["=3.9.2"]}))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.1"
    assert any(one.text.startswith("3.9.2 is refused by policy: deny") for one in finding.reasons)
