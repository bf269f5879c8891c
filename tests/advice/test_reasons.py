"""What reasons say in words: of vulnerabilities, support, windows and what was passed over."""

from examples import KAFKA, day, history, line, question, shown, support
from tracker.advice import advise, build_history
from tracker.model import (
    Affected,
    AffectedRange,
    Avoided,
    Code,
    Contract,
    Deployment,
    Finding,
    Rating,
    StoredReleases,
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
LONG = support(line("3.8", "2030-01-01"), line("3.9", "2031-01-01"), line("4.0", "2029-01-01"))
ENDED = support(line("3.8", "2026-10-01"), line("3.9", "2031-01-01"), line("4.0", "2029-01-01"))


def flaw(name: str, *events: tuple[str, str], source: str = "osv") -> Vulnerability:
    """A vulnerability of high severity from one version to another."""
    return Vulnerability(
        id=name,
        source=source,
        modified_at=day("2026-03-01"),
        published_at=day("2026-03-01"),
        rating=Rating.HIGH,
        affected=(Affected(package=None, ranges=(AffectedRange(kind="ECOSYSTEM", events=events),)),),
    )


def said(finding: Finding, code: Code) -> list[str]:
    return [reason.text for reason in finding.reasons if reason.code is code]


def test_what_may_concern_the_deployed_version_is_told_once_and_asks_for_a_decision() -> None:
    records = [flaw(f"CVE-2026-{n}", ("introduced", "0"), ("fixed", "4.0.0")) for n in (1, 2)]

    finding = advise(question("3.9.1", history(RELEASES), support=LONG, vulnerabilities=records))

    why = "its only known fix, 4.0.0, is on another line, and 3.9 has had releases since"
    assert said(finding, Code.VULNERABLE) == [
        f"CVE-2026-1 (severity high) may affect 3.9.1: {why}, and 1 more like it: decide whether it concerns you"
    ]


def test_the_place_of_a_teams_own_advisory_is_its_evidence() -> None:
    record = flaw("ACME-1", ("introduced", "0"), ("fixed", "3.9.2"), source="advisories/acme.yaml#3")

    finding = advise(question("3.9.1", history(RELEASES), support=LONG, vulnerabilities=[record]))

    assert finding.duties[0].url == "advisories/acme.yaml#3"
    assert finding.reasons[0].url == "advisories/acme.yaml#3"


def test_what_is_exploited_waits_for_no_line_and_what_is_not_waits_for_its_end() -> None:
    record = replace(flaw("CVE-2026-1", ("introduced", "0"), ("fixed", "3.9.0")), published_at=day("2024-01-01"))
    exploited = replace(record, exploited_at=day("2026-06-01"))

    waiting, pressing = (
        advise(question("3.8.0", history(RELEASES), support=LONG, vulnerabilities=[one]))
        for one in (record, exploited)
    )

    assert waiting.duties[0].due_at is None
    assert waiting.duties[0].rule == "nothing is due while line 3.8 is supported and no release of it ends this"
    assert pressing.duties[0].due_at is not None


def test_bought_support_is_said_with_who_sold_it_and_why() -> None:
    contract = Contract(until=day("2027-06-30"), by="Acme", reason="extended support", location="env-prod.yaml#9")
    deployed = Deployment(
        name="kafka", component="kafka", versions=("3.8.0",), location="env-prod.yaml#4", contract=contract
    )

    finding = advise(question("3.8.0", history(RELEASES), support=ENDED, deployment=deployed))

    assert said(finding, Code.CONTRACT) == [
        "support of line 3.8 is bought until 2027-06-30 by Acme: extended support"
    ]
    assert said(finding, Code.SUPPORT_ENDED) == []


def test_a_move_that_changes_the_end_of_support_says_so_and_warns_where_that_is_sooner() -> None:
    leaving = advise(question("3.8.0", history(RELEASES), support=ENDED))
    staying = advise(question("3.9.1", history(RELEASES), support=LONG))

    assert said(leaving, Code.HORIZON) == [
        "3.9.2 moves the end of support: until 2031-01-01 instead of 2026-10-01",
    ]
    assert said(staying, Code.HORIZON) == [
        "4.0.0 is supported for less time than 3.9.1: until 2029-01-01 instead of 2031-01-01"
    ]


def test_each_rule_that_passed_a_release_over_is_told_once() -> None:
    releases = {"3.9.0": "2024-11-06", "3.9.1": "2025-05-21", "3.9.2": "2026-02-20", "3.9.3": "2026-03-20"}
    releases |= {"3.9.4": "2026-11-19", "3.9.5": "2026-04-20", "3.9.6": "2026-05-20"}
    bad = Avoided(range="=3.9.6", why="it loses data", url="https://example.com/bad", use="3.9.2")
    asked = question(
        "3.9.0",
        history(releases),
        support=LONG,
        component=replace(KAFKA, avoid=(bad,)),
        policy={"deny": ["=3.9.3", "=3.9.5"]},
    )

    finding = advise(asked)

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"
    assert said(finding, Code.KNOWN_BAD) == ["3.9.6 is not recommended: it loses data; use 3.9.2"]
    assert said(finding, Code.SOAKING) == ["3.9.4 is still soaking and is recommended from 2026-11-22"]
    assert said(finding, Code.POLICY)[1:] == ["3.9.5 is refused by policy: deny: =3.9.5 (test, policies.yaml#1)"]


def test_what_is_past_its_support_is_passed_over_with_its_day() -> None:
    supported = support(line("3.8", "2031-01-01"), line("3.9", "2031-01-01"), line("4.0", "2026-01-01"))

    finding = advise(question("3.9.1", history(RELEASES), support=supported, policy={"track": "newest"}))

    assert said(finding, Code.SUPPORT_ENDED) == ["4.0.0 is past its support, which ended on 2026-01-01"]


def test_a_line_that_would_come_first_is_passed_over_for_what_affects_it() -> None:
    record = flaw("CVE-2026-9", ("introduced", "3.9.0"), ("fixed", "3.9.3"))

    finding = advise(question("3.8.0", history(RELEASES), support=ENDED, vulnerabilities=[record]))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "4.0.0"
    assert said(finding, Code.VULNERABLE) == ["3.9.2 is affected by CVE-2026-9, and 4.0.0 by fewer"]


def test_where_every_line_is_affected_the_one_that_comes_first_is_recommended() -> None:
    record = flaw("CVE-2026-9", ("introduced", "3.9.0"))

    finding = advise(question("3.8.0", history(RELEASES), support=ENDED, vulnerabilities=[record]))

    assert finding.targets.recommended is not None
    assert finding.targets.recommended.version == "3.9.2"


def test_a_release_without_a_page_is_shown_by_what_it_was_read_from() -> None:
    bare = tuple(replace(one, url=None) for one in shown(RELEASES))
    known = build_history(KAFKA, StoredReleases(releases=bare), None)
    asked = question("3.9.1", known, support=LONG)

    by_file, by_feed = advise(asked), advise(replace(asked, feed="https://example.com/releases.atom"))

    assert {one.url for one in by_file.reasons if one.code is Code.BEHIND} == {"env-prod.yaml#4"}
    assert {one.url for one in by_feed.reasons if one.code is Code.BEHIND} == {"https://example.com/releases.atom"}


def test_a_tag_that_was_withdrawn_gives_way_to_another_of_its_version() -> None:
    withdrawn = shown({"4.0.0.0": "2025-03-10"}, withdrawn=True)
    known = build_history(KAFKA, StoredReleases(releases=(*withdrawn, *shown(RELEASES))), None)

    finding = advise(question("3.9.1", known))

    assert finding.targets.newest is not None
    assert finding.targets.newest.tag == "4.0.0"


def test_where_the_policy_sets_no_time_a_vulnerability_is_never_due() -> None:
    record = flaw("CVE-2026-1", ("introduced", "0"), ("fixed", "3.9.2"))
    policy = {"sla": "none"}

    finding = advise(question("3.9.1", history(RELEASES), support=LONG, vulnerabilities=[record], policy=policy))

    assert [(one.due_at, one.rule) for one in finding.duties] == [(None, "sla.high: none (test, policies.yaml#1)")]


def test_what_only_notes_name_says_whose_notes() -> None:
    notes = [replace(one, mentions=("CVE-2026-7",) if one.tag == "3.9.2" else ()) for one in shown(RELEASES)]
    known = build_history(KAFKA, StoredReleases(releases=tuple(notes)), None)

    finding = advise(question("3.9.1", known, support=LONG))

    assert [one.cause for one in finding.duties] == [
        "the notes of 3.9.2 name CVE-2026-7 (severity unknown); no record of it is known"
    ]


def test_a_fix_on_another_line_is_due_from_the_end_of_the_line_that_has_none() -> None:
    record = replace(flaw("CVE-2026-1", ("introduced", "0"), ("fixed", "3.9.0")), published_at=day("2024-01-01"))

    finding = advise(question("3.8.0", history(RELEASES), support=ENDED, vulnerabilities=[record]))

    assert (finding.duties[0].arose_at, finding.duties[0].due_at) == (day("2026-10-01"), day("2026-10-31"))


def test_what_is_passed_over_for_its_vulnerabilities_is_told_by_the_line_that_would_come_first() -> None:
    releases = RELEASES | {"4.0.1": "2025-04-18"}
    records = [
        flaw("CVE-2026-8", ("introduced", "4.0.1"), ("fixed", "4.0.2")),
        flaw("CVE-2026-9", ("introduced", "3.9.0"), ("fixed", "3.9.3")),
    ]

    finding = advise(question("3.8.0", history(releases), support=ENDED, vulnerabilities=records))

    assert said(finding, Code.VULNERABLE) == ["3.9.2 is affected by CVE-2026-9, and 4.0.0 by fewer"]
