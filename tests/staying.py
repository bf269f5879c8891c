"""A clock for tests of what stays up: time passes only while the program waits, and may be set."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

from examples import NOW


class TestTime:
    """Ends the program after a time; `at` does something when so much time has passed."""

    __test__ = False

    def __init__(self, lasts: timedelta, start: datetime = NOW) -> None:
        self.stop = Event()
        self.turns = 0
        self._passed = 0.0
        self._lasts = lasts.total_seconds()
        self._shown = start
        self._acts: list[tuple[float, Callable[[], object]]] = []

    def at(self, after: timedelta, act: Callable[[], object]) -> None:
        """Do something once so much time has passed."""
        self._acts = sorted([*self._acts, (after.total_seconds(), act)], key=lambda one: one[0])

    def set_by(self, by: timedelta) -> None:
        """Set the clock forward, or back."""
        self._shown += by

    def now(self) -> datetime:
        """What the clock shows."""
        return self._shown + timedelta(seconds=int(self._passed))

    def passed(self) -> float:
        """The seconds that have passed, whatever the clock shows."""
        return self._passed

    def wait(self, seconds: float) -> bool:
        """Let time pass, and do what is due in it."""
        self.turns += 1
        end = self._passed + seconds
        while self._acts and self._acts[0][0] <= end:
            self._passed, act = max(self._acts[0][0], self._passed), self._acts.pop(0)[1]
            act()
        self._passed = end
        if self._passed >= self._lasts:
            self.stop.set()
        return self.stop.is_set()
