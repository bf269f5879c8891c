"""Writing what is in view to a file, and what never leaves an environment."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tracker.errors import StorageError, TrackerError
from tui.environment import EnvironmentScreen
from tui.exporting import ExportScreen
from tui.new_file import write_new
from tui_driving import drive, make_app, press, settle
from tui_source import FakeSource

OTHERS = ("acme/prod-eu", "globex", "Globex")


def written(source: FakeSource, *keys: str, environment: str | None = "env-prod") -> str:
    """Press keys, and return what was written to the one file that came of it."""

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys)
        (name,) = source.files
        assert f"Written to /exports/{name}." in text

    drive(make_app(source, environment), scenario, (140, 40))
    (text,) = source.files.values()
    return text


def test_findings_as_csv(source: FakeSource) -> None:
    rows = [*csv.DictReader(StringIO(written(source, "e", "c")))]
    assert [*source.files] == ["env-prod-2026-11-20.csv"]
    assert [row["name"] for row in rows][:2] == ["kafka", "postgresql-airflow"]
    assert {row["customer"] for row in rows} == {"Acme"}


def test_findings_in_view_as_json(source: FakeSource) -> None:
    found = json.loads(written(source, "slash", *"support", "enter", "e", "j"))
    assert (found["schema"], [one["name"] for one in found["findings"]]) == (
        "tracker.check/1",
        ["kafka", "postgresql-airflow"],
    )


@pytest.mark.parametrize("form", ["m", "enter", "c", "e", "j"])
def test_a_finding_names_no_other_environment(form: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "globex/prod" in await press(pilot, "enter", "G")

    drive(make_app(source, "env-prod"), scenario)
    text = written(source, "enter", "e", form)
    assert [name.rpartition(".")[0] for name in source.files] == ["env-prod-kafka-2026-11-20"]
    assert "kafka" in text
    assert "trino" not in text
    assert not [name for name in OTHERS if name in text]


@pytest.mark.parametrize(
    ("key", "stem"), [("1", "portfolio"), ("2", "releases"), ("5", "decisions"), ("4", "feeds")]
)
def test_every_list_can_be_written(key: str, stem: str, source: FakeSource) -> None:
    rows = json.loads(written(source, key, "e", "j", environment=None))["rows"]
    assert [*source.files] == [f"{stem}-2026-11-20.json"]
    assert rows
    assert "sign" in rows[0]


def test_a_timeline_names_its_environment(source: FakeSource) -> None:
    text = written(source, "T", "e", "m")
    assert [*source.files] == ["env-prod-timeline-2026-11-20.md"]
    assert "| 2026-02-09 |" in text


def test_what_cannot_be_written_is_told(source: FakeSource) -> None:
    source.refusal = StorageError("/exports cannot be written: Permission denied")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "/exports cannot be written: Permission denied" in await press(pilot, "e", "c")

    drive(make_app(source, "env-prod"), scenario)


@pytest.mark.parametrize("leave", ["escape", "q", "left", "backspace"])
def test_writing_nothing(leave: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "e")
        assert kind(pilot) is ExportScreen
        await press(pilot, leave)
        assert kind(pilot) is EnvironmentScreen
        assert "Not now: the filter leaves nothing." in await press(pilot, "slash", *"zzz", "enter", "e")
        assert source.files == {}

    drive(make_app(source, "env-prod"), scenario)


def kind(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def test_no_file_is_overwritten_and_none_lands_elsewhere(tmp_path: Path) -> None:
    names = [Path(write_new(tmp_path, "../acme/prod eu\x1b-2026-11-20.csv", "a")).name for _ in range(3)]
    assert names == [
        "acme-prod-eu-2026-11-20.csv",
        "acme-prod-eu-2026-11-20-2.csv",
        "acme-prod-eu-2026-11-20-3.csv",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert Path(write_new(tmp_path, "....md", "a")).name == "export.md"
    assert len(Path(write_new(tmp_path, f"{'x' * 300}.md", "a")).name) == 103
    with pytest.raises(TrackerError, match="cannot be written: No such file or directory"):
        write_new(tmp_path / "none", "a.md", "a")


@pytest.mark.parametrize(
    ("keys", "stem"), [(("w",), "env-prod-what-if"), (("6", "enter"), "fleet-kafka"), (("6",), "fleet")]
)
def test_what_is_written_is_named_after_its_screen(keys: tuple[str, ...], stem: str, source: FakeSource) -> None:
    assert written(source, *keys, "e", "j")
    assert [*source.files] == [f"{stem}-2026-11-20.json"]
