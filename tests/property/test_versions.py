"""Laws of versions: a total order for each scheme, and texts that read back as themselves."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as Pep440Version

from tracker.errors import UnreadableVersion
from tracker.model import LineRule, TagRule
from tracker.versions import SCHEMES, Kind, Version, infer, line_name, parse, read_tags

_NUMBERS = st.lists(st.integers(0, 3000), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_LOOSE_TAILS = (
    "",
    "-rc1",
    "-rc.2",
    ".Final",
    "-M3",
    "a",
    "-1",
    "-alpha2",
    "_beta",
    ".CR4",
    "-sp1",
    "-lts",
    "-acme.2",
    "+k3s1",
)
_SEMVER_TAILS = ("", "-rc.1", "-alpha", "-0.3.7", "+build.5", "-x-y-z.4", "-rc.1+b")
_PEP440_TAILS = ("", "rc1", "a2", ".dev3", ".post1", "+local.7")
_TEXTS = {
    "semver": st.tuples(
        st.lists(st.integers(0, 3000), min_size=3, max_size=3).map(lambda parts: ".".join(map(str, parts))),
        st.sampled_from(_SEMVER_TAILS),
    ).map("".join),
    "pep440": st.tuples(_NUMBERS, st.sampled_from(_PEP440_TAILS)).map("".join),
    "loose": st.tuples(_NUMBERS, st.sampled_from(_LOOSE_TAILS)).map("".join),
    "calendar": st.tuples(st.integers(1990, 2099), _NUMBERS, st.sampled_from(_LOOSE_TAILS)).map(
        lambda parts: "{}.{}{}".format(*parts)
    ),
    "integer": st.integers(0, 10**6).map(str),
    "date": st.dates().map(str),
}
_ANY_TEXT = {name: texts.map(partial(parse, scheme=name)) for name, texts in _TEXTS.items()}


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_a_scheme_is_a_total_order(scheme: str, data: st.DataObject) -> None:
    a, b, c = (data.draw(_ANY_TEXT[scheme]) for _ in range(3))

    assert (a < b) + (a == b) + (a > b) == 1
    assert a == b or (a < b) is not (b < a)
    if a <= b <= c:
        assert a <= c
    if a == b:
        assert hash(a) == hash(b)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_a_printed_version_reads_as_itself(scheme: str, data: st.DataObject) -> None:
    version = data.draw(_ANY_TEXT[scheme])

    assert parse(str(version), scheme) == version


@pytest.mark.parametrize("scheme", SCHEMES)
@given(text=st.text(max_size=40))
def test_any_text_is_a_version_or_refused(scheme: str, text: str) -> None:
    try:
        version = parse(text, scheme)
    except UnreadableVersion:
        return
    assert isinstance(version, Version)


@given(version=_ANY_TEXT["loose"], rule=st.sampled_from(LineRule))
def test_every_version_is_on_one_line(version: Version, rule: LineRule) -> None:
    assert re.fullmatch(r"rolling|\d+(\.\d+)*", line_name(version, rule))


@given(texts=st.lists(_TEXTS["loose"], unique=True, max_size=12), data=st.data())
def test_what_tags_are_read_as_does_not_depend_on_their_order(texts: list[str], data: st.DataObject) -> None:
    tags = [f"v{text}" for text in texts] + ["nightly", "chart-1.0"]
    shuffled = data.draw(st.permutations(tags))

    in_order = {one.tag: one for one in read_tags(tags, None)}

    assert {one.tag: one for one in read_tags(shuffled, None)} == in_order


@given(tags=st.lists(st.text(max_size=20), max_size=20))
def test_no_tag_vanishes_and_each_has_a_rule(tags: list[str]) -> None:
    for rule in (None, TagRule(scheme="loose", pattern=r"v?(?P<version>\d.*)")):
        readings = read_tags(tags, rule)

        assert [one.tag for one in readings] == tags
        assert all(one.rule for one in readings)
        assert all((one.version is None) is (one.kind is Kind.SKIPPED) for one in readings)


_PYTHON_TAILS = st.tuples(
    st.sampled_from(["", "a1", "b2", "rc1", "rc2"]),
    st.sampled_from(["", ".post1"]),
    st.sampled_from(["", ".dev2"]),
).map("".join)
_PYTHON = st.builds(
    "{}{}.{}{}".format, st.sampled_from(["", "1!"]), st.integers(1, 9), st.integers(0, 20), _PYTHON_TAILS
)


@given(tags=st.lists(_PYTHON, min_size=1, max_size=12, unique=True))
def test_tags_of_a_python_project_are_ordered_as_packaging_orders_them(tags: list[str]) -> None:
    read = [one for one in read_tags([*tags, "1.0.dev1"], None) if one.version]

    by_us = sorted(read, key=lambda one: one.version.key if one.version else ())
    assert [Pep440Version(one.tag) for one in by_us] == sorted(Pep440Version(one.tag) for one in read)
    assert all((one.kind is Kind.PRERELEASE) is Pep440Version(one.tag).is_prerelease for one in read)
    assert {one.tag for one in read} >= {*tags}


_ODD_TAGS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "v", "ham-", "REL_", "api/v", "RELEASE.", "weekly.", "edge-", "v.", "Ham_"]),
    st.sampled_from(["1", "1.2", "1_2_3", "2024-01-02", "2024.1", "1!2.0", "99", "0", "0.0.99", "54011", "3.0.1"])
    | _NUMBERS,
    st.sampled_from(["", "rc1", "-rc.2", "a", ".Final", "-12345", "-1-gabcdef1", "+k3s1", "-acme.2", ".post1"]),
)


@given(
    days=st.dictionaries(_ODD_TAGS, st.none() | st.integers(0, 5000), max_size=25),
)
def test_whatever_is_dated_is_read(days: dict[str, int | None]) -> None:
    start = datetime(2010, 1, 1, tzinfo=UTC)
    dates = {tag: start + timedelta(days=day) for tag, day in days.items() if day is not None}

    assert [one.tag for one in read_tags(list(days), None, dates)] == list(days)


_RELEASES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), min_size=4, max_size=15, unique=True
)
_NOISE = st.sampled_from(
    [
        "nightly",
        "show",
        "7f3c2ab",
        "helm-chart/99.0.0",
        "v99.0.0-rc.1",
        "edge-99.1",
        "canary",
        "v98.0.0-SNAPSHOT",
        "docs-v98.0.0",
        "untagged-7ee3d676e81d34aaf458",
        "builds/999",
    ]
)


def _tags(releases: list[tuple[int, int, int]]) -> list[str]:
    return ["v{}.{}.{}".format(*numbers) for numbers in releases]


def _newest(tags: list[str], dates: Mapping[str, datetime] | None = None) -> str | None:
    stable = [one for one in read_tags(tags, None, dates) if one.kind is Kind.STABLE and one.version]
    return max(stable, key=lambda one: one.version.key if one.version else ()).tag if stable else None


@given(releases=_RELEASES, noise=st.lists(_NOISE, max_size=3, unique=True), data=st.data())
def test_inference_does_not_depend_on_the_order_of_tags_even_with_dates(
    releases: list[tuple[int, int, int]], noise: list[str], data: st.DataObject
) -> None:
    tags = [*_tags(releases), *noise]
    dates = {tag: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place) for place, tag in enumerate(tags)}
    shuffled = data.draw(st.permutations(tags))

    assert infer(shuffled, dates) == infer(tags, dates)
    assert {*read_tags(shuffled, None, dates)} == {*read_tags(tags, None, dates)}


def _stamp(numbers: tuple[int, int, int]) -> str:
    return str(date(2000, 1, 1) + timedelta(days=_single(numbers)))


def _single(numbers: tuple[int, int, int]) -> int:
    major, minor, patch = numbers
    return 1 + major * 961 + minor * 31 + patch


def _without_nines(number: int) -> int:
    """Leave 99 out of a count: it marks a branch."""
    return number + (number >= 99)


_SPELLINGS: Mapping[str, Callable[[tuple[int, int, int]], str]] = {
    "plain": lambda numbers: "{}.{}.{}".format(*numbers),
    "a letter": lambda numbers: "v{}.{}.{}".format(*numbers),
    "a name": lambda numbers: "ham-{}.{}.{}".format(*numbers),
    "a name and a letter": lambda numbers: "ham-v{}.{}.{}".format(*numbers),
    "a path": lambda numbers: "rel/release-{}.{}.{}".format(*numbers),
    "underscores": lambda numbers: "REL_{}_{}_{}".format(*numbers),
    "small underscores": lambda numbers: "ham_{}_{}_{}".format(*numbers),
    "hyphens": lambda numbers: "release-{}-{}-{}".format(*numbers),
    "two numbers": lambda numbers: f"v{numbers[0]}.{_without_nines(31 * numbers[1] + numbers[2])}",
    "four numbers": lambda numbers: "{}.{}.{}.0".format(*numbers),
    "a calendar": lambda numbers: f"{2000 + numbers[0]}.{numbers[1]:02}.{numbers[2]}",
    "a short calendar": lambda numbers: f"v{numbers[0]:02}.{numbers[1]}.{numbers[2]}-lts",
    "a date stamp": lambda numbers: f"RELEASE.{_stamp(numbers)}T01-02-03Z",
    "integers": lambda numbers: str(_single(numbers)),
    "integers behind a letter": lambda numbers: f"v{_single(numbers)}",
    "Java": lambda numbers: "{}.{}.{}.Final".format(*numbers),
    "older Java": lambda numbers: "{}.{}.{}.GA".format(*numbers),
    "a suffix": lambda numbers: "v{}.{}.{}-stable".format(*numbers),
    "an edition": lambda numbers: "v{}.{}.{}-ee".format(*numbers),
    "a vendor": lambda numbers: "{}.{}.{}-acme.1".format(*numbers),
    "Python": lambda numbers: "{}.{}.{}.post1".format(*numbers),
}
_EARLY = st.sampled_from(["-rc1", "-SNAPSHOT", "-alpha.1", "-beta2", "-M3", "-dev"])


def _dated(tags: list[str]) -> dict[str, datetime]:
    """A tag a month, in the order given."""
    return {tag: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=30 * place) for place, tag in enumerate(tags)}


@pytest.mark.parametrize("spelling", _SPELLINGS)
@given(releases=_RELEASES)
def test_an_added_older_release_never_changes_the_newest(
    spelling: str, releases: list[tuple[int, int, int]]
) -> None:
    tags = [_SPELLINGS[spelling](one) for one in sorted(releases)]
    dates = _dated(tags)

    assert _newest(tags[1:]) == _newest(tags) == tags[-1]
    assert _newest(tags[1:], dates) == _newest(tags, dates) == tags[-1]


@pytest.mark.parametrize("spelling", _SPELLINGS)
@given(releases=_RELEASES, noise=_NOISE | _EARLY)
def test_an_added_tag_of_a_known_noise_never_changes_the_newest(
    spelling: str, releases: list[tuple[int, int, int]], noise: str
) -> None:
    tags = [_SPELLINGS[spelling](one) for one in sorted(releases)]
    added = f"{_SPELLINGS[spelling]((31, 0, 0))}{noise}" if noise.startswith("-") else noise
    dates = _dated([*tags, added])

    assert _newest([*tags, added]) == _newest(tags)
    assert _newest([*tags, added], dates) == _newest(tags, dates)
