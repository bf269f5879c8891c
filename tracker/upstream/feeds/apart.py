"""Parsing a large feed in a process of its own, which is given so much time and memory and no more.

What a feed of at most LARGE bytes costs is bounded by how it is parsed: half a second and 60 MB, whatever is in
it.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from urllib.parse import urlsplit

from tracker.errors import NotAFeed
from tracker.model import FeedPage, Source

LARGE = 500_000
_MODULE = "tracker.upstream.feeds.confined"


class Apart:
    """Parses feeds in processes of their own, so many at once."""

    def __init__(self, at_once: int = 2) -> None:
        self._slots = asyncio.Semaphore(at_once)

    async def parse(self, body: bytes, source: Source, *, seen_at: datetime, within: timedelta) -> FeedPage:
        """Read the releases as `parse_feed` does; raises NotAFeed also where time or memory does not suffice.

        `within` begins with the process, not with the wait for its turn. The limit on memory needs Linux.
        """
        host = urlsplit(source.url).hostname or source.path
        async with self._slots:
            answer = await _answer(body, (source, seen_at), within, host)
        if isinstance(answer, str):
            raise NotAFeed(answer)
        return answer


async def _answer(body: bytes, about: tuple[Source, datetime], within: timedelta, host: str) -> FeedPage | str:
    seconds = within.total_seconds()
    try:
        process = await _start(ceil(seconds))
    except OSError as error:
        return f"the process to read the feed of {host} in cannot be started: {error.strerror}"
    try:
        async with asyncio.timeout(seconds):
            said = await _converse(process, pickle.dumps(about), body)
    except TimeoutError:
        await _end(process)
        return f"{host} served a feed that takes longer than {seconds:g} s to read"
    except asyncio.CancelledError:
        await _end(process)
        raise
    if not said:
        return f"{host} served a feed that cannot be read: the process that tried was ended"
    answer: FeedPage | str = pickle.loads(said)  # noqa: S301 - written by this program
    return answer


async def _start(seconds: int) -> Process:
    """Start the process with this one's way to find modules, and not with the current folder."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _MODULE, str(seconds)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=environment,
    )


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def _converse(process: Process, about: bytes, body: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    with suppress(ConnectionError):
        process.stdin.write(about)
        process.stdin.write(body)
        await process.stdin.drain()
    process.stdin.close()
    said = await process.stdout.read()
    await process.wait()
    return said
