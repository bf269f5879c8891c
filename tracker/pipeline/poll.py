"""Reading feeds: ask, parse, store, and say how it went; one feed's failure is never another's."""

import asyncio
import hashlib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event

from tracker import __version__
from tracker.errors import NotAFeed, RepositoryReplaced
from tracker.model import Source, Validators
from tracker.settings import Settings
from tracker.store import FeedState, Store
from tracker.upstream import Failed, Fetched, NotModified, Outcome

USER_AGENT = f"release-tracker/{__version__} (+https://github.com/release-tracker/release-tracker)"
FEED_DEADLINE = timedelta(seconds=30)


class Result(StrEnum):
    """How the reading of one feed ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The outcome of one feed, with the reason where it failed."""

    source: Source
    result: Result
    error: str | None = None


# Called after each feed with its path, the error if it failed, and how many of how many are read.
Progress = Callable[[str, str | None, int, int], None]


class _Patience:
    """How long readings are waited for: until a time has passed, or somebody asks to stop."""

    _LOOK = 0.1

    def __init__(self, within: timedelta | None, stop: Event | None) -> None:
        self._seconds = math.inf if within is None else within.total_seconds()
        self._stop = stop

    async def await_all(self, tasks: Collection[asyncio.Task[None]]) -> None:
        """Await all readings and cancel those still running when patience ends; their errors are raised."""
        ends = asyncio.get_running_loop().time() + self._seconds
        late = set(tasks)
        while late and (left := ends - asyncio.get_running_loop().time()) > 0 and not self._stopped():
            step = min(left, self._LOOK) if self._stop else left
            _, late = await asyncio.wait(late, timeout=None if step == math.inf else step)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in set(tasks) - late:
            task.result()

    def _stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()


def poll(
    sources: Sequence[Source],
    *,
    settings: Settings,
    store: Store,
    now: datetime,
    within: timedelta | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Mapping[str, Polled]:
    """Read some feeds at once within the limit of each host; return the outcome by URL.

    Nothing is read where the source is switched off by an empty URL.
    Feeds that are not read `within` a time, or when `stop` is set, are reported as failed and keep what was known.
    """
    if not sources or not settings.github_url:
        return {}
    return asyncio.run(_poll(sources, settings, store, now, progress, _Patience(within, stop)))


async def _poll(
    sources: Sequence[Source],
    settings: Settings,
    store: Store,
    now: datetime,
    progress: Progress | None,
    patience: "_Patience",
) -> Mapping[str, Polled]:
    from tracker.upstream.web.client import FeedClient

    states = store.feed_states([source.url for source in sources])
    outcomes: dict[str, Polled] = {}
    async with FeedClient(
        allowed=[settings.github_url],
        user_agent=USER_AGENT,
        connections_per_host=settings.host_connections,
        deadline=FEED_DEADLINE,
        closed=store.host_pauses(now),
    ) as client:

        async def read(source: Source) -> None:
            state = states.get(source.url, FeedState())
            outcome = await client.fetch(source.url, state.validators, now=now)
            if isinstance(outcome, Failed) and outcome.retry_at is not None:
                for host, until in client.closed.items():
                    store.pause_host(host, until)
            outcomes[source.url] = await _keep(store, source, outcome, state, now)
            if progress:
                progress(source.path, outcomes[source.url].error, len(outcomes), len(sources))

        await patience.await_all([asyncio.create_task(read(source)) for source in sources])
    for source in sources:
        outcomes.setdefault(source.url, _failed(source, "not read within the time allowed for this check"))
    return outcomes


async def _keep(store: Store, source: Source, outcome: Outcome, state: FeedState, now: datetime) -> Polled:
    if isinstance(outcome, Failed):
        store.keep_failure(source, outcome.error, now)
        return _failed(source, outcome.error)
    if isinstance(outcome, NotModified):
        store.keep_unchanged(source.url, outcome.validators, now)
        return Polled(source=source, result=Result.UNCHANGED)
    digest = hashlib.sha256(outcome.body).hexdigest()
    if digest == state.digest:
        store.keep_unchanged(source.url, outcome.validators, now)
        return Polled(source=source, result=Result.UNCHANGED)
    return await _keep_body(store, source, outcome, digest, now)


async def _keep_body(store: Store, source: Source, fetched: Fetched, digest: str, now: datetime) -> Polled:
    from tracker.upstream.feeds.parse import parse_feed

    try:
        # A large feed takes a second to parse; the other feeds go on meanwhile.
        page = await asyncio.to_thread(parse_feed, fetched.body, source, seen_at=now)
        # A damaged document is asked for anew the next time, so nothing to ask with is kept.
        asked_with = Validators() if page.damaged else fetched.validators
        kept_digest = None if page.damaged else digest
        changed = store.keep_page(source, page, validators=asked_with, digest=kept_digest, now=now)
    except (NotAFeed, RepositoryReplaced) as error:
        store.keep_failure(source, str(error), now)
        return _failed(source, str(error))
    if page.damaged:
        return _failed(source, page.damaged)
    return Polled(source=source, result=Result.CHANGED if changed else Result.UNCHANGED)


def _failed(source: Source, error: str) -> Polled:
    return Polled(source=source, result=Result.FAILED, error=error)
