"""The time by which a program stays up."""

from threading import Event
from typing import Protocol

from tracker.pipeline.staying.pulse import Watch


class Clock(Watch, Protocol):
    """What time it is, how many seconds have passed since some start, and a wait that `stop` ends."""

    stop: Event

    def wait(self, seconds: float) -> bool:
        """Wait for a time or until `stop` is set; return whether it is."""
        ...
