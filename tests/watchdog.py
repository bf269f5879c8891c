"""Whether anything holds the interface up: what each step of the event loop takes, and where it is when late.

Counted is the CPU time of the thread that runs the loop, which whatever else a machine does leaves as it is.
"""

import sys
import time
import traceback
from asyncio import Handle
from threading import Event, Thread, get_ident
from types import TracebackType
from typing import Self

from tracker.record import Record

LIMIT = 0.05
_LOOK = 0.002


class Late(Record):
    """A step of the loop that took too many seconds of CPU, and the stack at the time it was late."""

    seconds: float
    stack: str

    def __str__(self) -> str:
        return f"a step took {self.seconds * 1000:.0f} ms of CPU:\n{self.stack}"


class Watchdog:
    """Watches the event loop of the thread that enters this context."""

    def __init__(self, limit: float = LIMIT) -> None:
        self.late: list[Late] = []
        self._limit = limit
        self._began: float | None = None
        self._stack = ""
        self._over = Event()

    def __enter__(self) -> Self:
        self._thread = get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._usual = Handle._run
        dog = self

        def run(handle: Handle) -> None:
            dog.step(handle)

        Handle._run = run  # type: ignore[method-assign, assignment]
        self._looking = Thread(target=self._look, daemon=True)
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Handle._run = self._usual  # type: ignore[method-assign]
        self._over.set()
        self._looking.join()

    def step(self, handle: Handle) -> None:
        """Run one step of a loop, and note it where it is late."""
        if get_ident() != self._thread:
            self._usual(handle)
            return
        self._stack, began = "", time.thread_time()
        self._began = began
        try:
            self._usual(handle)
        finally:
            self._began = None
            seconds = time.thread_time() - began
            if seconds > self._limit:
                self.late.append(Late(seconds=seconds, stack=self._stack or repr(handle)[:1000]))

    def _look(self) -> None:
        while not self._over.wait(_LOOK):
            began = self._began
            if began is not None and not self._stack and time.clock_gettime(self._clock) - began > self._limit:
                frames = traceback.format_stack(sys._current_frames()[self._thread])
                self._stack = "".join(frames[-12:])
