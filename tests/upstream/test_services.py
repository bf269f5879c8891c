"""Answers of services as records, whatever a server sends."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import day
from tracker.errors import BadAnswer
from tracker.model import AffectedRange, Package, Severity
from tracker.upstream.services.endoflife import product_url, read_support
from tracker.upstream.services.kev import read_exploited
from tracker.upstream.services.osv import (
    concerns,
    key_of,
    query,
    read_listings,
    read_page,
    read_record,
    record_url,
)

_DATA = Path(os.environ.get("TRACKER_TEST_DATA", "no such folder"))
_PRODUCTS = sorted((_DATA / "endoflife" / "products").glob("*.json"))
_RECORDS = sorted((_DATA / "osv").glob("*.json"))
needs_data = pytest.mark.skipif(
    not _PRODUCTS or not _RECORDS, reason="TRACKER_TEST_DATA names no folder with endoflife/products and osv"
)

LINE = {"name": "4.3", "isLts": False, "isEol": False, "isMaintained": True}
RECORD = {"id": "GHSA-1", "modified": "2026-11-01T00:00:00Z"}

# The names that answers use, so that what is generated comes near to one.
NAMES = (
    "id modified affected ranges events package references url versions severity aliases vulns results "
    "generated_at result name releases vulnerabilities cveID dateAdded count isEol eolFrom latest"
)
KEYS = st.text(max_size=4) | st.sampled_from(NAMES.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def written(said: object) -> bytes:
    return json.dumps(said).encode()


def product(*lines: dict[str, Any], **changes: Any) -> bytes:
    result = {"name": "apache-kafka", "aliases": ["kafka"], "releases": lines, **changes}
    return written({"generated_at": "2026-11-19T03:04:05+00:00", "result": result})


def test_a_product_is_asked_for_by_its_name_alone() -> None:
    assert product_url("https://endoflife.date/api/v1", "a/../b?c") == (
        "https://endoflife.date/api/v1/products/a%2F..%2Fb%3Fc"
    )


def test_support_is_that_of_the_product_under_any_of_its_names() -> None:
    facts = read_support(product({**LINE, "eolFrom": "2027-03-01", "releaseDate": None}), "kafka")

    assert (facts.source, str(facts.day)) == ("https://endoflife.date/apache-kafka", "2026-11-19")
    assert [(line.name, line.ends_at, line.released_at) for line in facts.lines] == [
        ("4.3", day("2027-03-01"), None)
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"isEol": "no"}, "isEol: Input should be a valid boolean"),
        ({"eolFrom": "soon"}, "eolFrom: Invalid isoformat string: 'soon'"),
        ({"eolFrom": 20270301}, "eolFrom: should be a text"),
        ({"name": "4\n3"}, "name: should be one clean line"),
        ({"name": 4.3}, "name: Input should be a valid string"),
    ],
)
def test_a_line_that_is_otherwise_than_documented_is_named(line: dict[str, Any], said: str) -> None:
    with pytest.raises(BadAnswer) as error:
        read_support(product({**LINE, **line}), "kafka")

    assert f"answered otherwise than documented: result.releases.0.{said}" in str(error.value)


@pytest.mark.parametrize("at", ["2026-11-19T03:04:05", "0001-01-01T00:00:00+14:00", "\x1b[2J"])
def test_an_instant_that_cannot_be_one_is_refused(at: str) -> None:
    with pytest.raises(BadAnswer, match="answered otherwise than documented: generated_at: ") as error:
        read_support(written({"generated_at": at}), "kafka")

    assert "\x1b" not in str(error.value)


def test_a_package_is_asked_about_by_its_url_or_its_names_and_never_by_a_version() -> None:
    by_url, by_name = Package(purl="pkg:bitnami/kafka"), Package(ecosystem="Bitnami", name="kafka")

    assert (key_of(by_url), key_of(by_name)) == ("pkg:bitnami/kafka", "Bitnami/kafka")
    assert query(by_url) == {"package": {"purl": "pkg:bitnami/kafka"}}
    assert query(by_name, "next") == {"package": {"ecosystem": "Bitnami", "name": "kafka"}, "page_token": "next"}
    assert record_url("https://api.osv.dev/v1", "../x") == "https://api.osv.dev/v1/vulns/..%2Fx"


def test_a_record_is_taken_as_it_is_written() -> None:
    affected = {
        "package": {"ecosystem": "Maven", "name": "a:b", "purl": "pkg:maven/a/b"},
        "ranges": [
            {
                "type": "GIT",
                "repo": "https://github.com/a/b",
                "events": [{"introduced": "0", "fixed": None}, {"last_affected": "1.2"}, {"limit": "2"}],
            }
        ],
        "versions": ["1.0", "1.1"],
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}],
    }
    one = read_record(
        written(
            {
                **RECORD,
                "aliases": ["CVE-2020-1", "CVE-2020-1"],
                "details": "  Something\nbad.",
                "withdrawn": "2026-11-02T00:00:00.123456789+01:00",
                "affected": [affected],
                "severity": None,
                "database_specific": {"severity": "MODERATE"},
            }
        )
    )

    assert one.aliases == ("CVE-2020-1",)
    assert one.summary == "Something bad."
    assert one.withdrawn_at is not None
    assert one.withdrawn_at.isoformat() == "2026-11-01T23:00:00.123456+00:00"
    assert one.stated_severity == "MODERATE"
    (told,) = one.affected
    assert told.ranges == (
        AffectedRange(
            kind="GIT",
            events=(("introduced", "0"), ("last_affected", "1.2"), ("limit", "2")),
            repository="https://github.com/a/b",
        ),
    )
    assert (told.versions, told.severities) == (
        ("1.0", "1.1"),
        (Severity(notation="CVSS_V3", score="CVSS:3.1/AV:N"),),
    )


@pytest.mark.parametrize(
    ("asked", "named", "same"),
    [
        (Package(purl="pkg:bitnami/kafka"), {"purl": "pkg:bitnami/kafka@1.0?arch=x"}, True),
        (Package(ecosystem="PyPI", name="apache-airflow"), {"ecosystem": "PyPI", "name": "Apache_Airflow"}, True),
        (Package(ecosystem="Debian", name="kafka"), {"ecosystem": "Debian:12", "name": "kafka"}, True),
        (Package(ecosystem="Maven", name="a:b"), {"ecosystem": "Maven", "name": "a:c"}, False),
        (Package(ecosystem="Maven", name="a:b"), None, False),
    ],
)
def test_a_record_concerns_the_packages_it_names(asked: Package, named: dict[str, str] | None, same: bool) -> None:
    record = read_record(written({**RECORD, "affected": [{"package": named}]}))

    assert concerns(record, asked) is same


def test_of_a_page_what_cannot_be_read_is_told_and_the_rest_is_taken() -> None:
    page = read_page(written({"vulns": [RECORD, 5, {"id": "\x1bX"}], "next_page_token": ""}))

    assert [one.id for one in page.records] == ["GHSA-1"]
    assert [one.entry for one in page.skipped] == ["a record without an id", "X"]
    assert page.next_token is None
    assert read_page(b"{}").records == ()


READERS: tuple[Callable[[bytes], object], ...] = (
    lambda body: read_support(body, "kafka"),
    read_exploited,
    read_page,
    read_record,
    lambda body: read_listings(body, 1),
)


def refusal(read: Callable[[bytes], object], body: bytes) -> str:
    """Why bytes are refused; empty where they are read."""
    try:
        read(body)
    except BadAnswer as error:
        return str(error)
    return ""


@given(JSON.map(written) | st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_in_a_sentence(body: bytes) -> None:
    told = [refusal(read, body) for read in READERS]

    assert all(len(one) < 300 and (one.isprintable() or not one) for one in told)


def test_a_document_nested_without_end_is_refused() -> None:
    with pytest.raises(BadAnswer, match="something else than JSON"):
        read_exploited(b"[" * 1_000_000)


@needs_data
def test_every_real_product_can_be_read() -> None:
    facts = [read_support(path.read_bytes(), path.stem) for path in _PRODUCTS]

    assert len(facts) == len(_PRODUCTS)
    assert [one.source for one in facts if not one.lines] == []


@needs_data
def test_every_real_record_can_be_read_and_concerns_its_package() -> None:
    for path in _RECORDS:
        records = json.loads(path.read_bytes())
        page = read_page(written({"vulns": records}))

        assert page.skipped == ()
        assert [one.id for one in page.records] == [one["id"] for one in records]
        for one, raw in zip(page.records, records, strict=True):
            events = [list(event.items()) for rng in raw["affected"][0]["ranges"] for event in rng["events"]]
            told = [[event] for rng in one.affected[0].ranges for event in rng.events]
            assert told == events
            assert concerns(one, Package(purl=raw["affected"][0]["package"]["purl"]))
            assert one.summary
            assert len(one.references) == len({ref["url"] for ref in raw["references"]})
