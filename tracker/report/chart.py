"""A small chart as a PNG (https://www.w3.org/TR/png-3/): columns in three colours, without any text.

Written by hand over zlib: columns need none of what imaging libraries are made for, and these weigh megabytes.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from tracker.model import OpenOn, Picture

_NAME = "duties.png"
_SIZE = (600, 72)
# Clear, overdue, open: tones that stand out on white and on black alike.
_COLOURS = bytes((0, 0, 0, 209, 67, 60, 217, 154, 43))
_CLEAR = bytes((0,))
_MOST_DAYS = 30


def duties_picture(days: Sequence[OpenOn]) -> Picture | None:
    """Draw how many duties were open and overdue, a column a day; None where there are no two days of any."""
    shown = days[-_MOST_DAYS:]
    if len(shown) < 2 or not any(one.open for one in shown):
        return None
    overdue = [one.overdue for one in shown]
    late = f"overdue {_course(overdue)}" if any(overdue) else "none overdue"
    words = f"Open duties day by day since {shown[0].day}: {_course([one.open for one in shown])}; {late}."
    return Picture(name=_NAME, png=_png(_columns(shown)), words=words)


def _course(counts: Sequence[int]) -> str:
    """Say how a number went: from where to where, or how far it strayed from where it is again."""
    first, last, least, most = counts[0], counts[-1], min(counts), max(counts)
    if least == most:
        return f"{first} each day"
    return f"{first} to {last}" if first != last else f"{first} again, between {least} and {most}"


def _columns(days: Sequence[OpenOn]) -> Sequence[bytes]:
    """The rows of the chart from top to bottom, a byte a pixel: what is overdue at the foot of what is open."""
    width, height = _SIZE
    step = width // len(days)
    most = max(one.open for one in days)
    columns = [(-(-one.open * height // most), -(-one.overdue * height // most)) for one in days]
    return [b"".join(_row(columns, step, width, height - row)) for row in range(height)]


def _row(columns: Sequence[tuple[int, int]], step: int, width: int, level: int) -> Iterator[bytes]:
    gap = max(step // 6, 1)
    for open_, overdue in columns:
        colour = 1 if overdue >= level else 2 if open_ >= level else 0
        yield bytes((colour,)) * (step - gap) + bytes(gap)
    yield bytes(width - step * len(columns))


def _png(rows: Sequence[bytes]) -> bytes:
    header = struct.pack(">2I5B", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"tRNS", _CLEAR), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
