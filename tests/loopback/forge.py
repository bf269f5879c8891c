"""What all forges here have in common: their repositories, conditional answers, faults on demand."""

import hashlib
from collections.abc import Mapping

from loopback.conditional import conditional
from loopback.faults import Fault, Faults
from loopback.repository import Repository
from loopback.server import Answer, Request, Server

ATOM = "application/atom+xml; charset=utf-8"


class Forge(Server):
    """A server of repositories; a forge of its kind says in `known` what it answers about one."""

    def __init__(self) -> None:
        self._repositories: dict[str, Repository] = {}
        self._documents: dict[str, Answer] = {}
        self._faults = Faults()
        super().__init__()

    def known(self, request: Request) -> Answer:
        """Give the right answer to a request."""
        return super().answer(request)

    def repository(self, name: str, *, id: int | None = None) -> Repository:  # noqa: A002 - the forges' word
        """Return a repository by its path, made at the first call; its numeric id stays for good."""
        key = name.lower()
        if key not in self._repositories:
            self._repositories[key] = Repository(name=name, id=id or 1000 + len(self._repositories))
        return self._repositories[key]

    def delete(self, name: str) -> None:
        """Forget a repository; its addresses are unknown from now on."""
        del self._repositories[name.lower()]

    def serve_bytes(self, path: str, body: bytes, content_type: str = ATOM, etag: str | None = None) -> str:
        """Serve some bytes at a path, with an ETag where one is given; return their URL."""
        headers = {"Content-Type": content_type} | ({"ETag": etag} if etag else {})
        self._documents[path] = Answer(headers=headers, body=body)
        return f"{self.url}{path}"

    def fail(self, fault: Fault, repository: str = "", *, times: int | None = None) -> None:
        """Spoil the answers about a repository, or all; with `times` only so many, after which all is well."""
        self._faults.add(fault, f"/{repository}", times)

    def heal(self) -> None:
        """End all faults."""
        self._faults.clear()

    def answer(self, request: Request) -> Answer:
        """Give what the forge would, spoilt by the first fault that applies."""
        answer = conditional(request, self._documents.get(request.path) or self.known(request))
        return self._faults.spoil(request.path.removeprefix("/api/repos"), answer)


def tagged(body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a weak ETag of its bytes."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Answer(headers={"Content-Type": content_type, "ETag": etag, **(headers or {})}, body=body)
