"""Reading support and vulnerability services, against servers on loopback, at a fixed instant."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from examples import NOW, day
from home import Home
from loopback import Delivery, Endoflife, GitHub, Kev, Osv
from loopback.faults import Fault, body, delivered, html_page, status, too_many_requests
from tracker.catalog import load_catalog
from tracker.model import Coverage, Phase, ServiceFailure, Vulnerability
from tracker.pipeline.services.services import Services
from tracker.record import replace
from tracker.store import Store
from tracker.upstream.services.osv import key_of

_DATA = os.environ.get("TRACKER_TEST_DATA")
KAFKA = "deployed: {kafka: 4.3.0}\n"
HOUR = timedelta(hours=1)
BITNAMI, MAVEN = "Bitnami/kafka", "Maven/org.apache.kafka:kafka-clients"


@pytest.fixture
def supported(home: Home, github: GitHub, endoflife: Endoflife) -> Home:
    """A set-up with Kafka and endoflife.date, which says more than what ships."""
    github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    endoflife.product("apache-kafka", {"name": "4.3", "eolFrom": "2027-03-01"}, {"name": "4.2"})
    home.write("env.yaml", KAFKA)
    return replace(home, endoflife_url=endoflife.url)


@pytest.fixture
def watched(home: Home, github: GitHub, osv: Osv, kev: Kev) -> Home:
    """A set-up with Kafka, OSV and the catalogue of exploited vulnerabilities."""
    github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    home.write("env.yaml", KAFKA)
    kev.listed["CVE-2020-1"] = "2026-01-05"
    return replace(home, osv_url=osv.url, kev_url=kev.url)


def failures(home: Home, now: datetime = NOW) -> Sequence[ServiceFailure]:
    return home.check("env", now=now).checks[0].polling.services


def ends(home: Home, now: datetime = NOW, as_of: datetime | None = None) -> str:
    """The day Kafka's support ends, as a check says."""
    (finding,) = home.check("env", now=now, as_of=as_of).checks[0].findings
    return str(finding.support.ends_at and finding.support.ends_at.date())


def known(home: Home) -> Mapping[str, Vulnerability]:
    """What is stored of Kafka's vulnerabilities, by id."""
    with Store.open(home.settings.database_url) as store:
        found = store.services.vulnerabilities([BITNAMI, MAVEN])
    return {one.id: one for records in found.values() for one in records}


def test_support_read_now_takes_the_place_of_what_ships(supported: Home) -> None:
    (finding,) = supported.check("env").checks[0].findings

    assert finding.support.phase is Phase.ACTIVE
    assert finding.support.ends_at == day("2027-03-01")
    assert finding.support.source == "https://endoflife.date/apache-kafka"
    assert finding.coverage.support is Coverage.FULL


def test_a_service_is_asked_again_only_where_its_facts_are_old(supported: Home, endoflife: Endoflife) -> None:
    for minutes in (0, 59, 60, 61):
        supported.check("env", now=NOW + timedelta(minutes=minutes))

    assert [request.headers.get("if-none-match") is not None for request in endoflife.requests] == [False, True]


def test_what_changes_upstream_is_recorded_from_then_on(supported: Home, endoflife: Endoflife) -> None:
    supported.check("env")
    endoflife.product("apache-kafka", {"name": "4.3", "eolFrom": "2026-12-01"})

    assert ends(supported, now=NOW + 24 * HOUR) == "2026-12-01"
    assert ends(supported, as_of=NOW + 24 * HOUR) == "2027-03-01"
    assert ends(supported, as_of=NOW + 25 * HOUR) == "2026-12-01"
    assert ends(supported, as_of=day("2026-09-01")) == "2027-03-01"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(404), "404, nothing is known of apache-kafka"),
        (status(500), "500, the server has a fault"),
        (html_page("Sorry"), "asked about apache-kafka, served a page for people"),
        (body(b"[]"), "asked about apache-kafka, answered otherwise than documented: it: should be an object"),
        (body(b'{"generated_at": 5}'), "generated_at: should be a text"),
        (delivered(Delivery.CUT), "sent an answer that was cut off"),
        (too_many_requests("7200"), "asks to wait until 2026-11-20 12:00 UTC"),
    ],
)
def test_a_wrong_answer_leaves_what_was_known_and_is_told(
    supported: Home, endoflife: Endoflife, fault: Fault, said: str
) -> None:
    supported.check("env")
    endoflife.product("apache-kafka", {"name": "4.3", "eolFrom": "2030-01-01"})
    endoflife.fail(fault)

    (check,) = supported.check("env", now=NOW + 2 * HOUR).checks

    (failure,) = check.polling.services
    assert (failure.service, failure.facts_from) == ("endoflife", NOW)
    assert said in failure.error
    assert check.polling.failed == ()
    assert check.findings[0].support.ends_at == day("2027-03-01")


