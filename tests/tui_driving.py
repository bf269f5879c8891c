"""Driving the app as a reader does: keys go in, and what stands on the screen comes out."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from textual.pilot import Pilot

from examples import NOW
from tui.app import TrackerApp
from tui_source import FakeSource

GOLDEN = Path(__file__).parent / "tui" / "golden"


def make_app(source: FakeSource, environment: str | None = None) -> TrackerApp:
    """The app over a source, on the day of the samples."""
    return TrackerApp(source, environment, now=lambda: NOW)


def drive(
    app: TrackerApp, scenario: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> None:
    """Run a scenario against a running app."""

    async def running() -> None:
        async with app.run_test(size=size) as pilot:
            await scenario(pilot)

    asyncio.run(running())


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every worker has answered and every answer is on the screen."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        while any(not worker.is_finished for worker in pilot.app.workers):
            await pilot.pause()
        await pilot.pause()  # an answer may lead to another question
    await pilot.pause()


async def until(pilot: Pilot[None], text: str) -> None:
    """Wait until a text stands on the screen; after ten seconds fail with what stands there."""
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            while text not in screen_text(pilot):
                await pilot.pause()
    shown = screen_text(pilot)
    assert text in shown, f"{text!r} does not stand there:\n{shown}"


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press keys, let everything settle, and return what stands on the screen."""
    await pilot.press(*keys)
    await settle(pilot)
    return screen_text(pilot)


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, without colours and trailing blanks."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def compare(name: str, text: str) -> None:
    """Compare a screen with its golden text, or write it anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
