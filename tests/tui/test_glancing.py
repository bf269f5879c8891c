"""The first screen shows the stored summaries before it has read a file, and then what the files say."""

from textual.pilot import Pilot

from tracker.errors import ConfigurationError
from tui_driving import drive, make_app, screen_text, settle, until
from tui_findings import row
from tui_source import FakeSource


def test_summaries_stand_there_before_the_files_are_read(source: FakeSource) -> None:
    source.seen = (row("early"),)
    source.gate.clear()

    async def scenario(pilot: Pilot[None]) -> None:
        await until(pilot, "early")
        assert "reading their files" in screen_text(pilot)
        source.gate.set()
        await settle(pilot)
        assert "early" not in screen_text(pilot)
        assert "env-prod" in screen_text(pilot)
        assert "reading" not in screen_text(pilot)

    drive(make_app(source), scenario)


def test_what_is_wrong_is_said_by_the_whole_answer(source: FakeSource) -> None:
    source.seen = (row("early"),)
    source.rows = ConfigurationError("the folder cannot be read")

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        assert "early" in screen_text(pilot)
        assert "the folder cannot be read" in screen_text(pilot)

    drive(make_app(source), scenario)