def test_another_product_than_asked_for_is_refused(supported: Home, endoflife: Endoflife) -> None:
    endoflife.products["apache-kafka"]["result"]["name"] = "apache-spark"

    assert "asked about apache-kafka, answered about apache-spark" in failures(supported)[0].error


def test_without_any_answer_what_ships_is_the_last_known(supported: Home, endoflife: Endoflife) -> None:
    endoflife.fail(status(503))

    (failure,) = failures(supported)

    assert failure.facts_from == day("2026-08-22")


def test_what_failed_lately_is_told_but_not_tried_at_once(supported: Home, endoflife: Endoflife) -> None:
    endoflife.fail(status(503), times=1)
    (first,) = failures(supported)
    (again,) = failures(supported, now=NOW + timedelta(minutes=1))

    assert again.error.startswith(f"{first.error} (to be asked again at 08:0")
    assert len(endoflife.requests) == 1
    assert failures(supported, now=NOW + timedelta(minutes=6)) == ()
    assert len(endoflife.requests) == 2


def test_support_that_cannot_be_read_for_days_is_stale(supported: Home, endoflife: Endoflife) -> None:
    supported.check("env")
    endoflife.fail(status(503))

    coverage = [
        supported.check("env", now=NOW + days * 24 * HOUR).checks[0].findings[0].coverage.support
        for days in (2, 4)
    ]

    assert coverage == [Coverage.FULL, Coverage.STALE]


def test_a_service_that_answers_again_is_believed_again(supported: Home, endoflife: Endoflife) -> None:
    supported.check("env")
    endoflife.fail(html_page("Sorry"))
    supported.check("env", now=NOW + 2 * HOUR)
    endoflife.heal()

    assert failures(supported, now=NOW + 4 * HOUR) == ()


def test_sixty_products_of_a_dead_service_are_one_sentence(home: Home, github: GitHub) -> None:
    names = ["kafka", "airflow", "grafana", "postgresql", "redis", "spark"]
    home.write("env.yaml", f"deployed: {{{', '.join(f'{name}: 1.0' for name in names)}}}\n")
    dead = replace(home, endoflife_url="http://127.0.0.1:9/v1", osv_url="http://127.0.0.1:9/v1")

    outcome = dead.run("check", "env", "--fail-on", "never")

    told = [line for line in outcome.out.splitlines() if "127.0.0.1:9" in line]
    assert len(told) == 2
    assert told[0].startswith("Not read: endoflife: 127.0.0.1:9 cannot be reached: connection refused;")


def test_an_unreachable_service_changes_no_exit_code(supported: Home, endoflife: Endoflife) -> None:
    codes = [supported.run("check", "env").code, supported.run("poll").code]
    endoflife.fail(status(503))

    assert supported.run("poll").code == codes[1] == 0
    assert supported.run("check", "env").code == codes[0]


def test_poll_reads_services_whatever_their_age_and_says_so(supported: Home, endoflife: Endoflife) -> None:
    outcomes = [supported.run("poll") for _ in range(2)]
    endoflife.fail(status(503))
    failed = supported.run("poll")

    assert [one.out.splitlines()[1] for one in outcomes] == ["services read: endoflife 1 of 1"] * 2
    assert failed.out.splitlines()[1] == "services read: endoflife 0 of 1"
    assert "Not read: endoflife: " in failed.err
    assert len(endoflife.requests) == 3


def test_failures_stand_in_the_json_beside_those_of_feeds(supported: Home, endoflife: Endoflife) -> None:
    endoflife.fail(status(503))

    facts = json.loads(supported.run("check", "env", "--format", "json").out)["facts"]

    assert facts["failed"] == []
    assert [one["service"] for one in facts["services"]] == ["endoflife"]
    assert set(facts["services"][0]) == {"service", "error", "facts_from"}


def test_a_service_without_an_address_is_not_asked_and_not_missed(home: Home, github: GitHub) -> None:
    github.repository("apache/kafka").release("4.3.1", at=day("2026-06-23"))
    home.write("env.yaml", KAFKA)

    assert failures(home) == ()
    assert "services" not in home.run("poll").out


