"""Why each tag is a release or none: of what is stored, and of any list a person gives."""

import json
from pathlib import Path
from typing import Any

import pytest

from examples import day
from home import Home
from loopback import GitHub


def traced(home: Home, *arguments: str) -> dict[str, Any]:
    """What `tracker tags` prints as JSON."""
    outcome = home.run("tags", *arguments, "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    whole: dict[str, Any] = json.loads(outcome.out)
    return whole


@pytest.fixture
def tag_file(tmp_path: Path) -> Path:
    """Two products in one repository, with dates, a comment behind one, and a tag that stands twice."""
    path = tmp_path / "tags.tsv"
    path.write_text(
        "v1.4.0\t2026-01-10T08:00:00Z\nv1.5.0\t2026-02-10\textra\nv1.4.1\t2026-03-01\r\nv1.4.1\n"
        "v1.6.0-rc.1\n\nchart-9.1.0\nnightly\nbad\x1bname\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.usefixtures("no_database")
def test_a_list_of_tags_is_judged_without_catalog_watchlist_and_database(home: Home, tag_file: Path) -> None:
    trace = traced(home, "acme/gateway", "--from", str(tag_file))

    assert trace["schema"] == "tracker.tags/1"
    assert trace["newest"] == {"tag": "v1.5.0", "version": "1.5.0"}
    assert trace["lines"] == [
        {"line": "1.5", "tag": "v1.5.0", "version": "1.5.0"},
        {"line": "1.4", "tag": "v1.4.1", "version": "1.4.1"},
    ]
    kinds = {one["tag"]: (one["kind"], one["version"]) for one in trace["tags"]}
    assert kinds == {
        "v1.4.0": ("stable", "1.4.0"),
        "v1.5.0": ("stable", "1.5.0"),
        "v1.4.1": ("stable", "1.4.1"),
        "v1.6.0-rc.1": ("prerelease", "1.6.0-rc.1"),
        "chart-9.1.0": ("skipped", None),
        "nightly": ("skipped", None),
        "badname": ("skipped", None),
    }
    assert all(one["rule"] for one in trace["tags"])
    assert not home.database.exists()


def test_a_list_may_come_from_the_standard_input(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "input"
    path.write_text("REL_16_3\nREL_16_2\n", encoding="utf-8")
    with path.open(encoding="utf-8") as opened:
        monkeypatch.setattr("sys.stdin", opened)
        assert traced(home, "postgresql", "--from", "-")["lines"] == [
            {"line": "16", "tag": "REL_16_3", "version": "16.3"}
        ]


def test_where_nothing_can_be_told_it_says_so(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "tags"
    path.write_text("nightly\nshow\n", encoding="utf-8")

    trace = traced(home, "acme/gateway", "--from", str(path))

    assert (trace["newest"], trace["lines"]) == (None, [])
    assert "no naming of releases could be inferred" in trace["tags"][0]["rule"]
    shown = home.run("tags", "acme/gateway", "--from", str(path)).out
    assert "newest stable release cannot be told" in shown
    assert "The tags do not tell how releases are named" in shown


def test_of_two_tags_of_one_version_the_older_is_the_newest_release(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "tags"
    path.write_text("v5.8\t2026-02-02\nv5.8.0\t2026-02-01\nv5.7\t2026-01-01\n", encoding="utf-8")

    assert traced(home, "acme/gateway", "--from", str(path))["newest"]["tag"] == "v5.8.0"


@pytest.mark.parametrize(
    ("text", "place"), [("v1\t2026-13-01\n", "line 1: '2026-13-01'"), ("v1\nv2\tx\n", "line 2")]
)
def test_a_date_that_is_none_is_told_with_its_line(home: Home, tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "tags.tsv"
    path.write_text(text, encoding="utf-8")

    outcome = home.run("tags", "acme/gateway", "--from", str(path))

    assert outcome.code == 2
    assert f"{path} {place}" in outcome.err


def test_a_file_that_is_missing_is_an_error_in_one_sentence(home: Home) -> None:
    outcome = home.run("tags", "acme/gateway", "--from", "nowhere.tsv")

    assert (outcome.code, outcome.out) == (2, "")
    assert "nowhere.tsv" in outcome.err


def test_what_is_stored_is_judged_and_nothing_is_polled(home: Home, github: GitHub) -> None:
    repository = github.repository("acme/gateway", id=7)
    for number, tag in enumerate(["v1.4.0", "chart-9.1.0", "v1.5.0", "v1.5"], 1):
        repository.release(tag, at=day(f"2026-09-0{number}"))
    home.write("env.yaml", "deployed: {gateway: {version: v1.4.0, repo: acme/gateway}}\n")
    home.run("poll", "env")
    asked = len(github.requests)

    trace = traced(home, "acme/gateway")

    assert [(one["tag"], one["kind"]) for one in trace["tags"]] == [
        ("v1.5.0", "stable"),
        ("v1.4.0", "stable"),
        ("v1.5", "skipped"),
        ("chart-9.1.0", "skipped"),
    ]
    assert trace["tags"][2]["rule"] == "is another tag of v1.5.0"
    assert len(github.requests) == asked


@pytest.mark.usefixtures("no_database")
def test_no_database_is_made_where_there_is_none(home: Home) -> None:
    assert traced(home, "kafka")["newest"]["version"]
    assert "No tag is known" in home.run("tags", "acme/gateway").out
    assert not home.database.exists()


def test_what_ships_with_the_program_is_judged_by_the_catalog(home: Home) -> None:
    trace = traced(home, "trino")

    assert [one["line"] for one in trace["lines"]] == ["rolling"]
    assert trace["newest"]["tag"] == trace["lines"][0]["tag"]


def test_the_file_and_line_whose_rule_read_the_tags_is_named(home: Home, tmp_path: Path) -> None:
    listed = tmp_path / "tags.txt"
    listed.write_text("4.1.0\n3.9.0\n")
    built_in = traced(home, "kafka", "--from", str(listed))
    home.write("components/kafka.yaml", "tags: {pattern: '(?P<version>3[.].*)', format: '{version}'}\n")

    corrected = traced(home, "kafka", "--from", str(listed))

    assert built_in["decided_by"].startswith("kafka.yaml#")
    assert corrected["decided_by"] == "components/kafka.yaml#1"
    assert corrected["newest"] == {"tag": "3.9.0", "version": "3.9.0"}
    assert traced(home, "acme/gateway", "--from", str(listed))["decided_by"] is None
