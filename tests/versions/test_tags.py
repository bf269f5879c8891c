"""What each tag of a repository is read as, and why."""

import pytest

from tracker.model import LineRule, TagRule
from tracker.versions import Kind, Range, infer, line_name, parse, read_tags, supported_line, tag_of

POSTGRESQL = TagRule(
    scheme="loose", pattern=r"REL_?(?P<version>\d+(_.+)?)", tag_format="REL_{underscored}", line=LineRule.MAJOR
)


def test_a_rule_reads_its_own_family_and_skips_the_rest_with_a_reason() -> None:
    rule = TagRule(scheme="semver", pattern=r"v(?P<version>[1-9]\d*\.\d+\.\d+.*)", tag_format="v{version}")

    readings = {one.tag: one for one in read_tags(["v3.14.0", "v3.14.0-rc.0", "v0.314.0", "v3.1.x"], rule)}

    assert readings["v3.14.0"].kind is Kind.STABLE
    assert readings["v3.14.0-rc.0"].kind is Kind.PRERELEASE
    assert readings["v0.314.0"].kind is Kind.SKIPPED
    assert "is not of the form" in readings["v0.314.0"].rule
    assert readings["v3.1.x"].version is None


def test_a_matching_tag_that_is_no_version_says_so() -> None:
    (reading,) = read_tags(["v1.0-whatever"], TagRule(scheme="loose", pattern="v(?P<version>.*)"))

    assert reading.kind is Kind.SKIPPED
    assert reading.rule == "'1.0-whatever' is not a version under the scheme loose"


def test_underscores_between_numbers_are_dots() -> None:
    (reading,) = read_tags(["REL_16_3"], POSTGRESQL)

    assert str(reading.version) == "16.3"
    assert tag_of("16.3", POSTGRESQL) == "REL_16_3"


def test_a_rule_may_name_pre_releases_of_its_own() -> None:
    rule = TagRule(scheme="loose", pattern=r"release-(?P<version>[\d.]+)(-\d)?", prereleases=r"-\d$")

    assert [one.kind for one in read_tags(["release-3.9.5-0", "release-3.9.5"], rule)] == [
        Kind.PRERELEASE,
        Kind.STABLE,
    ]


def test_of_candidates_that_a_rule_reads_as_their_release_only_the_last_counts() -> None:
    rule = TagRule(scheme="loose", pattern=r"(?P<version>[\d.]+)(-rc\d+)?")
    readings = {one.tag: one for one in read_tags(["2.0.0-rc10", "2.0.0-rc9", "2.1.0-rc1", "1.9.0"], rule)}

    assert readings["2.0.0-rc9"].rule == "is a candidate before 2.0.0-rc10"
    assert [tag for tag, one in readings.items() if one.kind is Kind.STABLE] == [
        "2.0.0-rc10",
        "2.1.0-rc1",
        "1.9.0",
    ]
    (early,) = read_tags(["2.0.0-rc1"], TagRule(scheme="loose", pattern="(?P<version>.*)"))
    assert early.kind is Kind.PRERELEASE


def test_without_a_rule_the_commonest_family_is_the_product() -> None:
    tags = ["v1.4.0", "v1.5.0", "v1.6.0-rc1", "chart-0.1.0", "nightly", "7f3c2ab"]

    readings = {one.tag: one.kind for one in read_tags(tags, None)}

    assert readings == {
        "v1.4.0": Kind.STABLE,
        "v1.5.0": Kind.STABLE,
        "v1.6.0-rc1": Kind.PRERELEASE,
        "chart-0.1.0": Kind.SKIPPED,
        "nightly": Kind.SKIPPED,
        "7f3c2ab": Kind.SKIPPED,
    }


def test_tags_that_are_no_versions_are_skipped_with_that_reason() -> None:
    (reading,) = read_tags(["nightly"], None)

    assert reading.rule == "no naming of releases could be inferred from the tags: it has no version in it"


def test_an_inferred_rule_writes_the_tag_of_a_version() -> None:
    rule = infer(["rel{x}/1.0", "rel{x}/1.1"])

    assert rule is not None
    assert tag_of("1.2", rule) == "rel{x}/1.2"


@pytest.mark.parametrize(
    ("text", "scheme", "rule", "name"),
    [
        ("3.6.1", "loose", LineRule.MAJOR_MINOR, "3.6"),
        ("4", "loose", LineRule.MAJOR_MINOR, "4.0"),
        ("16.3", "loose", LineRule.MAJOR, "16"),
        ("16.3", "loose", LineRule.ALL_BUT_LAST, "16"),
        ("9.6.24", "loose", LineRule.ALL_BUT_LAST, "9.6"),
        ("18", "loose", LineRule.ALL_BUT_LAST, "18"),
        ("2026.08.0", "calendar", LineRule.MAJOR, "2026"),
        ("1.2.3", "semver", LineRule.ROLLING, "rolling"),
        ("476", "integer", LineRule.MAJOR_MINOR, "rolling"),
        ("2024-05-10", "date", LineRule.MAJOR, "rolling"),
    ],
)
def test_a_version_belongs_to_a_line(text: str, scheme: str, rule: LineRule, name: str) -> None:
    assert line_name(parse(text, scheme), rule) == name


def test_support_is_stated_for_the_most_specific_line() -> None:
    names = {"8", "8.19", "9"}

    assert supported_line(parse("8.19.20", "loose"), names) == "8.19"
    assert supported_line(parse("8.18.1", "loose"), names) == "8"
    assert supported_line(parse("7.17.0", "loose"), names) is None
    assert supported_line(parse("4", "loose"), {"4.0", "4.1"}) == "4.0"
    assert supported_line(parse("2024-05-10", "date"), names) is None
    assert supported_line(parse("2026.07.1", "calendar"), {"2026.07", "5.26"}) == "2026.07"
    assert supported_line(parse("5.26.1", "loose"), {"2026.07", "5.26"}) == "5.26"


def test_a_range_holds_what_satisfies_every_clause() -> None:
    allowed = Range.parse(">=8, <9")

    assert parse("8.19.1", "loose") in allowed
    assert parse("9.0", "loose") not in allowed
    assert str(allowed) == ">=8,<9"
    assert parse("476", "integer") not in Range.parse(">=8.1")


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'8.x' is not a comparison"):
        Range.parse("8.x")