def test_services_are_read_where_feeds_are_switched_off(supported: Home) -> None:
    assert ends(replace(supported, github_url="")) == "2027-03-01"


def test_offline_nothing_is_asked_and_nothing_is_missed(supported: Home, endoflife: Endoflife) -> None:
    (check,) = supported.check("env", offline=True).checks

    assert (check.polling.services, endoflife.requests) == ((), [])


def test_doctor_says_when_each_service_was_last_read(supported: Home, endoflife: Endoflife) -> None:
    before = supported.run("doctor").out
    supported.run("poll")
    after = supported.run("doctor").out
    endoflife.fail(status(503))
    supported.run("poll")
    failed = supported.run("doctor")

    assert " = endoflife: 0 of 1 documents in use were read so far\n" in before
    assert " = endoflife: 1 of 1 documents in use were read so far, last on 20" in after
    assert f"!! endoflife apache-kafka: {endoflife.host}: 503, the server has a fault" in failed.out


def test_a_silent_service_costs_one_check_and_is_left_alone_for_a_while(
    supported: Home, endoflife: Endoflife
) -> None:
    endoflife.fail(delivered(Delivery.SILENCE))
    impatient = ("check", "env", "--timeout", "1s", "--fail-on", "never")

    outcomes = [supported.run(*impatient).out for _ in range(2)]

    assert all("Not read: endoflife: not read within the time allowed" in out for out in outcomes)
    assert ["to be asked again at" in out for out in outcomes] == [False, True]
    assert len(endoflife.requests) == 1


def test_what_another_process_has_just_read_has_not_failed(supported: Home) -> None:
    with Store.open(supported.settings.database_url) as store:
        components = [load_catalog().find("kafka")]
        ours = Services(supported.settings, store.services, filter(None, components), NOW)
        ours.errands(ours.subjects)
        supported.check("env", now=NOW - timedelta(seconds=1))
        ours.settle()

        assert ours.counts() == {"endoflife": (1, 1)}


def test_what_a_clock_ahead_has_read_is_read_again(supported: Home, endoflife: Endoflife) -> None:
    supported.check("env", now=NOW + timedelta(days=365))
    endoflife.product("apache-kafka", {"name": "4.3", "eolFrom": "2030-01-01"})

    (check,) = supported.check("env").checks

    assert (check.polling.polled, check.polling.services) == (1, ())
    assert check.findings[0].support.ends_at == day("2030-01-01")


def test_the_vulnerabilities_of_packages_in_use_are_kept(watched: Home, osv: Osv) -> None:
    osv.record("BIT-kafka-1", BITNAMI, aliases=["CVE-2020-1"], published="2020-05-01T00:00:00Z", summary="A hole")
    osv.record("GHSA-1", MAVEN)
    osv.record("BIT-spark-1", "Bitnami/spark")

    assert failures(watched) == ()
    assert sorted(known(watched)) == ["BIT-kafka-1", "GHSA-1"]
    one = known(watched)["BIT-kafka-1"]
    assert (one.summary, one.published_at, one.exploited_at) == ("A hole", day("2020-05-01"), day("2026-01-05"))
    assert one.affected[0].ranges[0].events == (("introduced", "0"), ("fixed", "4.3.1"))


def test_no_question_tells_what_is_deployed_where(watched: Home, osv: Osv, kev: Kev) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")

    asked = [f"{one.path} {dict(one.query)} {one.headers} {one.body!r}" for one in (*osv.requests, *kev.requests)]

    assert len(asked) > 2
    assert not [one for one in asked if "4.3.0" in one or "env" in one or "version" in one]


def test_few_new_records_are_fetched_one_by_one_and_many_as_a_whole(watched: Home, osv: Osv) -> None:
    osv.page_size = 3
    for number in range(7):
        osv.record(f"BIT-kafka-{number}", BITNAMI)
    watched.check("env")
    first = list(osv.paths)
    osv.requests.clear()
    osv.record("BIT-kafka-2", BITNAMI, modified="2026-11-19T00:00:00Z", summary="Worse than thought")
    watched.check("env", now=NOW + HOUR)

    assert first == ["/querybatch"] * 3 + ["/query"] * 3
    assert osv.paths == ["/querybatch"] * 3 + ["/vulns/BIT-kafka-2"]
    assert len(known(watched)) == 7
    assert known(watched)["BIT-kafka-2"].summary == "Worse than thought"


