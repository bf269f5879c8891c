"""From bodies to pages: small ones on the ledger's thread, large ones in a process of their own."""

from datetime import datetime

from tracker.model import FeedPage, Source
from tracker.pipeline.polling.asking import PARSING_DEADLINE
from tracker.pipeline.polling.ledger import Ledger
from tracker.upstream.apart import LARGE, Apart


class Pages:
    """Reads what sources served, without keeping the event loop from its work."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._apart = Apart()

    async def read(self, body: bytes, source: Source, seen_at: datetime) -> FeedPage:
        """Read one page; raises NotAFeed, also where it takes too much time or memory."""
        from tracker.upstream.forges.page import read_page

        if len(body) > LARGE:
            return await self._apart.parse(body, source, seen_at=seen_at, within=PARSING_DEADLINE)
        return await self._ledger.write(lambda: read_page(body, source, seen_at=seen_at))
