"""Keys that a reader gives to bindings in a file of his own."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot

from examples import NOW
from home import Home
from tui.app import TrackerApp
from tui.habits import Habits
from tui.keymap import keymap, known_bindings
from tui.keys import key_name, offers
from tui_driving import drive, press, settle
from tui_source import FakeSource

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"show.filtr": ("f",)}, "there is no binding show.filtr; show.filter is one"),
        ({"zzz": ("f",)}, "there is no binding zzz"),
        ({"show.filter": ()}, "show.filter is given no key"),
        ({"show.filter": ("hyperspace",)}, "show.filter: there is no key hyperspace"),
        ({"show.filter": ("ctrl+shift+nothing",)}, "show.filter: there is no key ctrl+shift+nothing"),
        ({"show.filter": (" ",)}, "show.filter: there is no key  "),
        (
            {"show.filter": ("s",)},
            "`s` cannot be show.filter, for it is show.sort: give show.sort another key first",
        ),
        (
            {"check.all": ("f5",), "check.this": ("f5",)},
            "`f5` cannot be check.this, for it is check.all: give check.all another key first",
        ),
    ],
)
def test_what_cannot_be_is_said_and_left_out(asked: Mapping[str, tuple[str, ...]], problem: str) -> None:
    checked = keymap(asked)

    assert checked.problems == (problem,)
    assert len(checked.keys) == len(asked) - 1


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"show.filter": ("?", "f3"), "program.help": ("f1",)}, {"show.filter": "question_mark,f3"}),
        ({"show.filter": (",",)}, {"show.filter": "comma"}),
        ({"show.sort": ("r",), "check.this": ("s",), "check.again": ("s",)}, {"show.sort": "r"}),
        ({"form.next": ("ctrl+s",)}, {"form.next": "ctrl+s"}),
        ({"show.fold": ("left",)}, {"show.fold": "left"}),
        ({"copy.line": ("r",)}, {"copy.line": "r"}),
    ],
)
def test_keys_come_into_force(asked: Mapping[str, tuple[str, ...]], keys: Mapping[str, str]) -> None:
    checked = keymap(asked)

    assert checked.problems == ()
    assert checked.for_textual.items() >= keys.items()


def test_another_key_does_what_the_old_one_did(source: FakeSource) -> None:
    habits = Habits(
        keys={"show.filter": ("i",), "program.quit": ("ctrl+x",), "nothing": ("x",)}, problems=("A problem",)
    )
    app = TrackerApp(source, now=lambda: NOW, habits=habits)

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "A problem; keys.yaml: there is no binding nothing" in await press(pilot)
        assert "ctrl+x quits." in await press(pilot, "ctrl+c")
        assert "i Filter" in await press(pilot, "slash")
        assert "/ lab" in await press(pilot, "i", *"lab")

    drive(app, scenario)


def test_every_binding_of_ours_has_an_id_and_says_what_it_does() -> None:
    known = known_bindings()

    assert {"show.filter", "go.open", "program.palette", "palette.choose", "form.turn"} <= known.keys()
    assert all(binding.description for bindings in known.values() for binding in bindings)


def test_the_readme_names_every_binding() -> None:
    rows = [
        f"| `{name}` | {' '.join(f'`{key_name(one.key)}`' for one in bindings)} "
        f"| {bindings[0].tooltip or bindings[0].description} |"
        for name, bindings in known_bindings().items()
    ]
    table = "\n".join(["| id | keys | does |", "|---|---|---|", *rows])
    written = f"<details><summary>All bindings</summary>\n\n{table}\n\n</details>"
    begin, end = "<!-- bindings -->\n", "\n<!-- end of bindings -->"
    before, _, rest = README.read_text(encoding="utf-8").partition(begin)
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(before + begin + written + end + rest.partition(end.strip())[2], encoding="utf-8")

    assert begin + written + end in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("show.filter: i\n", None),
        ("show.filter: [i, f3]\n", None),
        ("show.filtre: f\n", "there is no binding show.filtre"),
        ("show.filter: {f: 1}\n", "keys.yaml line 1: `show.filter` is not given a key"),
        ("show.filter: [", "keys.yaml line"),
    ],
)
def test_the_doctor_looks_at_the_keys(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str | None
) -> None:
    home.write("env.yaml", "deployed: {kafka: 4.3.1}\n")
    path = tmp_path / "config" / "tracker" / "keys.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    ended = home.run("doctor", "--files")

    assert (told or "keys.yaml") in ended.out or told is None
    assert ended.code == (0 if told is None else 1)


def test_offers_and_hints_name_the_keys_in_force(source: FakeSource) -> None:
    keys = {"check.this": ("f5",), "check.again": ("f5",), "suppose.policy": ("P",), "help.close": ("x",)}
    app = TrackerApp(source, "env-prod", now=lambda: NOW, habits=Habits(keys=keys))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert next(one.keys for one in offers(pilot.app.screen) if one.id == "check.this") == ("f5",)
        assert "Enter supposes another version, P another policy." in await press(pilot, "w")
        assert "x closes" in await press(pilot, "question_mark")

    drive(app, scenario)