def test_nothing_new_is_one_request_for_all_packages(watched: Home, osv: Osv) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")
    osv.requests.clear()

    watched.check("env", now=NOW + HOUR)

    assert osv.paths == ["/querybatch"]


def test_a_server_that_stops_in_the_middle_of_the_pages_leaves_nothing_half_stored(
    watched: Home, osv: Osv
) -> None:
    osv.page_size = 3
    for number in range(7):
        osv.record(f"BIT-kafka-{number}", BITNAMI)
    osv.record("GHSA-1", MAVEN)
    second_page = too_many_requests("3600")
    osv.fail(lambda answer: answer, "/query", times=4)  # three pages of the listing, the first of the records
    osv.fail(second_page, "/query")

    (failure,) = failures(watched)

    assert "asks to wait until 2026-11-20 09:00 UTC" in failure.error
    assert (failure.service, failure.facts_from) == ("osv", None)
    assert not [name for name in known(watched) if name.startswith("BIT")]

    osv.heal()
    assert failures(watched, now=NOW + 2 * HOUR) == ()
    assert len(known(watched)) == 8


@pytest.mark.parametrize("served", [True, False])
def test_a_record_that_is_taken_back_is_kept_as_withdrawn(watched: Home, osv: Osv, served: bool) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")
    if served:
        osv.records["BIT-kafka-1"]["withdrawn"] = "2026-11-20T08:30:00Z"
    else:
        del osv.records["BIT-kafka-1"]

    watched.check("env", now=NOW + HOUR)
    asked = len(osv.requests)
    watched.check("env", now=NOW + 2 * HOUR)

    assert known(watched)["BIT-kafka-1"].withdrawn_at == (NOW + HOUR / 2 if served else NOW + HOUR)
    assert osv.paths[asked:] == ["/querybatch"]


def test_a_record_that_returns_is_not_withdrawn_any_more(watched: Home, osv: Osv) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")
    gone = osv.records.pop("BIT-kafka-1")
    watched.check("env", now=NOW + HOUR)
    osv.records["BIT-kafka-1"] = gone

    watched.check("env", now=NOW + 2 * HOUR)

    assert known(watched)["BIT-kafka-1"].withdrawn_at is None


def test_a_record_that_names_another_package_now_is_listed_for_this_one_no_more(watched: Home, osv: Osv) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")
    osv.record("BIT-kafka-1", "Bitnami/zookeeper")

    watched.check("env", now=NOW + HOUR)

    assert known(watched) == {}


def test_an_answer_that_forgets_everything_takes_nothing_back(watched: Home, osv: Osv) -> None:
    osv.record("BIT-kafka-1", BITNAMI)
    watched.check("env")
    osv.fail(body(b'{"results": [{}, {}]}', "application/json"), "/querybatch")

    watched.check("env", now=NOW + HOUR)

    assert known(watched)["BIT-kafka-1"].withdrawn_at is None


def test_a_package_that_the_service_refuses_costs_only_itself(watched: Home, osv: Osv) -> None:
    watched.write("components/acme.yaml", "repository: acme/gateway\nosv: [{ecosystem: Acme, name: gateway}]\n")
    watched.write("env.yaml", "deployed: {kafka: 4.3.0, acme: 1.0}\n")
    osv.record("BIT-kafka-1", BITNAMI)

    (failure,) = failures(watched)

    assert failure.error == f"{osv.host}: 400, this is no answer that can be read"
    assert "BIT-kafka-1" in known(watched)


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/querybatch", {"results": []}, "answered 0 questions of 2"),
        ("/querybatch", {"results": 5}, "answered otherwise than documented: results"),
        ("/query", {"vulns": 5}, "answered otherwise than documented: vulns"),
        ("/vulns/", {"id": "GHSA-1"}, "GHSA-1 answered otherwise than documented: modified: Field required"),
        ("/vulns/", "no record", "1 record of"),
    ],
)
def test_an_answer_of_osv_that_is_none_is_told(watched: Home, osv: Osv, path: str, answer: Any, said: str) -> None:
    for number in range(7):
        osv.record(f"BIT-kafka-{number}", BITNAMI)
    osv.record("GHSA-1", MAVEN)
    if path == "/query":
        osv.fail(lambda whole: whole, "/querybatch")
    osv.fail(body(json.dumps(answer).encode(), "application/json"), path)

    (failure,) = failures(watched)

    assert said in failure.error


