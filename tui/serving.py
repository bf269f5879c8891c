"""The interface in a browser of this machine: every visitor gets a program of his own, as in a terminal.

Whoever is to see it needs the address with its key, since any user of a machine may connect to a port of it, and
any page in the browser may ask its own machine (SameSite cookies keep those out).
"""

import logging
import secrets
import shlex
import sys
from collections.abc import Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server

HOST = "127.0.0.1"
# The page names a font of another server; nothing but this one is asked.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'"
)

# The page leaves the tab without a name, and keys without effect until somebody clicks.
_HEAD = """<title>tracker</title>
<script>
new MutationObserver((_, watch) => {
  const terminal = document.querySelector(".xterm-helper-textarea");
  if (terminal) {
    terminal.focus();
    watch.disconnect();
  }
}).observe(document, { childList: true, subtree: true });
</script>
</head>"""


def serve(arguments: Sequence[str], port: int, say: Callable[[str], None]) -> None:
    """Serve `tracker` with some arguments on a port of the loopback interface until interrupted.

    `say` is told the address. Raises OSError where the port cannot be had.
    """
    _Served(arguments, port, say).serve()


class _Served(Server):
    """Answers only to whoever knows the key."""

    def __init__(self, arguments: Sequence[str], port: int, say: Callable[[str], None]) -> None:
        super().__init__(
            shlex.join([sys.executable, "-m", "tracker", *arguments]), host=HOST, port=port, title="tracker"
        )
        self._key = secrets.token_urlsafe(24)
        self._cookie = f"tracker-{port}"
        self._say = say

    def serve(self, debug: bool = False) -> None:  # noqa: ARG002 - as the library calls it
        """Serve until interrupted, and say where once the port is had."""
        # A program whose visitor is still there ends after the loop that watches it; that is no news.
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        web.run_app(self._make_app(), host=self.host, port=self.port, print=self._tell, access_log=None)

    def _tell(self, *_: object) -> None:
        self._say(f"the interface is at {self.public_url}/?key={self._key} (Ctrl+C ends it)")

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the port is not had yet."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        app.on_response_prepare.append(_restrict)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self._is_key(request.query.get("key")):
            entered = web.HTTPFound("/")
            entered.set_cookie(self._cookie, self._key, httponly=True, samesite="Strict")
            raise entered
        if not self._is_key(request.cookies.get(self._cookie)):
            raise web.HTTPForbidden(text="The address needs the key that `tracker ui --serve` has printed.\n")
        answer = await handler(request)
        if isinstance(answer, web.Response) and answer.content_type == "text/html" and answer.text:
            answer.text = answer.text.replace("</head>", _HEAD)
        return answer

    def _is_key(self, given: str | None) -> bool:
        return given is not None and secrets.compare_digest(given.encode(), self._key.encode())


async def _restrict(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
