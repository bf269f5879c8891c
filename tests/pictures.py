"""The pictures of the README, drawn by Textual from samples: `python tests/pictures.py` writes them anew."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from tui_driving import make_app, press, settle
from tui_source import FakeSource

FOLDER = Path(__file__).parents[1] / ".github" / "pictures"
SIZE = (120, 30)
# Textual names the styles of each drawing by a number of its own, and fetches a font from another server.
_NUMBER = re.compile(r"terminal-\d+")
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)

Steps = Callable[[Pilot[None]], Awaitable[object]]


async def portfolio(pilot: Pilot[None]) -> None:
    """All environments."""
    await press(pilot, "j")


async def environment(pilot: Pilot[None]) -> None:
    """The findings of one environment, with the first beside them."""
    await press(pilot, "enter")


async def finding(pilot: Pilot[None]) -> None:
    """One finding on the whole page."""
    await press(pilot, "enter")
    await press(pilot, "enter")


async def releases(pilot: Pilot[None]) -> None:
    """What upstream published."""
    await press(pilot, "2", "j")


PICTURES: dict[str, Steps] = {
    "portfolio": portfolio,
    "environment": environment,
    "finding": finding,
    "releases": releases,
}


def draw(steps: Steps) -> str:
    """Draw what stands on the screen after some steps, the same at every time and on every machine."""

    async def drawn() -> str:
        app = make_app(FakeSource())
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await steps(pilot)
            return await _at_rest(pilot)

    return _NUMBER.sub("terminal", _FONT.sub("", asyncio.run(drawn()))).rstrip() + "\n"


async def _at_rest(pilot: Pilot[None]) -> str:
    """Draw what stands there once nothing changes any more: a scroll bar comes a moment after its text."""
    drawn, before = "", None
    while drawn != before:
        await settle(pilot)
        pilot.app.screen.refresh(layout=True)
        await settle(pilot)
        before, drawn = drawn, pilot.app.export_screenshot(title="tracker", simplify=True)
    return drawn


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, steps in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(draw(steps), encoding="utf-8")


if __name__ == "__main__":
    main()