def test_a_record_that_cannot_be_read_is_told_and_the_others_are_kept(watched: Home, osv: Osv) -> None:
    for number in range(7):
        osv.record(f"BIT-kafka-{number}", BITNAMI)
    osv.record("BIT-kafka-3", BITNAMI, published="yesterday")

    (failure,) = failures(watched)

    assert "1 record of Bitnami/kafka cannot be read: BIT-kafka-3 answered otherwise than" in failure.error
    assert len(known(watched)) == 6


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"vulnerabilities": []}, "served an empty catalogue"),
        (
            {"vulnerabilities": [{"cveID": "CVE-2020-2", "dateAdded": "2026-01-01"}], "count": 2},
            "served 1 entries of 2",
        ),
        ({"vulnerabilities": [{"cveID": "CVE-2020-2"}]}, "dateAdded: Field required"),
    ],
)
def test_a_catalogue_that_is_not_whole_takes_nothing_back(
    watched: Home, osv: Osv, kev: Kev, listed: Any, said: str
) -> None:
    osv.record("BIT-kafka-1", BITNAMI, aliases=["CVE-2020-1"])
    watched.check("env")
    kev.fail(body(json.dumps(listed).encode(), "application/json"))

    (failure,) = failures(watched, now=NOW + HOUR)

    assert (failure.service, failure.facts_from) == ("kev", NOW)
    assert said in failure.error
    assert known(watched)["BIT-kafka-1"].exploited_at == day("2026-01-05")


def test_what_the_catalogue_drops_is_not_exploited_until_it_returns(watched: Home, osv: Osv, kev: Kev) -> None:
    osv.record("BIT-kafka-1", BITNAMI, aliases=["CVE-2020-1"])
    kev.listed["CVE-2020-2"] = "2026-01-01"
    watched.check("env")
    del kev.listed["CVE-2020-1"]
    watched.check("env", now=NOW + HOUR)
    dropped = known(watched)["BIT-kafka-1"].exploited_at
    kev.listed["CVE-2020-1"] = "2026-11-20"
    watched.check("env", now=NOW + 2 * HOUR)

    assert (dropped, known(watched)["BIT-kafka-1"].exploited_at) == (None, day("2026-11-20"))


def test_hostile_text_of_a_record_is_cleaned(watched: Home, osv: Osv) -> None:
    osv.record(
        "GHSA-1",
        MAVEN,
        summary="\x1b]52;c;x\x07bad\u202e",
        references=[{"url": "javascript:alert(1)"}, {"url": "https://ok.example/a"}, {"url": "https://x/\x1b"}],
        database_specific={"severity": "HIGH\x1b[2J"},
    )
    watched.check("env")

    one = known(watched)["GHSA-1"]
    assert (one.summary, one.references, one.stated_severity) == (
        "]52;c;xbad",
        ("https://ok.example/a",),
        "HIGH[2J",
    )


@pytest.mark.skipif(not _DATA, reason="TRACKER_TEST_DATA names no folder")
def test_the_whole_catalog_is_read_from_real_answers_and_once_only(
    home: Home, github: GitHub, endoflife: Endoflife, osv: Osv, kev: Kev
) -> None:
    folder = Path(_DATA or "")
    endoflife.products = {
        path.stem: json.loads(path.read_bytes()) for path in (folder / "endoflife" / "products").glob("*.json")
    }
    records = [one for path in (folder / "osv").glob("*.json") for one in json.loads(path.read_bytes())]
    osv.records = {one["id"]: one for one in records}
    osv.page_size = 40
    kev.listed = {one["aliases"][0]: "2026-01-01" for one in records[::50]}
    home.write("env.yaml", f"deployed: {{{', '.join(f'{name}: 1.0' for name in load_catalog().names())}}}\n")
    whole = replace(home, github_url="", endoflife_url=endoflife.url, osv_url=osv.url, kev_url=kev.url)

    first, requests = failures(whole), len(osv.requests)
    again = failures(whole, now=NOW + HOUR)

    packages = [key_of(package) for one in load_catalog().components() for package in one.packages]
    with Store.open(whole.settings.database_url) as store:
        kept = {one.id: one for found in store.services.vulnerabilities(packages).values() for one in found}
    wanted = {one["id"] for one in records if f"Bitnami/{one['affected'][0]['package']['name']}" in packages}
    assert (first, again) == ((), ())
    assert set(kept) == wanted
    assert len(osv.requests) - requests <= 10
    assert [one.id for one in kept.values() if one.exploited_at]
