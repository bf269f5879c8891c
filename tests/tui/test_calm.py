"""The interpreter of the interface lets threads take short turns and collects garbage while nobody types."""

import gc
import sys
from weakref import ref

import pytest
from textual.pilot import Pilot

from tui import calm
from tui.calm import calm_interpreter
from tui_driving import drive, make_app, press, settle
from tui_source import FakeSource


class Ring:
    """What goes only when garbage is collected."""

    def __init__(self) -> None:
        self.me = self


def test_it_is_calm_for_as_long_as_the_interface_runs() -> None:
    before = (sys.getswitchinterval(), gc.get_threshold())

    with calm_interpreter():
        during = (sys.getswitchinterval(), gc.get_threshold())

    assert during[0] < before[0]
    assert during[1][2] > 1_000_000
    assert (sys.getswitchinterval(), gc.get_threshold()) == before


def test_garbage_is_collected_once_nobody_types(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(calm, "_IDLE_SECONDS", 0.02)
    seen = []

    async def scenario(pilot: Pilot[None]) -> None:
        await settle(pilot)
        ring = Ring()
        seen.append(ref(ring))
        del ring
        await press(pilot, "j")
        while seen[0]() is not None:
            await pilot.pause()

    gc.disable()
    try:
        drive(make_app(source), scenario)
    finally:
        gc.enable()
    assert seen[0]() is None
