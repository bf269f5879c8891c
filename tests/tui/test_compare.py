"""Two environments side by side: how they are chosen, shown, swapped and copied."""

import pytest
from textual.pilot import Pilot

from tracker.errors import ConfigurationError
from tui.compare import CompareScreen
from tui.copying import Shape
from tui.copying_screen import CopyingScreen
from tui.environment import EnvironmentScreen
from tui.portfolio import Portfolio
from tui.prompt import Prompt
from tui.source import Failure
from tui_driving import drive, make_app, press, settle
from tui_source import FakeSource


def kind(pilot: Pilot[None]) -> type[object]:
    return type(pilot.app.screen)


def rows(pilot: Pilot[None]) -> list[tuple[str, ...]]:
    screen = pilot.app.screen
    assert isinstance(screen, CompareScreen)
    return [row.cells for row in screen.table.rows]


def test_two_marks_are_compared_at_once(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "C", "space", "j", "space", "c")
        assert "Compare > env-prod and globex/lab" in text
        assert source.asked[-1] == "compare env-prod and globex/lab"
        assert rows(pilot)[0] == ("kafka", "3.6.1", "<-", "-", "overdue", "-", "left 1")
        assert [row[2] for row in rows(pilot)] == ["<-", "->", "<", ">", "?", "=", "<-", "->"]
        assert rows(pilot)[2][6] == "right 1"
        await press(pilot, "x")
        assert source.asked[-1] == "compare globex/lab and env-prod"
        await press(pilot, "q")
        screen = pilot.app.screen
        assert isinstance(screen, Portfolio)
        assert screen.marking.marked == ("env-prod", "globex/lab")
        assert "marked" not in await press(pilot, "escape")
        assert not screen.marking.marked

    drive(make_app(source), scenario)


@pytest.mark.parametrize(
    ("environment", "keys", "asked"),
    [
        (None, "c globex/prod enter", "env-prod and globex/prod"),
        pytest.param(None, "ctrl+a c globex/prod enter", "env-prod and globex/prod", marks=pytest.mark.slow),
        pytest.param("env-prod", "c globex/pr right enter", "env-prod and globex/prod", marks=pytest.mark.slow),
        ("env-prod", "c tab 2026-01-31 enter", "env-prod on 2026-01-31 and env-prod"),
        pytest.param(
            "env-prod",
            "c tab tab 2026-01-31 enter",
            "env-prod and env-prod on 2026-01-31",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_sides_are_typed(environment: str | None, keys: str, asked: str, source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for word in keys.split():
            named = word in {"c", "enter", "tab", "right"} or "+" in word
            await press(pilot, *([word] if named else word))
        assert source.asked[-1] == f"compare {asked}"
        await press(pilot, "c")
        assert kind(pilot) is Prompt
        await press(pilot, "escape", "c", "ctrl+u", *"initech/prod", "enter")
        assert kind(pilot) is CompareScreen
        assert len([one for one in pilot.app.screen_stack if isinstance(one, CompareScreen)]) == 1

    drive(make_app(source, environment), scenario)


def test_leaving_the_prompt_compares_nothing(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, "c", "x", "escape")
        assert isinstance(pilot.app.screen, EnvironmentScreen)

    drive(make_app(source, "env-prod"), scenario)


def test_a_page_has_both_sides(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "space", "space", "c", "enter")
        assert "Compare > env-prod and acme/prod-eu > kafka" in text
        for told in ("only on the left", "recommended   3.9.1", "is not deployed", "Duties only on the left (1)"):
            assert told in text
        text = await press(pilot, "n")
        assert "only on the right" in text
        assert "Duties only on the right (1)" in text

    drive(make_app(source), scenario, (90, 40))


def test_it_is_copied_as_markdown(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "space", "space", "c", "y")
        assert "Sent env-prod and acme/prod-eu to the terminal's clipboard as Markdown." in text
        assert pilot.app.clipboard.startswith("## env-prod and acme/prod-eu")
        assert "| grafana |" not in pilot.app.clipboard
        pilot.app.screen.post_message(CopyingScreen.Written(Failure(text="it is gone"), "it", Shape.MARKDOWN))
        assert "it is gone" in await press(pilot)

    drive(make_app(source), scenario)


def test_nothing_to_compare(source: FakeSource) -> None:
    source.checks["env-prod"] = ConfigurationError("env-prod.yaml, line 7: 'kafka' has no version; add one")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "has no version" in await press(pilot, "space", "space", "c")
        assert "There is nothing to copy yet." in await press(pilot, "enter", "y")

    drive(make_app(source), scenario)


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
def test_every_size_shows_the_rows(size: tuple[int, int], source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        text = await press(pilot, "space", "space", "c")
        assert "kafka" in text
        assert all(len(one) <= size[0] for one in text.splitlines())

    drive(make_app(source), scenario, size)
