"""Reading the body of an answer: whole, decompressed, and never more than a limit."""

import zlib
from collections.abc import AsyncIterator

from tracker.errors import FetchError

MOST_BYTES = 15_000_000  # GitHub's notes are limited to 125,000 characters each; ten of them are far below
_STEP = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS


async def read_body(chunks: AsyncIterator[bytes], encoding: str, host: str) -> bytes:
    """Read a body sent plain or with gzip; raises FetchError for another encoding, a cut or an oversized body.

    Both the bytes sent and the bytes they inflate to are limited to MOST_BYTES, and inflated a step at a time:
    64 KB can hold 67 MB.
    """
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchError(f"{host} sent a body in an encoding that was not asked for")
    inflater = None if encoding in {"", "identity"} else _Inflater(host)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        _check(received, host)
        if inflater is None:
            body += chunk
        else:
            inflater.inflate(chunk, body)
    if inflater is not None and inflater.unfinished:
        raise FetchError(f"{host} sent an answer that was cut off")
    return bytes(body)


class _Inflater:
    """Inflates gzip, several members in a row included."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._member = zlib.decompressobj(_GZIP)
        self.unfinished = False

    def inflate(self, chunk: bytes, body: bytearray) -> None:
        """Add what a chunk inflates to to the body, at most _STEP bytes over the limit."""
        try:
            while chunk:
                body += self._member.decompress(chunk, _STEP)
                _check(len(body), self._host)
                chunk = self._member.unconsumed_tail or self._member.unused_data
                self.unfinished = not self._member.eof
                if self._member.eof:
                    self._member = zlib.decompressobj(_GZIP)
        except zlib.error:
            raise FetchError(f"{self._host} sent a body that is not valid gzip") from None


def _check(size: int, host: str) -> None:
    if size > MOST_BYTES:
        raise FetchError(f"{host} sent more than {MOST_BYTES // 1_000_000} MB")
