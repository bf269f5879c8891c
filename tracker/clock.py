"""The program's clock, and the signals that end its waiting."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from types import FrameType

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class Clock:
    """The time of this machine; `stop` is set when somebody asks the program to end."""

    def __init__(self, stop: Event) -> None:
        self.stop = stop

    def now(self) -> datetime:
        """The instant that the machine's clock shows, in whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def passed(self) -> float:
        """Seconds since some start, that nobody can set, those included in which the machine slept."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()

    def wait(self, seconds: float) -> bool:
        """Wait for a time or until somebody asks to stop; return whether somebody did."""
        return self.stop.wait(seconds)


def work_until_stopped(work: Callable[[Event], None]) -> None:
    """Do some work with an event that the first SIGTERM or Ctrl-C sets; a second one ends the process at once.

    The work has a thread of its own, and the main thread does nothing but wait: a handler that sets an event on
    which its own thread waits could wait for itself. The other threads leave the signals to the main one, since
    one that takes them does not wake it.
    """
    stop = Event()
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        if asked:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        asked.append(number)
        stop.set()

    before = {number: signal.signal(number, ask) for number in _STOPPING}
    try:
        with ThreadPoolExecutor(
            1, initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, _STOPPING)
        ) as one:
            one.submit(work, stop).result()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
