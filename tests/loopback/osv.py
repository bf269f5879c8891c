"""A server that behaves as the API of OSV does: queries, batches of them, and single records."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from loopback.faults import status
from loopback.server import Answer, Request
from loopback.service import Service

_ECOSYSTEMS = {"Bitnami", "Go", "Maven", "PyPI"}


class Osv(Service):
    """`url` is what stands for https://api.osv.dev/v1; `records` are complete, by id.

    A page holds `page_size` records. Withdrawn records are listed nowhere, but still there.
    """

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.page_size = 1000
        super().__init__()

    def record(self, name: str, package: str, modified: str = "2026-11-01T00:00:00Z", **fields: Any) -> None:
        """Record a vulnerability of the package ECOSYSTEM/NAME; the fields are added to it."""
        ecosystem, _, short = package.partition("/")
        named = {"ecosystem": ecosystem, "name": short, "purl": f"pkg:{ecosystem.lower()}/{short}"}
        ranges = [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "4.3.1"}]}]
        self.records[name] = {
            "schema_version": "1.7.0",
            "id": name,
            "modified": modified,
            "affected": [{"package": named, "ranges": ranges}],
            **fields,
        }

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Answer:
        """Refuse a whole batch where the ecosystem of any of its questions is unknown."""
        questions = json.loads(request.body or b"{}")
        for one in questions.get("queries", [questions] if "package" in questions else []):
            if one["package"].get("ecosystem", "Go") not in _ECOSYSTEMS:
                return status(400)(Answer())
        return super().answer(request)

    def known(self, request: Request) -> object | None:
        """Give what is known of packages or of one record."""
        if request.path.startswith("/vulns/"):
            return self.records.get(unquote(request.path.removeprefix("/vulns/")))
        question = json.loads(request.body)
        if request.path == "/query":
            return self._page(question)
        results = [self._page(one) for one in question["queries"]]
        return {"results": [_summary(one) for one in results]}

    def _page(self, question: Mapping[str, Any]) -> dict[str, Any]:
        found = [one for one in self.records.values() if _concerns(one, question["package"])]
        start = int(question.get("page_token", "0"))
        shown, end = found[start : start + self.page_size], start + self.page_size
        return ({"vulns": shown} if shown else {}) | ({"next_page_token": str(end)} if end < len(found) else {})


def _summary(page: dict[str, Any]) -> dict[str, Any]:
    """Leave of the records what a batch shows of them."""
    shown = [{"id": one["id"], "modified": one["modified"]} for one in page.get("vulns", ())]
    return page | ({"vulns": shown} if shown else {})


def _concerns(record: Mapping[str, Any], package: Mapping[str, str]) -> bool:
    affected = (one.get("package", {}) for one in record.get("affected", ()))
    return "withdrawn" not in record and any(package.items() <= one.items() for one in affected)
