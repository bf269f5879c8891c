"""What the line of news and the notices tell: places, marks, and keys by the names they have for this reader."""

import pytest
from textual.pilot import Pilot

from examples import NOW
from tracker.errors import StorageError
from tui.app import TrackerApp
from tui.habits import Habits
from tui.timeline import Timeline
from tui.what_if import WhatIfScreen
from tui_driving import drive, make_app, press, screen_text, settle
from tui_source import FakeSource

REMAPPED = Habits(keys={"check.this": ("f5",), "check.again": ("f5",), "go.escape": ("f8",), "check.all": ("f6",)})


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", "  1 of 8"),
        ("j j j", "  3 of 8"),
        ("g", "  8 in view"),
        ("left left", "  6 in view, 2 folded"),
        ("minus", "  1 in view, 7 folded"),
        ("minus plus j", "  1 of 8"),
        ("space space", "  2 marked   3 of 8"),
        ("space escape", "  2 of 8"),
        ("space slash e n v", "  1 marked   1 of 8"),
        ("C j space", "  1 marked   3 of 8"),
    ],
)
def test_environments_are_counted_not_their_headings(keys: str, told: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, *keys.split())
        assert told in text

    drive(make_app(source), scenario)


def test_a_notice_names_the_key_that_is_in_force(source: FakeSource) -> None:
    source.rows = source.published = StorageError("the database is locked")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "F5 tries again." in screen_text(pilot)
        assert "F5 tries again." in await press(pilot, "2")

    drive(TrackerApp(source, now=lambda: NOW, habits=REMAPPED), scenario)


def test_the_key_that_clears_a_filter_is_the_one_in_force(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "slash", *"zzz", "enter")
        assert "F8 clears it." in text
        assert "0 of 8, F8 clears the filter" in text
        assert "0 of 8" not in await press(pilot, "f8")

    drive(TrackerApp(source, now=lambda: NOW, habits=REMAPPED), scenario)


@pytest.mark.parametrize(
    ("key", "kind", "x"), [("3", WhatIfScreen, 13), ("T", Timeline, 25)], ids=["what-if", "timeline"]
)
def test_the_crumb_of_an_environment_leads_to_it(key: str, kind: type, x: int, source: FakeSource) -> None:
    """Also from where no screen of it lies behind: the reader came by the way back of another run."""

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, key, "1", "left_square_bracket")
        assert type(pilot.app.screen) is kind
        await pilot.click("#crumbs", offset=(x, 0))
        await settle(pilot)
        assert "Portfolio > env-prod   " in screen_text(pilot)

    drive(make_app(source, "env-prod"), scenario)
