"""The components and facts that ship: complete, unambiguous, and read as the projects name their releases."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from examples import NOW
from tracker.advice import Outlook, build_history
from tracker.catalog import audit, load_catalog, load_facts
from tracker.model import Component, StoredReleases, TagRule
from tracker.versions import Kind, line_name, read_deployed, read_tags, supported_line, tag_of

CATALOG = load_catalog()
NAMES = CATALOG.names()

NEWEST_STABLE = {
    "activemq": "activemq-6.3.1",
    "activemq-artemis": "2.56.0",
    "airflow": "3.3.1",
    "ambari": "release-2.7.8",
    "ansible-core": "v2.21.3",
    "apisix": "3.18.0",
    "arangodb": "v3.12.10.1",
    "argo-cd": "v3.5.1",
    "argo-workflows": "v4.1.2",
    "arrow": "apache-arrow-25.0.1",
    "authentik": "version/2026.8.0",
    "avro": "release-1.12.1",
    "babelfish": "BABEL_4_2_0__PG_16_3",
    "beats": "v9.5.2",
    "caddy": "v2.11.4",
    "calico": "v3.32.1",
    "camel": "camel-4.22.0",
    "cassandra": "cassandra-5.0.9",
    "celery": "v5.6.3",
    "ceph-csi": "v3.12.2",
    "cert-manager": "v1.21.1",
    "charmcraft": "4.4.0",
    "cilium": "v1.20.1",
    "clickhouse": "v26.7.5.10-stable",
    "cloudnative-pg": "v1.30.0",
    "cluster-autoscaler": "cluster-autoscaler-1.36.1",
    "cockroachdb": "v26.2.5",
    "consul": "v2.0.3",
    "containerd": "v2.3.4",
    "contour": "v1.33.6",
    "couchdb": "3.5.2",
    "cruise-control": "3.0.4",
    "curl": "curl-8_21_0",
    "data-prepper": "2.16.0",
    "dbt-core": "v1.12.3",
    "dependency-track": "5.0.4",
    "docker": "docker-v29.7.2",
    "docker-compose": "v5.5.0",
    "duckdb": "v1.5.5",
    "elasticsearch": "v9.5.2",
    "envoy": "v1.39.0",
    "erlang": "OTP-29.0.5",
    "etcd": "v3.7.1",
    "external-dns": "v0.22.0",
    "flink": "release-2.3.0",
    "flink-kubernetes-operator": "release-1.15.0",
    "fluent-bit": "v5.1.1",
    "flux": "v2.9.4",
    "gatekeeper": "v3.23.0",
    "gitlab": "v19.3.0",
    "go": "go1.27.0",
    "grafana": "v13.2.0",
    "graylog": "7.1.8",
    "hadoop": "rel/release-3.5.0",
    "haproxy": "v3.4.3",
    "haproxy-ingress": "v0.16.1",
    "harbor": "v2.15.2",
    "hbase": "rel/3.0.0",
    "helm": "v4.2.4",
    "hop": "2.19.0-rc1",
    "httpd": "2.4.68",
    "influxdb": "v3.11.2",
    "ingress-nginx": "controller-v1.15.1",
    "istio": "1.30.3",
    "ivorysql": "IvorySQL_5.4",
    "jaeger": "v2.20.0",
    "jenkins": "jenkins-2.568.2",
    "juju": "juju-3.0.2",
    "kafka": "4.3.1",
    "karpenter": "v1.14.1",
    "keda": "v2.20.2",
    "keycloak": "26.7.2",
    "kibana": "v9.5.2",
    "knative": "knative-v1.23.0",
    "knox": "v1.6.1-release",
    "kong": "3.9.3",
    "krb5": "krb5-1.22.2-final",
    "kube-prometheus-stack": "kube-prometheus-stack-88.5.3",
    "kubernetes": "v1.36.4",
    "kuma": "v2.14.3",
    "kustomize": "kustomize/v5.8.1",
    "kyverno": "v1.19.0",
    "lakefs": "v1.84.0",
    "librdkafka": "v2.15.0",
    "linkerd": "stable-2.14.10",
    "liquibase": "v5.0.4",
    "logstash": "v9.5.2",
    "loki": "v3.7.6",
    "longhorn": "v1.12.1",
    "lxd": "lxd-6.9",
    "mariadb": "mariadb-12.3.2",
    "meilisearch": "v1.53.1",
    "memcached": "1.6.45",
    "metallb": "v0.16.1",
    "minio": "RELEASE.2025-10-15T17-29-55Z",
    "mongodb": "r8.3.8",
    "mysql": "mysql-9.7.2",
    "nacos": "3.0.3",
    "nats": "v2.14.5",
    "neo4j": "2026.07.1",
    "netdata": "v2.11.0",
    "nexus": "release-3.95.2-01",
    "nginx": "release-1.31.4",
    "nifi": "rel/nifi-2.11.0",
    "node-exporter": "v1.12.1",
    "node-feature-discovery": "v0.19.0",
    "nodejs": "v26.7.0",
    "nomad": "v2.0.5",
    "openbao": "v2.6.2",
    "openldap": "OPENLDAP_REL_ENG_2_7_0",
    "opensearch": "3.8.0",
    "opensearch-security": "3.8.0.0",
    "openssl": "openssl-4.0.1",
    "opentelemetry-collector": "v0.159.0",
    "opentofu": "v1.12.6",
    "openzfs": "zfs-2.4.4",
    "ops": "3.8.0",
    "orioledb": "patches17_3",
    "ozone": "ozone-2.2.0",
    "patroni": "v3.3.1",
    "pgbouncer": "pgbouncer_1_25_2",
    "pinot": "release-1.5.1",
    "podman": "v6.1.0",
    "postgresql": "REL_18_6",
    "powerdns": "auth-5.1.4",
    "prometheus": "v3.14.0",
    "pulsar": "v4.2.4",
    "python": "v3.14.7",
    "rabbitmq": "v4.3.5",
    "rancher": "v2.15.0",
    "ranger": "release-ranger-2.9.0",
    "redis": "8.10.1",
    "rocksdb": "v11.8.1",
    "schema-registry": "v8.3.1",
    "sealed-secrets": "v0.36.6",
    "solr": "releases/solr/10.0.0",
    "sonarqube": "26.8.0.126808",
    "spark": "v4.2.0",
    "sqlite": "version-3.53.4",
    "squid": "SQUID_7_6",
    "strimzi": "1.2.0",
    "superset": "4.1.2",
    "superset-k8s-operator": "rev66",
    "tarantool": "3.8.0",
    "telegraf": "v1.39.3",
    "teleport": "v18.10.7",
    "temurin": "26.0.2+10",
    "terraform": "v1.15.9",
    "tomcat": "11.0.25",
    "traefik": "v3.7.11",
    "trino": "483",
    "trivy": "v0.74.0",
    "valkey": "9.1.1",
    "vault": "v2.0.4",
    "vector": "v0.57.0",
    "victoriametrics": "v1.150.0",
    "vitess": "v24.0.2",
    "zabbix": "7.4.13",
    "zookeeper": "release-3.9.5",
}
# What has no repository: the newest version that its provider names.
NEWEST_STABLE |= {
    "amazon-aurora-postgresql": "18.3",
    "amazon-corretto": "26.0.2.11.1",
    "amazon-documentdb": "8.0",
    "amazon-eks": "1.36",
    "amazon-elasticache-redis": "7.1",
    "amazon-glue": "5.1",
    "amazon-mq-activemq": "5.19",
    "amazon-mq-rabbitmq": "4.2",
    "amazon-msk": "4.2",
    "amazon-neptune": "1.4.8.0",
    "amazon-opensearch": "3.5",
    "amazon-rds-mariadb": "12.3.2",
    "amazon-rds-postgresql": "18.4",
    "azul-zulu": "26.28.59",
    "azure-database-for-mysql": "8.4",
    "azure-database-for-postgresql": "18",
    "azure-kubernetes-service": "1.36",
    "couchbase-server": "8.0.2",
    "google-kubernetes-engine": "1.36.3-gke.1640000",
    "ibm-db2": "12.1",
    "mssqlserver": "17.0.4075.5 CU8",
    "oracle-jdk": "26.0.2",
    "red-hat-openshift": "4.22.9",
    "scala": "3.8.4",
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
    assert len(NAMES) >= 80


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_found_by_every_name_it_goes_by(name: str) -> None:
    one = component(name)
    assert {CATALOG.find(alias) for alias in one.aliases} <= {one}
    assert CATALOG.by_repository(one.repository) is one


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("postgres", "postgresql"), ("pg", "postgresql"), ("psql", "postgresql"), ("k8s", "kubernetes"),
        ("kubectl", "kubernetes"), ("es", "elasticsearch"), ("elastic", "elasticsearch"), ("zk", "zookeeper"),
        ("mongo", "mongodb"), ("rabbit", "rabbitmq"), ("argocd", "argo-cd"), ("cnpg", "cloudnative-pg"),
        ("hdfs", "hadoop"), ("otel", "opentelemetry-collector"), ("prom", "prometheus"), ("linkerd2", "linkerd"),
        ("dbt", "dbt-core"), ("hms", "hive"), ("openjdk", "temurin"), ("node", "nodejs"), ("golang", "go"),
        ("apache", "httpd"), ("docker-engine", "docker"), ("vmagent", "victoriametrics"),
        ("osd", "opensearch-dashboards"),
    ],
)  # fmt: skip
def test_what_a_team_calls_a_component_is_its_alias(written: str, name: str) -> None:
    assert component(written).name == name


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
    assert len(history.releases) >= (3 if component(name).origin.kind == "endoflife" else 15)
    day_after = datetime.combine(facts.day, datetime.max.time(), UTC)
    assert all(one.released_at <= day_after for one in history.releases)


@pytest.mark.parametrize("name", sorted(NEWEST_STABLE))
def test_new_releases_are_on_lines_that_their_support_source_knows(name: str) -> None:
    facts, history = load_facts(name), shipped(name).history
    assert facts is not None
    if facts.support is None:
        return
    stated = {line.name for line in facts.support.lines}
    versions = [one.version for one in history.releases if one.stable][-10:]
    lines = {line_name(version, history.line_rule): supported_line(version, stated) for version in versions}
    plain = {line: re.sub(r"\b0+(?=[0-9])", "", known) for line, known in lines.items() if known is not None}
    assert any(f"{known}.".startswith(f"{line}.") for line, known in plain.items())


# What stands behind -gke is read where it is that of a known release.
@pytest.mark.parametrize("name", sorted(NEWEST_STABLE.keys() - {"google-kubernetes-engine"}))
def test_the_tag_written_for_a_version_is_read_as_that_version(name: str) -> None:
    rule, newest = rule_of(name), shipped(name).newest
    assert newest is not None
    version = newest.version
    (reading,) = read_tags([tag_of(version.text, rule)], rule)
    assert reading.kind is Kind.STABLE
    assert reading.version == read_deployed(version.text, rule) == version


def test_there_is_nothing_to_remark_on_the_catalog() -> None:
    assert [*audit(CATALOG)] == []


def test_every_component_says_where_its_facts_come_from_and_how_its_version_is_read() -> None:
    for name in NAMES:
        one = component(name)
        assert one.evidence is not None, name
        assert one.version_command, name
        assert one.known_as.purls, name


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
