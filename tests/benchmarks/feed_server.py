"""A server of made-up release feeds that costs as little as it can: `python tests/benchmarks/feed_server.py`.

It prints its address and serves until it is killed. `/acme/p7/releases.atom` is the feed of product 7: nine
releases, about 30 kB, with an ETag, compressed for who takes gzip; 304 for who has it. `/short/p7` is six bytes.
"""

import asyncio
import gzip
import re
from functools import lru_cache
from html import escape
from typing import cast

_ENTRIES = 9  # with ten, a first reading leaves a gap, which is then filled by further requests
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
  <id>tag:github.com,2008:https://github.com/acme/p@N@/releases</id>
  <link type="text/html" rel="alternate" href="https://github.com/acme/p@N@/releases"/>
  <link type="application/atom+xml" rel="self" href="https://github.com/acme/p@N@/releases.atom"/>
  <title>Release notes from p@N@</title>
  <updated>2026-09-30T11:00:00Z</updated>
{entries}</feed>
"""
_ENTRY = """  <entry>
    <id>tag:github.com,2008:Repository/1@N@/v{version}</id>
    <updated>2026-09-{day:02}T11:00:00Z</updated>
    <link rel="alternate" type="text/html" href="https://github.com/acme/p@N@/releases/tag/v{version}"/>
    <title>Product @N@ {version}</title>
    <content type="html">{notes}</content>
    <author>
      <name>a-maintainer</name>
    </author>
    <media:thumbnail height="30" width="30" url="https://avatars.example/u/{day}?s=60&amp;v=4"/>
  </entry>
"""
_SUBJECTS = ("The scheduler", "A broker", "The query planner", "Each worker", "The web page", "A slow reader")
_DEEDS = (
    "waits for the lock no longer than it is told to",
    "closes a connection that its peer has forgotten",
    "counts rows it has skipped, and says so at the end",
    "reads its settings again when the file changes",
    "keeps a copy of the index until the new one is whole",
)
_PATH = re.compile(rb"GET /(acme|short)/p(\d{1,9})[ /]")


def feed_body(number: int) -> bytes:
    """The feed of one product."""
    return _template().replace(b"@N@", b"%d" % number)


@lru_cache(maxsize=1)
def _template() -> bytes:
    entries = "".join(
        _ENTRY.format(version=f"2.{_ENTRIES - place}.0", day=30 - place, notes=escape(_notes(place)))
        for place in range(_ENTRIES)
    )
    return _FEED.format(entries=entries).encode()


def _notes(place: int) -> str:
    """Notes in HTML of about 2.5 kB: two lists with links and code."""
    changes = (
        f"<li>{_SUBJECTS[(place + n) % 6]} {_DEEDS[(place * n) % 5]} "
        f'(<a href="https://github.com/acme/p@N@/pull/{100 * place + n}">#{100 * place + n}</a>, '
        f"<code>option.{place}.{n}</code>)</li>\n"
        for n in range(14)
    )
    return f"<h2>What is new</h2>\n<ul>\n{''.join(changes)}</ul>\n<p>Thanks to all who took part.</p>"


@lru_cache(maxsize=20_000)
def _compressed(number: int) -> bytes:
    return gzip.compress(feed_body(number), 6, mtime=0)


def answer(request: bytes) -> bytes:
    """The whole answer to one request."""
    match = _PATH.match(request)
    if match is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    number = int(match[2])
    if match[1] == b"short":
        return b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nv2.9.0"
    etag = b'ETag: W/"%032d"\r\n' % number
    if etag[5:-2] in request:
        return b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n"
    zipped = b"gzip" in request
    body = _compressed(number) if zipped else feed_body(number)
    encoding = b"Content-Encoding: gzip\r\n" if zipped else b""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml; charset=utf-8\r\n"
    return head + etag + encoding + b"Content-Length: %d\r\n\r\n" % len(body) + body


class _Connection(asyncio.Protocol):
    """One connection that is kept open; requests without a body end at the empty line."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(answer(request))


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0, backlog=1000)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
