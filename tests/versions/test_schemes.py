"""Each scheme orders what its own standard or projects order."""

import pytest

from tracker.errors import UnreadableVersion
from tracker.versions import SCHEMES, parse

ASCENDING = {
    # https://semver.org/#spec-item-11, and build metadata as a tie-break
    "semver": [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.0+security-01",
        "1.0.1",
        "1.2",
        "2.0.0",
        "2.1.0",
        "2.1.1",
    ],
    # https://packaging.python.org/specifications/version-specifiers/
    "pep440": [
        "1.0.dev456",
        "1.0a1",
        "1.0a2.dev456",
        "1.0b1",
        "1.0rc1",
        "1.0",
        "1.0+abc.5",
        "1.0.post456",
        "1.1.dev1",
    ],
    "loose": [
        "0.9",
        "1.0-SNAPSHOT",
        "1.0-Alpha2",
        "1.0-beta1",
        "1.0-M1",
        "1.0-M2",
        "1.0-CR1",
        "1.0-rc2",
        "1.0",
        "1.0-1",
        "1.0-sp1",
        "1.0.2",
        "1.0.2a",
        "1.0.2k",
        "1.0.2zh",
        "1.1",
        "1.1.0.1",
        "1.10",
        "2026.08",
    ],
    "calendar": ["20.04.1", "21.3.2.5", "2021.3", "2026.08.0b1", "2026.08.0", "2026.8.1"],
    "integer": ["9", "476", "1000"],
    "date": ["RELEASE.2024-05-10T01-41-38Z", "RELEASE.2024-05-10T01-41-39Z", "2024-05-11"],
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_orders_its_own_examples(scheme: str) -> None:
    versions = [parse(text, scheme) for text in ASCENDING[scheme]]

    assert sorted(versions) == versions
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize(
    ("scheme", "left", "right"),
    [
        ("loose", "3.6", "3.6.0"),
        ("loose", "1.0.Final", "1.0"),
        ("loose", "1.0.GA", "1.0-stable"),
        ("loose", "1_2_3", "1.2.3"),
        ("loose", "3.6.1-debian-12-r3", "3.6.1"),
        ("loose", "21.3.2.5-lts", "21.3.2.5"),
        ("semver", "1.2", "1.2.0"),
        ("pep440", "1.0rc1", "1.0.0-rc.1"),
    ],
)
def test_two_spellings_of_one_version_are_equal(scheme: str, left: str, right: str) -> None:
    assert parse(left, scheme) == parse(right, scheme)
    assert hash(parse(left, scheme)) == hash(parse(right, scheme))


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("semver", "1"),
        ("semver", "01-x"),
        ("pep440", "3.0.0.Final"),
        ("loose", "nightly"),
        ("loose", "1.0-fooBar"),
        ("loose", "7f3c2ab"),
        ("loose", ""),
        ("loose", "9" * 5000),
        ("loose", "1.2.²"),
        ("loose", "1.0-rc1%"),
        ("calendar", "123.4"),
        ("calendar", "2026"),
        ("integer", "1.2"),
        ("integer", "²"),
        ("date", "2024-5-1"),
    ],
)
def test_what_a_scheme_cannot_read_is_refused(scheme: str, text: str) -> None:
    with pytest.raises(UnreadableVersion, match=f"{scheme}|5000 characters"):
        parse(text, scheme)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("semver", "1.0.0-rc.1"),
        ("pep440", "3.3.0rc1"),
        ("loose", "2.0.0.CR2"),
        ("loose", "3.0.0-M5"),
        ("loose", "8b1"),
        ("loose", "2.0-0.2.rc1"),
        ("loose", "21.3-prestable"),
        ("loose", "1.2.0-ea.1"),
        ("loose", "2.9.SNAPSHOT"),
        ("loose", "1.0.5-freeze3"),
        ("loose", "2.0_GAMMA"),
        ("loose", "1.28.2-rc1+k3s1"),
    ],
)
def test_a_pre_release_is_known_by_its_spelling(scheme: str, text: str) -> None:
    assert parse(text, scheme).prerelease


def test_versions_of_two_schemes_do_not_compare() -> None:
    assert parse("1.0", "semver") != parse("1.0", "loose")
    assert parse("1.0", "semver") != "1.0"
    with pytest.raises(TypeError, match="semver version and 1.0 a loose"):
        parse("1.0", "semver") < parse("1.0", "loose")  # noqa: B015


def test_a_version_prints_as_it_was_written() -> None:
    assert str(parse("12.1.10+security-01", "semver")) == "12.1.10+security-01"
