"""How a project names its releases, told by its tags alone; all lists are made up."""

import gc
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from examples import day
from tracker.model import LineRule
from tracker.versions import Kind, Reading, infer, line_name, read_tags, study


def dated(*spans: tuple[str, Sequence[str]]) -> dict[str, datetime]:
    """Tags with dates: each span begins on a day and has a tag a week."""
    return {tag: day(begin) + timedelta(weeks=place) for begin, tags in spans for place, tag in enumerate(tags)}


def read(tags: Sequence[str], dates: dict[str, datetime] | None = None) -> dict[str, Reading]:
    return {one.tag: one for one in read_tags(tags, None, dates)}


def newest(tags: Sequence[str] | dict[str, datetime]) -> tuple[str, str]:
    """The newest stable tag and its version."""
    dates = tags if isinstance(tags, dict) else None
    stable = [one for one in read(list(tags), dates).values() if one.kind is Kind.STABLE and one.version]
    best = max(stable, key=lambda one: one.version.key if one.version else ())
    return best.tag, str(best.version)


def numbered(pattern: str, *numbers: int) -> list[str]:
    return [pattern.format(number) for number in numbers]


@pytest.mark.parametrize(
    ("tags", "tag", "version", "scheme"),
    [
        (["v1.9.0", "v1.10.0", "v2.0.0-rc.1"], "v1.10.0", "1.10.0", "semver"),
        (["1.9", "1.10", "1.10.1", "2.0b1"], "1.10.1", "1.10.1", "pep440"),
        (["1.0.0", "1.0.0b1", "1.0.post1", "1.0.dev3"], "1.0.post1", "1.0.post1", "pep440"),
        (["2023.1", "2023.2.dev1", "1!4.0", "1!4.1", "1!4.2rc1"], "1!4.1", "1!4.1", "pep440"),
        (["ham-1.0rc1", "ham-1.0", "ham-1.1-acme"], "ham-1.0", "1.0", "pep440"),
        (["v1.0rc1", "v1.0", "v1.1-hf1"], "v1.1-hf1", "1.1-hf1", "loose"),
        (["1.1.1b1", "1.1.1", "1.1.1a"], "1.1.1a", "1.1.1a", "loose"),
        (["REL_16_3", "REL_16_2", "REL9_6_24", "REL_17_BETA1"], "REL_16_3", "16.3", "loose"),
        (["R_2_5_0", "R_2_4_9"], "R_2_5_0", "2.5.0", "semver"),
        (["release-74-1", "release-73-2", "release-75-rc"], "release-74-1", "74.1", "loose"),
        (["RELEASE.2024-05-10T01-41-38Z", "RELEASE.2024-04-01T00-00-00Z"], "RELEASE.2024-05-10T01-41-38Z",
         "2024-05-10T01-41-38Z", "date"),
        (["480", "481", "482-test"], "481", "481", "loose"),
        (["480", "481"], "481", "481", "integer"),
        (["2023b", "2023c", "2022g"], "2023c", "2023c", "loose"),
        (["v254", "v255", "v254.1", "v256-rc1"], "v255", "255", "loose"),
        (["2026.07.1", "2026.08.0", "249", "250", "0.101", "0.102"], "2026.08.0", "2026.08.0", "loose"),
        (["2026.07.1", "2026.08.0", "2026.9.0b1"], "2026.08.0", "2026.08.0", "calendar"),
        (["4.1.100.Final", "4.2.0.CR1", "4.2.0.Final", "4.3.0.Alpha2"], "4.2.0.Final", "4.2.0.Final", "loose"),
        (["v21.3.2.5-lts", "v21.2.6.1-stable", "v21.4.1.1-testing"], "v21.3.2.5-lts", "21.3.2.5", "loose"),
        (["tool-1.22.1-final", "tool-1.22.2-final"], "tool-1.22.2-final", "1.22.2", "semver"),
        (["v1.28.2+k3s1", "v1.29.0+k3s1", "v1.29.0-rc1+k3s1"], "v1.29.0+k3s1", "1.29.0+k3s1", "loose"),
        (["v1.2.3-acme", "v1.3.0-acme"], "v1.3.0-acme", "1.3.0", "semver"),
        (["ACME_4_2_0__DB_16_3", "ACME_4_1_0__DB_16_2"], "ACME_4_2_0__DB_16_3", "4.2.0", "semver"),
        (["OpenDB_1_1_1", "OpenDB_1_1_1w", "opendb-3.0.1"], "opendb-3.0.1", "3.0.1", "loose"),
        (["App_0_9_8", "App_0_9_8z", "App_0_9_8za", "App_0_9_8zh"], "App_0_9_8zh", "0.9.8zh", "loose"),
        (["rev65", "rev66"], "rev66", "66", "integer"),
        (["rel{x}/1.0", "rel{x}/1.1"], "rel{x}/1.1", "1.1", "loose"),
    ],
)  # fmt: skip
def test_the_naming_shows_in_the_tags(tags: list[str], tag: str, version: str, scheme: str) -> None:
    rule = infer(tags)

    assert newest(tags) == (tag, version)
    assert rule is not None
    assert rule.scheme == scheme


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("helm-chart/9.1.0", "is of the series 'helm-chart/', which is not the product's"),
        ("api/v7.0.0", "is of the series 'api/v'"),
        ("nightly", "has no version in it"),
        ("show", "has no version in it"),
        ("7f3c2ab", "names a commit"),
        ("untagged-7ee3d676e81d34aaf458", "names a commit or a draft"),
        ("v0.0.0-20230206210201-441728b4c075", "names a commit after a release"),
        ("v1.2.0-91-g22f7616", "names a commit after a release"),
        ("v1.2.0-private", "carries 'private', which releases do not"),
        ("v1.2.0+tuned", "carries 'tuned'"),
        ("v5.,2.4", "holds '5.,2.4', which is no version"),
        ("v01.9", "a zero before its first number"),
        ("v" + "9" * 300, "is too long for a version"),
        ("v1.2.0-1", "is another build of a release"),
        ("v1.2.99", "a number 99 that marks a branch or a test"),
        ("v1.2.9999", "a number 9999"),
        ("v1.5000.0", "a number 5000"),
        ("v1.999.0", "a number 999"),
    ],
)
def test_what_is_no_release_is_skipped_with_the_reason(tag: str, why: str) -> None:
    tags = numbered("v1.{}.0", *range(12)) + numbered("v1.2.{}", *range(1, 8))

    readings = read([*tags, tag])

    assert newest([*tags, tag]) == ("v1.11.0", "1.11.0")
    assert readings[tag].kind is Kind.SKIPPED
    assert why in readings[tag].rule


