"""How long readings are waited for."""

import asyncio
import math
from collections.abc import Collection, Coroutine, Iterable
from datetime import timedelta
from threading import Event
from typing import Any

LOOK = 0.1  # seconds between two looks at whether somebody asks to stop


class Patience:
    """How long readings are waited for: until a time has passed, or somebody asks to stop."""

    def __init__(self, within: timedelta | None = None, stop: Event | None = None) -> None:
        self._seconds = math.inf if within is None else within.total_seconds()
        self._stop = stop
        self._started: float | None = None

    @property
    def left(self) -> float:
        """The seconds left, from the first look on; none once somebody has asked to stop."""
        if self._stop is not None and self._stop.is_set():
            return 0
        now = asyncio.get_running_loop().time()
        self._started = now if self._started is None else self._started
        return self._started + self._seconds - now

    async def await_all(self, tasks: Collection[asyncio.Task[None]]) -> None:
        """Await all tasks and cancel those still running when patience ends; their errors are raised."""
        late = set(tasks)
        while late and (left := self.left) > 0:
            step = min(left, LOOK) if self._stop else left
            _, late = await asyncio.wait(late, timeout=None if step == math.inf else step)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        # Each error is looked at, or asyncio writes those that nobody saw to the terminal; the first is raised.
        errors = [error for task in tasks if task not in late and (error := task.exception())]
        if errors:
            raise errors[0]


async def side_by_side(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Await pieces of work that go on together; the first error ends them all and is raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
