"""Rows under headings in each of their forms, with what a program for sheets must not compute."""

import csv
import json
from io import StringIO

import pytest

from tracker.model import Verdict
from tracker.report.sheet import Sheet, findings_sheet
from tui_findings import check, finding, sample_findings


def sheet(*cells: str) -> Sheet:
    return Sheet(title="a *title*", headings=["name", "version"], rows=[cells])


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " \r\n=cmd|' /C calc'!A0", "\uff1d1", "-2+3"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    ((_, _), (read, plain)) = csv.reader(StringIO(sheet(cell, "1.0").csv()))
    assert read.startswith("'")
    assert plain == "1.0"


@pytest.mark.parametrize("cell", ["", "-", "3.6.1", 'a "quoted", cell', "接続"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    ((*_,), (read, _)) = csv.reader(StringIO(sheet(cell, "").csv()))
    assert read == cell


def test_markdown_shows_what_it_is_given() -> None:
    assert sheet("a|b", "[x](y)").markdown() == (
        "# a \\*title\\*\n\n| name | version |\n| --- | --- |\n| a\\|b | \\[x\\](y) |\n"
    )


def test_json_names_every_cell() -> None:
    assert json.loads(sheet("=1", "2").json()) == {
        "schema": "tracker.view/1",
        "title": "a *title*",
        "rows": [{"name": "=1", "version": "2"}],
    }


def test_findings_have_a_row_each() -> None:
    made = findings_sheet(check(findings=(*sample_findings()[:3], finding("=trino", Verdict.OK))))
    rows = [dict(zip(made.headings, row, strict=True)) for row in made.rows]
    assert [(row["name"], row["target"], row["verdict"], row["due"], row["support ends"]) for row in rows] == [
        ("kafka", "3.9.1", "overdue", "2026-11-08", "2026-02-09"),
        ("postgresql-airflow", "14.19", "due", "2026-11-26", "2027-09-16"),
        ("in-house-gateway", "", "unknown", "", ""),
        ("=trino", "", "ok", "", "2027-09-16"),
    ]
    assert rows[0]["page"] == "https://releases.example/3.9.1"
