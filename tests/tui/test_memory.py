"""What the interface remembers from one run to the next."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from examples import NOW
from home import Home
from tui.app import TrackerApp
from tui.habit_files import habits_of, state_path
from tui.habits import Habits
from tui.history import History
from tui.loader import Loader
from tui.memory import MOST_FILTERS, MOST_PLACES, Memory, Order, from_json, to_json
from tui.place import Place
from tui.state_file import StateFile, Unreadable
from tui_driving import drive, press, screen_text, settle, until
from tui_source import FakeSource

places = st.builds(Place, st.text(max_size=5), st.text(max_size=5))
memories = st.builds(
    Memory,
    theme=st.none() | st.text(max_size=5),
    orders=st.dictionaries(
        st.text(max_size=5), st.builds(Order, column=st.none() | st.text(), reverse=st.booleans())
    ),
    filters=st.dictionaries(places, st.text(max_size=5), max_size=3),
    turned=st.frozensets(st.text(max_size=5), max_size=3),
    listed=st.booleans(),
    places=st.lists(places, max_size=3).map(tuple),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["orders", "filters", "turned", "listed", "places", "x"]), inner)
    ),
    max_leaves=8,
)


@given(memories)
def test_what_is_written_is_read(memory: Memory) -> None:
    assert from_json(json.loads(json.dumps(to_json(memory))), memory.theme) == memory


@given(values)
def test_anything_else_is_refused(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(from_json(value, None), Memory)


@pytest.mark.parametrize(
    ("key", "value"),
    [("orders", {"a": [1, 2]}), ("filters", [["a", "b"]]), ("places", [["a"]]), ("turned", [1]), ("listed", 1)],
)
def test_another_shape_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError, match="is no |another shape"):
        from_json({**to_json(Memory()), key: value}, None)


def test_old_filters_and_places_go() -> None:
    memory = Memory()
    for number in range(MOST_FILTERS + 5):
        memory = memory.with_filter(Place("environment", f"env-{number}"), "kafka")
    memory = memory.with_filter(Place("environment", "env-204"), "").with_places((Place("feeds"),) * 99)

    assert len(memory.filters) == MOST_FILTERS - 1
    assert Place("environment", "env-4") not in memory.filters
    assert len(memory.places) == MOST_PLACES


def test_a_file_keeps_what_belongs_to_each_folder(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ui.json"
    one, two = StateFile(path, "/one"), StateFile(path, "/two")
    assert one.read() == Memory()
    one.write(Memory(theme="light", listed=True))
    two.write(Memory(theme="ansi"))

    assert one.read() == Memory(theme="ansi", listed=True)
    assert two.read() == Memory(theme="ansi")
    assert [each.name for each in path.parent.iterdir()] == ["ui.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"schema": "tracker.ui/9"}',
        '{"schema": "tracker.ui/1", "theme": null, "folders": 3}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_broken_file_is_told_and_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ui.json"
    path.write_text(text, encoding="latin-1")
    file = StateFile(path, "/one")
    with pytest.raises(Unreadable, match="nothing is remembered of the last time: it is not what tracker writes"):
        file.read()

    file.write(Memory(theme="light"))

    assert file.read() == Memory(theme="light")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        StateFile(tmp_path, "/one").read()
    with pytest.raises(OSError, match="directory"):
        StateFile(tmp_path, "/one").write(Memory())


def test_habits_come_from_the_readers_own_folders(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    habits = Loader(home.settings).habits()
    assert (habits.memory, habits.problems, dict(habits.keys)) == (Memory(), (), {})
    habits.keep(Memory(theme="light"))
    assert habits_of(str(home.watchlists), "ansi").memory == Memory(theme="light")
    state_path().write_text("broken")
    keys = tmp_path / "XDG_CONFIG_HOME" / "tracker" / "keys.yaml"
    keys.parent.mkdir(parents=True)
    keys.write_text("a: [")
    assert len(habits_of("elsewhere", None).problems) == 2


def run(source: FakeSource, kept: list[Memory], *keys: str, memory: Memory | None = None) -> str:
    """Press keys in a run that begins with a memory, and keep what it leaves; return the last screen."""
    shown: list[str] = []
    habits = Habits(memory=memory or (kept[-1] if kept else Memory()), keep=kept.append)
    app = TrackerApp(source, now=lambda: NOW, habits=habits)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *keys)
        shown.append(screen_text(pilot))

    drive(app, scenario)
    app.keep()
    return shown[0]


def test_the_next_run_begins_as_the_last_one_ended(source: FakeSource) -> None:
    kept: list[Memory] = []
    run(source, kept, "C", "s", "s", "S", "slash", *"prod", "enter", "2", "slash", *"kafka", "enter", "4")
    again = run(source, kept)
    assert "ENVIRONMENT v" in again
    assert " / prod" in again
    assert "7 of 8, Esc clears the filter" in again
    assert " / kafka" in run(source, kept, "2")
    assert "tracker > Releases" in run(source, kept, "escape", "left_square_bracket")
    assert "1 of 8" in run(source, kept, "escape")
    assert " / prod" not in run(source, kept)


def test_folds_are_remembered(source: FakeSource) -> None:
    kept: list[Memory] = []
    assert "acme/prod-eu" not in run(source, kept, "left")
    assert "acme/prod-eu" not in run(source, kept)
    assert "globex/lab" not in run(source, kept, "minus")
    assert "acme/prod-eu" in run(source, kept, "plus")


def test_an_environment_keeps_its_own_filter(source: FakeSource) -> None:
    source.checks["acme/prod-eu"] = source.checks["env-prod"]
    kept: list[Memory] = []
    run(source, kept, "enter", "slash", *"kafka", "enter")
    assert "/ kafka" in run(source, kept, "enter")
    assert "/ kafka" not in run(source, kept, "j", "enter")


def test_what_cannot_be_written_is_said_once_it_rests(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Memory) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("tui.remembering.REST", 0.01)
    app = TrackerApp(source, now=lambda: NOW, habits=Habits(keep=refuse))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "C")
        await until(pilot, "What should be remembered cannot be written: the disk is full")

    drive(app, scenario, (140, 40))


@given(st.lists(st.sampled_from("abc<>"), max_size=20))
def test_back_and_forward_never_leave_the_places(moves: list[str]) -> None:
    history = History()
    for move in moves:
        if move in "<>":
            history = history.step(-1 if move == "<" else 1) or history
        else:
            before = history
            history = history.arrived(Place(move))
            assert history.here == Place(move)
            back = history.step(-1)
            assert history == before or back is None or back.here == before.here
        assert history.here not in history.recent
        assert -1 <= history.at < max(len(history.places), 1)


def test_nothing_is_written_where_nothing_changed(source: FakeSource) -> None:
    kept: list[Memory] = []
    run(source, kept, memory=Memory(places=(Place("portfolio"),)))
    assert kept == []