@pytest.mark.parametrize("tag", ["edge-26.8.3", "rc-9_1_0", "v9.1.0-test.3", "v9.1.0-SNAPSHOT", "alpha-9.2"])
def test_an_early_channel_is_a_pre_release(tag: str) -> None:
    tags = [*numbered("v1.{}.0", *range(12)), tag]

    assert newest(tags) == ("v1.11.0", "1.11.0")
    assert read(tags)[tag].kind is Kind.PRERELEASE


def test_a_module_of_a_monorepo_is_not_the_product_however_many_tags_it_has() -> None:
    tags = (
        numbered("v2.{}.0", *range(5))
        + numbered("sdk/v2.{}.0", *range(30))
        + numbered("helm-x-9.{}.0", *range(30))
    )

    assert newest(tags) == ("v2.4.0", "2.4.0")


def test_the_product_of_a_repository_without_bare_versions_has_the_shorter_name() -> None:
    tags = numbered("ham-2.{}.0", *range(4)) + numbered("ham-distributed-5.{}.0", *range(20))

    assert newest(tags) == ("ham-2.3.0", "2.3.0")


def test_where_two_series_may_be_the_product_the_other_is_skipped_with_doubt() -> None:
    readings = read([*numbered("auth-5.{}.0", *range(4)), *numbered("rec-5.{}.0", *range(5)), "tiny-0.1"])

    assert readings["rec-5.4.0"].kind is Kind.STABLE
    assert "a catalog file can say which" in readings["auth-5.3.0"].rule
    assert "a catalog file" not in readings["tiny-0.1"].rule


def test_a_named_series_goes_on_above_bare_versions() -> None:
    assert newest(numbered("v3.{}.0", *range(3)) + numbered("ham/v5.{}.0", *range(8))) == ("ham/v5.7.0", "5.7.0")


