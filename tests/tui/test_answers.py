"""Answers that come late, and tables too long to arrange between two keys."""

import asyncio
from threading import Event

from textual.pilot import Pilot

from tracker.record import replace
from tui.detail_pane import DetailPane
from tui.environment import EnvironmentScreen, Judged
from tui.portfolio import Portfolio
from tui.refusal import RefusalDoubted
from tui.table import VirtualTable
from tui_driving import drive, make_app, press, screen_text, settle, until
from tui_findings import check, row
from tui_source import FakeSource


def test_a_stale_check_is_dropped(source: FakeSource) -> None:
    old = replace(check(), customer="Before")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EnvironmentScreen)
        source.asked.clear()
        source.gate.clear()
        source.checks["env-prod"] = old
        await pilot.press("r")
        while "check env-prod" not in source.asked:
            await pilot.pause()
        source.checks["env-prod"] = replace(check(), customer="After")
        screen.judge_again()
        while "check env-prod offline" not in source.asked:
            await pilot.pause()
        source.gate.set()
        await until(pilot, "After, production, checked")
        screen.post_message(EnvironmentScreen.Answered(1, Judged(check=old), final=True))
        assert "Before" not in await press(pilot)

    drive(make_app(source, "env-prod"), scenario)


def test_stale_summaries_and_notes_are_dropped(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        portfolio = pilot.app.screen
        assert isinstance(portfolio, Portfolio)
        portfolio.post_message(Portfolio.Loaded(0, (row("long-ago"),)))
        assert "long-ago" not in await press(pilot)
        await press(pilot, "enter", "enter")
        pane = pilot.app.screen.query_one(DetailPane)
        pane.post_message(DetailPane.NotesRead(0, "v3.9.1", "notes of another release"))
        assert "another release" not in await press(pilot, "G")

    drive(make_app(source), scenario)


def test_an_answer_to_a_screen_that_was_left_is_lost_quietly(source: FakeSource) -> None:
    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        source.gate.clear()
        await pilot.press("enter")
        await until(pilot, "Judging env-prod ...")
        await pilot.press("q")
        source.gate.set()
        await settle(pilot)
        assert type(pilot.app.screen) is Portfolio

    drive(make_app(source), scenario)


class Hesitant(FakeSource):
    """A source that waits with its first answer to whether anything can be kept, and says no from then on."""

    def __init__(self) -> None:
        super().__init__()
        self.doubted = 0
        self.late = Event()

    def unwritable(self) -> str | None:
        """Say why nothing can be kept; the late answer says that everything can."""
        self.doubted += 1
        if self.doubted > 1:
            return "nothing can be kept in the database"
        assert self.late.wait(10), "the late answer was never let go"
        return None


def test_a_late_answer_does_not_say_that_things_can_be_kept() -> None:
    source = Hesitant()

    async def scenario(pilot: Pilot[None]) -> None:
        while not source.doubted:
            await pilot.pause()
        pilot.app.post_message(RefusalDoubted())
        await until(pilot, "Read-only")
        source.late.set()
        await asyncio.get_running_loop().shutdown_default_executor()
        await pilot.pause()
        assert "Read-only" in screen_text(pilot)

    drive(make_app(source), scenario)


def test_a_failure_of_the_stored_facts_ends_the_check(source: FakeSource) -> None:
    source.checks["env-prod"] = ValueError("[red]no[/red]\x1b[2J")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "ValueError: [red]no[/red][2J (a fault of tracker itself)" in screen_text(pilot)
        assert [one for one in source.asked if "env-prod" in one] == ["judge env-prod"]

    drive(make_app(source, "env-prod"), scenario)


def test_long_tables_are_arranged_by_a_worker(source: FakeSource) -> None:
    source.rows = tuple(row(f"env-{number:05}", due_in=number) for number in range(20_000))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        table = pilot.app.screen.query_one(VirtualTable)
        assert "1 of 20,000" in await press(pilot, "C")
        assert "20,000 of 20,000" in await press(pilot, "G")
        assert "env-19999" in screen_text(pilot)
        await press(pilot, "s", "s", "S")
        assert table.rows[0].key == "env-19999"
        assert table.key == "env-19999"
        assert "10 of 20,000, Esc clears" in await press(pilot, "slash", *"env-0777", "enter")
        table.post_message(VirtualTable.Arranged(0, ()))
        await settle(pilot)
        assert len(table.rows) == 10

    drive(make_app(source), scenario)


def test_a_table_keeps_a_row_in_sight_when_it_shrinks(source: FakeSource) -> None:
    source.rows = tuple(row(f"env-{number:02}") for number in range(40))

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *["j"] * 30)
        await pilot.resize_terminal(80, 20)
        assert "env-30" in await press(pilot)

    drive(make_app(source), scenario, (80, 40))
