"""Deployed versions as people, inventories and packagers write them."""

import pytest

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.versions import explain_deployed, parse, read_deployed

LOOSE = TagRule(scheme="loose", pattern=r"v?(?P<version>\d.*)")
POSTGRESQL = TagRule(scheme="loose", pattern=r"REL_?(?P<version>\d+(_\d+)+)")
STAMPED = TagRule(scheme="date", pattern=r"RELEASE\.(?P<version>\d.*)")


@pytest.mark.parametrize("text", ["3.6.1", "v3.6.1", " 3.6.1 ", "V3.6.1"])
def test_a_deployed_version_is_read_as_people_write_it(text: str) -> None:
    assert read_deployed(text, LOOSE) == parse("3.6.1", "loose")


@pytest.mark.parametrize(
    ("text", "rule", "version"),
    [
        ("release-1.20.5", TagRule(scheme="loose", pattern=r"release-(?P<version>\d.*)"), "1.20.5"),
        ("REL_16_3", POSTGRESQL, "16.3"),
        ("16", POSTGRESQL, "16"),
        ("RELEASE.2024-05-10T01-41-38Z", STAMPED, "2024-05-10T01-41-38Z"),
        ("12.1.10+security-01", TagRule(scheme="semver", pattern=r"v(?P<version>.*)"), "12.1.10+security-01"),
        ("23.8.2.7-lts", LOOSE, "23.8.2.7-lts"),
        ("3.77.1-01", LOOSE, "3.77.1-01"),
        ("1!4.1", TagRule(scheme="pep440", pattern=r"(?P<version>.*)"), "1!4.1"),
    ],
)
def test_what_the_scheme_reads_is_read_whole(text: str, rule: TagRule, version: str) -> None:
    read = explain_deployed(text, rule)

    assert (str(read.version), read.dropped, read.distributor) == (version, (), False)


@pytest.mark.parametrize(
    ("text", "version", "dropped"),
    [
        ("3.6.1-debian-11-r3", "3.6.1", ("-debian-11-r3",)),
        ("3.7.0-rc1-debian-12-r0", "3.7.0-rc1", ("-debian-12-r0",)),
        ("apache/kafka:3.6.1", "3.6.1", ("apache/kafka:",)),
        ("postgres:16.3-alpine", "16.3", ("postgres:", "-alpine")),
        ("quay.io/strimzi/kafka:0.40.0-kafka-3.7.0", "0.40.0", ("quay.io/strimzi/kafka:", "-kafka-3.7.0")),
        ("localhost:5000/team/kafka:v3.6.1", "3.6.1", ("localhost:5000/team/kafka:",)),
        ("kafka:3.6.1@sha256:0a1b", "3.6.1", ("kafka:", "@sha256:0a1b")),
        ("3.6.1@sha256:0a1b", "3.6.1", ("@sha256:0a1b",)),
        ("16.3-1.pgdg120+1", "16.3", ("-1.pgdg120+1",)),
    ],
)
def test_packaging_is_dropped_and_shown(text: str, version: str, dropped: tuple[str, ...]) -> None:
    read = explain_deployed(text, LOOSE)

    assert (str(read.version), read.dropped, read.distributor) == (version, dropped, False)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v1.29.4-eks-036c24b", "1.29.4"),
        ("1.29.4-gke.1043002", "1.29.4"),
        ("14.9-0ubuntu0.22.04.1", "14.9"),
        ("5:7.0.15-1~deb12u1", "7.0.15"),
        ("v1.28.2+k3s1", "1.28.2"),
        ("3.5.1-amzn-0", "3.5.1"),
    ],
)
def test_the_build_of_a_distributor_is_known_as_such(text: str, version: str) -> None:
    read = explain_deployed(text, LOOSE)

    assert (str(read.version), read.distributor) == (version, True)
    assert "".join(read.dropped)


def test_words_of_a_vendor_stay_where_the_project_releases_them() -> None:
    known = {parse("3.0.2-acme.2", "loose")}

    assert str(explain_deployed("3.0.2-acme.2", LOOSE, known).version) == "3.0.2-acme.2"
    assert str(explain_deployed("3.0.2-acme.2", LOOSE).version) == "3.0.2"


@pytest.mark.parametrize("text", ["1-----x", "1-", "3.6.1-" + "x" * 64, "1.2.3-a b", "3.7.0-rc1--x", "1-----5"])
def test_no_more_is_dropped_than_a_packager_adds(text: str) -> None:
    with pytest.raises(UnreadableVersion, match="cannot be read"):
        read_deployed(text, LOOSE)


@pytest.mark.parametrize("text", ["RC-7", "nightly", "7f3c2ab", "apache/kafka", "latest", "kafka@sha256:0a1b", ""])
def test_an_unreadable_deployed_version_is_refused(text: str) -> None:
    with pytest.raises(UnreadableVersion, match=f"'{text}' cannot be read"):
        read_deployed(text, LOOSE)


def test_numbers_must_fit_the_scheme_too() -> None:
    with pytest.raises(UnreadableVersion, match="'1-custom' cannot be read"):
        read_deployed("1-custom", TagRule(scheme="semver", pattern=r"v(?P<version>.*)"))
    rule = TagRule(scheme="pep440", pattern=r"(?P<version>.*)")
    assert str(read_deployed("2.10.3-M2-custom", rule)) == "2.10.3"
