"""What the store keeps of support and vulnerability services."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from examples import NOW, day, line
from tracker.model import Affected, AffectedRange, Package, Severity, SupportFacts, Validators, Vulnerability
from tracker.record import replace
from tracker.store import CATALOGUE, OSV, DocumentState, PackageReading, ServiceStore, Store, Subject

KAFKA = "pkg:bitnami/kafka"
RECORD = Vulnerability(
    id="BIT-kafka-1",
    source="osv",
    modified_at=day("2026-11-01") + timedelta(microseconds=7),
    aliases=("CVE-2020-1", "CVE-2020-2"),
    summary="A hole",
    published_at=day("2020-05-01"),
    severities=(Severity(notation="CVSS_V4", score="CVSS:4.0/AV:N"),),
    stated_severity="Medium",
    affected=(
        Affected(
            package=Package(purl=KAFKA, ecosystem="Bitnami", name="kafka"),
            ranges=(AffectedRange(kind="SEMVER", events=(("introduced", "0"), ("fixed", "3.9.1"))),),
            versions=("3.9.0",),
        ),
    ),
    references=("https://nvd.example/CVE-2020-1",),
)


@pytest.fixture
def services(database_url: str) -> Iterator[ServiceStore]:
    with Store.open(database_url) as opened:
        yield opened.services


def facts(ends: str, at: datetime = NOW) -> SupportFacts:
    return SupportFacts(
        lines=(line("4.3", ends),), source="https://endoflife.date/apache-kafka", day=at.date(), read_at=at
    )


def keep_support(services: ServiceStore, ends: str, at: datetime = NOW) -> None:
    services.keep_support("apache-kafka", facts(ends, at), DocumentState(read_at=at))


def keep(services: ServiceStore, *records: Vulnerability, at: datetime = NOW, **changes: frozenset[str]) -> None:
    services.keep_package(KAFKA, PackageReading(records=records, **changes), DocumentState(read_at=at), at)


def test_support_read_again_unchanged_is_one_record_with_the_time_of_the_last_reading(
    services: ServiceStore,
) -> None:
    later = NOW + timedelta(days=3)
    keep_support(services, "2027-03-01")
    keep_support(services, "2027-03-01", later)

    assert services.support(["apache-kafka", "other"]) == {"apache-kafka": facts("2027-03-01", later)}
    assert services.support(["apache-kafka"], later) == {"apache-kafka": facts("2027-03-01")}


def test_support_is_given_as_it_was_recorded_by_an_instant_else_first(services: ServiceStore) -> None:
    later = NOW + timedelta(days=3)
    keep_support(services, "2027-03-01")
    keep_support(services, "2026-12-01", later)

    def known(as_of: datetime) -> date | None:
        ends_at = services.support(["apache-kafka"], as_of)["apache-kafka"].lines[0].ends_at
        return ends_at and ends_at.date()

    assert [known(at) for at in (day("2020-01-01"), NOW, later, later + timedelta(seconds=1))] == [
        date(2027, 3, 1),
        date(2027, 3, 1),
        date(2027, 3, 1),
        date(2026, 12, 1),
    ]


def test_an_end_that_changed_says_since_when_it_is_known(services: ServiceStore) -> None:
    changed, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    keep_support(services, "2027-03-01")
    first = services.support(["apache-kafka"])["apache-kafka"]
    keep_support(services, "2026-12-01", changed)
    keep_support(services, "2026-12-01", later)
    now = services.support(["apache-kafka"])["apache-kafka"]
    before = services.support(["apache-kafka"], as_of=changed)["apache-kafka"]

    assert first.lines[0].known_at is None
    assert now.lines[0].known_at == changed
    assert before.lines[0].known_at is None


def test_of_two_readings_at_one_instant_the_last_counts(services: ServiceStore) -> None:
    keep_support(services, "2027-03-01")
    keep_support(services, "2026-12-01")

    assert services.support(["apache-kafka"]) == {"apache-kafka": facts("2026-12-01")}


def test_a_record_is_given_back_as_it_came(services: ServiceStore) -> None:
    keep(services, RECORD)

    assert services.vulnerabilities([KAFKA, "other"]) == {KAFKA: (RECORD,)}
    assert services.known_records(KAFKA)["BIT-kafka-1"].modified_at == RECORD.modified_at


def test_a_record_of_two_packages_is_kept_once_and_forgotten_for_one_alone(services: ServiceStore) -> None:
    keep(services, RECORD)
    other = PackageReading(records=(replace(RECORD, summary="Worse"),))
    services.keep_package("Bitnami/kafka", other, DocumentState(), NOW)
    keep(services, unlisted=frozenset({RECORD.id}))

    assert services.vulnerabilities([KAFKA, "Bitnami/kafka"]) == {"Bitnami/kafka": other.records}


def test_a_record_that_is_gone_was_taken_back_when_that_was_noticed(services: ServiceStore) -> None:
    later = NOW + timedelta(days=1)
    keep(services, RECORD)
    keep(services, at=later, gone=frozenset({RECORD.id, "never seen"}))

    assert services.vulnerabilities([KAFKA]) == {KAFKA: (replace(RECORD, withdrawn_at=later, modified_at=later),)}
    assert services.known_records(KAFKA)[RECORD.id].withdrawn


def test_a_vulnerability_is_exploited_from_the_first_day_that_any_of_its_names_is_listed(
    services: ServiceStore,
) -> None:
    keep(services, RECORD)
    listed = {"CVE-2020-2": day("2026-03-01"), "CVE-2020-1": day("2026-04-01"), "CVE-1999-1": day("2000-01-01")}
    services.keep_exploited(listed, DocumentState(read_at=NOW), NOW)

    (one,) = services.vulnerabilities([KAFKA])[KAFKA]

    assert one.exploited_at == day("2026-03-01")


@pytest.mark.parametrize("subject", [CATALOGUE, Subject(service=OSV, name=KAFKA)])
def test_how_asking_went_is_kept_by_service_and_subject(services: ServiceStore, subject: Subject) -> None:
    state = DocumentState(
        url="https://x.example",
        validators=Validators(etag='W/"1"', last_modified="Fri"),
        digest="d",
        read_at=NOW,
        failed_at=NOW + timedelta(hours=1),
        error="503",
        failures=2,
        due_at=NOW + timedelta(hours=2),
    )
    services.keep_state(subject, DocumentState())
    services.keep_state(subject, state)

    assert services.states(subject.service, [subject.name, "other"]) == {subject.name: state}
    assert services.states("endoflife", [subject.name]) == {}
