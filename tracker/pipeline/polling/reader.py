"""Reading one source: ask, parse, store; whatever goes wrong with it stays its own."""

import hashlib
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom

from tracker.errors import BadAnswer, LeaseLost, NotAFeed
from tracker.model import ReadBy, Source, Validators
from tracker.pipeline.polling import schedule
from tracker.pipeline.polling.ledger import Ledger
from tracker.pipeline.polling.pages import Pages
from tracker.pipeline.polling.polled import Polled, Result, failed
from tracker.record import replace
from tracker.store import Asked, FeedState, Kept, Store
from tracker.upstream import Failed, Fetched, NotModified, Outcome
from tracker.upstream.forges import ACCEPTED, github_api
from tracker.upstream.web.client import ATOM, Ask, Client

# So often in a row must a permanent redirect lead to the same place before that place is asked first.
_MOVED_FOR_GOOD = 3


class Reader:
    """Reads sources at an instant, each with the lease under which it is written.

    `may_use_api` says that there is a token, with which the API shows private repositories, which have no feed.
    """

    def __init__(
        self, client: Client, ledger: Ledger, store: Store, now: datetime, *, may_use_api: bool = False
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = Pages(ledger)
        self._store = store
        self._now = now
        self._may_use_api = may_use_api
        self._luck = SystemRandom().random
        self._hosts = dict(client.hosts)

    async def read(self, source: Source, state: FeedState) -> Polled:
        """Read one source on lease; return how it went, without raising for what is the source's own fault."""
        try:
            if state.read_by is ReadBy.API and self._may_use_api:
                return await self._read_by_api(source, state)
            outcome = await self._ask(source, state)
            if isinstance(outcome, Failed) and outcome.retry_at:
                await self.keep_hosts()
            if isinstance(outcome, Failed) and outcome.status == 404 and self._may_use_api and source.api_url:
                return await self._read_by_api(source, state)
            return await self._keep(source, outcome, state)
        except LeaseLost as lost:
            return failed(source, str(lost))

    async def keep_hosts(self) -> None:
        """Store what hosts have asked for since they were last stored."""
        news = {name: host for name, host in self._client.hosts.items() if host != self._hosts.get(name)}
        self._hosts |= news
        for name, host in news.items():
            await self._ledger.write(partial(self._store.keep_host, name, host))

    async def _read_by_api(self, source: Source, state: FeedState) -> Polled:
        """Read the newest releases of a repository that shows no feed, as one page."""
        described = await self._client.fetch(_api(github_api.repository_url(source)), now=self._now)
        listed = await self._client.fetch(_api(github_api.listing_url(source)), now=self._now)
        if not isinstance(described, Fetched):
            return await self._keep(source, described, state)
        if not isinstance(listed, Fetched):
            return await self._keep(source, listed, state)
        try:
            facts = github_api.read_repository(described.body, source)
            more = listed.next_url is not None
            page = github_api.read_listing(listed.body, source, seen_at=self._now, more=more)
        except BadAnswer as error:
            return await self._keep_failure(source, str(error), state)
        page = replace(page, repository_key=facts.key, path=facts.path)
        interval = schedule.interval_of((one.released_at for one in page.releases), self._now)
        asked = replace(self._asked(listed, state, interval, None), validators=Validators(), read_by=ReadBy.API)
        kept = await self._ledger.write(lambda: self._store.keep_page(source, page, asked))
        return failed(source, kept.refused) if kept.refused else Polled(source=source, result=_changed(kept))

    async def _ask(self, source: Source, state: FeedState) -> Outcome:
        """Ask where the source has moved to for good; where that fails, where it was."""
        validators = Validators() if state.suspected else state.validators
        ask = Ask(url=source.url, validators=validators, accept=ACCEPTED.get(source.kind, ATOM))
        if state.moved_to and state.moved_seen >= _MOVED_FOR_GOOD:
            outcome = await self._client.fetch(replace(ask, url=state.moved_to), now=self._now)
            if not isinstance(outcome, Failed):
                return replace(outcome, moved_to=state.moved_to)
        return await self._client.fetch(ask, now=self._now)

    async def _keep(self, source: Source, outcome: Outcome, state: FeedState) -> Polled:
        if isinstance(outcome, Failed):
            gone = outcome.status in {404, 410, 451}
            return await self._keep_failure(source, outcome.error, state, gone=gone, not_before=outcome.retry_at)
        if isinstance(outcome, NotModified):
            return self._unchanged(source, outcome, state, state.digest)
        digest = hashlib.sha256(outcome.body).hexdigest()
        if digest == state.digest and not state.suspected:
            return self._unchanged(source, outcome, state, digest)
        return await self._keep_body(source, outcome, state, digest)

    def _unchanged(
        self, source: Source, outcome: Fetched | NotModified, state: FeedState, digest: str | None
    ) -> Polled:
        interval = timedelta(seconds=state.interval) if state.interval else schedule.LONGEST
        self._ledger.unchanged(source.url, self._asked(outcome, state, interval, digest))
        return Polled(source=source, result=Result.UNCHANGED)

    async def _keep_body(self, source: Source, fetched: Fetched, state: FeedState, digest: str) -> Polled:
        try:
            page = await self._pages.read(fetched.body, source, self._now)
        except NotAFeed as error:
            return await self._keep_failure(source, str(error), state)
        interval = schedule.interval_of((one.released_at for one in page.releases), self._now)
        asked = self._asked(fetched, state, interval, digest)
        # A damaged document is asked for anew the next time, so nothing to ask with is kept.
        asked = replace(asked, validators=Validators(), digest=None) if page.damaged else asked
        kept = await self._ledger.write(lambda: self._store.keep_page(source, page, asked))
        wrong = kept.refused or page.damaged
        return failed(source, wrong) if wrong else Polled(source=source, result=_changed(kept))

    async def _keep_failure(
        self,
        source: Source,
        error: str,
        state: FeedState,
        *,
        gone: bool = False,
        not_before: datetime | None = None,
    ) -> Polled:
        backed_off = schedule.due_after_failure(self._now, state.failures_with(self._now), self._luck())
        due_at = max(backed_off, not_before or backed_off)
        asked = Asked(at=self._now, fence=state.fence, due_at=due_at)
        await self._ledger.write(lambda: self._store.keep_failure(source.url, error, asked, gone=gone))
        return failed(source, error)

    def _asked(
        self, outcome: Fetched | NotModified, state: FeedState, interval: timedelta, digest: str | None
    ) -> Asked:
        again = outcome.moved_to is not None and outcome.moved_to == state.moved_to
        return Asked(
            at=self._now,
            fence=state.fence,
            validators=outcome.validators,
            digest=digest,
            due_at=schedule.due_after_success(self._now, interval, self._luck()),
            interval=int(interval.total_seconds()),
            moved_to=outcome.moved_to,
            moved_seen=state.moved_seen + 1 if again else int(outcome.moved_to is not None),
        )


def _api(url: str) -> Ask:
    return Ask(url=url, accept=github_api.ACCEPT)


def _changed(kept: Kept) -> Result:
    return Result.CHANGED if kept.changed else Result.UNCHANGED
