"""Looking up the addresses of hosts, without anybody waiting for a name server that is silent."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from aiohttp.abc import AbstractResolver, ResolveResult

_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
Found = TypeVar("Found")


class Names(AbstractResolver):
    """Asks the system for addresses, each time in a thread that dies with the program.

    A lookup cannot be called off, and a silent name server takes tens of seconds. An event loop and an interpreter
    wait at their end for the threads of their pools; nobody waits for these.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses of a host; raises OSError where it has none."""
        look_up = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        found = await asyncio.wrap_future(_in_a_thread_of_its_own(look_up))
        return [_result(host, family, protocol, address) for family, _, protocol, _, address in found]

    async def close(self) -> None:
        """Nothing is held."""


def _result(host: str, family: socket.AddressFamily, protocol: int, address: Any) -> ResolveResult:
    """Make a result; the address of a host on the same link holds the number of that link."""
    text, port, *rest = address
    link = f"%{rest[1]}" if len(rest) > 1 and rest[1] and "%" not in text else ""
    return ResolveResult(
        hostname=host, host=f"{text}{link}", port=port, family=family, proto=protocol, flags=_NUMERIC
    )


def _in_a_thread_of_its_own(work: Callable[[], Found]) -> Future[Found]:
    future: Future[Found] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - whoever awaits it gets it
            future.set_exception(error)

    Thread(target=run, name="names", daemon=True).start()
    return future
