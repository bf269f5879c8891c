"""What keeps the interpreter from holding up the interface: garbage is collected while nobody types.

Measured at 60,000 rows: a collection of everything takes 200 ms and comes in the midst of a load; and a key waits
5 ms for each step of its painting while a worker computes: so long does Python let a thread go on by default.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from textual.app import App
from textual.events import Event, InputEvent

_TURN = 0.0005
_YOUNG, _MIDDLE = 5_000, 5
_NEVER = 1_000_000_000
_MUCH = 20  # collections of what is not quite young
# M_ARENA_MAX and M_MMAP_THRESHOLD with their values, https://man7.org/linux/man-pages/man3/mallopt.3.html
_ONE_PLACE, _LARGE = (-8, 1), (-3, 128 * 1024)
_LOOK_SECONDS = 5.0
_IDLE_SECONDS = 10.0


@contextmanager
def calm_interpreter() -> Iterator[None]:
    """Let threads take short turns, and collect only what is young; what was imported is left out for good."""
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_TURN)
    _share_memory()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        sys.setswitchinterval(turn)


def _share_memory() -> None:
    """Let threads take memory from one place where the C library is glibc: a place for each would hold 15 MB more.

    They compute in turn anyway. What is large is taken from the system and given back: else glibc holds 2 MB more.
    """
    for option in (_ONE_PLACE, _LARGE):
        with suppress(AttributeError, OSError, TypeError):
            ctypes.CDLL(None).mallopt(*option)


class CalmApp(App[None], inherit_bindings=False):
    """An app that collects all garbage once after each time that somebody used it, and where much has come up."""

    _used_at: float | None = None

    def on_mount(self) -> None:
        """Look now and then whether nobody uses it."""
        self.set_interval(_LOOK_SECONDS, self._collect_when_idle)

    async def on_event(self, event: Event) -> None:
        """Note that somebody uses it."""
        if isinstance(event, InputEvent):
            self._used_at = monotonic()
        await super().on_event(event)

    def _collect_when_idle(self) -> None:
        rested = self._used_at is None or monotonic() - self._used_at > _IDLE_SECONDS
        if rested and (self._used_at is not None or gc.get_count()[2] > _MUCH):
            self._used_at = None
            gc.collect()
