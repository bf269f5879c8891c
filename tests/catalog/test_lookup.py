from pathlib import Path

import pytest

from tracker.catalog import Catalog, load_catalog
from tracker.errors import ConfigurationError

BROKER = r"""title: Broker
aliases: [acme-broker]
repository: Acme/Broker
tags: {pattern: 'v(?P<version>\d+)', format: 'v{version}'}
scheme: integer
line: rolling
sources: []
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "broker.yaml").write_text(BROKER, encoding="utf-8")
    stranger = BROKER.replace("acme-broker", "odd").replace("Acme/Broker", "odd/one")
    (tmp_path / "stranger.yaml").write_text(stranger, encoding="utf-8")
    return Catalog(tmp_path)


@pytest.mark.parametrize("name", ["broker", "Broker", "acme-broker", "ACME-BROKER"])
def test_a_component_is_found_by_name_and_alias_whatever_the_case(catalog: Catalog, name: str) -> None:
    found = catalog.find(name)
    assert found is not None
    assert (found.name, found.evidence) == ("broker", None)
    assert catalog.find(name) is found


@pytest.mark.parametrize("name", ["", "../broker", "broker.yaml", "kafka", "x" * 5_000, "\0"])
def test_an_unknown_name_finds_nothing(catalog: Catalog, name: str) -> None:
    assert catalog.find(name) is None


def test_a_repository_finds_its_component(catalog: Catalog) -> None:
    found = catalog.by_repository("acme/broker")
    assert found is not None
    assert found.name == "broker"
    assert catalog.by_repository("acme/other") is None


def test_the_nearest_name_is_the_one_that_was_meant(catalog: Catalog) -> None:
    assert catalog.names() == ("broker", "stranger")
    assert catalog.nearest("borker") == "broker"
    assert catalog.nearest("acme-brokr") == "broker"
    assert catalog.nearest("zzzz") is None


def test_a_name_is_found_while_another_file_is_broken(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "stranger.yaml").write_text("title: [", encoding="utf-8")
    assert catalog.find("broker") is not None
    with pytest.raises(ConfigurationError, match=r"^stranger\.yaml line 2: is not valid YAML"):
        catalog.find("acme-broker")


def test_what_ships_is_read_once_and_corrections_each_time(tmp_path: Path) -> None:
    corrected = tmp_path / "kafka.yaml"
    titles = []
    for title in ("First", "Second"):
        corrected.write_text(f"title: {title}\n", encoding="utf-8")
        titles.append(load_catalog(tmp_path).component("kafka").title)

    assert titles == ["First", "Second"]
    assert load_catalog(tmp_path).component("trino") is load_catalog().component("trino")
    assert load_catalog().component("kafka").title not in titles
