"""Reading feeds: those of each host side by side, each by one process at a time, within a time."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tracker.model import Source
from tracker.pipeline.polling.leases import LEASE, has_died, is_leased, new_owner
from tracker.pipeline.polling.ledger import Ledger
from tracker.pipeline.polling.patience import LOOK, Patience
from tracker.pipeline.polling.polled import Polled, Progress, Result, failed
from tracker.pipeline.polling.reader import Reader
from tracker.pipeline.watching import is_switched_on
from tracker.settings import Settings
from tracker.store import FeedState, Store

if TYPE_CHECKING:
    from tracker.upstream.web.client import Client

# So many feeds are leased at a time; the rest is free for others meanwhile.
_LEASED_AT_ONCE = 1000
_NOT_IN_TIME = "not read within the time allowed for this check"
_HELD = "another process began to read it and did not finish"

# What else is asked with the same client and written through the same ledger.
Errand = Callable[["Client", Ledger], Coroutine[Any, Any, None]]


def poll(
    sources: Sequence[Source],
    *,
    settings: Settings,
    store: Store,
    now: datetime,
    patience: Patience | None = None,
    progress: Progress | None = None,
    errands: Sequence[Errand] = (),
) -> Mapping[str, Polled]:
    """Read some feeds within the limit of each host, and do errands beside that; return the outcome by URL.

    A source that is switched off by an empty URL is not read. A feed that another process is reading is waited
    for. Feeds that are not read before patience ends are reported as failed and keep what was known, and errands
    are broken off.
    """
    asked = [source for source in sources if is_switched_on(settings, source)]
    if not asked and not errands:
        return {}
    polling = _Polling(settings=settings, store=store, now=now, progress=progress, sources=asked, errands=errands)
    return asyncio.run(polling.run(patience or Patience()))


@dataclass(slots=True, kw_only=True)
class _Polling:
    """One run over some sources."""

    settings: Settings
    store: Store
    now: datetime
    progress: Progress | None
    sources: Sequence[Source]
    errands: Sequence[Errand]
    owner: str = field(default_factory=new_owner)
    outcomes: dict[str, Polled] = field(default_factory=dict)

    async def run(self, patience: Patience) -> Mapping[str, Polled]:
        """Read what nobody else is reading, then see what the others have read."""
        from tracker.pipeline.polling.asking import open_client

        others: list[Source] = []
        try:
            async with (
                open_client(self.settings, self.store, self.sources) as client,
                Ledger(self.store) as ledger,
            ):
                may_use_api = self.settings.github_token is not None
                reader = Reader(client, ledger, self.store, self.now, may_use_api=may_use_api)
                async with _beside([errand(client, ledger) for errand in self.errands], patience):
                    for some in _portions(self.sources):
                        states = self._claim(some)
                        others += [source for source in some if source.url not in states]
                        await self._read(reader, [one for one in some if one.url in states], states, patience)
                await reader.keep_hosts()
        finally:
            self.store.release_leases(self.owner)
        await self._await_others(others, patience)
        for source in self.sources:
            self.outcomes.setdefault(source.url, failed(source, _NOT_IN_TIME, late=True))
        return self.outcomes

    def _claim(self, sources: Collection[Source]) -> Mapping[str, FeedState]:
        """Lease what is free; the leases of processes that have died are free, too."""
        mine = self._lease(sources)
        rest = [source for source in sources if source.url not in mine]
        owners = {one.lease_owner for one in self.store.feed_states([one.url for one in rest]).values()}
        dead = [owner for owner in owners if owner and has_died(owner)]
        for owner in dead:
            self.store.release_leases(owner)
        return {**mine, **self._lease(rest)} if dead else mine

    def _lease(self, sources: Collection[Source]) -> Mapping[str, FeedState]:
        return self.store.claim(sources, owner=self.owner, until=self.now + LEASE, now=self.now)

    async def _read(
        self, reader: Reader, sources: Iterable[Source], states: Mapping[str, FeedState], patience: Patience
    ) -> None:
        """Read sources, those of one host through as many workers as it may have connections."""

        async def work(queue: Iterator[Source]) -> None:
            for source in queue:
                self._done(await reader.read(source, states[source.url]))

        queues: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            queues[urlsplit(source.url).netloc].append(source)
        workers = [
            asyncio.create_task(work(queue))
            for queue in map(iter, queues.values())
            for _ in range(self.settings.host_connections)
        ]
        await patience.await_all(workers)

    async def _await_others(self, others: Sequence[Source], patience: Patience) -> None:
        """Wait for the feeds that other processes are reading, and take over what they have read.

        Who is frozen is waited for until its lease is over.
        """
        clock = asyncio.get_running_loop().time
        started = clock()
        while others and patience.left > 0:
            states = self.store.feed_states([source.url for source in others])
            now = self.now + timedelta(seconds=clock() - started)
            for source in others:
                if not is_leased(states[source.url], now):
                    self._done(_read_by_another(source, states[source.url]))
            others = [source for source in others if source.url not in self.outcomes]
            await asyncio.sleep(LOOK if others else 0)

    def _done(self, polled: Polled) -> None:
        self.outcomes[polled.source.url] = polled
        if self.progress:
            self.progress(polled.source.path, polled.error, len(self.outcomes), len(self.sources))


@asynccontextmanager
async def _beside(work: Sequence[Coroutine[Any, Any, None]], patience: Patience) -> AsyncIterator[None]:
    """Do work beside what stands within, and await it at the end as long as patience lasts."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
        await patience.await_all(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _read_by_another(source: Source, state: FeedState) -> Polled:
    if state.lease_owner is not None:
        return failed(source, _HELD)
    return failed(source, state.error) if state.error else Polled(source=source, result=Result.UNCHANGED)


def _portions(sources: Sequence[Source]) -> Iterator[Sequence[Source]]:
    for start in range(0, len(sources), _LEASED_AT_ONCE):
        yield sources[start : start + _LEASED_AT_ONCE]
