"""The first file of an environment, written from within the interface."""

import asyncio
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from examples import NOW
from home import Home
from loopback import GitHub
from tracker.errors import ConfigurationError
from tracker.record import replace
from tui.app import TrackerApp
from tui.loader import Loader, now
from tui_driving import compare, drive, make_app, press, screen_text, settle
from tui_source import FakeSource


def in_folder(home: Home, *keys: str) -> str:
    """Press keys in the interface over a real folder; return what stands on the screen then."""

    async def seen() -> str:
        app = TrackerApp(Loader(home.settings), now=now)
        async with app.run_test(size=(140, 40)) as pilot:
            await settle(pilot)
            return await press(pilot, *keys)

    return " ".join(asyncio.run(seen()).split())  # what is long stands on several lines


@pytest.mark.parametrize("opening", [["I"], ["colon", *"first file", "enter"]], ids=["key", "palette"])
def test_the_first_environment_is_written_and_shown(opening: list[str], home: Home, github: GitHub) -> None:
    github.repository("apache/kafka").release("3.9.1", at=now() - timedelta(days=60))
    runs = ["tab", "tab", *"kafka=3.9.1 nosuch=2"]

    text = in_folder(home, *opening, *"acme/prod", "tab", *"Acme", *runs[1:], "enter")

    written = (home.watchlists / "acme" / "prod.yaml").read_text(encoding="utf-8")
    assert "customer: Acme\n" in written
    assert "kafka: 3.9.1" in written
    assert "Portfolio > acme/prod" in text
    assert "# nosuch=2" in written
    assert "of the catalog" in text  # why it is a comment
    assert "newest release" in text


def test_without_a_folder_the_first_file_is_offered(home: Home) -> None:
    text = in_folder(replace(home, root=home.root / "elsewhere"))

    assert f"No environments in {home.root / 'elsewhere' / 'watchlists'}. I writes the first" in text


def test_an_environment_without_entries_says_where_to_put_them(home: Home) -> None:
    text = in_folder(home, "I", *"lab", "enter")

    assert "Portfolio > lab" in text
    assert "lab.yaml is written with examples: put in what runs there." in text


def test_nothing_is_written_over_what_is_there(home: Home) -> None:
    home.write("lab.yaml", "deployed: {kafka: 3.9.1}\n")

    text = in_folder(home, "I", *"lab", "enter")

    assert "lab.yaml exists already and was left as it is" in text
    assert "A new environment" in text


def test_a_name_that_is_none_can_be_mended(home: Home) -> None:
    assert "'../x' cannot be the name of an environment" in in_folder(home, "I", *"../x", "enter")
    assert not list(home.root.glob("**/x.yaml"))
    assert "Portfolio > xy" in in_folder(home, "I", *"../x", "enter", *(["backspace"] * 4), *"xy", "enter")


def test_leaving_writes_nothing(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "8 environments" in await press(pilot, "I", *"lab", "escape")

    drive(make_app(source), scenario)
    assert [one for one in source.asked if one.startswith("init")] == []


def test_it_is_written_once(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("I", *"lab")
        source.gate.clear()
        await pilot.press("enter", "enter", "escape")
        assert "Writing ..." in screen_text(pilot)
        source.gate.set()
        await settle(pilot)
        assert "Portfolio > lab" in screen_text(pilot)

    drive(make_app(source), scenario)
    assert [one for one in source.asked if one.startswith("init")] == ["init lab  "]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize(
    ("name", "keys"), [("first", ["I"]), ("first-refused", ["I", *"lab", "enter"])], ids=["form", "refused"]
)
def test_the_form(name: str, keys: list[str], size: tuple[int, int], source: FakeSource) -> None:
    source.rows = ()
    source.refusal = ConfigurationError("/srv/watchlists/lab.yaml cannot be written: [red]x[/red]\x1b[31m")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        compare(f"{name}-{size[0]}x{size[1]}", await press(pilot, *keys))

    drive(make_app(source), scenario, size)


def test_the_palette_finds_an_open_vulnerability(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "open for 3 entries" in await press(pilot, "colon", *"2026-1234")
        text = await press(pilot, "enter")
        assert "Fleet" in text
        assert "/ vulnerability:CVE-2026-1234" in text
        assert "12 of 15" in text

    drive(TrackerApp(source, now=lambda: NOW), scenario)


def test_what_is_deployed_is_offered_though_the_log_cannot_be_read(
    source: FakeSource,
) -> None:
    source.owed = ConfigurationError("the log is gone")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "colon", *"kafka in env-prod")
        assert "kafka in env-prod" in text
        assert "the log is gone" in text

    drive(make_app(source), scenario)
