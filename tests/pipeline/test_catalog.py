"""`tracker catalog`: which components are known, and how to read what is deployed."""

import json

import pytest

from home import Home
from tracker.catalog import load_catalog


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("kafka", "kafka"),
        ("postgres", "postgresql"),
        ("K8S", "kubernetes"),
        ("strimzi/operator", "strimzi"),
        ("trinodb/trino", "trino"),
        ("kube-prometheus", "kube-prometheus-stack"),
    ],
)
def test_a_word_is_found_in_names_aliases_repositories_and_images(home: Home, word: str, name: str) -> None:
    outcome = home.run("catalog", word, "--format", "json")

    found = json.loads(outcome.out)
    assert (outcome.code, found["schema"]) == (0, "tracker.catalog/1")
    assert name in [one["name"] for one in found["components"]]


def test_the_table_says_how_to_read_the_deployed_version(home: Home) -> None:
    outcome = home.run("catalog", "minio")

    assert outcome.out.splitlines() == [
        "NAME               REPOSITORY   ALSO CALLED",
        "minio (abandoned)  minio/minio  minio-server",
        "",
        "1 component.",
        "",
        "How the deployed version is read:",
        "  minio: mc admin info ALIAS",
    ]


def test_without_a_word_all_are_listed_with_the_users_own(home: Home) -> None:
    home.write("components/gateway.yaml", "repository: acme/gateway\n")

    outcome = home.run("catalog")

    assert outcome.out.endswith(f"\n{len(load_catalog().names()) + 1} components.\n")
    assert "acme/gateway" in outcome.out
    assert all(len(line) <= 80 for line in outcome.out.splitlines())


def test_what_is_nowhere_is_suggested(home: Home) -> None:
    table, machine = home.run("catalog", "kafak"), home.run("catalog", "kafak", "--format", "json")

    assert (table.code, table.out) == (1, "")
    assert "'kafak' is no component of the catalog: did you mean 'kafka'?" in table.err
    assert (machine.code, json.loads(machine.out)["components"]) == (1, [])
