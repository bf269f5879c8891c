"""Which vulnerabilities affect a version, what ends them, and how sure that is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from examples import KAFKA, NOW, RULE, day, history, line, support
from tracker.advice import (
    Exposure,
    Match,
    Outlook,
    concerning,
    is_void,
    named_by,
    names_of,
    owned_by,
    unreadable_in,
)
from tracker.model import (
    BY_LINE,
    Affected,
    AffectedRange,
    Component,
    Coverage,
    LineRule,
    Origin,
    Package,
    Rating,
    TagRule,
    Urgency,
    Vulnerability,
)
from tracker.record import replace
from tracker.versions import read_deployed

RELEASES = {
    "3.8.0": "2024-06-01",
    "3.8.1": "2024-09-01",
    "3.9.0": "2024-11-06",
    "3.9.1": "2025-05-21",
    "3.9.2": "2026-02-20",
    "4.0.0": "2025-03-18",
    "4.0.1": "2026-02-21",
    "4.1.0-rc1": "2026-03-01",
    "4.1.0": "2026-04-01",
}
BITNAMI = Package(purl="pkg:bitnami/kafka", ecosystem="Bitnami", name="kafka")
STALE = timedelta(days=3)


def affected(*events: str, kind: str = "SEMVER", versions: tuple[str, ...] = (), **more: Any) -> Affected:
    """What is affected, from events such as `introduced 3.8.0`."""
    pairs = [tuple(event.split(" ", 1)) for event in events]
    ranges = (AffectedRange(kind=kind, events=tuple((one, two) for one, two in pairs), **more),) if events else ()
    return Affected(package=BITNAMI, ranges=ranges, versions=versions)


def record(name: str = "CVE-2026-1", *said: Affected, **more: Any) -> Vulnerability:
    """A record published in January 2026, of 3.9.0 and 3.9.1 unless it says otherwise."""
    fields: dict[str, Any] = {
        "source": "osv",
        "modified_at": day("2026-01-11"),
        "published_at": day("2026-01-10"),
    } | more
    return Vulnerability(id=name, affected=said or (affected("introduced 3.9.0", "fixed 3.9.2"),), **fields)


def outlook(
    releases: Mapping[str, str] = RELEASES,
    component: Component = KAFKA,
    *,
    as_of: datetime = NOW,
    live: bool = True,
) -> Outlook:
    return Outlook(history(releases, component), None, as_of, live=live)


def matches(version: str, *records: Vulnerability, seen: Outlook | None = None, **more: Any) -> tuple[Match, ...]:
    seen = seen or outlook()
    assert seen.history.rule is not None
    return Exposure(records, seen).of(read_deployed(version, seen.history.rule), **more)


def ids(found: tuple[Match, ...]) -> list[str]:
    return [match.vulnerability.id for match in found]


def hit(version: str, *events: str, **more: Any) -> bool:
    return bool(matches(version, record("CVE-2026-1", affected(*events, **more))))


@pytest.mark.parametrize(
    ("events", "affects"),
    [
        (("introduced 0", "fixed 3.9.0"), "3.8.0 3.8.1"),
        (("introduced 3.8.1", "last_affected 3.9.0"), "3.8.1 3.9.0"),
        (("introduced 3.9.2",), "3.9.2 4.0.0 4.0.1"),
        (("introduced 3.8.0", "fixed 3.8.1", "introduced 3.9.1", "fixed 4.0.1"), "3.8.0 3.9.1 3.9.2 4.0.0"),
        (("introduced 4.0.0", "fixed 4.0.1", "introduced 0", "fixed 3.8.1"), "3.8.0 4.0.0"),
        (("introduced 3.9.0", "fixed 3.9.0"), ""),
        (("introduced 3.8.0", "introduced 3.9.0", "fixed 3.9.1"), "3.8.0 3.8.1 3.9.0"),
        (("introduced 3.8.0", "fixed 3.8.1", "fixed 3.9.0", "introduced 4.0.1"), "3.8.0 4.0.1"),
        (("introduced 0", "limit 3.9.0"), "3.8.0 3.8.1"),
        (("introduced 3.8.1", "limit 3.8.1", "limit 3.9.1"), "3.8.1 3.9.0"),
        (("introduced 3.9.2", "limit 3.9.0"), ""),
        (("introduced 3.8.0", "fixed 3.8.1", "limit 3.9.0"), "3.8.0"),
        (("introduced 0", "limit 3.8.1", "limit *"), "3.8.0 3.8.1 3.9.0 3.9.1 3.9.2 4.0.0 4.0.1"),
        (("fixed 3.9.0",), ""),
    ],
)
def test_the_events_of_a_range_are_evaluated_as_the_schema_says(events: tuple[str, ...], affects: str) -> None:
    tried = "3.8.0 3.8.1 3.9.0 3.9.1 3.9.2 4.0.0 4.0.1"

    assert [version for version in tried.split() if hit(version, *events)] == affects.split()


def test_listed_versions_count_beside_ranges_and_are_all_that_counts_of_commits() -> None:
    commits = affected("introduced 0", "fixed 1a2b3c", kind="GIT", versions=("v3.8.0", "kafka-x"))

    assert ids(matches("3.8.0", record("CVE-2026-1", commits))) == ["CVE-2026-1"]
    assert matches("3.8.1", record("CVE-2026-1", commits)) == ()
    assert hit("4.0.0", "introduced 3.8.0", "fixed 3.8.1", versions=("4.0.0",))


def test_a_pre_release_is_below_its_release_and_a_security_build_above_what_it_builds_on() -> None:
    grafana = Component(
        name="grafana",
        title="Grafana",
        origin=Origin(path="grafana/grafana"),
        rule=TagRule(scheme="semver", pattern=r"v(?P<version>\d.*)", tag_format="v{version}"),
    )
    seen = outlook({"v12.1.10": "2026-03-25", "v12.1.10+security-01": "2026-03-26"}, grafana)

    def affects(version: str, fixed: str) -> bool:
        return bool(matches(version, record("CVE-1-1", affected("introduced 0", f"fixed {fixed}")), seen=seen))

    assert hit("4.1.0-rc1", "introduced 4.0.0", "fixed 4.1.0")
    assert not affects("12.1.10+security-01", "12.1.10")
    assert not affects("12.1.10+security-01", "12.1.10+security-01")
    assert affects("12.1.10", "12.1.10+security-01")
    assert affects("12.1.10+security-01", "12.1.11")


def test_a_match_says_what_fixes_it_when_that_came_out_and_when_it_was_published() -> None:
    said = affected("introduced 3.8.0", "fixed 3.9.2", "introduced 4.0.0", "fixed 4.0.0")

    (match,) = matches("3.9.1", record("CVE-2026-1", said, rating=Rating.HIGH))

    assert match.fix is not None
    assert match.fix.version.text == "3.9.2"
    assert match.fixed_at == day("2025-03-18")  # 4.0.0
    assert match.published_at == day("2026-01-10")
    assert (match.urgency, match.unclear, match.imported) == (Urgency.HIGH, None, False)


def test_without_a_release_that_ends_it_there_is_no_fix() -> None:
    (match,) = matches("4.0.1", record("CVE-2026-1", affected("introduced 4.0.0")))

    assert (match.fix, match.fixed_at, match.unclear) == (None, None, None)


@pytest.mark.parametrize(
    ("rating", "exploited", "urgency"),
    [
        (Rating.UNKNOWN, None, Urgency.NORMAL),
        (Rating.LOW, None, Urgency.LOW),
        (Rating.MEDIUM, None, Urgency.NORMAL),
        (Rating.HIGH, None, Urgency.HIGH),
        (Rating.CRITICAL, None, Urgency.CRITICAL),
        (Rating.LOW, "2026-02-01", Urgency.CRITICAL),
    ],
)
def test_urgency_follows_the_rating_but_for_what_is_exploited(
    rating: Rating, exploited: str | None, urgency: Urgency
) -> None:
    (match,) = matches("3.9.0", record(rating=rating, exploited_at=exploited and day(exploited)))

    assert match.urgency is urgency


def test_the_most_urgent_comes_first_and_then_the_id() -> None:
    worst = record("CVE-2026-3", rating=Rating.CRITICAL)

    assert ids(matches("3.9.0", record("CVE-2026-2"), record("CVE-2026-1"), worst)) == [
        "CVE-2026-3",
        "CVE-2026-1",
        "CVE-2026-2",
    ]


def test_records_that_share_a_name_are_one_vulnerability_named_by_its_lowest_cve() -> None:
    bitnami = record(
        "BIT-kafka-2026-9",
        aliases=("CVE-2026-10", "CVE-2026-9"),
        published_at=day("2026-01-20"),
        exploited_at=day("2026-03-02"),
        references=("https://a.example",),
        mitigation="Switch it off",
    )
    github = record(
        "GHSA-1",
        aliases=("CVE-2026-9",),
        rating=Rating.HIGH,
        stated_severity="HIGH",
        summary="A hole",
        exploited_at=day("2026-03-01"),
    )
    linking = record("PYSEC-1", aliases=("GHSA-1", "CVE-2026-11"), published_at=None)

    (match,) = matches("3.9.0", bitnami, github, linking)

    one = match.vulnerability
    assert one.id == "CVE-2026-9"
    assert one.aliases == ("CVE-2026-10", "CVE-2026-11", "GHSA-1", "BIT-kafka-2026-9", "PYSEC-1")
    assert (one.rating, one.stated_severity, one.summary) == (Rating.HIGH, "HIGH", "A hole")
    assert (one.exploited_at, one.mitigation) == (day("2026-03-01"), "Switch it off")
    assert match.published_at == day("2026-01-10")
    assert not match.imported
    assert match == matches("3.9.0", linking, github, bitnami)[0]


@pytest.mark.parametrize(
    ("name", "aliases", "called"),
    [("BIT-1", ("GHSA-2", "GHSA-1"), "GHSA-1"), ("BIT-1", (), "BIT-1"), ("BIT-1", ("CVE-2026-1",), "CVE-2026-1")],
)
def test_without_a_cve_the_name_is_that_of_github_else_its_own(
    name: str, aliases: tuple[str, ...], called: str
) -> None:
    assert ids(matches("3.9.0", record(name, aliases=aliases))) == [called]


def test_the_day_of_a_database_that_took_a_vulnerability_over_is_said_to_be_that() -> None:
    taken = record("BIT-1", aliases=("CVE-2026-1",))
    own = record("ACME-1", aliases=("CVE-2026-1",), source="advisories/acme.yaml#1")
    undated = record("CVE-2026-1", published_at=None)

    assert [match.imported for match in matches("3.9.0", taken)] == [True]
    assert [match.imported for match in matches("3.9.0", taken, undated)] == [True]
    assert [match.imported for match in matches("3.9.0", taken, own)] == [False]
    assert [match.imported for match in matches("3.9.0", record("MAL-1"))] == [False]


def test_a_version_is_affected_if_any_record_says_so() -> None:
    first = record("CVE-2026-1", affected("introduced 0", "fixed 3.9.1"))
    other = record("GHSA-1", affected("introduced 3.9.0", "fixed 3.9.2"), aliases=("CVE-2026-1",))

    assert [ids(matches(one, first, other)) for one in ("3.8.0", "3.9.1", "3.9.2")] == [
        ["CVE-2026-1"],
        ["CVE-2026-1"],
        [],
    ]


def test_what_was_taken_back_does_not_count() -> None:
    assert matches("3.9.0", record(withdrawn_at=day("2026-02-01"))) == ()


@pytest.mark.parametrize(
    ("as_of", "urgency"),
    [
        ("2026-01-10", None),
        ("2026-01-11", Urgency.NORMAL),
        ("2026-03-01", Urgency.NORMAL),
        ("2026-03-02", Urgency.CRITICAL),
        ("2026-04-01", Urgency.CRITICAL),
        ("2026-04-02", None),
    ],
)
def test_at_a_named_instant_only_what_was_known_before_counts(as_of: str, urgency: Urgency | None) -> None:
    known = record(exploited_at=day("2026-03-01"), withdrawn_at=day("2026-04-01"))
    seen = outlook(as_of=day(as_of), live=False)

    found = matches("3.9.0", known, seen=seen)

    assert [match.urgency for match in found] == ([] if urgency is None else [urgency])


def test_a_record_without_a_day_is_known_since_it_was_changed() -> None:
    undated = record(published_at=None)

    assert matches("3.9.0", undated, seen=outlook(as_of=day("2026-01-11"), live=False)) == ()
    assert matches("3.9.0", undated, seen=outlook(as_of=day("2026-01-12"), live=False))


def test_it_is_unclear_where_the_only_fix_is_on_another_line_and_the_own_one_had_releases_since() -> None:
    elsewhere = record("CVE-2026-1", affected("introduced 0", "fixed 4.0.0"), rating=Rating.CRITICAL)

    (match,) = matches("3.9.1", elsewhere)

    assert match.unclear == "its only known fix, 4.0.0, is on another line, and 3.9 has had releases since"
    assert match.urgency is Urgency.LOW
    assert match.fix is not None
    assert match.fix.version.text == "4.0.0"
    # 3.8 had none since
    assert matches("3.8.1", elsewhere)[0].unclear is None


def test_what_the_team_says_of_a_version_is_clear() -> None:
    ours = affected("introduced 3.9.0", "limit 4.0.0", "fixed 4.0.0", kind=BY_LINE)
    theirs = record("CVE-2026-1", affected("introduced 0", "fixed 4.0.0"))
    both = (theirs, record("ACME-1", ours, aliases=("CVE-2026-1",), source="advisories/ACME-1.yaml#1"))

    assert matches("3.9.1", both[1])[0].unclear is None
    assert matches("3.9.1", *both)[0].unclear is None
    assert matches("4.0.0", *both) == ()


def test_a_fix_on_the_own_line_makes_it_clear() -> None:
    said = affected("introduced 3.9.0", "fixed 3.9.2", "introduced 4.0.0", "fixed 4.0.0")

    assert matches("3.9.1", record("CVE-2026-1", said))[0].unclear is None
    # of 3.9 only 3.9.0 is affected, which a listed version says
    assert matches("3.9.0", record("CVE-2026-1", affected(versions=("3.9.0",))))[0].unclear is None


@pytest.mark.parametrize(("published", "clear"), [("2026-02-21", True), ("2026-02-19", False), (None, True)])
def test_a_listed_fix_that_the_line_passed_over_is_none(published: str | None, clear: bool) -> None:
    said = affected("introduced 3.9.0", "fixed 3.9.9", "introduced 4.0.0", "fixed 4.0.0")
    known = record("CVE-2026-1", said, published_at=published and day(published))

    assert (matches("3.9.2", known)[0].unclear is None) is clear


def test_a_line_without_a_stable_release_had_none_since() -> None:
    elsewhere = record("CVE-2026-1", affected("introduced 0", "fixed 4.0.0"))

    assert matches("3.7.0", elsewhere)[0].unclear is None


def test_nothing_of_a_distributors_build_is_clear() -> None:
    (match,) = matches("3.9.0", record(rating=Rating.CRITICAL), distributor=True)

    assert match.urgency is Urgency.LOW
    assert match.unclear == "the build is a distributor's, who may have added the fix"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (affected("introduced 4.1.0", "fixed 3.9.2"), None),
        (
            affected("introduced 3.9.0", "fixed 3.8.1"),
            "CVE-2026-1 says that what began in 3.9.0 ended in 3.8.1, which is below",
        ),
        (affected("introduced 3.9.0", "fixed soon"), "CVE-2026-1 names 'soon', which cannot be read as a version"),
        (
            affected("introduced lately", "fixed 4.0.0"),
            "CVE-2026-1 names 'lately', which cannot be read as a version",
        ),
        (affected("introduced lately", "fixed 3.8.0"), None),
        (affected("introduced 0", kind="GIT"), "CVE-2026-1 names no version that can be read"),
        (affected(versions=("some",)), "CVE-2026-1 names no version that can be read"),
    ],
)
def test_what_a_record_leaves_in_doubt_is_unclear(said: Affected, why: str | None) -> None:
    found = matches("3.9.1", record("CVE-2026-1", said))

    assert [match.unclear for match in found] == ([] if why is None else [why])


def test_what_one_record_leaves_in_doubt_another_decides() -> None:
    vague = record("BIT-1", affected("introduced 0", "fixed soon"), aliases=("CVE-2026-1",))
    exact = record("CVE-2026-1", affected("introduced 3.8.0", "fixed 3.8.1"))

    assert matches("3.9.0", vague, exact) == ()
    assert matches("3.8.0", vague, exact)[0].unclear is None
    assert Exposure([vague, exact], outlook()).coverage(STALE) is Coverage.FULL


def test_a_record_that_names_its_component_nowhere_is_not_lost() -> None:
    other = Affected(package=Package(purl="pkg:maven/org.example/other"), versions=("3.9.0",))
    (narrowed,) = concerning(replace(KAFKA, packages=(BITNAMI,)), [record("CVE-2026-1", other)])

    assert [match.unclear for match in matches("3.9.0", narrowed)] == [
        "CVE-2026-1 names no version that can be read"
    ]
    assert Exposure([narrowed], outlook()).coverage(STALE) is Coverage.PARTIAL


def test_only_what_a_record_says_of_the_component_counts() -> None:
    mine = affected("introduced 3.9.0", "fixed 3.9.2")
    renamed = replace(mine, package=Package(purl="pkg:BITNAMI/kafka@1"))
    by_name = replace(mine, package=Package(ecosystem="PyPI:3", name="Apache_Kafka"))
    other = replace(mine, package=Package(ecosystem="Maven", name="kafka"))
    nameless = replace(mine, package=None)
    commits = Affected(
        package=None,
        ranges=(AffectedRange(kind="GIT", events=(), repository="https://GitHub.com/apache/kafka.git"),),
        versions=("3.9.0",),
    )
    own = replace(mine, package=owned_by("kafka"))
    component = replace(KAFKA, packages=(BITNAMI, Package(ecosystem="pypi", name="apache-kafka")))

    (narrowed,) = concerning(component, [record("CVE-1-1", renamed, by_name, other, nameless, commits, own)])

    assert narrowed.affected == (renamed, by_name, commits, own)


def test_a_repository_can_be_a_package_and_a_feed_has_none() -> None:
    git = Package(ecosystem="GIT", name="https://gitlab.com/acme/gateway")
    said = Affected(
        package=None, ranges=(AffectedRange(kind="GIT", events=(), repository="git@gitlab.com/acme/gateway/"),)
    )
    feed = replace(KAFKA, origin=Origin(kind="feed", path="https://x.example/feed"))

    assert names_of(git) == {"git/gitlab.com/acme/gateway"}
    assert names_of(Package()) == names_of(Package(ecosystem="GIT")) == frozenset()
    assert next(concerning(replace(feed, packages=(git,)), [record("CVE-1-1", said)])).affected == (said,)
    assert next(concerning(feed, [record("CVE-1-1", said)])).affected == ()


@pytest.mark.parametrize(
    ("events", "affects"),
    [
        (("introduced 3.8.0", "fixed 3.8.1", "fixed 3.9.2"), "3.8.0 3.9.0 3.9.1"),
        (("introduced 3.8.0", "limit 3.9.2", "fixed 3.9.2", "fixed 4.0.1"), "3.8.0 3.8.1 3.9.0 3.9.1"),
        (("introduced 3.8.0", "last_affected 3.9.1", "fixed 3.8.1"), "3.8.0 3.9.0 3.9.1"),
        (("introduced 3.8.0", "last_affected 3.9.1", "fixed 3.8.1", "fixed 3.9.2"), "3.8.0 3.9.0 3.9.1"),
        (("introduced 3.9.0",), "3.9.0 3.9.1 3.9.2 4.0.0 4.0.1"),
        (("introduced 3.8.0", "fixed 3.7.1", "fixed 4.0.0"), "3.8.0 3.8.1 3.9.0 3.9.1 3.9.2"),
        (("introduced 3.8.0", "fixed 4.0.0", "last_affected 3.8.0"), "3.8.0"),
    ],
)
def test_in_a_teams_range_a_fix_ends_it_on_its_line_and_the_highest_for_good(
    events: tuple[str, ...], affects: str
) -> None:
    tried = "3.8.0 3.8.1 3.9.0 3.9.1 3.9.2 4.0.0 4.0.1"

    assert [one for one in tried.split() if hit(one, *events, kind=BY_LINE)] == affects.split()


@pytest.mark.parametrize(
    ("rule", "releases", "affects"),
    [
        (TagRule(scheme="integer", pattern=r"(?P<version>\d+)"), ("470", "475", "480"), "470"),
        (
            TagRule(scheme="semver", pattern=r"(?P<version>\d.*)", line=LineRule.MAJOR),
            ("4.0.0", "4.8.0", "5.0.0"),
            "4.0.0 5.0.0",
        ),
    ],
)
def test_lines_of_a_teams_range_are_those_of_the_component(
    rule: TagRule, releases: tuple[str, ...], affects: str
) -> None:
    component = replace(KAFKA, rule=rule)
    seen = outlook(dict.fromkeys(releases, "2026-01-01"), component)
    first, fix = releases[0], releases[1]
    ends = "500" if rule.scheme == "integer" else "5.1.0"
    said = record("CVE-1-1", affected(f"introduced {first}", f"fixed {fix}", f"fixed {ends}", kind=BY_LINE))

    assert [one for one in releases if matches(one, said, seen=seen)] == affects.split()


def test_the_line_after_a_year_is_the_next_year_as_far_as_years_are_read() -> None:
    rule = TagRule(scheme="calendar", pattern=r"(?P<version>\d.*)", line=LineRule.MAJOR)
    seen = outlook(
        {"2026.1": "2026-01-01", "2026.2": "2026-02-01", "2027.1": "2026-03-01"}, replace(KAFKA, rule=rule)
    )
    said = record("CVE-1-1", affected("introduced 2026.1", "fixed 2026.2", "fixed 2027.2", kind=BY_LINE))

    assert [one for one in ("2026.1", "2026.2", "2027.1") if matches(one, said, seen=seen)] == ["2026.1", "2027.1"]
    # the scheme reads no year after 2099
    last = record("CVE-1-1", affected("introduced 2099.1", "fixed 2099.2", "fixed 2099.4", kind=BY_LINE))
    assert [one for one in ("2099.1", "2099.3") if matches(one, last, seen=seen)] == ["2099.1"]


def mentioning(*named: tuple[str, str, tuple[str, ...]]) -> Outlook:
    """An outlook on releases whose notes name vulnerabilities: versions, days and ids."""
    known = history({version: released for version, released, _ in named})
    mentions = {version: names for version, _, names in named}
    releases = tuple(replace(one, mentions=mentions[one.version.text]) for one in known.releases)
    return Outlook(replace(known, releases=releases), None, NOW)


def test_an_id_in_the_notes_of_a_later_release_is_a_vulnerability_of_which_nothing_else_is_known() -> None:
    seen = mentioning(("3.9.1", "2025-05-21", ()), ("3.9.2", "2026-02-20", ("CVE-2026-7",)))

    (match,) = matches("3.9.1", seen=seen)

    assert (match.vulnerability.id, match.vulnerability.rating, match.urgency) == (
        "CVE-2026-7",
        Rating.UNKNOWN,
        Urgency.NORMAL,
    )
    assert match.mentioned_by is not None
    assert match.mentioned_by.version.text == "3.9.2"
    assert match.fix is match.mentioned_by
    assert match.published_at == match.fixed_at == day("2026-02-20")
    assert match.unclear is None
    assert matches("3.9.2", seen=seen) == ()


def test_the_nearest_release_of_the_own_line_that_names_it_counts_and_on_another_line_it_is_unclear() -> None:
    named = ("CVE-2026-7",)
    seen = mentioning(
        ("3.8.1", "2024-09-01", ()),
        ("3.9.1", "2025-05-21", ()),
        ("3.9.2", "2026-02-20", named),
        ("4.0.0", "2025-03-18", ()),
        ("4.0.1", "2026-02-21", named),
    )

    def told(version: str) -> tuple[str | None, str | None]:
        (match,) = matches(version, seen=seen)
        return match.fix.version.text if match.fix else None, match.unclear

    assert told("3.9.1") == ("3.9.2", None)
    assert told("4.0.0") == ("4.0.1", None)
    assert told("3.8.1") == ("3.9.2", "only the notes of 3.9.2 name it, which is on another line")
    assert matches("3.9.2", seen=seen) == ()


def test_an_id_that_a_record_has_is_judged_by_the_record_alone() -> None:
    seen = mentioning(("3.9.1", "2025-05-21", ()), ("3.9.2", "2026-02-20", ("CVE-2026-7", "CVE-2026-8")))
    elsewhere = record("GHSA-7", affected("introduced 4.0.0"), aliases=("CVE-2026-7",))
    taken_back = record("CVE-2026-8", withdrawn_at=day("2026-03-01"))

    assert matches("3.9.1", elsewhere, taken_back, seen=seen) == ()


def test_what_is_clear_and_what_is_not_can_be_asked_apart() -> None:
    elsewhere = record("CVE-2026-2", affected("introduced 0", "fixed 4.0.0"))
    exposure = Exposure([record(), elsewhere], outlook())
    version = read_deployed("3.9.1", RULE)

    assert exposure.affecting(version) == {"CVE-2026-1"}
    assert exposure.unclear(version) == {"CVE-2026-2"}
    assert exposure.affecting(read_deployed("3.9.0", RULE)) == {"CVE-2026-1"}
    assert exposure.affecting(read_deployed("3.8.1", RULE)) == {"CVE-2026-2"}


def test_support_cycles_finer_than_the_rule_are_lines_too() -> None:
    finer = support(line("3.8.1", "2027-01-01"), line("3.8.0", "2026-01-01"))
    seen = Outlook(history({"3.8.0": "2024-06-01", "3.8.0.1": "2026-06-01", "3.8.1": "2025-01-01"}), finer, NOW)

    (match,) = matches("3.8.0", record("CVE-1-1", affected("introduced 0", "fixed 3.8.1")), seen=seen)

    assert match.unclear is not None


@pytest.mark.parametrize(
    ("fields", "coverage"),
    [
        ({}, Coverage.FULL),
        ({"known": False}, Coverage.PARTIAL),
        ({"complete": False}, Coverage.PARTIAL),
        ({"asked_at": NOW - STALE}, Coverage.FULL),
        ({"asked_at": NOW - STALE - timedelta(seconds=1)}, Coverage.STALE),
    ],
)
def test_coverage_says_how_far_vulnerabilities_are_known(fields: Mapping[str, Any], coverage: Coverage) -> None:
    assert Exposure([record()], outlook(), **fields).coverage(STALE) is coverage


def test_who_was_never_asked_and_knows_nothing_covers_nothing() -> None:
    assert Exposure([], outlook(), known=False).coverage(STALE) is Coverage.NONE
    assert Exposure([], outlook()).coverage(STALE) is Coverage.FULL


def test_at_a_named_instant_no_answer_is_old() -> None:
    seen = outlook(as_of=day("2026-06-01"), live=False)

    assert Exposure([record()], seen, asked_at=day("2025-01-01")).coverage(STALE) is Coverage.FULL


def test_without_a_rule_for_tags_nothing_is_matched() -> None:
    seen = outlook({}, replace(KAFKA, rule=None))

    assert Exposure([record()], seen).of(read_deployed("3.9.0", RULE)) == ()


def test_a_team_names_a_component_by_any_of_its_names_and_in_versions_that_can_be_read() -> None:
    def own(name: str) -> Vulnerability:
        return record("ACME-1", replace(affected("introduced 3.8.0", "fixed soon"), package=owned_by(name)))

    aliased = replace(KAFKA, aliases=("broker",))
    named = [name for name in ("kafka", "broker", "apache/kafka", "spark") if [*named_by(aliased, [own(name)])]]

    assert named == ["kafka", "broker", "apache/kafka"]
    assert unreadable_in(own("kafka"), RULE) == ("soon",)
    assert unreadable_in(record(), RULE) == ()


@pytest.mark.parametrize(
    ("events", "void"),
    [
        (("introduced 3.9.0", "limit 3.0.0", "fixed 3.0.0"), True),
        (("introduced 3.9.0", "fixed 3.8.0"), True),
        (("introduced 3.0.0", "limit 4.0.0", "fixed 4.0.0", "fixed 2.0.0"), False),
        (("introduced 3.0.0", "fixed 3.9.0"), False),
        (("introduced soon",), False),
    ],
)
def test_a_range_of_a_team_that_holds_no_version_is_void(events: tuple[str, ...], void: bool) -> None:
    (said,) = affected(*events).ranges
    own = replace(affected(), ranges=(replace(said, kind=BY_LINE),))
    assert is_void(record("ACME-1", own), RULE) is void
