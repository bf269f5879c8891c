"""What makes a finding due: each duty's cause, clock, urgency and rule."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from examples import KAFKA, NOW, day, history, line, question, support
from tracker.advice import advise
from tracker.model import (
    Affected,
    AffectedRange,
    Avoided,
    Code,
    Component,
    Contract,
    Deployment,
    Duty,
    Finding,
    Origin,
    Package,
    Rating,
    Status,
    SupportLine,
    Tier,
    Urgency,
    Verdict,
    Vulnerability,
)
from tracker.record import replace

RELEASES = {
    "3.8.0": "2024-07-29",
    "3.9.0": "2024-11-06",
    "3.9.1": "2025-05-21",
    "3.9.2": "2026-02-20",
    "4.0.0": "2025-03-18",
}
LONG = support(line("3.8", ends="2030-01-01"), line("3.9", ends="2031-01-01"), line("4.0", ends="2029-01-01"))


def flaw(name: str = "CVE-2026-1", *, fixed: str | None = "3.9.2", **more: Any) -> Vulnerability:
    """A vulnerability of all versions up to one that ends it."""
    events = [("introduced", "0"), *([("fixed", fixed)] if fixed else [])]
    said: dict[str, Any] = {
        "rating": Rating.HIGH,
        "published_at": day("2026-03-01"),
        "modified_at": day("2026-03-01"),
    } | more
    return Vulnerability(
        id=name,
        source="osv",
        affected=(
            Affected(
                package=Package(ecosystem="Maven", name="org.apache.kafka:kafka"),
                ranges=(AffectedRange(kind="ECOSYSTEM", events=tuple(events)),),
            ),
        ),
        **said,
    )


def judged(version: str, *records: Vulnerability, **changes: Any) -> Finding:
    """The finding on a Kafka of long support with some vulnerabilities."""
    known = history(changes.pop("releases", RELEASES))
    changes = {"support": LONG} | changes
    return advise(question(version, known, vulnerabilities=records, **changes))


def only(finding: Finding) -> Duty:
    """The one duty of a finding."""
    (duty,) = finding.duties
    return duty


def test_a_vulnerability_is_due_from_its_publication_or_its_fix_whichever_is_later() -> None:
    late_record, late_fix = flaw(published_at=day("2026-03-01")), flaw(published_at=day("2026-01-01"))

    assert only(judged("3.9.1", late_record)).due_at == day("2026-03-31")
    assert only(judged("3.9.1", late_fix)).due_at == day("2026-02-20") + timedelta(days=30)


def test_a_duty_says_what_caused_it_by_which_rule_and_what_ends_it() -> None:
    finding = judged("3.9.1", flaw())
    duty = only(finding)

    assert (duty.id, duty.code, duty.subject) == (
        "env-prod/kafka/vulnerability/CVE-2026-1",
        Code.VULNERABLE,
        "CVE-2026-1",
    )
    assert duty.cause == "CVE-2026-1 (severity high) affects 3.9.1"
    assert "sla.high" in duty.rule
    assert duty.fixed_in == "3.9.2"
    assert duty.url == "https://osv.dev/vulnerability/CVE-2026-1"
    assert finding.verdict is Verdict.OVERDUE
    assert finding.targets.fix_minimum is not None
    assert finding.targets.fix_minimum.version == "3.9.2"
    assert finding.reasons[0].text == "CVE-2026-1 (severity high) affects 3.9.1; 3.9.2 ends it"


@pytest.mark.parametrize(
    ("rating", "urgency", "days"),
    [
        (Rating.CRITICAL, Urgency.CRITICAL, 7),
        (Rating.HIGH, Urgency.HIGH, 30),
        (Rating.MEDIUM, Urgency.NORMAL, 90),
        (Rating.UNKNOWN, Urgency.NORMAL, 90),
        (Rating.LOW, Urgency.LOW, None),
    ],
)
def test_urgency_follows_severity_and_the_policy_gives_each_its_time(
    rating: Rating, urgency: Urgency, days: int | None
) -> None:
    duty = only(judged("3.9.1", flaw(rating=rating)))

    assert duty.urgency is urgency
    assert duty.due_at == (day("2026-03-01") + timedelta(days=days) if days else None)


def test_what_is_exploited_is_critical_from_the_day_that_became_known() -> None:
    exploited = flaw(rating=Rating.MEDIUM, published_at=day("2026-10-01"), exploited_at=day("2026-11-18"))

    finding = judged("3.9.1", exploited)

    assert finding.urgency is Urgency.CRITICAL
    assert only(finding).due_at == day("2026-11-25")
    assert finding.verdict is Verdict.DUE
    assert "known to be exploited" in only(finding).cause


def test_exploitation_never_makes_a_due_date_later() -> None:
    exploited = flaw(rating=Rating.HIGH, published_at=day("2026-03-01"), exploited_at=day("2026-11-18"))

    assert only(judged("3.9.1", exploited)).due_at == day("2026-03-31")


def test_tiers_have_times_of_their_own() -> None:
    staging = judged("3.9.1", flaw(rating=Rating.MEDIUM), tier=Tier.STAGING)
    development = judged("3.9.1", flaw(rating=Rating.CRITICAL), tier=Tier.DEVELOPMENT)

    assert only(staging).due_at is only(development).due_at is None


def test_without_a_fix_nothing_is_due_but_what_is_critical_presses() -> None:
    high, critical = judged("3.9.2", flaw(fixed=None)), judged("3.9.2", flaw(fixed=None, rating=Rating.CRITICAL))

    assert (only(high).due_at, high.verdict) == (None, Verdict.ADVICE)
    assert (only(critical).due_at, critical.verdict) == (None, Verdict.DUE)
    assert high.targets.fix_minimum is None
    assert high.reasons[0].text.endswith("no release ends it yet")


def test_no_clock_starts_before_our_duty_and_what_is_older_is_inherited() -> None:
    inherited = only(judged("3.9.1", flaw(), since=day("2026-11-01")))
    own = only(judged("3.9.1", flaw(), since=day("2026-01-01")))

    assert (inherited.arose_at, inherited.due_at) == (day("2026-11-01"), day("2026-12-01"))
    assert inherited.inherited
    assert not own.inherited


def test_an_importing_databases_own_date_starts_no_clock_before_it_was_seen() -> None:
    imported = flaw("BIT-kafka-2026-1", aliases=("CVE-2026-1",))
    duty = "env-prod/kafka/vulnerability/CVE-2026-1"

    first = only(judged("3.9.1", imported))
    later = only(judged("3.9.1", imported, seen={duty: day("2026-11-01")}))

    assert first.id == duty
    assert first.due_at == NOW + timedelta(days=30)
    assert later.due_at == day("2026-12-01")


def test_several_vulnerabilities_are_told_together_the_most_pressing_first() -> None:
    records = (flaw("CVE-2026-1"), flaw("CVE-2026-2", rating=Rating.CRITICAL), flaw("CVE-2026-3", fixed="3.9.1"))

    finding = judged("3.9.0", *records)

    assert {duty.subject for duty in finding.duties} == {"CVE-2026-1", "CVE-2026-2", "CVE-2026-3"}
    text = "3 known vulnerabilities affect 3.9.0, first CVE-2026-2 (severity critical); 3.9.2 ends all"
    assert finding.reasons[0].text == text


def test_what_ends_a_vulnerability_need_not_soak() -> None:
    hotfix = RELEASES | {"3.9.3": "2026-11-19"}

    with_flaw = judged("3.9.2", flaw(fixed="3.9.3"), releases=hotfix)
    without = judged("3.9.2", releases=hotfix)

    assert with_flaw.targets.recommended is not None
    assert with_flaw.targets.recommended.version == "3.9.3"
    assert without.targets.recommended is None
    assert any(one.code is Code.SOAKING and "2026-11-22" in one.text for one in without.reasons)


def test_a_vulnerable_release_is_recommended_only_where_no_other_is_better() -> None:
    again = flaw(fixed="4.0.0")
    newer = again.affected[0].ranges[0]
    introduced = AffectedRange(kind=newer.kind, events=(("introduced", "3.9.2"),))
    regressed = flaw()
    regressed = Vulnerability(
        id="CVE-2026-9",
        source="osv",
        modified_at=NOW,
        published_at=day("2026-11-10"),
        affected=(Affected(package=regressed.affected[0].package, ranges=(introduced,)),),
    )

    finding = judged("3.9.0", regressed)

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.1"
    assert any("3.9.2 is affected by CVE-2026-9" in one.text for one in finding.reasons)


def test_a_move_that_only_adds_a_vulnerability_is_not_recommended() -> None:
    regressed = flaw("CVE-2026-9", fixed=None, published_at=day("2026-11-10"))
    of_3_9_2 = AffectedRange(kind="ECOSYSTEM", events=(("introduced", "3.9.2"),))
    regressed = replace(regressed, affected=(replace(regressed.affected[0], ranges=(of_3_9_2,)),))

    finding = judged("3.9.1", regressed)

    assert finding.targets.recommended is None
    assert finding.verdict is Verdict.OK
    assert any(one.text == "3.9.2 is affected by CVE-2026-9" for one in finding.reasons)


def test_a_vulnerability_of_a_line_that_is_mended_no_more_leads_to_the_next_line() -> None:
    finding = judged("3.8.0", flaw(fixed="3.9.1", published_at=day("2025-06-01")))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert finding.targets.fix_minimum is not None
    assert finding.targets.fix_minimum.version == "3.9.1"


def rolling(told: str) -> SupportLine:
    """A line that the opening of the next one ended."""
    return line("3.9", ends=told, released_at=day("2024-11-06"))


def test_an_end_that_the_next_line_brought_about_is_due_a_period_after() -> None:
    lines = support(rolling("2026-11-01"), line("4.0", released_at=day("2026-11-01"), maintained=True))

    before = advise(question("3.9.2", history(RELEASES), support=lines, as_of=day("2026-10-20"), live=False))
    after = judged("3.9.2", support=lines)

    assert before.duties == ()
    assert (only(after).arose_at, only(after).due_at) == (day("2026-11-01"), day("2027-01-30"))
    assert after.urgency is Urgency.NORMAL


def test_an_end_that_became_known_late_is_due_a_period_after_it_was_recorded() -> None:
    lines = support(line("3.9", ends="2026-11-01", known_at=day("2026-10-20")))

    assert only(judged("3.9.2", support=lines)).due_at == day("2027-01-18")


def test_bought_support_counts_where_the_watchlist_says_so() -> None:
    contract = Contract(until=day("2027-06-30"), by="Vendor", reason="extended", location="customers.yaml#3")
    bought = Deployment(
        name="kafka", component="kafka", versions=("3.9.2",), location="env-prod.yaml#4", contract=contract
    )
    ended = support(line("3.9", ends="2026-11-01"))

    finding = judged("3.9.2", support=ended, deployment=bought)

    assert finding.duties == ()
    assert finding.support.contract
    assert finding.support.ends_at == day("2027-06-30")
    assert any(one.code is Code.CONTRACT and one.url == "customers.yaml#3" for one in finding.reasons)


def test_bought_support_never_shortens_and_ends_on_its_day() -> None:
    contract = Contract(until=day("2026-06-30"), by="Vendor", reason="extended", location="customers.yaml#3")
    bought = Deployment(
        name="kafka", component="kafka", versions=("3.9.2",), location="env-prod.yaml#4", contract=contract
    )

    longer = judged("3.9.2", deployment=bought)
    over = judged("3.9.2", support=support(line("3.9", ends="2026-01-01")), deployment=bought)

    assert not longer.support.contract
    assert only(over).due_at == day("2026-06-30")


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ({"status": Status.ABANDONED}, "Apache Kafka is abandoned"),
        (
            {"status": Status.REPLACED, "replaced_by": ("redpanda",)},
            "Apache Kafka is replaced, use redpanda instead",
        ),
    ],
)
def test_a_project_that_nobody_mends_is_a_finding(component: dict[str, Any], said: str) -> None:
    forsaken = Component(name="kafka", title="Apache Kafka", origin=Origin(path="apache/kafka"), **component)

    finding = judged("4.0.0", component=forsaken)

    assert finding.verdict is Verdict.ADVICE
    assert only(finding).code is Code.ABANDONED
    assert only(finding).due_at is None
    assert finding.reasons[0].text == said


def test_an_archived_repository_is_a_finding() -> None:
    finding = advise(question("4.0.0", history(RELEASES, archived=True), support=LONG))

    assert only(finding).code is Code.ABANDONED
    assert "is archived" in only(finding).cause


def test_a_version_that_is_known_to_be_bad_is_to_be_left() -> None:
    bad = Avoided(range="==3.9.1", why="loses records", url="https://acme.example/42", use=">=3.9.2")
    component = Component(
        name="kafka", title="Apache Kafka", origin=Origin(path="apache/kafka"), rule=KAFKA.rule, avoid=(bad,)
    )

    finding = judged("3.9.1", component=component)

    assert (only(finding).code, only(finding).urgency) == (Code.KNOWN_BAD, Urgency.HIGH)
    assert only(finding).due_at == NOW + timedelta(days=30)
    assert finding.targets.fix_minimum is not None
    assert finding.targets.fix_minimum.version == "3.9.2"


@pytest.mark.parametrize(
    ("lag", "due"),
    [
        ({"days": "300"}, day("2025-03-18") + timedelta(days=300)),
        ({"days": "900"}, None),
        ({"lines": "1"}, day("2025-03-18") + timedelta(days=90)),
        ({"lines": "2"}, None),
    ],
)
def test_being_behind_is_a_duty_only_where_the_policy_says_so(lag: dict[str, str], due: datetime | None) -> None:
    finding = judged("3.9.2", policy={"lag": lag})

    assert [duty.due_at for duty in finding.duties] == ([due] if due else [])
    assert all(duty.code is Code.LAG for duty in finding.duties)


def test_newer_is_not_always_supported_longer_and_that_is_said() -> None:
    finding = judged("3.9.1", policy={"track": "newest"})

    (said,) = (one.text for one in finding.reasons if one.code is Code.HORIZON)
    assert said == "4.0.0 is supported for less time than 3.9.1: until 2029-01-01 instead of 2031-01-01"


def test_a_fully_patched_and_supported_version_has_nothing_due() -> None:
    finding = judged("3.9.2", flaw())

    assert finding.duties == ()
    assert finding.verdict is Verdict.OK
