"""Asking services about their subjects at an instant, and writing how that went."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom
from urllib.parse import urlsplit

from tracker.errors import BadAnswer
from tracker.model import Validators
from tracker.pipeline.polling import schedule
from tracker.pipeline.polling.ledger import Ledger
from tracker.record import replace
from tracker.store import DocumentState, ServiceStore, Subject
from tracker.upstream import Failed, Fetched, NotModified
from tracker.upstream.web.client import JSON, Ask, Client

# What services know changes a few times a day.
INTERVAL = timedelta(hours=6)
_NOT_FOUND = 404
_LUCK = SystemRandom()


class Documents:
    """Asks services with one client and writes through one ledger; a subject's failure stays its own."""

    def __init__(self, client: Client, ledger: Ledger, store: ServiceStore, now: datetime) -> None:
        self._client = client
        self._ledger = ledger
        self.store = store
        self.now = now

    async def ask(self, url: str, content: bytes | None = None) -> Fetched | Failed:
        """Ask for JSON, with a question as JSON where there is one, whatever was known before."""
        outcome = await self._client.fetch(Ask(url=url, accept=JSON, content=content), now=self.now)
        return Failed(error=f"{urlsplit(url).netloc}: 304") if isinstance(outcome, NotModified) else outcome

    async def read(
        self, subject: Subject, url: str, before: DocumentState, keep: Callable[[bytes, DocumentState], None]
    ) -> None:
        """Read a subject that is one document; `keep` stores what its bytes say, or raises BadAnswer."""
        validators = before.validators if before.url == url else Validators()
        outcome = await self._client.fetch(Ask(url=url, accept=JSON, validators=validators), now=self.now)
        if isinstance(outcome, Failed):
            await self.keep_failure(subject, before, told(url, subject.name, outcome))
            return
        body = outcome.body if isinstance(outcome, Fetched) else None
        digest = hashlib.sha256(body).hexdigest() if body is not None else before.digest
        state = replace(read_now(self.now), url=url, validators=outcome.validators, digest=digest)
        if body is None or (digest == before.digest and before.error is None):
            await self.write(lambda: self.store.keep_state(subject, state))
            return
        try:
            await self.write(lambda: keep(body, state))
        except BadAnswer as error:
            await self.keep_failure(subject, before, misread(url, subject.name, error))

    async def write(self, work: Callable[[], None]) -> None:
        """Do a piece of work with the store."""
        await self._ledger.write(work)

    async def keep_failure(self, subject: Subject, before: DocumentState, error: str) -> None:
        """Write that a subject could not be read."""
        state = failed_now(before, error, self.now)
        await self.write(lambda: self.store.keep_state(subject, state))


def read_now(now: datetime) -> DocumentState:
    """How a subject stands that was read at an instant."""
    return DocumentState(read_at=now, due_at=schedule.due_after_success(now, INTERVAL, _LUCK.random()))


def failed_now(before: DocumentState, error: str, now: datetime) -> DocumentState:
    """How a subject stands that could not be read at an instant; what was known of it stays."""
    failures = before.failures + 1
    due_at = schedule.due_after_failure(now, failures, _LUCK.random())
    return replace(before, failed_at=now, error=error, failures=failures, due_at=due_at)


def told(url: str, subject: str, failed: Failed) -> str:
    """Say in a sentence why nothing was read about a subject."""
    known = failed.status != _NOT_FOUND
    return failed.error if known else f"{urlsplit(url).netloc}: 404, nothing is known of {subject}"


def misread(url: str, subject: str, error: BadAnswer) -> str:
    """Say in a sentence what was wrong with an answer about a subject."""
    return f"{urlsplit(url).netloc}, asked about {subject}, {error}"