def test_a_named_series_goes_on_after_bare_versions() -> None:
    dates = dated(
        ("2024-01-01", numbered("v28.{}.0", *range(40))), ("2025-06-01", numbered("ham-v29.{}.0", *range(4)))
    )

    assert newest(dates) == ("ham-v29.3.0", "29.3.0")
    assert newest(list(dates)) == ("v28.39.0", "28.39.0")


def test_an_early_channel_without_a_name_is_not_the_product() -> None:
    tags = [*numbered("go1.{}", *range(1, 20)), *numbered("weekly.2011-{:02}-01", *range(1, 13)), "go1.20rc1"]

    assert newest(tags) == ("go1.19", "1.19")


def test_a_named_series_of_a_path_goes_on_where_bare_versions_had_ended() -> None:
    dates = dated(
        ("2019-01-01", numbered("v3.{}.0", *range(4))),
        ("2019-01-02", numbered("ham/v3.{}.0", *range(1, 30))),
        ("2019-01-03", numbered("api/v0.{}.0", *range(30))),
    )

    assert newest(dates) == ("ham/v3.29.0", "3.29.0")
    assert newest(dates | dated(("2019-07-20", ["v3.4.0"])))[0] == "v3.4.0"


def test_a_go_module_beside_the_product_is_not_the_product() -> None:
    tags = numbered("v0.{}.0", *range(20, 40)) + numbered("ham-v1.{}.0", *range(10))

    assert newest(tags) == ("ham-v1.9.0", "1.9.0")


def test_module_tags_on_the_commits_of_releases_are_no_releases() -> None:
    releases = [*numbered("v2.{}.0", *range(90, 95)), *numbered("v3.{}.0", *range(5))]
    modules = [*numbered("v0.{}.0", *range(90, 95)), *numbered("v0.{}.0", *range(300, 305))]
    dates = dated(("2025-01-01", releases), ("2025-01-01", modules), ("2015-01-01", ["0.1.0", "0.2.0"]))
    readings = read([*dates, "v0.305.0-rc.0", "v0.306.7"], dates)

    assert newest(dates) == ("v3.4.0", "3.4.0")
    assert {readings[tag].kind for tag in modules} == {Kind.SKIPPED}
    assert readings["v0.304.0"].rule == "is the Go module's tag of a release"
    assert readings["v0.306.7"].kind is Kind.SKIPPED
    assert readings["0.1.0"].kind is Kind.STABLE


def test_module_tags_under_the_numbers_of_releases_of_the_same_day_are_no_releases() -> None:
    releases = numbered("v2.{}.0", *range(35, 56))
    dates = dated(("2022-04-01", releases), ("2014-01-01", numbered("v0.{}.0", *range(1, 21))))
    modules = {tag.replace("v2", "v0"): at + timedelta(minutes=1) for tag, at in dates.items() if tag in releases}
    late = {"v0.49.1": day("2022-08-01")}
    readings = read([*dates, *modules, *late], dates | modules | late)

    assert {readings[tag].kind for tag in (*modules, *late)} == {Kind.SKIPPED}
    assert readings["v0.20.0"].kind is Kind.STABLE


def test_a_minor_above_a_hundred_is_no_module_of_a_release_made_years_later() -> None:
    dates = dated(
        ("2022-01-01", numbered("v0.{}.0", *range(90, 114))), ("2024-01-01", numbered("v1.{}.0", *range(20)))
    )

    assert {one.kind for one in read(list(dates), dates).values()} == {Kind.STABLE}


@pytest.mark.parametrize("tag", ["0", "v0.0.0"])
def test_zeros_alone_are_no_release(tag: str) -> None:
    readings = read([*numbered("v0.{}.0", *range(1, 9)), tag])

    assert readings[tag].rule == "has no number but zero"
    assert read([tag])[tag].kind is Kind.STABLE


def test_a_series_that_ended_years_ago_is_not_the_product() -> None:
    dates = dated(
        ("2015-01-01", numbered("REL_14_{}", *range(40))), ("2024-01-01", numbered("Ivy_3.{}", *range(4)))
    )

    assert newest(dates) == ("Ivy_3.3", "3.3")


