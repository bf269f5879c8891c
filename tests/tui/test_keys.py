"""Every key, through the app as a reader presses it."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from examples import NOW
from tracker.model import Targets, Verdict
from tracker.record import replace
from tui.app import TrackerApp
from tui.browser import PageTried
from tui.environment import EnvironmentScreen
from tui.help_screen import HelpScreen
from tui.keys import KeyBar, offers
from tui.portfolio import Portfolio
from tui.screen import TableScreen
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_findings import check, finding, row, target
from tui_source import FakeSource

ENVIRONMENTS = [one.name for one in FakeSource().environments()]


def screen_of(pilot: Pilot[None]) -> TableScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TableScreen)
    return screen


def kind(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def environment_of(pilot: Pilot[None]) -> EnvironmentScreen:
    screen = pilot.app.screen
    assert isinstance(screen, EnvironmentScreen)
    return screen


def test_moving(source: FakeSource) -> None:
    source.rows = tuple(row(f"env-{number:02}") for number in range(60))
    moves = {
        "j": 1,
        "down down": 2,
        "j j k": 1,
        "down up up": 0,
        "G": 59,
        "end g": 0,
        "end home": 0,
        "pagedown": 18,
        "pagedown pagedown pageup": 18,
        "end pagedown down": 59,
    }

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "C")
        for keys, index in moves.items():
            text = await press(pilot, "g", *keys.split())
            assert (keys, screen_of(pilot).table.key) == (keys, f"env-{index:02}")
            assert f"env-{index:02} " in text
            assert f"{index + 1} of 60" in text

    drive(make_app(source), scenario)


def test_opening_and_going_back(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key, back in zip(["enter", "right", "l", "enter"], ["escape", "left", "backspace", "q"], strict=True):
            assert "Portfolio > env-prod  " in await press(pilot, key)
            assert "Portfolio > env-prod > kafka" in await press(pilot, key)
            assert "Portfolio > env-prod  " in await press(pilot, back)
            assert kind(pilot) is EnvironmentScreen
            assert "8 environments" in await press(pilot, back)
            assert kind(pilot) is Portfolio

    drive(make_app(source), scenario)


@pytest.mark.parametrize("keys", [["q"], ["ctrl+q"], ["question_mark", "ctrl+q"], ["slash", "ctrl+q"]])
def test_quitting_ends_what_is_under_way(keys: list[str], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("r")
        await until(pilot, "checking env-prod")
        await pilot.press(*keys)

    app = make_app(source)
    drive(app, scenario)
    assert app.return_code == 0
    assert source.closed


def test_nothing_lies_behind_the_first_screen(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "escape", "left", "backspace")
        assert kind(pilot) is Portfolio
        assert {"go.escape", "go.back"}.isdisjoint(offer.id for offer in offers(pilot.app.screen))

    drive(make_app(source), scenario)


def test_an_interrupt_says_how_to_quit(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        assert "ctrl+q quits." in await press(pilot, "ctrl+c")

    drive(make_app(source), scenario)


@pytest.mark.slow
def test_filtering(source: FakeSource) -> None:
    filters = {
        "acme": ["env-prod", "acme/prod-eu"],
        "acme !eu": ["env-prod"],
        "prod tier:staging": ["umbrella/prod"],
        "env:prod !cust:acme": ["globex/prod", "initech/prod", "umbrella/prod"],
        "!": ENVIRONMENTS,
        "tier:": ENVIRONMENTS,
        "no:such": [],
        ":": [],
    }

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = screen_of(pilot).table
        await press(pilot, "C")
        for typed, names in filters.items():
            await press(pilot, "slash", *typed, "enter")
            assert (typed, [one.key for one in table.rows]) == (typed, names)
            assert table.has_focus
            await press(pilot, "escape")
            assert [one.key for one in table.rows] == ENVIRONMENTS
            assert kind(pilot) is Portfolio

    drive(make_app(source), scenario)


def test_a_filter_applies_when_the_typing_rests(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("slash", *"lab")
        await until(pilot, "1 of 8, Esc clears the filter")
        assert "globex/lab" in await press(pilot, "down", "r")
        assert source.asked[-3:-1] == ["check globex/lab", "environment globex/lab"]
        assert "/ lab" in screen_text(pilot)
        await press(pilot, "slash", "backspace", "backspace", "backspace", "enter")
        assert not screen_of(pilot).filter_bar.display

    drive(make_app(source), scenario)


def test_the_cursor_comes_back_to_its_row(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "C", "j", "j", "j", "slash", *"initech", "enter")
        table = screen_of(pilot).table
        assert table.key == "initech/prod"
        await press(pilot, "escape")
        assert table.key == "globex/prod"
        assert isinstance(source.rows, tuple)
        source.rows = tuple(reversed(source.rows))
        await press(pilot, "l", "q")
        assert table.key == "globex/prod"
        source.rows = source.rows[:2]
        await press(pilot, "l", "q")
        assert table.key == "umbrella/prod"

    drive(make_app(source), scenario)


def test_sorting(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        names = sorted(ENVIRONMENTS)
        table = screen_of(pilot).table
        await press(pilot, "C")
        assert "ENVIRONMENT ^" in await press(pilot, "s", "s")
        assert [one.key for one in table.rows] == names
        assert "ENVIRONMENT v" in await press(pilot, "S")
        assert [one.key for one in table.rows] == names[::-1]
        await press(pilot, *["s"] * 6)
        assert [one.key for one in table.rows][:3] == ["env-prod", "acme/prod-eu", "globex/prod"]
        await press(pilot, "s")
        assert [one.key for one in table.rows] == ENVIRONMENTS
        await press(pilot, "S")
        assert [one.key for one in table.rows] == ENVIRONMENTS[::-1]

    drive(make_app(source), scenario)


def test_checking_one(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("r")
        await until(pilot, "checking env-prod")
        await pilot.press("R")
        await until(pilot, "Still checking env-prod.")
        source.rows = (row("env-prod", verdict=Verdict.OK),)
        source.gate.set()
        await until(pilot, "Checked 1 environment; 1 feed could n")
        assert " =    env-prod" in await press(pilot)

    drive(make_app(source), scenario)


def test_checking_all_counts_and_names_what_failed(source: FakeSource) -> None:
    source.checks["acme/prod-eu"] = OSError("no route to the host")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("R")
        await until(pilot, "checking 1 of 8: env-prod")
        source.gate.set()
        await until(pilot, "acme/prod-eu was not checked: OSErr")
        await settle(pilot)
        assert "failed      " in screen_text(pilot).splitlines()[6].ljust(80)
        screen_of(pilot).flash("")
        await press(pilot, "j")
        screen_of(pilot).forget_news()
        assert "OSError: no route to the host" in await press(pilot)
        source.checks.clear()
        assert " failed" not in await press(pilot, "r")

    drive(make_app(source), scenario)


def test_leaving_stops_checking_all(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("R")
        await until(pilot, "checking 1 of 8: env-prod")
        await pilot.press("q")

    drive(make_app(source), scenario)
    assert "check acme/prod-eu" not in source.asked


def test_checking_looks_again_where_there_is_no_row(source: FakeSource) -> None:
    source.rows = OSError("the folder is gone")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "OSError: the folder is gone" in screen_text(pilot)
        source.rows = ()
        assert "No environments in watchlists" in await press(pilot, "R")
        source.rows = (row("env-prod"),)
        assert "env-prod" in await press(pilot, "r")
        source.rows = OSError("the folder is gone again")
        text = await press(pilot, "l", "q")
        assert "env-prod" in text
        assert "the folder is gone again" in text

    drive(make_app(source), scenario)


def test_an_environment_is_judged_from_what_is_stored_first(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        questions = [one for one in source.asked if one.startswith(("judge", "check"))]
        assert questions == ["judge env-prod", "check env-prod"]
        source.checks["env-prod"] = OSError("the network is gone")
        text = await press(pilot, "r")
        assert "kafka" in text
        assert "the network is gone" in text
        assert source.asked[-1] == "check env-prod"
        source.checks["env-prod"] = replace(check(), as_of=NOW)
        assert "checked just now" in await press(pilot, "r")

    drive(make_app(source, "env-prod"), scenario)


def test_next_and_previous_finding(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "env-prod > postgresql-airflow" in await press(pilot, "l", "n")
        assert "env-prod > in-house-gateway" in await press(pilot, "n")
        assert "env-prod > kafka" in await press(pilot, "N", "N", "N")
        assert "1 of 8" in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_scrolling(source: FakeSource) -> None:
    top, bottom, below = "kafka   3.6.1", "A leak of file handles", "https://support.example/kafka"
    moves = {
        "j down k j j j": " Releases",
        "down up": top,
        "pagedown": below,
        "space pageup": top,
        "G g": top,
        "end home": top,
    }

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "l")
        for keys, first in moves.items():
            assert first in (await press(pilot, "g", *keys.split())).splitlines()[3]
        for key in ("G", "end"):
            assert bottom in await press(pilot, "g", key)

    drive(make_app(source, "env-prod"), scenario)


def test_panes_of_a_wide_terminal(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = environment_of(pilot)
        await press(pilot, "tab")
        assert screen.detail.has_focus
        await press(pilot, "n")
        assert "postgresql-airflow   14.9" in screen_text(pilot)
        await press(pilot, "shift+tab")
        assert screen.table.has_focus
        await press(pilot, "m")
        assert (screen.table.display, screen.detail.has_focus) == (False, True)
        await press(pilot, "tab", "slash")
        assert screen.detail.has_focus
        await press(pilot, "m")
        assert (screen.table.display, screen.table.has_focus) == (True, True)
        await press(pilot, "m", "escape")
        assert kind(pilot) is EnvironmentScreen
        assert screen.table.has_focus

    drive(make_app(source, "env-prod"), scenario, (100, 30))


def test_the_pane_goes_when_the_terminal_narrows(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = environment_of(pilot)
        await press(pilot, "tab")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert (screen.table.has_focus, screen.detail.display) == (True, False)
        assert {"show.maximise", "go.pane"}.isdisjoint(offer.id for offer in offers(screen))
        await pilot.resize_terminal(140, 40)
        await settle(pilot)
        assert screen.detail.display

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def test_nothing_to_maximise_or_open(source: FakeSource) -> None:
    source.checks["env-prod"] = check(findings=())

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "There is nothing to open: nothing is deployed in env-prod." in await press(
            pilot, "m", "enter", "o"
        )
        assert environment_of(pilot).table.display

    drive(make_app(source, "env-prod"), scenario, (140, 40))


def refuses(url: str) -> bool:
    raise OSError(url)


@pytest.mark.parametrize(
    ("browse", "said"),
    [
        (lambda _: True, "Opened https://releases.example/1.1"),
        (lambda _: False, "No browser could be started for https://releases.example/1.1"),
        (refuses, "No browser could be started for https://releases.example/1.1"),
    ],
)
def test_opening_the_release(browse: Callable[[str], bool], said: str, source: FakeSource) -> None:
    source.checks["env-prod"] = check(
        findings=(finding("kafka", Verdict.ADVICE, targets=Targets(line=target("1.1"))),)
    )

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert said in await press(pilot, "o")

    drive(TrackerApp(source, "env-prod", now=lambda: NOW, browse=browse), scenario)


def test_a_release_without_a_page(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "superset 5.0.0 has no web page." in await press(pilot, *"jjjj", "o")

    drive(make_app(source, "env-prod"), scenario)


def test_help(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for close in ("escape", "q", "question_mark", "f1", "left", "backspace", "enter"):
            assert "Open" in await press(pilot, "f1" if close == "q" else "question_mark")
            assert kind(pilot) is HelpScreen
            await press(pilot, close)
            assert kind(pilot) is EnvironmentScreen

    drive(make_app(source, "env-prod"), scenario)


def test_news_goes_to_the_screen_behind_the_help(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "question_mark")
        pilot.app.post_message(PageTried("https://releases.example/1.1", opened=True))
        assert "Opened https://releases.example/1.1" in await press(pilot, "escape")

    drive(make_app(source), scenario)


def test_every_key_has_an_id_and_says_what_it_does(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        for keys in ([], ["slash"], ["escape", "enter"], ["tab"], ["m"]):
            await press(pilot, *keys)
            typing = pilot.app.screen.focused is not None and pilot.app.screen.focused.id == "filter-text"
            for active in pilot.app.screen.active_bindings.values():
                assert typing or (active.binding.id and active.binding.description)
            assert sum(offer.show for offer in offers(pilot.app.screen)) <= 8

    drive(make_app(source), scenario, (140, 40))


def test_the_key_bar_keeps_what_fits_and_the_help(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        keys = pilot.app.screen.query_one(KeyBar)
        assert [offer.description for offer in keys.fitting][-3:] == ["Ack", "Find", "Help"]
        await pilot.click(keys, offset=(59, 0))
        await pilot.click(keys, offset=(2, 0))
        assert "env-prod > kafka" in await press(pilot)

    drive(make_app(source, "env-prod"), scenario, (60, 20))


def test_the_mouse(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = screen_of(pilot).table
        await press(pilot, "C")
        await pilot.click(table, offset=(10, 3))
        assert table.key == "globex/lab"
        await pilot.click(table, offset=(10, 0))
        assert "ENVIRONMENT ^" in await press(pilot)
        await pilot.click(table, offset=(10, 0))
        assert "ENVIRONMENT v" in await press(pilot)
        await pilot.click(table, offset=(79, 0))
        await pilot.click(table, offset=(10, 15))
        await pilot.click(table, offset=(10, table.cursor + 1))
        await settle(pilot)
        assert "Portfolio > globex/lab" in screen_text(pilot)

    drive(make_app(source), scenario)


def test_clicks_beside_the_columns_do_nothing(source: FakeSource) -> None:
    source.rows = tuple(row(f"env-{number:02}") for number in range(60))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = screen_of(pilot).table
        before = screen_text(pilot)
        await pilot.click(table, offset=(190, 0))
        assert await press(pilot) == before
        await pilot.click(table, offset=(199, 0))
        assert table.key == "env-00"

    drive(make_app(source), scenario, (200, 30))
