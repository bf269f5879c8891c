import json
import runpy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.catalog import Catalog, load_facts
from tracker.catalog import rebuild as module
from tracker.catalog.rebuild import main, rebuild
from tracker.model import BundledFacts, SupportFacts, SupportLine

COMPONENT = r"""title: {name}
repository: acme/{name}
tags: {{pattern: 'v(?P<version>\d+\.\d+(-rc\d+)?)', format: 'v{{version}}'}}
scheme: loose
line: major.minor
{endoflife}
sources: []
"""
LINE = {
    "releaseDate": "2025-01-02",
    "isLts": False,
    "ltsFrom": None,
    "isEol": False,
    "eolFrom": None,
    "isMaintained": True,
    "latest": None,
}
PRODUCT = {
    "generated_at": "2026-08-22T00:00:00+00:00",
    "result": {
        "name": "acme-broker",
        "releases": [
            {
                **LINE,
                "name": "1.3",
                "releaseDate": "2026-08-20",
                "latest": {"name": "1.3", "date": "2026-08-20"},
                "isLts": True,
                "eoasFrom": "2026-12-01",
                "eolFrom": "2027-12-01",
            },
            {
                **LINE,
                "name": "1.2",
                "latest": {"name": "1.2", "date": None},
                "isEol": True,
                "eoesFrom": "2029-01-01",
            },
            {
                **LINE,
                "name": "1.1",
                "isEol": True,
                "eolFrom": "2026-01-01",
                "isMaintained": False,
                "isLts": True,
                "ltsFrom": "2025-06-01",
            },
        ],
    },
}


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


SUPPORT = SupportFacts(
    source="https://endoflife.date/acme-broker",
    day=date(2026, 8, 22),
    lines=(
        SupportLine(
            name="1.3",
            released_at=at(2026, 8, 20),
            active_until=at(2026, 12, 1),
            ends_at=at(2027, 12, 1),
            lts_from=at(2026, 8, 20),
            maintained=True,
        ),
        SupportLine(name="1.2", released_at=at(2025, 1, 2), ended=True),
        SupportLine(name="1.1", released_at=at(2025, 1, 2), ends_at=at(2026, 1, 1), lts_from=at(2025, 6, 1)),
    ),
)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    put(folder / "endoflife/products/acme-broker.json", json.dumps(PRODUCT))
    put(
        folder / "endoflife/versions/acme-broker.tsv",
        "1.2\t2026-03-04\n1.1\t2025-01-02\n1.0\t2025-01-02\nbeta\t2024-01-01\n",
    )
    put(
        folder / "releases/acme__proxy.tsv",
        "v0.9-rc1\t2026-01-01T23:00:00Z\nv0.9\t2026-02-01T00:00:00Z\nchart-1\t2026-02-09T00:00:00Z\n",
    )
    return folder


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    components = {
        "broker": "endoflife: acme-broker",
        "proxy": "endoflife: acme-broker-proxy",
        "quiet": "aliases: []",
    }
    for name, endoflife in components.items():
        put(tmp_path / "components" / f"{name}.yaml", COMPONENT.format(name=name, endoflife=endoflife))
    return Catalog(tmp_path / "components")


def test_versions_and_support_come_from_the_product(sources: Path, catalog: Catalog, tmp_path: Path) -> None:
    told = list(rebuild(sources, tmp_path / "facts", catalog))
    assert told[0] == "broker: 4 releases, 3 support lines, as of 2026-08-22"
    assert load_facts("broker", tmp_path / "facts") == BundledFacts(
        day=date(2026, 8, 22),
        tagged=False,
        releases=(
            ("1.0", date(2025, 1, 2)),
            ("1.1", date(2025, 1, 2)),
            ("1.2", date(2026, 3, 4)),
            ("1.3", date(2026, 8, 20)),
        ),
        support=SUPPORT,
    )


def test_a_product_without_a_repository_has_the_releases_its_page_names(sources: Path, tmp_path: Path) -> None:
    text = COMPONENT.format(name="managed", endoflife="").replace(
        "repository: acme/managed", "source: {endoflife: acme-broker}"
    )
    put(tmp_path / "components/managed.yaml", text.replace("'v(?P", "'(?P").replace("'v{version}'", "'{version}'"))
    for listed, releases in ((True, ["1.0", "1.1", "1.2", "1.3"]), (False, ["1.1", "1.2", "1.3"])):
        if not listed:
            (sources / "endoflife/versions/acme-broker.tsv").unlink()
        list(rebuild(sources, tmp_path / "facts", Catalog(tmp_path / "components")))
        facts = load_facts("managed", tmp_path / "facts")
        assert facts is not None
        assert ([name for name, _ in facts.releases], facts.tagged, facts.support) == (releases, True, SUPPORT)


def test_tags_count_where_no_versions_are_listed(sources: Path, catalog: Catalog, tmp_path: Path) -> None:
    told = list(rebuild(sources, tmp_path / "facts", catalog))
    assert told[1] == "proxy: 2 releases, 0 support lines, as of 2026-02-09"
    assert load_facts("proxy", tmp_path / "facts") == BundledFacts(
        day=date(2026, 2, 9),
        tagged=True,
        releases=(("v0.9-rc1", date(2026, 1, 1)), ("v0.9", date(2026, 2, 1))),
        support=None,
    )


def test_support_is_kept_beside_tags(sources: Path, catalog: Catalog, tmp_path: Path) -> None:
    (sources / "endoflife/versions/acme-broker.tsv").rename(sources / "releases/acme__broker.tsv")
    put(sources / "releases/acme__broker.tsv", "v1.2\t2026-03-04T01:02:03Z\n")
    list(rebuild(sources, tmp_path / "facts", catalog))
    facts = load_facts("broker", tmp_path / "facts")
    assert facts == BundledFacts(
        day=date(2026, 3, 4), tagged=True, releases=(("v1.2", date(2026, 3, 4)),), support=SUPPORT
    )


def test_a_rebuild_writes_the_same_bytes_and_removes_what_is_no_longer_known(
    sources: Path, catalog: Catalog, tmp_path: Path
) -> None:
    put(tmp_path / "first/quiet.json", "{}")
    told = [list(rebuild(sources, tmp_path / folder, catalog)) for folder in ("first", "second")]
    assert told[0] == told[1]
    assert told[0][2] == "quiet: nothing known"
    written = [
        {path.name: path.read_bytes() for path in (tmp_path / one).iterdir()} for one in ("first", "second")
    ]
    assert written[0] == written[1]
    assert sorted(written[0]) == ["broker.json", "proxy.json"]


def test_the_command_rebuilds_the_shipped_catalog_into_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        tmp_path / "sources/releases/trinodb__trino.tsv",
        "483\t2026-07-18T00:54:20Z\n0.215\t2019-01-01T00:00:00Z\n",
    )
    monkeypatch.setattr("sys.argv", ["rebuild", str(tmp_path / "sources"), "--into", str(tmp_path / "facts")])
    runpy.run_path(str(module.__file__), run_name="__main__")
    assert "trino: 1 releases, 0 support lines, as of 2026-07-18" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "facts").iterdir()] == ["trino.json"]


def test_a_folder_without_sources_removes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "facts/kafka.json", "{}")
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path / "typo"), "--into", str(tmp_path / "facts")])
    assert "typo has neither endoflife/ nor releases/ in it" in capsys.readouterr().err
    assert (tmp_path / "facts/kafka.json").exists()
