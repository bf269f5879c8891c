"""The components and facts that ship: complete, unambiguous, and read as the projects name their releases."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from examples import NOW
from tracker.advice import Outlook, build_history
from tracker.catalog import load_catalog, load_facts
from tracker.model import Component, StoredReleases, TagRule
from tracker.versions import Kind, line_name, read_deployed, read_tags, supported_line, tag_of

CATALOG = load_catalog()
NAMES = CATALOG.names()

NEWEST_STABLE = {
    "activemq": "activemq-6.3.1",
    "airflow": "3.3.1",
    "argo-cd": "v3.5.1",
    "argo-workflows": "v4.1.2",
    "cassandra": "cassandra-5.0.9",
    "cert-manager": "v1.21.1",
    "clickhouse": "v26.7.5.10-stable",
    "cloudnative-pg": "v1.30.0",
    "consul": "v2.0.3",
    "dbt-core": "v1.12.3",
    "elasticsearch": "v9.5.2",
    "etcd": "v3.7.1",
    "flink": "release-2.3.0",
    "fluent-bit": "v5.1.1",
    "grafana": "v13.2.0",
    "hadoop": "rel/release-3.5.0",
    "haproxy": "v3.4.3",
    "harbor": "v2.15.2",
    "hbase": "rel/3.0.0",
    "helm": "v4.2.4",
    "influxdb": "v3.11.2",
    "istio": "1.30.3",
    "jaeger": "v2.20.0",
    "kafka": "4.3.1",
    "keycloak": "26.7.2",
    "kibana": "v9.5.2",
    "kubernetes": "v1.36.4",
    "logstash": "v9.5.2",
    "loki": "v3.7.6",
    "mariadb": "mariadb-12.3.2",
    "memcached": "1.6.45",
    "minio": "RELEASE.2025-10-15T17-29-55Z",
    "mongodb": "r8.3.8",
    "mysql": "mysql-9.7.2",
    "nats": "v2.14.5",
    "nginx": "release-1.31.4",
    "nifi": "rel/nifi-2.11.0",
    "node-exporter": "v1.12.1",
    "openbao": "v2.6.2",
    "opensearch": "3.8.0",
    "opentelemetry-collector": "v0.159.0",
    "patroni": "v3.3.1",
    "pgbouncer": "pgbouncer_1_25_2",
    "postgresql": "REL_18_6",
    "prometheus": "v3.14.0",
    "pulsar": "v4.2.4",
    "rabbitmq": "v4.3.5",
    "redis": "8.10.1",
    "solr": "releases/solr/10.0.0",
    "spark": "v4.2.0",
    "strimzi": "1.2.0",
    "superset": "4.1.2",
    "telegraf": "v1.39.3",
    "traefik": "v3.7.11",
    "trino": "483",
    "valkey": "9.1.1",
    "vault": "v2.0.4",
    "victoriametrics": "v1.150.0",
    "zookeeper": "release-3.9.5",
}


def component(name: str) -> Component:
    found = CATALOG.find(name)
    assert found is not None
    return found


def rule_of(name: str) -> TagRule:
    rule = component(name).rule
    assert rule is not None
    return rule


def shipped(name: str) -> Outlook:
    return Outlook(build_history(component(name), StoredReleases(), load_facts(name)), None, NOW)


def test_names_aliases_and_repositories_are_unambiguous() -> None:
    components = [component(name) for name in NAMES]
    names = Counter([*NAMES, *(alias for one in components for alias in one.aliases)])
    repositories = Counter(one.repository.casefold() for one in components)
    assert [name for name, count in (names + repositories).items() if count > 1] == []
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_found_by_every_name_it_goes_by(name: str) -> None:
    one = component(name)
    assert {CATALOG.find(alias) for alias in one.aliases} <= {one}
    assert CATALOG.by_repository(one.repository) is one


def test_every_component_with_facts_is_in_the_table() -> None:
    assert sorted(NEWEST_STABLE) == [name for name in NAMES if load_facts(name)]


@pytest.mark.parametrize("name", sorted(NEWEST_STABLE))
def test_the_newest_stable_release_is_the_one_the_project_made(name: str) -> None:
    release = shipped(name).newest
    assert release is not None
    assert release.tag == NEWEST_STABLE[name]


@pytest.mark.parametrize("name", sorted(NEWEST_STABLE))
def test_every_shipped_release_is_read_and_dated_before_its_day(name: str) -> None:
    facts, history = load_facts(name), shipped(name).history
    assert facts is not None
    assert history.skipped == ()
    assert len(history.releases) >= 20
    day_after = datetime.combine(facts.day, datetime.max.time(), UTC)
    assert all(one.released_at <= day_after for one in history.releases)


@pytest.mark.parametrize("name", sorted(NEWEST_STABLE))
def test_the_newest_release_is_on_a_line_its_support_source_knows(name: str) -> None:
    facts, history = load_facts(name), shipped(name).history
    assert facts is not None
    if facts.support is None:
        return
    newest = shipped(name).newest
    assert newest is not None
    version = newest.version
    assert supported_line(version, {line.name for line in facts.support.lines}) == line_name(
        version, history.line_rule
    )


@pytest.mark.parametrize(
    ("name", "version"),
    [
        *((name, "26.7.2") for name in NAMES if rule_of(name).scheme in {"semver", "pep440"}),
        *(
            (name, "11.4.12")
            for name in NAMES
            if rule_of(name).scheme == "loose" and name not in {"clickhouse", "prometheus", "victoriametrics"}
        ),
        ("clickhouse", "26.3.20.7"),
        ("minio", "2025-10-15T17-29-55Z"),
        ("postgresql", "18.6"),
        ("prometheus", "3.14.0"),
        ("trino", "476"),
        ("victoriametrics", "1.150.0"),
    ],
)
def test_the_tag_written_for_a_version_is_read_as_that_version(name: str, version: str) -> None:
    rule = rule_of(name)
    (reading,) = read_tags([tag_of(version, rule)], rule)
    assert reading.kind is Kind.STABLE
    assert reading.version == read_deployed(version, rule)


@pytest.mark.parametrize(
    ("name", "tag", "version"),
    [
        ("airflow", "3.0.0rc1", "3.0.0rc1"),
        ("cassandra", "cassandra-5.0-beta1", "5.0-beta1"),
        ("clickhouse", "v26.8.1.12-testing", "26.8.1.12"),
        ("dbt-core", "v2.0.0-beta.2", "2.0.0-beta.2"),
        ("flink", "release-2.0-preview1-rc2", "2.0-preview1-rc2"),
        ("grafana", "v7.5.0-beta1", "7.5.0-beta1"),
        ("hadoop", "release-3.4.0-RC3", "3.4.0-RC3"),
        ("haproxy", "v3.5-dev5", "3.5-dev5"),
        ("hbase", "2.6.6RC0", "2.6.6RC0"),
        ("kafka", "3.9.0-rc3", "3.9.0-rc3"),
        ("kubernetes", "v1.37.0-alpha.1", "1.37.0-alpha.1"),
        ("mongodb", "r8.0.0-rc9", "8.0.0-rc9"),
        ("nats", "v2.12.10-RC.1", "2.12.10-RC.1"),
        ("nifi", "nifi-2.0.0-M4-RC1", "2.0.0-M4-RC1"),
        ("pgbouncer", "pgbouncer_1_7_rc1", "1.7_rc1"),
        ("postgresql", "REL_18_BETA1", "18_BETA1"),
        ("postgresql", "REL9_5_ALPHA2", "9.5_ALPHA2"),
        ("pulsar", "v4.2.4-candidate-1", "4.2.4-candidate-1"),
        ("rabbitmq", "v4.1.0-beta.4", "4.1.0-beta.4"),
        ("redis", "8.0-m01", "8.0-m01"),
        ("spark", "v4.1.0-preview1", "4.1.0-preview1"),
        ("superset", "5.0.0rc2", "5.0.0rc2"),
        ("traefik", "v3.7.0-ea.3", "3.7.0-ea.3"),
        ("zookeeper", "release-3.5.3-beta", "3.5.3-beta"),
    ],
)
def test_a_tag_before_the_release_is_a_prerelease(name: str, tag: str, version: str) -> None:
    (reading,) = read_tags([tag], rule_of(name))
    assert (reading.kind, str(reading.version)) == (Kind.PRERELEASE, version)


@pytest.mark.parametrize(
    ("name", "tag", "version"),
    [
        ("clickhouse", "v26.3.20.7-lts", "26.3.20.7"),
        ("grafana", "v12.1.10+security-01", "12.1.10+security-01"),
        ("keycloak", "4.8.3.Final", "4.8.3.Final"),
        ("postgresql", "REL9_6_24", "9.6.24"),
        ("rabbitmq", "rabbitmq_v3_6_16", "3.6.16"),
    ],
)
def test_another_form_of_a_release_is_read_too(name: str, tag: str, version: str) -> None:
    (reading,) = read_tags([tag], rule_of(name))
    assert (reading.kind, str(reading.version)) == (Kind.STABLE, version)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("airflow", "helm-chart/1.15.0"),
        ("airflow", "providers-amazon/9.1.0rc3"),
        ("airflow", "constraints-2.10.3"),
        ("etcd", "server/v3.7.1"),
        ("kafka", "0.10.2.0-KAFKA-5526"),
        ("kafka", "show"),
        ("loki", "helm-loki-7.3.0"),
        ("mysql", "mysql-cluster-8.4.1"),
        ("opentelemetry-collector", "receiver/v1.65.0"),
        ("pgbouncer", "pgbouncer_1_23_1-fixed"),
        ("prometheus", "v0.314.0"),
        ("prometheus", "v0.314.0-rc.0"),
        ("prometheus", "v2.35.0-retract"),
        ("prometheus", "v2.54.0+dedupelabels"),
        ("superset", "superset-helm-chart-0.14.1"),
        ("superset", "v2021.41.0"),
        ("trino", "477-test"),
        ("trino", "0.215"),
        ("victoriametrics", "v1.150.0-cluster"),
        ("victoriametrics", "v1.24.0-victorialogs"),
        ("zookeeper", "release-3.9.5-0"),
    ],
)
def test_a_tag_of_another_family_is_skipped(name: str, tag: str) -> None:
    (reading,) = read_tags([tag], rule_of(name))
    assert (reading.kind, reading.version) == (Kind.SKIPPED, None)
