"""What a finding says of a deployed version: its state, its distance, its verdict and its reasons."""

from datetime import timedelta

import pytest

from examples import (
    ENDED,
    KAFKA,
    KAFKA_RELEASES,
    LTS,
    MAINTAINED,
    NOW,
    at,
    codes,
    day,
    history,
    line,
    question,
    shown,
    support,
)
from tracker.advice import advise, build_history, depends_on_gap, next_due, sort_findings, worst
from tracker.model import (
    Code,
    Coverage,
    Deployment,
    Hold,
    Origin,
    Reason,
    State,
    Status,
    StoredReleases,
    TagRule,
    Verdict,
)
from tracker.record import replace


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


def test_a_finding_names_its_source_and_the_address_it_was_read_from() -> None:
    eks = replace(KAFKA, origin=Origin(kind="endoflife", path="amazon-eks"))

    finding = advise(question("3.9.2", history(KAFKA_RELEASES), component=eks, feed="https://eol.example/eks"))

    assert (finding.repository, finding.facts.feed) == (
        "https://endoflife.date/amazon-eks",
        "https://eol.example/eks",
    )
