"""Looking names up: what the system says, and no waiting for a name server that says nothing."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from examples import NOW
from tracker.upstream import Failed
from tracker.upstream.web.client import Ask, Client
from tracker.upstream.web.names import Names


def test_a_name_of_this_machine_is_found() -> None:
    (found, *_) = asyncio.run(Names().resolve("localhost", 80))

    assert (found["hostname"], found["host"], found["port"]) == ("localhost", "127.0.0.1", 80)


def test_a_name_that_is_none_is_an_error() -> None:
    with pytest.raises(OSError, match=r".+"):
        asyncio.run(Names().resolve("no\0name", 80))


def test_an_address_on_the_same_link_names_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", 80, 0, 2)),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 80, 0, 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)

    found = asyncio.run(Names().resolve("router", 80, socket.AF_UNSPEC))

    assert [one["host"] for one in found] == ["fe80::1%2", "::1"]


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A name server that says nothing until the event is set; after half a minute it sets it itself."""
    answers = threading.Event()

    def wait(*_: Any, **__: Any) -> Any:
        answers.wait(30)
        answers.set()
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield answers
    answers.set()


def test_a_silent_name_server_costs_no_more_than_the_deadline(silence: threading.Event) -> None:
    async def once() -> object:
        deadline = timedelta(seconds=0.1)
        async with Client(
            allowed=["http://forge.example"], user_agent="test", connections_per_host=1, deadline=deadline
        ) as client:
            return await client.fetch(Ask(url="http://forge.example/a/b/releases.atom"), now=NOW)

    outcome = asyncio.run(once())

    assert not silence.is_set()
    assert isinstance(outcome, Failed)
    assert "forge.example did not answer within" in outcome.error
    assert [thread.daemon for thread in threading.enumerate() if thread.name == "names"] == [True]
