"""Filling gaps in a history: older releases from the forge's API, else from older pages of its feed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote, urlsplit

from tracker.errors import BadAnswer, LeaseLost, NotAFeed
from tracker.model import FeedPage, Source, UpstreamRelease
from tracker.pipeline.polling.asking import open_client
from tracker.pipeline.polling.leases import LEASE, new_owner
from tracker.pipeline.polling.ledger import Ledger
from tracker.pipeline.polling.pages import Pages
from tracker.pipeline.polling.patience import Patience
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Asked, FeedState, FoundHistory, Store
from tracker.upstream import Failed, Fetched
from tracker.upstream.forges import github_api
from tracker.upstream.web.client import Ask, Client

# GitHub lists 1,000 or 10,000 releases at most; older pages of a feed hold ten each.
_MOST_PAGES = 100
_AGAIN = timedelta(days=1)
_MOST_SILENCE = 2
_WITH_A_PAST = "github"  # the one kind of source whose older releases can be asked for


class Filling(Record):
    """Why some gaps were not filled, by the path of their repository."""

    problems: Mapping[str, str] = {}


def to_be_filled(store: Store, sources: Iterable[Source], now: datetime) -> list[Source]:
    """Choose the sources with a gap that can be filled and is to be tried now."""
    with_a_past = [one for one in sources if one.kind == _WITH_A_PAST]
    gaps = store.gaps([one.url for one in with_a_past])
    return [one for one in with_a_past if one.url in gaps and _is_to_be_tried(gaps[one.url], now)]


def _is_to_be_tried(state: FeedState, now: datetime) -> bool:
    """Say whether the last try to fill a gap was before the gap, or a day ago."""
    tried = state.fill_tried_at
    return tried is None or now - tried >= _AGAIN or (state.gap_at is not None and tried < state.gap_at)


def fill_gaps(
    sources: Sequence[Source], *, settings: Settings, store: Store, now: datetime, patience: Patience
) -> Filling:
    """Fill the gaps of some feeds, the first first: nothing is asked of a host whose quota is used up."""
    wanted = to_be_filled(store, sources, now)
    if not wanted:
        return Filling()
    return Filling(problems=asyncio.run(_fill_all(wanted, settings, store, now, patience)))


async def _fill_all(
    sources: Sequence[Source], settings: Settings, store: Store, now: datetime, patience: Patience
) -> Mapping[str, str]:
    owner, problems = new_owner(), dict[str, str]()
    states = store.claim(sources, owner=owner, until=now + LEASE, now=now)
    try:
        async with open_client(settings, store, sources) as client, Ledger(store) as ledger:
            filler = _Filler(client, ledger, store, now, facts=settings.github_token is not None)

            async def fill_in_turn() -> None:
                for source in sources:
                    if source.url in states and (problem := await filler.fill(source, states[source.url])):
                        problems[source.path] = problem

            await patience.await_all([asyncio.create_task(fill_in_turn())])
            for name, host in client.hosts.items():
                await ledger.write(partial(store.keep_host, name, host))
    finally:
        store.release_leases(owner)
    return problems


@dataclass(slots=True)
class _Gathered:
    """The older releases found so far; `problem` says why no more were."""

    releases: dict[str, UpstreamRelease] = field(default_factory=dict)
    complete: bool = False
    archived: bool | None = None
    problem: str | None = None

    def add(self, found: Iterable[UpstreamRelease]) -> int:
        """Take over those not seen so far; return how many they are."""
        before = len(self.releases)
        for one in found:
            self.releases.setdefault(one.tag, one)
        return len(self.releases) - before


class _Filler:
    """Fills the gap of one feed at a time; `facts` says that the quota allows asking of the repository, too."""

    def __init__(self, client: Client, ledger: Ledger, store: Store, now: datetime, *, facts: bool) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = Pages(ledger)
        self._silent = Counter[str]()
        self._store = store
        self._now = now
        self._facts = facts

    async def fill(self, source: Source, state: FeedState) -> str | None:
        """Find older releases and store them; return why the gap stays where it does."""
        gathered = _Gathered()
        try:
            await self._gather(source, state, gathered)
        except (BadAnswer, NotAFeed) as error:
            gathered.problem = str(error)
        found = FoundHistory(
            releases=tuple(gathered.releases.values()), complete=gathered.complete, archived=gathered.archived
        )
        asked = Asked(at=self._now, fence=state.fence)
        try:
            await self._ledger.write(lambda: self._store.keep_history(source, found, asked))
        except LeaseLost as lost:
            return str(lost)
        return gathered.problem

    async def _gather(self, source: Source, state: FeedState, gathered: _Gathered) -> None:
        follows = state.gap_at is not None and not state.full_at_first
        joins = self._store.tags_before_gap(source.url) if follows else frozenset[str]()
        if source.api_url:
            await self._by_api(source, joins, gathered)
        if not gathered.releases and not gathered.problem:
            await self._by_older_pages(source, joins, gathered)

    async def _by_api(self, source: Source, joins: frozenset[str], gathered: _Gathered) -> None:
        """Read the listing of the API to its end, or to the page on which everything is known."""
        if self._facts:
            gathered.archived = await self._archived(source)
        url = github_api.listing_url(source)
        for _ in range(_MOST_PAGES):
            fetched = await self._fetch(url, github_api.ACCEPT, gathered)
            if fetched is None:
                return
            page = github_api.read_listing(fetched.body, source, seen_at=self._now, more=bool(fetched.next_url))
            gathered.add(page.releases)
            joined = bool(page.releases) and joins.issuperset(one.tag for one in page.releases)
            if fetched.next_url is None or joined:
                gathered.complete = bool(gathered.releases)
                return
            url = fetched.next_url
        gathered.problem = f"{source.path}: its listing does not end within {_MOST_PAGES} pages"

    async def _archived(self, source: Source) -> bool | None:
        asked = Ask(url=github_api.repository_url(source), accept=github_api.ACCEPT)
        outcome = await self._client.fetch(asked, now=self._now)
        return github_api.read_repository(outcome.body, source).archived if isinstance(outcome, Fetched) else None

    async def _by_older_pages(self, source: Source, joins: frozenset[str], gathered: _Gathered) -> None:
        """Ask the feed for what follows the last tag seen, page by page; undocumented, so progress is checked."""
        page = await self._page(source.url, source, gathered)
        while page is not None and page.releases and len(gathered.releases) < _MOST_PAGES * 10:
            progress = gathered.add(page.releases)
            if not progress:
                gathered.problem = f"{source.path}: its feed shows the same page again instead of an older one"
                return
            if not page.full or not joins.isdisjoint(one.tag for one in page.releases):
                gathered.complete = True
                return
            page = await self._page(f"{source.url}?after={quote(page.releases[-1].tag)}", source, gathered)
        gathered.complete = page is not None and not page.releases

    async def _page(self, url: str, source: Source, gathered: _Gathered) -> FeedPage | None:
        fetched = await self._fetch(url, Ask(url=url).accept, gathered)
        return None if fetched is None else await self._pages.read(fetched.body, source, self._now)

    async def _fetch(self, url: str, accept: str, gathered: _Gathered) -> Fetched | None:
        """Ask, unless the host has been silent so often that each gap would wait for it in vain."""
        host = urlsplit(url).netloc
        if self._silent[host] >= _MOST_SILENCE:
            gathered.problem = f"{host} did not answer for other repositories"
            return None
        outcome = await self._client.fetch(Ask(url=url, accept=accept), now=self._now)
        if isinstance(outcome, Failed):
            gathered.problem = outcome.error
            self._silent[host] += outcome.status is None
            return None
        self._silent[host] = 0
        return outcome if isinstance(outcome, Fetched) else None
