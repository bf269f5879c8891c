"""The interface in a browser: only on this machine, only with its key, and the same as in a terminal."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import aiohttp
import pytest

from home import Home


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def address(home: Home, port: int) -> Iterator[str]:
    """The address that a served interface has said."""
    home.write("acme/prod.yaml", "deployed: {kafka: 3.4.0}\n")
    home.check("acme/prod", offline=True)
    command = [sys.executable, "-m", "tracker", "ui", "--serve", str(port)]
    with subprocess.Popen(
        command, env={**os.environ, **home.environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stderr is not None
            yield served.stderr.readline().removeprefix("tracker: the interface is at ").partition(" ")[0]
            served.send_signal(signal.SIGINT)
            out, err = served.communicate(timeout=20)
            assert (served.returncode, out, err) == (0, "", "")
        finally:
            served.kill()


def test_who_has_the_address_sees_what_a_terminal_shows(address: str, port: int) -> None:
    async def visit() -> bytes:
        jar = aiohttp.CookieJar(unsafe=True)  # of an address that is a number
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            async with browser.get(address) as page:
                assert page.status == 200
                assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
                written = await page.text()
                assert "<title>tracker</title>" in written
                assert "terminal.focus()" in written
            seen = b""
            async with browser.ws_connect(f"http://127.0.0.1:{port}/ws?width=100&height=30") as terminal:
                while b"acme/prod" not in seen:
                    message = await terminal.receive(timeout=20)
                    assert message.type in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}, seen
                    seen += message.data if isinstance(message.data, bytes) else message.data.encode()
            return seen

    assert address.startswith(f"http://127.0.0.1:{port}/?key=")
    assert b"Portfolio" in asyncio.run(visit())


@pytest.mark.parametrize("path", ["", "ws", "static/js/textual.js", "?key=guessed"])
def test_nobody_else_gets_anything(address: str, port: int, path: str) -> None:
    async def visit() -> int:
        async with aiohttp.ClientSession() as other, other.get(f"http://127.0.0.1:{port}/{path}") as answer:
            return answer.status

    assert asyncio.run(visit()) == 403


def test_a_port_that_is_taken_is_told(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = home.run_process("ui", "--serve", str(taken.getsockname()[1]))

    assert ended.code == 2
    assert "cannot be had" in ended.err
    assert "name another with --serve PORT" in ended.err


def test_without_the_extra_it_says_what_to_install(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tui.serving", raising=False)
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)

    ended = home.run("ui", "--serve")

    assert ended.code == 2
    assert "pip install 'release-tracker[serve]'" in ended.err
