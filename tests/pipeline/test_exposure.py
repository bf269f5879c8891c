"""What is known of vulnerabilities where versions are judged: from OSV, the catalogue and the team's own files."""

from datetime import datetime, timedelta

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub, Kev, Osv
from tracker.advice import Exposure
from tracker.model import Coverage, Urgency
from tracker.pipeline.knowledge import gather
from tracker.pipeline.watching import open_advisories, watch_all
from tracker.record import replace
from tracker.store import Store
from tracker.versions import parse

KAFKA = "deployed: {kafka: 4.3.0}\n"
OWN = 'component: kafka\naffected: ">=4.3,<4.3.1"\naliases: CVE-2026-1\nseverity: high\n'
STALE = timedelta(days=3)
V43 = parse("4.3.0", "loose")


@pytest.fixture
def watched(home: Home, github: GitHub, osv: Osv, kev: Kev) -> Home:
    github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    home.write("env.yaml", KAFKA)
    return replace(home, osv_url=osv.url, kev_url=kev.url)


def exposure(home: Home, as_of: datetime | None = None) -> Exposure:
    """What a judgement would know of Kafka's vulnerabilities."""
    (environment,), errors = watch_all(home.settings, ["env"])
    assert errors == ()
    wanted = [(entry.component, entry.source) for entry in environment.entries]
    advisories = open_advisories(home.settings).records
    with Store.open(home.settings.database_url) as store:
        (known,) = gather(store, wanted, as_of or NOW, live=as_of is None, advisories=advisories).values()
    return known.exposure


def test_what_osv_lists_for_any_package_is_judged_once_with_what_is_exploited(
    watched: Home, osv: Osv, kev: Kev
) -> None:
    severity = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"}]
    osv.record("BIT-1", "Bitnami/kafka", published="2026-01-02T00:00:00Z", aliases=["CVE-2026-1"])
    osv.record("GHSA-1", "Maven/org.apache.kafka:kafka-clients", aliases=["CVE-2026-1"], severity=severity)
    kev.listed["CVE-2026-2"] = "2026-01-05"
    osv.record("BIT-2", "Bitnami/kafka", aliases=["CVE-2026-2"])
    watched.check("env")

    known = exposure(watched)

    assert [(one.vulnerability.id, one.urgency) for one in known.of(V43)] == [
        ("CVE-2026-1", Urgency.CRITICAL),
        ("CVE-2026-2", Urgency.CRITICAL),
    ]
    assert known.of(V43)[0].published_at == day("2026-01-02")
    assert (known.asked_at, known.coverage(STALE)) == (NOW, Coverage.FULL)


def test_who_was_never_asked_covers_nothing_and_with_the_teams_word_a_part(home: Home) -> None:
    home.write("env.yaml", KAFKA)
    assert exposure(home).coverage(STALE) is Coverage.NONE

    home.write("advisories/ACME-1.yaml", OWN)

    assert [one.vulnerability.id for one in exposure(home).of(V43)] == ["CVE-2026-1"]
    assert exposure(home).coverage(STALE) is Coverage.PARTIAL


def test_an_advisory_is_joined_with_the_record_that_follows(watched: Home, osv: Osv) -> None:
    watched.write("advisories/ACME-1.yaml", OWN + "published: 2026-10-01\n")
    osv.record("BIT-1", "Bitnami/kafka", published="2026-11-02T00:00:00Z", aliases=["CVE-2026-1"])
    watched.check("env")

    (match,) = exposure(watched).of(V43)

    assert match.vulnerability.aliases == ("ACME-1", "BIT-1")
    assert (match.urgency, match.published_at, match.imported) == (Urgency.HIGH, day("2026-10-01"), False)
    assert exposure(watched, as_of=day("2026-10-01")).of(V43) == ()
    assert exposure(watched, as_of=day("2026-10-02")).of(V43)[0].vulnerability.aliases == ("ACME-1",)


def test_an_answer_that_cannot_be_read_whole_is_known_in_part(watched: Home, osv: Osv) -> None:
    osv.record("BIT-1", "Bitnami/kafka")
    osv.record("BIT-2", "Bitnami/kafka", summary=5)
    watched.check("env")

    assert exposure(watched).coverage(STALE) is Coverage.PARTIAL


def test_a_bad_advisory_costs_only_itself_and_is_told(watched: Home) -> None:
    watched.write("advisories/ACME-1.yaml", OWN)
    watched.write("advisories/ACME-2.yaml", "component: kafka\n")

    checked = watched.check("env")

    assert len(checked.checks) == 1
    assert [str(error) for error in checked.errors] == [
        "advisories/ACME-2.yaml line 1: missing key 'affected'",
    ]


def test_doctor_checks_advisories(watched: Home) -> None:
    watched.write("advisories/ACME-1.yaml", OWN)
    watched.write("advisories/ACME-2.yaml", OWN.replace("kafka", "kafak"))
    watched.write("advisories/ACME-3.yaml", 'component: kafka\naffected: "<4"\nfixed: [soon]\n')
    watched.write("advisories/ACME-4.yaml", "component: kafka\n")
    watched.write("advisories/ACME-5.yaml", 'component: kafka\naffected: ">=3.9,<3.0"\n')
    watched.write("components/spark.yaml", "titel: Spark\n")

    lines = watched.run("doctor", "--files").out.splitlines()

    assert "!! advisories/ACME-2.yaml#2: names a component that is neither in the catalog nor deployed" in lines
    assert "!! advisories/ACME-3.yaml#2: names what is no version of kafka: soon" in lines
    assert "!! advisories/ACME-4.yaml: advisories/ACME-4.yaml line 1: missing key 'affected'" in lines
    assert any(line.startswith("!! advisories/ACME-5.yaml#2: affects no version by one of its") for line in lines)
    assert " = advisories: 4 of the team's own" in lines
