"""Versions as databases of vulnerabilities write them."""

import pytest

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.versions import parse, read_last_recorded, read_recorded

LOOSE = TagRule(scheme="loose", pattern=r"v(?P<version>\d+\.\d+.*)")
DATE = TagRule(scheme="date", pattern=r"RELEASE\.(?P<version>.*)", tag_format="RELEASE.{version}")


@pytest.mark.parametrize(
    ("text", "rule", "version"),
    [
        ("3.9.2", LOOSE, "3.9.2"),
        ("v3.9.2-rc1", LOOSE, "3.9.2-rc1"),
        ("RELEASE.2024-01-31T20-20-33Z", DATE, "2024-01-31T20-20-33Z"),
        ("2024.1.31", DATE, "2024-01-31T00-00-00Z"),
        ("2024-01-31", DATE, "2024-01-31T00-00-00Z"),
        ("0.0.0-20240131185645-fdb5a8e3d4f5", DATE, "2024-01-31T18-56-45Z"),
    ],
)
def test_a_version_is_read_under_the_components_scheme(text: str, rule: TagRule, version: str) -> None:
    assert read_recorded(text, rule) == parse(version, rule.scheme)


def test_the_last_version_of_a_day_is_that_of_its_end() -> None:
    assert read_last_recorded("2024.01.31", DATE) == parse("2024-01-31T23-59-59Z", "date")
    assert read_last_recorded("3.9.2", LOOSE) == parse("3.9.2", "loose")


@pytest.mark.parametrize(
    "text", ["", "next", "3.9.2 with patches", "3.9.2-acme-fips", "2.1.1-0.20240131185645-fdb5a8e3d4f5"]
)
def test_what_is_no_version_as_it_stands_is_refused(text: str) -> None:
    with pytest.raises(UnreadableVersion):
        read_recorded(text, LOOSE)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(UnreadableVersion):
        read_recorded("2024.1", DATE)
