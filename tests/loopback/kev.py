"""A server that behaves as the catalogue of exploited vulnerabilities does."""

from loopback.server import Request
from loopback.service import Service


class Kev(Service):
    """`listed` holds the day on which a CVE was added."""

    def __init__(self) -> None:
        self.listed: dict[str, str] = {}
        super().__init__()

    def known(self, request: Request) -> object:  # noqa: ARG002 - one document for all
        """Give the whole catalogue, wherever it is asked for."""
        entries = [{"cveID": cve, "dateAdded": day, "notes": "x"} for cve, day in self.listed.items()]
        return {"title": "A catalogue", "count": len(entries), "vulnerabilities": entries}
