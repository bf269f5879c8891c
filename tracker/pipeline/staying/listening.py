"""Answering those who look on from outside while the program stays up: `/metrics` and `/healthz`.

It has a thread of its own for each request and its own connections to the database, so that neither a slow reader
nor a scrape holds up the loop; a second scrape at the same time waits for the first.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from logging import ERROR
from socket import AF_INET6
from socketserver import ThreadingMixIn
from threading import Lock, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tracker.errors import ConfigurationError, StorageError, TrackerError
from tracker.log import tell
from tracker.pipeline.standing import standing_of
from tracker.pipeline.staying.pulse import Pulse, Watch
from tracker.pipeline.staying.watchlists import Watchlists
from tracker.record import replace
from tracker.settings import Settings
from tracker.store import Store
from tracker.web_address import listen_address

_PATIENCE = 10.0  # seconds that a scrape waits for another one
_SOON = 3.0
_LOOK = 0.2  # seconds until the end of the program is noticed

Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]


@contextmanager
def listening(settings: Settings, watchlists: Watchlists, watch: Watch, pulse: Pulse) -> Iterator[None]:
    """Answer on the address of the settings, where they name one, until the end of the block.

    Raises ConfigurationError where nobody can listen there, StorageError where the database cannot be opened.
    """
    if not settings.metrics_listen:
        yield
        return
    with (
        Store.open(settings.database_url) as store,
        _server(settings, Answers(settings, store, watchlists, watch, pulse)),
    ):
        yield


class Answers:
    """What is answered to each request, as a WSGI application (https://peps.python.org/pep-3333/)."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        watchlists: Watchlists,
        watch: Watch,
        pulse: Pulse,
    ) -> None:
        self._settings = settings
        self._store = store
        self._watchlists = watchlists
        self._watch = watch
        self._pulse = pulse
        self._collecting, self._asking = Lock(), Lock()

    def __call__(self, environ: Environ, start: Start) -> Sequence[bytes]:
        """Answer one request; a fault of ours costs only its own answer."""
        doors = {"/metrics": self._metrics, "/healthz": self._health}
        try:
            door = doors.get(environ["PATH_INFO"])
            if door is None:
                return _plain(start, "404 Not Found", "there are /metrics and /healthz")
            if environ["REQUEST_METHOD"] != "GET":
                return _plain(start, "405 Method Not Allowed", "only GET is answered")
            return door(environ, start)
        except TrackerError as error:
            return _plain(start, "503 Service Unavailable", str(error))
        except Exception as error:  # noqa: BLE001 - whoever looks on must not be left without an answer
            tell(__name__, "fault", level=ERROR, fault=f"{type(error).__name__}: {error}")
            return _plain(start, "500 Internal Server Error", "a fault of tracker itself: see its log")

    def _metrics(self, environ: Environ, start: Start) -> Sequence[bytes]:
        from prometheus_client import ProcessCollector, make_wsgi_app

        from tracker.report.metrics import registry_of

        with _in_turn(self._collecting, _PATIENCE):
            watched, errors = self._watchlists.as_of_now()
            standing = standing_of(self._settings, self._store, watched, self._watch.now(), errors)
        registry = registry_of(replace(standing, turned_at=self._pulse.turned_at))
        ProcessCollector(registry=registry)
        answer: Sequence[bytes] = make_wsgi_app(registry)(environ, start)
        return answer

    def _health(self, _: Environ, start: Start) -> Sequence[bytes]:
        problem = self._problem()
        told = {
            "schema": "tracker.health/1",
            "alive": problem is None,
            "turned_at": f"{self._pulse.turned_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "problem": problem,
        }
        status = "503 Service Unavailable" if problem else "200 OK"
        return _answer(start, status, "application/json", json.dumps(told))

    def _problem(self) -> str | None:
        """Say why the program cannot do its work; None where it can."""
        if self._pulse.hangs:
            return f"the loop has not turned for {self._pulse.silent:.0f} seconds"
        try:
            with _in_turn(self._asking, _SOON):
                self._store.schema()
        except StorageError as error:
            return str(error)
        return None


@contextmanager
def _in_turn(lock: Lock, seconds: float) -> Iterator[None]:
    if not lock.acquire(timeout=seconds):
        raise StorageError("the database does not answer: others have asked before and still wait")
    try:
        yield
    finally:
        lock.release()


def _plain(start: Start, status: str, text: str) -> Sequence[bytes]:
    return _answer(start, status, "text/plain; charset=utf-8", text)


def _answer(start: Start, status: str, kind: str, text: str) -> Sequence[bytes]:
    body = f"{text}\n".encode()
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def _server(settings: Settings, answers: Answers) -> Iterator[None]:
    host, port = listen_address(settings.metrics_listen)
    kind = _Server6 if ":" in host else _Server
    try:
        server = make_server(host, port, answers, kind, _Quiet)
    except OSError as error:
        raise ConfigurationError(
            f"TRACKER_METRICS_LISTEN: nobody can listen on {settings.metrics_listen}: {error.strerror}"
        ) from None
    with server:
        thread = Thread(target=server.serve_forever, args=(_LOOK,), name="listening", daemon=True)
        thread.start()
        tell(__name__, "listening", address=f"{host}:{server.server_port}")
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Go on without a client that has left or is too slow, for which the library would print a traceback."""


class _Server6(_Server):
    address_family = AF_INET6


class _Quiet(WSGIRequestHandler):
    timeout = 10  # seconds for a client to send its request, and for each part of the answer to be taken

    def log_message(self, *_: Any) -> None:
        """Log no request: scrapes come four times a minute."""
