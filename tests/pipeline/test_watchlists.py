"""The watchlists folder over time: changed, broken, mended, removed files."""

import shutil
from collections.abc import Sequence

import pytest

from home import Home
from tracker.errors import ConfigurationError
from tracker.pipeline.staying.watchlists import Change, FileNews, Watchlists

KAFKA, TRINO = "deployed: {kafka: 4.3.1}\n", "deployed: {trino: 470}\n"


@pytest.fixture
def watchlists(home: Home) -> Watchlists:
    """One environment with Kafka, as read at a start."""
    home.write("env.yaml", KAFKA)
    opened = Watchlists(home.settings)
    assert list(opened.open()) == []
    return opened


def settled(watchlists: Watchlists) -> Sequence[FileNews]:
    """What two looks say at a folder that stands still."""
    return [*watchlists.look(), *watchlists.look()]


def changes(news: Sequence[FileNews]) -> list[tuple[str, str]]:
    return [(one.change.value, one.subject) for one in news]


def paths(watchlists: Watchlists) -> list[str]:
    return sorted(source.path for source in watchlists.sources)


def test_nothing_is_told_of_a_folder_that_stands_still(watchlists: Watchlists) -> None:
    assert settled(watchlists) == []


def test_added_changed_and_removed_files_are_taken_over(home: Home, watchlists: Watchlists) -> None:
    path = home.write("acme/prod.yaml", TRINO)
    assert changes(settled(watchlists)) == [("file-added", "acme/prod.yaml")]
    assert paths(watchlists) == ["apache/kafka", "trinodb/trino"]

    home.write("env.yaml", "deployed: {grafana: 12.4.2}\n")
    assert changes(settled(watchlists)) == [("file-changed", "env.yaml")]
    assert paths(watchlists) == ["grafana/grafana", "trinodb/trino"]

    path.unlink()
    assert changes(settled(watchlists)) == [("file-removed", "acme/prod.yaml")]
    assert paths(watchlists) == ["grafana/grafana"]


def test_a_broken_file_is_told_once_and_its_last_valid_version_kept(home: Home, watchlists: Watchlists) -> None:
    home.write("env.yaml", "deployed: {kafak: 1}\n")

    news = settled(watchlists)

    assert [one.change for one in news] == [Change.CHANGED, Change.BROKEN]
    assert news[1].subject.startswith("env.yaml line 1: deployed.kafak")
    assert settled(watchlists) == []
    assert paths(watchlists) == ["apache/kafka"]

    home.write("env.yaml", TRINO)
    assert [one.change for one in settled(watchlists)] == [Change.CHANGED, Change.MENDED]
    assert paths(watchlists) == ["trinodb/trino"]


def test_a_file_that_is_broken_from_the_start_costs_only_itself(home: Home) -> None:
    home.write("bad.yaml", "][")
    home.write("good.yaml", KAFKA)
    watchlists = Watchlists(home.settings)

    (broken,) = watchlists.open()

    assert broken.change is Change.BROKEN
    assert paths(watchlists) == ["apache/kafka"]


def test_a_file_is_not_read_while_it_is_being_written(home: Home, watchlists: Watchlists) -> None:
    home.write("env.yaml", "")
    first = watchlists.look()
    home.write("env.yaml", TRINO)
    second = watchlists.look()

    assert first == second == ()
    assert changes(watchlists.look()) == [("file-changed", "env.yaml")]


def test_a_file_replaced_by_another_program_is_never_missed_for_good(home: Home, watchlists: Watchlists) -> None:
    path = home.watchlists / "env.yaml"
    path.unlink()
    assert watchlists.look() == ()
    home.write("env.yaml", TRINO)

    assert changes(settled(watchlists)) == [("file-changed", "env.yaml")]
    assert paths(watchlists) == ["trinodb/trino"]


def test_what_environments_share_is_told_once_when_it_breaks(home: Home, watchlists: Watchlists) -> None:
    home.write("other.yaml", TRINO)
    settled(watchlists)
    home.write("customers.yaml", "Acme: {sinse: 2026-01-15}\n")

    news = settled(watchlists)

    assert [one.change for one in news] == [Change.ADDED, Change.BROKEN]
    assert "customers.yaml line 1" in news[1].subject
    assert paths(watchlists) == ["apache/kafka", "trinodb/trino"]
    (home.watchlists / "customers.yaml").unlink()
    assert [one.change for one in settled(watchlists)] == [Change.REMOVED, Change.MENDED]


def test_a_correction_of_the_catalog_moves_the_source(home: Home, watchlists: Watchlists) -> None:
    home.write("components/kafka.yaml", "repository: acme/kafka\n")

    settled(watchlists)

    assert paths(watchlists) == ["acme/kafka"]


def test_a_folder_that_leaves_for_a_while_loses_nothing(home: Home, watchlists: Watchlists) -> None:
    away = home.root / "away"
    shutil.move(home.watchlists, away)

    news = settled(watchlists)

    assert [one.change for one in news] == [Change.BROKEN]
    assert "does not exist" in news[0].subject
    assert paths(watchlists) == ["apache/kafka"]
    shutil.move(away, home.watchlists)
    assert [one.change for one in settled(watchlists)] == [Change.MENDED]
    assert paths(watchlists) == ["apache/kafka"]


def test_a_folder_that_was_never_there_is_an_error(home: Home) -> None:
    home.watchlists.rmdir()

    with pytest.raises(ConfigurationError, match="does not exist"):
        Watchlists(home.settings).open()


def test_hidden_and_foreign_files_do_not_count(home: Home, watchlists: Watchlists) -> None:
    home.write(".env.yaml.swp.yaml", "][")
    home.write("templates/digest.yaml", "][")
    home.write("notes.txt", "][")

    assert settled(watchlists) == []


def test_an_advisory_that_broke_is_told_until_it_is_mended(home: Home, watchlists: Watchlists) -> None:
    home.write("advisories/ACME-1.yaml", "component: kafka\n")
    added, broken = settled(watchlists)
    assert changes([added]) == [("file-added", "advisories/ACME-1.yaml")]
    assert changes([broken]) == [
        ("file-broken", "advisories/ACME-1.yaml line 1: missing key 'affected'"),
    ]

    home.write("env.yaml", TRINO)
    assert changes(settled(watchlists)) == [("file-changed", "env.yaml")]

    home.write("advisories/ACME-1.yaml", 'component: kafka\naffected: ">=3"\n')
    assert [one.change for one in settled(watchlists)] == [Change.CHANGED, Change.MENDED]
