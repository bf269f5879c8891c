"""The main job from feed to finding, against the loopback GitHub and on both databases, at a fixed instant."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from examples import NOW, day
from home import Home
from loopback import GitHub
from loopback.atom import render_feed
from loopback.faults import Fault, body, html_page, status, too_many_requests
from only_readable import by_mode, by_session
from tracker.errors import NotWritable
from tracker.model import Code, Coverage, Opening, Source, State, Verdict
from tracker.pipeline.check import Request, check
from tracker.pipeline.health import health
from tracker.pipeline.judging import Instant, ReadNow, judge_all, judge_by, known_of
from tracker.pipeline.polling.polled import Polled, Result, in_vain
from tracker.pipeline.watching import watch_all
from tracker.record import replace
from tracker.store import Store

KAFKA = "deployed: {kafka: 4.2.1}\n"


@pytest.fixture
def home(home: Home, database_url: str) -> Home:
    """A set-up with either database."""
    return replace(home, database_url=database_url)


@pytest.fixture
def kafka(github: GitHub) -> GitHub:
    """Apache Kafka with a release newer than any bundled one, that has soaked."""
    repository = github.repository("apache/kafka", id=2211243)
    repository.release("4.3.1", at=day("2026-06-23"), notes="<p>Fixes</p>")
    repository.release("4.4.0", at=day("2026-09-01"), notes="<p>New things</p>")
    return github


def test_judged_alone_by_parts_is_judged_as_among_others(home: Home) -> None:
    runs = (
        "airflow 2.9.0,argo-cd 2.11.0,cassandra 4.1.0,cert-manager 1.14.0,flink 1.18.0,grafana 10.0.0,kafka 4.3.1"
    )
    runs += ",keycloak 24.0.0,loki 2.9.0,postgresql 15.3,prometheus 2.45.0,redis 7.0.0,spark 3.5.0,trino 440"
    listed = "".join(f"  {name}: {version}\n" for name, version in map(str.split, runs.split(",")))
    home.write("env.yaml", f"deployed:\n{listed}  kafka-old: {{version: 3.6.0, component: kafka}}\n")
    home.check("env", offline=True)
    (one,), errors = watch_all(home.settings, ["env"])
    instant = Instant(at=NOW)

    with Store.open(home.settings.database_url) as store:
        (alone,) = judge_all(store, [one], ReadNow(), instant)
        (among,) = judge_by(store, [one], known_of(store, [one], instant), ReadNow(), instant)

    assert (errors, len(alone.findings)) == ((), 15)
    assert alone == among


TIMES = {"polled_at", "failed_at", "checked_at", "due_at", "fence"}


def rows(home: Home) -> dict[str, list[dict[str, object]]]:
    """Everything stored but the times of asking."""
    engine = create_engine(home.database_url)
    with engine.connect() as connection:
        stored = {
            table: [
                {name: value for name, value in row._mapping.items() if name not in TIMES}
                for row in connection.execute(text(f"SELECT * FROM {table}"))
            ]
            for table in ("feed", "release", "skipped_entry", "sighting", "summary", "event")
        }
    engine.dispose()
    return stored


def test_a_release_that_a_feed_shows_becomes_advice(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)

    (check,) = home.check("env").checks

    (finding,) = check.findings
    assert check.polling.polled == 1
    assert finding.targets.newest is not None
    assert finding.targets.newest.version == "4.4.0"
    assert finding.targets.newest.released_at == day("2026-09-01")
    assert finding.facts.source == "feed"
    assert finding.facts.releases_from == NOW
    assert finding.facts.complete


def test_a_bundled_fact_and_the_release_of_the_feed_are_one(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.0}\n")

    (finding,) = home.check("env").checks[0].findings

    assert finding.behind.releases == 2  # 4.3.1, which both know, and 4.4.0


def test_ten_polls_of_an_unchanged_feed_write_nothing_but_times(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")
    first = rows(home)

    checks = [home.check("env", now=NOW + timedelta(hours=2 * number)).checks[0] for number in range(1, 11)]

    assert rows(home) == first
    assert {(one.polling.polled, one.polling.unchanged) for one in checks} == {(1, 1)}
    assert [request.headers.get("if-none-match") is not None for request in kafka.requests] == [False] + [
        True
    ] * 10


def test_facts_younger_than_the_maximum_age_are_not_polled_again(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")

    (check,) = home.check("env", now=NOW + timedelta(minutes=59)).checks

    assert check.polling.polled == 0
    assert len(kafka.requests) == 1


def test_one_repository_in_many_environments_is_asked_once(home: Home, kafka: GitHub) -> None:
    home.write("a.yaml", KAFKA)
    home.write(
        "b.yaml", "deployed: {one: {version: 4.0.0, component: kafka}, two: {version: 4.1.0, component: kafka}}"
    )

    checks = home.check("a", "b").checks

    assert len(kafka.requests) == 1
    assert [check.polling.polled for check in checks] == [1, 1]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(404), "404"),
        (too_many_requests("120"), "wait"),
        (html_page("Sign in"), "an HTML page"),
    ],
)
def test_a_feed_that_fails_costs_only_its_own_freshness(
    home: Home, kafka: GitHub, fault: Fault, said: str
) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.2.1, postgresql: 16.15}\n")
    kafka.repository("postgres/postgres").bare_tag("REL_16_15", at=day("2026-08-10"))
    home.check("env")
    kafka.fail(fault, "apache/kafka")

    (check,) = home.check("env", now=NOW + timedelta(hours=2)).checks

    (failure,) = check.polling.failed
    assert failure.component == "kafka"
    assert said in failure.error
    assert failure.facts_from == NOW
    assert {one.name: one.state for one in check.findings} == {"kafka": State.BEHIND, "postgresql": State.BEHIND}


def test_a_feed_that_was_tried_in_vain_is_not_asked_again_in_the_same_round(home: Home, kafka: GitHub) -> None:
    for name in ("prod", "test"):
        home.write(f"{name}.yaml", KAFKA)
    kafka.fail(status(404), "apache/kafka")
    asked = len(kafka.requests)
    tried: dict[str, Polled] = {}

    told = [
        check(home.settings, Request(environments=[name], now=NOW, tried=tried)).checks[0].polling
        for name in ("prod", "test")
    ]

    assert told[0].failed == told[1].failed
    assert [one.polled for one in told] == [1, 1]
    assert len(kafka.requests) == asked + 1


@pytest.mark.parametrize("fault", [status(502), html_page("Sign in")])
def test_who_looks_often_does_not_have_a_failing_feed_asked_ever_more_rarely(
    home: Home, kafka: GitHub, fault: Fault
) -> None:
    home.write("env.yaml", KAFKA)
    kafka.fail(fault, "apache/kafka")
    looks = [NOW + timedelta(seconds=seconds) for seconds in range(0, 90, 10)]

    for now in looks:
        home.check("env", now=now)

    assert len(kafka.requests) == len(looks)
    (feed,) = health(home.settings, looks[-1]).feeds
    assert feed.failures == 1
    assert feed.due_at is not None
    assert feed.due_at <= looks[-1] + timedelta(minutes=5)

    home.check("env", now=feed.due_at)

    (later,) = health(home.settings, feed.due_at).feeds
    assert later.failures == 2


def test_what_was_late_is_asked_again_as_long_as_anything_is_read() -> None:
    def outcome(path: str, **said: object) -> Polled:
        source = Source(forge="github", path=path, url=f"https://feeds.example/{path}")
        return replace(Polled(source=source, result=Result.FAILED, error="went wrong"), **said)

    wrong = {"a": outcome("a"), "b": outcome("b", late=True)}

    assert in_vain(wrong) == wrong
    assert in_vain({**wrong, "c": outcome("c", result=Result.UNCHANGED, error=None)}) == {"a": wrong["a"]}


def test_a_renamed_repository_goes_on_under_its_number(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")
    kafka.rename("apache/kafka", "apache/kafka-next")
    kafka.repository("apache/kafka-next").release("4.4.1", at=day("2026-11-01"))

    (check,) = home.check("env", now=NOW + timedelta(hours=2)).checks

    assert check.polling.failed == ()
    assert check.findings[0].targets.newest is not None
    assert check.findings[0].targets.newest.version == "4.4.1"


def test_another_repository_under_the_name_is_an_alarm_and_never_a_merge(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")
    kafka.delete("apache/kafka")
    kafka.repository("apache/kafka", id=666).release("9.9.9", at=day("2026-11-01"))

    (check,) = home.check("env", now=NOW + timedelta(hours=2)).checks

    assert "is another repository than before (id 666, was 2211243)" in check.polling.failed[0].error
    assert check.findings[0].targets.newest is not None
    assert check.findings[0].targets.newest.version == "4.4.0"


def test_a_repository_outside_the_catalog_is_judged_by_its_tags(home: Home, github: GitHub) -> None:
    repository = github.repository("acme/gateway")
    repository.release("v1.5.0", at=day("2026-10-01")).release("v1.4.0", at=day("2026-09-01"))
    repository.release("nightly", at=day("2026-11-01"))
    home.write("env.yaml", "deployed: {gateway: {version: v1.4.0, repo: acme/gateway}}\n")

    (finding,) = home.check("env").checks[0].findings

    assert (finding.component, finding.repository) == ("gateway", "acme/gateway")
    assert finding.state is State.BEHIND
    assert finding.targets.newest is not None
    assert (finding.targets.newest.version, finding.targets.newest.tag) == ("1.5.0", "v1.5.0")


def test_a_repository_is_joined_to_the_catalog_by_its_path_never_by_the_name_of_the_entry(
    home: Home, kafka: GitHub
) -> None:
    kafka.repository("acme/kafka").release("v2.0", at=day("2026-10-01"))
    home.write(
        "env.yaml",
        "deployed: {kafka: {version: v1.0, repo: acme/kafka}, queue: {version: 4.2.1, repo: Apache/Kafka}}\n",
    )

    found = {one.name: one for one in home.check("env").checks[0].findings}

    assert found["queue"].component == "kafka"
    assert found["kafka"].coverage.support is Coverage.NONE


def test_offline_the_bundled_facts_judge_and_nothing_is_asked(home: Home, github: GitHub) -> None:
    home.write("env.yaml", "since: 2024-06-01\ndeployed: {kafka: 3.6.1, postgresql: 18.6}\n")

    (check,) = home.check("env", now=day("2026-08-25"), offline=True).checks

    assert [one.verdict for one in check.findings] == [Verdict.OVERDUE, Verdict.OK]
    assert check.findings[0].facts.source == "history"
    assert str(check.bundled_to) == "2026-08-22"
    assert github.requests == []


def test_bundled_facts_grow_too_old_to_call_anything_fine(home: Home) -> None:
    home.write("env.yaml", "deployed: {postgresql: 18.6}\n")

    (check,) = home.check("env", offline=True).checks

    assert check.verdict is Verdict.UNKNOWN
    assert Code.FACTS_STALE in {reason.code for reason in check.findings[0].reasons}


def test_nothing_is_overdue_on_the_day_it_is_first_looked_at(home: Home) -> None:
    home.write("env.yaml", "deployed: {kafka: 3.6.1}\n")

    first = home.check("env", offline=True).checks[0].findings[0]
    later = home.check("env", now=NOW + timedelta(days=91), offline=True).checks[0].findings[0]

    assert first.verdict is Verdict.ADVICE
    assert first.due_at == NOW + timedelta(days=90)
    assert later.verdict is Verdict.OVERDUE
    assert later.due_at == first.due_at


def test_what_is_agreed_with_a_customer_reaches_the_advice(home: Home) -> None:
    home.write(
        "customers.yaml",
        "Acme:\n"
        "  since: 2024-01-15\n"
        "  timezone: Europe/Amsterdam\n"
        "  windows: sat 22:00-02:00\n"
        "  freezes: [{from: 2026-11-19, until: 2026-11-23}]\n"
        "  policy: {deny: '>=4.2'}\n",
    )
    home.write(
        "env.yaml",
        "customer: Acme\n"
        "deployed:\n"
        "  kafka: 3.6.1\n"
        "  bought: {component: kafka, version: 3.6.1,"
        " support: {until: 2027-06-30, by: Confluent, reason: contract 42}}\n",
    )

    (check,) = home.check("env", offline=True).checks
    found = {one.name: one for one in check.findings}

    assert found["kafka"].window == Opening(
        starts_at=day("2026-11-28") + timedelta(hours=21),
        ends_at=day("2026-11-29") + timedelta(hours=1),
        timezone="Europe/Amsterdam",
        in_time=False,
    )
    assert found["kafka"].targets.recommended is not None
    assert found["kafka"].targets.recommended.version.startswith("4.1")
    assert (found["bought"].support.contract, found["bought"].support.ends_at) == (True, day("2027-06-30"))


def test_as_of_judges_what_was_known_by_then_and_stores_nothing(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")
    asked = len(kafka.requests)
    home.write("env.yaml", "deployed: {kafka: 4.4.0}\n")

    (check,) = home.check("env", as_of=day("2026-09-01")).checks

    assert len(kafka.requests) == asked
    assert check.findings[0].deployed.version == "4.2.1"  # as recorded then
    assert check.findings[0].targets.newest is not None
    assert check.findings[0].targets.newest.version == "4.3.1"
    assert check.polling.polled == 0


def test_a_release_counts_strictly_before_the_instant(home: Home) -> None:
    home.write("env.yaml", KAFKA)

    newest = [
        home.check("env", as_of=day(on)).checks[0].findings[0].targets.newest
        for on in ("2026-06-23", "2026-06-24")
    ]

    assert [one and one.version for one in newest] == ["4.3.0", "4.3.1"]


def test_a_bad_file_costs_only_its_own_environment(home: Home) -> None:
    home.write("good.yaml", "deployed: {kafka: 4.2.1}\n")
    home.write("bad.yaml", "deployed: {kafak: 4.2.1}\n")

    checked = home.check("bad", "good", offline=True)

    assert [one.environment for one in checked.checks] == ["good"]
    assert [str(one) for one in checked.errors] == [
        "bad.yaml line 1: deployed.kafak: 'kafak' is no component of the catalog: did you mean 'kafka'?"
    ]


def test_a_host_that_asked_to_wait_is_left_alone_by_the_next_run_too(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    kafka.fail(too_many_requests("3600"), times=1)
    home.check("env")

    (check,) = home.check("env", now=NOW + timedelta(minutes=30)).checks

    assert len(kafka.requests) == 1
    assert "asks to wait until 2026-11-20 09:00 UTC" in check.polling.failed[0].error
    assert home.check("env", now=NOW + timedelta(minutes=61)).checks[0].polling.failed == ()


def test_one_fault_of_a_server_says_nothing_of_the_other_feeds(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.2.1, postgresql: 16.15}\n")
    kafka.repository("postgres/postgres").bare_tag("REL_16_15", at=day("2026-08-10"))
    kafka.fail(status(503), "apache/kafka")

    home.check("env")
    (check,) = home.check("env", now=NOW + timedelta(seconds=1)).checks

    assert [one.component for one in check.polling.failed] == ["kafka"]


def test_of_two_tags_for_one_version_neither_hides_the_other(home: Home, github: GitHub) -> None:
    repository = github.repository("acme/gateway")
    repository.release("v0.9", at=day("2026-06-13")).release("v1.0.0", at=day("2026-08-12"))
    repository.release("v1.0", at=day("2026-11-10"))
    home.write("env.yaml", "deployed: {gateway: {version: v0.9, repo: acme/gateway}}\n")
    home.check("env")

    (finding,) = home.check("env", as_of=day("2026-10-01")).checks[0].findings

    assert finding.targets.newest is not None
    assert finding.targets.newest.tag == "v1.0.0"
    assert "v1.0 " in home.run("releases", "acme/gateway").out
    assert "skipped: is another tag of v1.0.0" in home.run("releases", "acme/gateway").out


def test_characters_that_a_database_cannot_keep_are_gone_before_it_sees_them(home: Home, kafka: GitHub) -> None:
    repository = kafka.repository("apache/kafka")
    repository.release(
        "4.5.0", at=day("2026-10-01"), title="Kafka\0 HERE\U0001f98a", notes="\0HERE", author="\0HERE"
    )
    document = render_feed(repository, repository.newest_first()).replace(b"HERE", b"&#xD800;&#0;")
    kafka.fail(body(document))
    home.write("env.yaml", KAFKA)

    assert home.check("env").checks[0].findings[0].targets.newest is not None

    (shown,) = (row for row in rows(home)["release"] if row["tag"] == "4.5.0")
    assert shown["title"] == "Kafka \U0001f98a"
    assert (shown["notes"], shown["author"]) == ("", None)


def test_a_release_of_this_very_moment_is_known(home: Home, github: GitHub) -> None:
    github.repository("acme/gateway").release("v1.0", at=NOW + timedelta(hours=5))
    home.write("env.yaml", "deployed: {gateway: {version: v1.0, repo: acme/gateway}}\n")

    assert home.check("env").checks[0].findings[0].state is State.CURRENT


def test_a_check_that_cannot_be_remembered_judges_by_what_is_stored(home: Home, kafka: GitHub) -> None:
    home.write("env.yaml", KAFKA)
    home.check("env")
    home.write("env.yaml", "deployed: {kafka: 4.2.1, grafana: 11.0.0}\n")
    requests, before = len(kafka.requests), rows(home)
    mode = by_mode(home.root / "tracker-1.db") if "sqlite" in home.database_url else by_session(home.database_url)

    checked = replace(home, database_url=mode).check("env", now=NOW + timedelta(days=1))

    (check,) = checked.checks
    assert isinstance(checked.refusal, NotWritable)
    assert check.unkept == str(checked.refusal)
    assert [one.name for one in check.findings if one.targets.newest] == ["grafana", "kafka"]
    assert {one.error for one in check.polling.failed} == {"nothing can be kept of it"}
    assert (len(kafka.requests), rows(home)) == (requests, before)
