"""What the services of tests have in common: documents in JSON with an ETag, and faults on demand."""

import hashlib
import json

from loopback.conditional import conditional
from loopback.faults import Fault, Faults
from loopback.server import Answer, Request, Server


class Service(Server):
    """Answers with JSON; `known` gives what there is at an address, None for nothing."""

    def __init__(self) -> None:
        self._faults = Faults()
        super().__init__()

    def known(self, request: Request) -> object | None:
        """Give what there is."""
        raise NotImplementedError

    def fail(self, fault: Fault, path: str = "/", *, times: int | None = None) -> None:
        """Spoil the answers at paths that begin so; with `times` only so many, after which all is well."""
        self._faults.add(fault, path, times)

    def heal(self) -> None:
        """End all faults."""
        self._faults.clear()

    def answer(self, request: Request) -> Answer:
        """Give what is known, spoilt by the first fault that applies."""
        known = self.known(request)
        answer = Answer(status=404, body=b"Not Found") if known is None else _json(known)
        return self._faults.spoil(request.path, conditional(request, answer))


def _json(known: object) -> Answer:
    body = json.dumps(known).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Answer(headers={"Content-Type": "application/json", "ETag": etag}, body=body)
