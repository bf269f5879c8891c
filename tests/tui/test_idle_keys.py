"""Keys that can do nothing: each says why, and what is typed for a form that did not open acts on nothing."""

import pytest
from textual.events import Key
from textual.pilot import Pilot

from tui.form import ActForm
from tui.keys import offers
from tui.screen import TableScreen
from tui.table import VirtualTable
from tui.text_view import TextView
from tui.typed_ahead import REST_SECONDS, TypedAhead
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_source import FakeSource

# How each screen is reached from the first one, with rows above and below the cursor.
SCREENS = {
    "portfolio": "j j",
    "environment": "enter j",
    "finding": "enter enter j",
    "pane": "enter j tab j",
    "timeline": "enter T j",
    "what-if": "enter w j",
    "compare": "enter c enter j",
    "releases": "2 j",
    "release": "2 j enter",
    "feeds": "4 j",
    "decisions": "5 j",
    "fleet": "6 j",
    "vulnerabilities": "6 c",
    "reached": "6 enter j",
}


def base_of(pilot: Pilot[None]) -> TableScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TableScreen)
    return screen


def state(pilot: Pilot[None], source: FakeSource) -> tuple[object, ...]:
    """Everything that a key can change and a reader can notice."""
    app = pilot.app
    cursors = [one.cursor for one in app.screen.query(VirtualTable)]
    return screen_text(pilot), cursors, app.screen, app.screen.focused, len(source.asked), app.clipboard


async def reach(pilot: Pilot[None], way: str) -> TableScreen:
    """Go to the first screen, and on from there."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    base_of(pilot).set_filter("")
    base_of(pilot).table.action_first()
    await press(pilot, "j", *way.split())
    return base_of(pilot)


def shape(screen: TableScreen) -> object:
    """How a screen is laid out, and what has the focus."""
    focused = screen.focused
    return screen.table.display, focused and focused.id, screen.filter_bar.display


@pytest.mark.slow
@pytest.mark.parametrize("way", SCREENS.values(), ids=SCREENS)
def test_every_key_does_something_or_says_why_not(way: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = await reach(pilot, way)
        looks, silent = shape(screen), []
        for offer in offers(screen):
            if offer.id == "program.quit" or (offer.id == "go.leave" and way == SCREENS["portfolio"]):
                continue
            if pilot.app.screen is not screen or shape(screen) != looks:
                screen = await reach(pilot, way)
                assert shape(screen) == looks
            screen.table.point(2)
            for page in screen.query(TextView):
                page.scroll_to(y=1, animate=False, force=True)
            screen.forget_news()
            await settle(pilot)
            before = state(pilot, source)
            await press(pilot, offer.keys[0])
            if state(pilot, source) == before and not offer.id.startswith("move."):  # there may be no more rows
                silent.append(offer.id)
        assert " ".join(silent) == ""

    drive(make_app(source), scenario, (100, 30) if "tab" in way else (80, 24))


def typed(*keys: str | float) -> list[bool]:
    """Press keys after a refused one, a tenth of the rest apart or by the numbers; tell which are left out."""
    ahead, now, left_out = TypedAhead(), 100.0, []
    assert not ahead.leaves_out(at("h", now))
    ahead.begin()
    for key in keys:
        now += REST_SECONDS * (key if isinstance(key, float) else 0.1)
        if isinstance(key, str):
            left_out.append(ahead.leaves_out(at(key, now)))
    return left_out


def at(key: str, instant: float) -> Key:
    event = Key(key, key if len(key) == 1 else None)
    event.time = instant
    return event


@pytest.mark.parametrize(
    ("keys", "left_out"),
    [
        (["z", "a", "backspace", "tab", "z"], [True] * 5),
        (["z", "enter", "z"], [True, True, False]),
        (["escape", "z"], [True, False]),
        (["z", 1.1, "z", "z"], [True, False, False]),
        (["down", "z"], [False, False]),
        ([0.8, "z", 0.8, "z"], [True, True]),
    ],
)
def test_what_is_typed_after_a_refusal_is_left_out(keys: list[str | float], left_out: list[bool]) -> None:
    assert typed(*keys) == left_out


def test_nothing_typed_for_a_form_acts_while_an_environment_is_judged(source: FakeSource) -> None:
    source.gate.clear()

    async def scenario(pilot: Pilot[None]) -> None:
        await until(pilot, "Judging env-prod")
        await pilot.press("W", *"razed", "enter")
        assert "Not now: env-prod is being judged." in screen_text(pilot)
        assert len(pilot.app.screen_stack) == 2
        assert {one.split()[0] for one in source.asked} <= {"environments", "judge"}
        await pilot.press("r")
        await until(pilot, "Still checking env-prod.")
        source.gate.set()
        await settle(pilot)
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, ActForm)

    drive(make_app(source, "env-prod"), scenario)


def test_keys_of_other_screens_say_what_they_do_there(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "h is Hold elsewhere; nothing here. ? lists the keys." in await press(pilot, *"hzza")
        assert "b does nothing here." in await press(pilot, "escape", "b")
        assert "Nothing lies behind; q quits." in await press(pilot, "escape")

    drive(make_app(source), scenario)


def test_a_list_is_not_read_twice_at_a_time(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("2", "r")
        await until(pilot, "Still reading.")
        source.gate.set()
        await settle(pilot)
        assert source.asked.count("releases") == 1

    drive(make_app(source), scenario)
