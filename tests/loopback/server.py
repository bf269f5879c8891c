"""A real HTTP server in a thread: what it was asked, and answers delivered well or badly."""

import sys
import threading
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tracker.record import Record, field

_PACE = 0.02  # seconds between two bytes that drip
_LINE = b"and so on \n" * 1000


class Delivery(Enum):
    """How an answer travels."""

    WHOLE = auto()
    DRIP = auto()  # a byte at a time
    SILENCE = auto()  # the connection stays open and nothing comes
    HANG_UP = auto()  # the connection is closed and nothing comes
    CUT = auto()  # fewer bytes than Content-Length announces
    CUT_CHUNKED = auto()  # chunks without the last one
    ENDLESS = auto()  # chunks without end
    RAW = auto()  # the body is all that is sent, status line and headers included


class Request(Record):
    """What a client asked; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


class Answer(Record):
    """What the server says, and how it is delivered; Content-Length is added on the way."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delivery: Delivery = Delivery.WHOLE


class Server:
    """Listens on a free port of 127.0.0.1 from construction to `stop`, and records each request.

    `asked` is set at the first.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.asked = threading.Event()
        self.stopped = threading.Event()
        self._http = _HttpServer(self)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.host = f"127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.005})
        self._thread.start()

    def answer(self, request: Request) -> Answer:
        """Decide what to say; called from a thread for each connection."""
        return Answer(status=404, body=f"nothing at {request.path}".encode())

    def stop(self) -> None:
        """Close every connection and the port; a later request is refused."""
        if not self.stopped.is_set():
            self.stopped.set()
            self._http.shutdown()
            self._http.hang_up()
            self._http.server_close()
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        self._open: set[socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep silent about a client that left; say what is wrong with this server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", "0"))))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the standard library
        """Say nothing; the requests are recorded."""

    def _answer(self, body: bytes = b"") -> None:
        address = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        self.server.owner.requests.append(request)
        self.server.owner.asked.set()
        answer = self.server.owner.answer(request)
        self.close_connection |= answer.delivery is not Delivery.WHOLE
        if answer.delivery is Delivery.SILENCE:
            self.rfile.read(1)
        for part in _parts(answer, self.server.owner.stopped):
            self.wfile.write(part)


def _parts(answer: Answer, stopped: threading.Event) -> Iterator[bytes]:
    """Cut an answer into what is sent at a time."""
    whole, half = _head(answer, len(answer.body)), answer.body[: len(answer.body) // 2]
    match answer.delivery:
        case Delivery.WHOLE:
            yield whole + answer.body
        case Delivery.CUT:
            yield whole + half
        case Delivery.CUT_CHUNKED:
            yield _head(answer, None) + _chunk(half)
        case Delivery.RAW:
            yield answer.body
        case Delivery.DRIP:
            yield from _drops(whole + answer.body, stopped)
        case Delivery.ENDLESS:
            yield _head(answer, None)
            yield from iter(lambda: b"" if stopped.is_set() else _chunk(_LINE), b"")


def _drops(data: bytes, stopped: threading.Event) -> Iterator[bytes]:
    for position in range(len(data)):
        yield data[position : position + 1]
        if stopped.wait(_PACE):
            return


def _head(answer: Answer, length: int | None) -> bytes:
    framing = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    lines = [f"HTTP/1.1 {answer.status} As Scripted"]
    lines += [f"{name}: {value}" for name, value in (*answer.headers.items(), *framing.items())]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