def test_an_old_numbering_does_not_win_for_ever() -> None:
    dates = dated(
        ("2020-12-01", numbered("2021.{}.0", *range(9))), ("2023-01-01", numbered("4.{}.0", *range(1, 9)))
    )

    assert newest(dates) == ("4.8.0", "4.8.0")
    assert "a numbering in years that numbers took the place of" in read(list(dates), dates)["2021.8.0"].rule
    stamps = ["RELEASE.2024-05-10T01-41-38Z", "RELEASE.2024-04-01T00-00-00Z", "release-1434511043"]
    assert newest(stamps)[0] == stamps[0]
    assert newest(["54011", "54012", *numbered("v21.{}", *range(1, 9))]) == ("v21.8", "21.8")
    assert newest([*numbered("0.{}", *range(190, 216)), *numbered("{}", *range(300, 320))]) == ("319", "319")


def test_a_numbering_that_is_only_patched_gives_way_to_the_one_that_took_over() -> None:
    dates = dated(
        ("2024-01-01", numbered("5.{}.0", *range(1, 27))),
        ("2025-01-01", numbered("2025.{:02}.0", *range(1, 13))),
        ("2025-01-03", numbered("5.26.{}", *range(1, 40))),
    )

    assert newest(dates) == ("2025.12.0", "2025.12.0")
    assert read(list(dates), dates)["5.26.39"].kind is Kind.STABLE
    assert newest(dates | dated(("2025-06-01", ["5.27.0"]), ("2025-12-01", ["5.27.1"]))) == ("5.27.1", "5.27.1")


def test_a_way_of_writing_that_fits_nowhere_is_another_series() -> None:
    living = numbered("stable-2.{}.0", *range(20))
    dates = dated(
        ("2018-01-01", numbered("v18.{}.1", *range(5))),
        ("2019-01-01", living),
        ("2019-02-01", ["2.1.1"]),
        ("2015-01-01", numbered("old-1.{}", *range(3))),
        ("2016-01-01", numbered("release-1.{}.0", *range(3))),
        ("2025-01-01", ["v2.19.1"]),
    )
    readings = read(list(dates), dates)

    assert readings["v18.4.1"].kind is Kind.STABLE
    del dates["v2.19.1"]
    readings = read(list(dates), dates)
    assert newest(dates) == ("stable-2.19.0", "2.19.0")
    assert "is of a series 'v' that does not fit 'stable-'" in readings["v18.4.1"].rule
    assert readings["2.1.1"].kind is Kind.STABLE
    assert readings["release-1.2.0"].kind is Kind.STABLE


def test_a_few_releases_of_the_next_major_may_be_written_another_way() -> None:
    dates = dated(
        ("2015-01-01", [f"Ham_1_{minor}_{patch}" for minor in range(9) for patch in range(9)]),
        ("2016-06-01", ["ham-3.0.0", "ham-3.0.1", "ham-3.0.2"]),
        ("2016-06-02", ["Ham_1_8_9", "Ham_1_8_10", "Ham_1_8_11", "Ham_1_8_12"]),
    )

    assert newest(dates) == ("ham-3.0.2", "3.0.2")


def test_stamps_written_in_two_ways_are_read() -> None:
    dates = dated(
        ("2024-01-01", numbered("RELEASE.2024-01-{:02}T00-00-00Z", *range(10, 20))),
        ("2023-01-01", numbered("OFFICIAL.2023-01-{:02}T00-00-00Z", *range(10, 20))),
    )

    assert newest(dates)[0] == "RELEASE.2024-01-19T00-00-00Z"


def test_a_line_written_another_way_goes_on() -> None:
    dates = dated(
        ("2019-01-01", [*numbered("release-2.{}", *range(9)), *numbered("release-3.{}", *range(9))]),
        ("2024-01-01", ["2.15"]),
        ("2024-02-01", ["release-3.10"]),
    )

    assert read(list(dates), dates)["2.15"].kind is Kind.STABLE


def test_numbered_builds_of_a_release_are_none() -> None:
    builds = [f"v8.{minor}.0-{build}" for minor in range(5) for build in range(1, 9)]

    assert newest([*builds, *numbered("v8.{}.0", *range(4))]) == ("v8.3.0", "8.3.0")
    assert newest(["v3.1.0-01", "v3.1.0-02", "v3.2.0-03", "v3.0.0"]) == ("v3.2.0-03", "3.2.0-03")


