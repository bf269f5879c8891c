"""From nothing and from every earlier schema, with rows in every table, to the tables that the code uses."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from sample_rows import AS_BEFORE, SAMPLE_ROWS
from tracker.store import database as database_module
from tracker.store.database import HEAD, REVISIONS, open_engine
from tracker.store.tables import metadata

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

KILLED = Path(__file__).with_name("killed_while_migrating.py")
STARTS = [None, *REVISIONS[:-1]]
# Killing a migration at many points takes seconds for each revision it starts from.
KILLED_FROM = [None, *(pytest.param(one, marks=pytest.mark.slow) for one in REVISIONS[:-2]), REVISIONS[-2]]


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """The database as another program opens it."""
    engine = create_engine(url)
    yield engine
    engine.dispose()


def migrations(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(database_module.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def make(url: str, last: str | None) -> None:
    """Bring a new database to a revision as time did: each revision, then rows in the tables it brought."""
    upto = REVISIONS[: REVISIONS.index(last) + 1] if last else ()
    with engine_of(url) as engine, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        for revision in upto:
            command.upgrade(migrations(connection), revision)
            for statement in SAMPLE_ROWS[revision]:
                connection.exec_driver_sql(statement)


def select(connection: Connection, query: str, *names: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a query, of some or all of its columns, in the order of these."""
    found = connection.execute(text(query)).mappings()
    return sorted(({name: row[name] for name in names or row} for row in found), key=repr)


def rows(url: str) -> Rows:
    """Every row of every table."""
    with engine_of(url) as engine, engine.connect() as connection:
        tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        return {table: select(connection, f"SELECT * FROM {table}") for table in tables}


def rows_as_before(url: str, before: Rows) -> Rows:
    """The same rows as another schema had them, as far as they are still there."""
    with engine_of(url) as engine, engine.connect() as connection:
        return {
            table: select(connection, AS_BEFORE.get(table, f"SELECT * FROM {table}"), *found[0])
            for table, found in before.items()
        }


def differences(url: str) -> list[Any]:
    """Where the database differs from the tables in the code."""
    with engine_of(url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def dangling(url: str) -> list[Any]:
    """Rows that point to none; PostgreSQL has never let them in."""
    if not url.startswith("sqlite"):
        return []
    with engine_of(url) as engine, engine.connect() as connection:
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


def upgrade(url: str) -> None:
    open_engine(url).dispose()


@pytest.mark.parametrize("start", STARTS)
def test_d08_every_earlier_schema_becomes_that_of_the_code_with_all_its_rows(
    database_url: str, start: str | None
) -> None:
    make(database_url, start)
    before = rows(database_url)

    upgrade(database_url)

    assert differences(database_url) == []
    assert dangling(database_url) == []
    assert rows_as_before(database_url, before) == before


def test_the_samples_fill_every_table_of_every_revision(database_url: str) -> None:
    assert tuple(SAMPLE_ROWS) == REVISIONS

    make(database_url, HEAD)

    assert [table for table, found in rows(database_url).items() if not found] == []
    assert set(rows(database_url)) == set(metadata.tables)


def test_the_head_named_in_the_code_is_that_of_the_migrations() -> None:
    revisions = ScriptDirectory.from_config(migrations()).walk_revisions()

    assert [one.revision for one in revisions] == list(reversed(REVISIONS))


def test_ids_of_vulnerabilities_are_found_in_notes_that_were_kept_before_them(database_url: str) -> None:
    make(database_url, "0003")
    with engine_of(database_url) as engine, engine.begin() as connection:
        connection.execute(
            text("UPDATE release SET title = 'cve-2024-31141', notes = '<p>GHSA-2G4F-4pwh-qvx6</p>'")
        )
        connection.execute(text("UPDATE release SET title = '3.9.1', notes = 'the CVEs' WHERE tag = '3.9.1'"))

    upgrade(database_url)

    with engine_of(database_url) as engine, engine.connect() as connection:
        found = select(connection, "SELECT tag, mentions FROM release")
    assert found == [
        {"tag": "3.9.0", "mentions": "CVE-2024-31141 GHSA-2g4f-4pwh-qvx6"},
        {"tag": "3.9.1", "mentions": ""},
    ]


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_a_file_is_copied_before_it_is_migrated(tmp_path: Path, start: str) -> None:
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    make(url, start)
    before = rows(url)
    (tmp_path / "tracker.db.copying").write_text("left by a process that was killed")

    upgrade(url)

    copy = tmp_path / f"tracker.db.before-{start}"
    assert rows(f"sqlite:///{copy}") == before
    with closing(sqlite3.connect(copy)) as direct:
        assert direct.execute("SELECT version_num FROM alembic_version").fetchall() == [(start,)]


def steps(url: str) -> int:
    """How many statements open a database, and the commit that ends them; the database is migrated by it."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    try:
        upgrade(url)
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, count)
    return counted


@pytest.mark.parametrize("start", KILLED_FROM)
def test_d07_a_migration_that_was_killed_at_any_point_is_done_by_the_next_start(
    database_url: str, new_database: Callable[[], str], start: str | None
) -> None:
    make(database_url, start)
    before, last = rows(database_url), steps(database_url)
    points = sorted({1, last // 3, last // 2, last * 2 // 3, last - 1, last})
    urls = [new_database() for _ in points]
    for url in urls:
        make(url, start)

    ended = subprocess.run(
        [sys.executable, KILLED, *(f"{point} {url}" for point, url in zip(points, urls, strict=True))],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.split() == [str(-signal.SIGKILL)] * len(points), ended.stderr
    for url in urls:
        upgrade(url)
        assert differences(url) == []
        assert rows_as_before(url, before) == before


def test_records_stored_before_are_rated(database_url: str) -> None:
    make(database_url, "0003")
    vector = '{"notation": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}'
    bodies = {
        "A": '{"stated_severity": "MODERATE"}',
        "B": f'{{"severities": [{vector}], "affected": []}}',
        "C": f'{{"severities": [], "affected": [{{"severities": []}}, {{"severities": [{vector}]}}]}}',
        "D": '{"severities": [], "affected": []}',
    }
    with engine_of(database_url) as engine, engine.begin() as connection:
        for name, body in bodies.items():
            connection.execute(
                text(
                    "INSERT INTO vulnerability (id, source, modified_at, recorded_at, body) VALUES (:name, 'osv', "
                    "'2026-08-19 08:00:00', '2026-08-19 08:00:00', :body)"
                ),
                {"name": name, "body": body},
            )

    upgrade(database_url)

    with engine_of(database_url) as engine, engine.connect() as connection:
        ratings = {
            row["id"]: json.loads(row["body"]).get("rating")
            for row in select(connection, "SELECT id, body FROM vulnerability WHERE length(id) = 1")
        }
    assert ratings == {"A": "medium", "B": "critical", "C": "critical", "D": None}
