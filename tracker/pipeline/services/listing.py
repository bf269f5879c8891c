"""Listing the vulnerabilities of many packages in few requests: only their ids and when each was modified."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from tracker.errors import BadAnswer
from tracker.model import Package
from tracker.pipeline.services.documents import Documents, misread, told
from tracker.upstream import Failed
from tracker.upstream.services import osv

MOST_PAGES = 100
_REFUSED = 400

Questions = Mapping[str, Mapping[str, Any]]
Modified = Mapping[str, datetime]


class Lister:
    """Asks what is known of packages, given by their keys; `errors` says which could not be listed, and why."""

    def __init__(self, documents: Documents, base: str) -> None:
        self._documents = documents
        self._url = f"{base}/querybatch"
        self.errors: dict[str, str] = {}

    async def list(self, packages: Mapping[str, Package]) -> Mapping[str, Modified]:
        """List the records of packages, page after page."""
        listed: dict[str, dict[str, datetime]] = {key: {} for key in packages}
        tokens: dict[str, str | None] = dict.fromkeys(packages)
        for _ in range(MOST_PAGES):
            pages = await self._ask({key: osv.query(packages[key], one) for key, one in tokens.items()})
            for key, page in pages.items():
                listed[key] |= page.modified
            tokens = {key: page.next_token for key, page in pages.items() if page.next_token}
            if not tokens:
                break
        self.errors |= {key: endless(self._url, key) for key in tokens}
        return {key: modified for key, modified in listed.items() if key not in self.errors}

    async def _ask(self, questions: Questions) -> Mapping[str, osv.Listing]:
        """Ask a batch of questions; where one of them is refused, all are, so each half is asked for itself."""
        if len(questions) > osv.AT_ONCE:
            return await self._ask_halves(questions)
        batch = osv.content({"queries": list(questions.values())})
        outcome = await self._documents.ask(self._url, batch)
        if isinstance(outcome, Failed):
            if outcome.status == _REFUSED and len(questions) > 1:
                return await self._ask_halves(questions)
            self.errors |= {key: told(self._url, key, outcome) for key in questions}
            return {}
        try:
            return dict(zip(questions, osv.read_listings(outcome.body, len(questions)), strict=True))
        except BadAnswer as error:
            self.errors |= {key: misread(self._url, key, error) for key in questions}
            return {}

    async def _ask_halves(self, questions: Questions) -> Mapping[str, osv.Listing]:
        rest = iter(questions.items())
        first = dict(islice(rest, len(questions) // 2))
        return {**await self._ask(first), **await self._ask(dict(rest))}


def endless(url: str, key: str) -> str:
    """Say in a sentence that the pages about a package do not end."""
    return misread(url, key, BadAnswer(f"answered with more than {MOST_PAGES} pages"))