def test_a_build_number_beside_releases_without_one_is_no_release() -> None:
    tags = numbered("v11.{}.0", *range(9))

    assert newest([*tags, "v12.0.0-88106.patch1-9876"]) == ("v11.8.0", "11.8.0")
    assert newest([*tags, "v12.0.0-2"]) == ("v12.0.0-2", "12.0.0-2")


def test_builds_that_come_before_each_release_are_none() -> None:
    releases = numbered("release-3.9.{}", *range(5))
    builds = [f"{tag}-{build}" for tag in [*releases[1:], "release-3.9.5"] for build in range(2)]

    assert newest([*releases, *builds]) == ("release-3.9.4", "3.9.4")
    assert read([*releases, *builds])["release-3.9.5-1"].rule == "is a numbered build, not a release"
    assert newest([*releases, *builds, "release-3.9.6-0"])[0] == "release-3.9.6-0"


def test_nines_mark_nothing_where_numbers_go_that_far_anyhow() -> None:
    builds = ["v20.4.7.67", "v20.4.9.110", "v20.1.13.105", "v20.1.16.120", "v20.4.8.99"]

    assert {one.kind for one in read(builds).values()} == {Kind.STABLE}


def test_betas_numbered_behind_a_zero_are_none() -> None:
    tags = ["S_6_1", "S_6_2", "S_7_0_1", "S_7_0_2", "S_7_1", "S_8_0_1", "S_7_2"]

    readings = read(tags)

    assert readings["S_7_0_2"].kind is Kind.SKIPPED
    assert "numbered as a beta" in readings["S_7_0_2"].rule
    assert readings["S_8_0_1"].kind is Kind.SKIPPED
    assert readings["S_7_2"].kind is Kind.STABLE
    assert read(["lxd-4.0.0", "lxd-4.0.9", "lxd-4.1", "lxd-4.2"])["lxd-4.0.9"].kind is Kind.STABLE


def test_a_project_that_tags_candidates_only_is_read_by_its_last_ones() -> None:
    tags = ["V0.5", *(f"2.{minor}.0-rc{number}" for minor in range(6) for number in (1, 2)), "2.1.0-beta1"]

    readings = read(tags)

    assert newest(tags) == ("2.5.0-rc2", "2.5.0")
    assert readings["2.5.0-rc1"].rule == "is a candidate before 2.5.0-rc2"
    assert "the last candidate" in readings["2.5.0-rc2"].rule
    assert newest([*tags, "2.4.0"]) == ("2.4.0", "2.4.0")


def test_words_of_the_projects_own_behind_the_numbers_are_part_of_its_releases() -> None:
    tags = [*numbered("3.0.{}-acme.2", *range(9)), *numbered("v2.{}.0", *range(4)), "3.0.9-acme.2-rc1"]

    assert newest(tags) == ("3.0.8-acme.2", "3.0.8-acme.2")
    assert read(tags)["v2.3.0"].rule == "lacks 'acme'"


def test_a_list_of_charts_only_still_has_a_product() -> None:
    assert newest(["chart-1.0.0", "chart-1.1.0"]) == ("chart-1.1.0", "1.1.0")


def test_only_oddities_are_no_release() -> None:
    readings = read(["1.0-fooBar%", "x"])

    assert {one.kind for one in readings.values()} == {Kind.SKIPPED}
    assert infer(["1.0-fooBar%", "x"]) is None


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        read_tags(["v1.0.0"], None)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_of_releases_with_two_numbers_the_second_is_the_patch() -> None:
    tags = [f"REL_{major}_{patch}" for major in (12, 13, 14) for patch in range(5)] + ["REL9_6_23", "REL9_6_24"]
    rule, readings = study(tags)

    assert rule is not None
    lines = {reading.tag: line_name(reading.version, rule.line) for reading in readings if reading.version}
    assert (lines["REL_14_2"], lines["REL_13_0"], lines["REL9_6_24"]) == ("14", "13", "9.6")


def test_where_newer_releases_have_three_numbers_lines_are_cut_as_ever() -> None:
    rule, _ = study([f"{major}.{minor}" for major in (1, 2) for minor in range(9)] + ["2.8.1"])

    assert rule is not None
    assert rule.line is LineRule.MAJOR_MINOR
