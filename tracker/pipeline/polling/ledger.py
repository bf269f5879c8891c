"""Writing what was read: one transaction at a time on a thread of its own, while other sources are being asked."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from tracker.store import Asked, Store

Written = TypeVar("Written")

# What was merely asked is written together: after so many sources, or so many seconds.
MOST_PENDING = 200
LONGEST_PENDING = 1.0


class Ledger:
    """The one writer of a poll; used as `async with`, at whose end everything is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._pending: dict[str, Asked] = {}
        self._flushes: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.flush()
        finally:
            self._thread.shutdown()

    async def write(self, work: Callable[[], Written]) -> Written:
        """Do a piece of work with the store, after those begun before it; its errors are raised."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def unchanged(self, url: str, asked: Asked) -> None:
        """Note that a source had nothing new; it is written with others before long."""
        self._pending[url] = asked
        if len(self._pending) >= MOST_PENDING:
            self._begin_flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONGEST_PENDING, self._begin_flush)

    async def flush(self) -> None:
        """Write everything that was noted, and raise what went wrong with it."""
        self._begin_flush()
        flushes = await asyncio.gather(*self._flushes, return_exceptions=True)
        for error in flushes:
            if isinstance(error, BaseException):
                raise error

    def _begin_flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, {}
        if pending:
            self._flushes.add(asyncio.create_task(self.write(lambda: self._store.keep_unchanged(pending))))
