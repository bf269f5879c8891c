"""What reading hostile feeds costs, each measured in a process of its own; needs Linux.

`python cost.py here SIZE NAME...`, `python cost.py apart SIZE NAME...` or `python cost.py fetch URL` prints a JSON
object for each: seconds of CPU, the most megabytes held over what was held before, those that a child held in all,
and what was told.
"""

import asyncio
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from hostile import hostile_feed
from tracker.errors import NotAFeed
from tracker.model import FeedPage, Source
from tracker.upstream import Failed
from tracker.upstream.feeds.apart import Apart
from tracker.upstream.feeds.parse import parse_feed
from tracker.upstream.web.client import Ask, Client

SOURCE = Source(forge="github", path="acme/p", url="https://github.com/acme/p/releases.atom")
SEEN_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
HARMLESS = b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>'


def most_held() -> float:
    """The most memory this process held, in megabytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def most_held_by_child() -> float:
    """The most memory a child held, in megabytes, or this process when it started one if that is more."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def measure(name: str, prepare: Callable[[], Callable[[], str]]) -> None:
    """Prepare something in a copy of this process, do it, and print what that cost."""
    copy = os.fork()
    if copy:
        os.waitpid(copy, 0)
        return
    act = prepare()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the most that was held
    held, began = most_held(), time.process_time()
    told = act()
    cost = {"name": name, "told": told, "seconds": time.process_time() - began, "held": most_held() - held}
    sys.stdout.write(json.dumps(cost | {"held_by_child": most_held_by_child()}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def parsed(body: bytes) -> str:
    """What parsing a feed here tells."""
    return _told(lambda: parse_feed(body, SOURCE, seen_at=SEEN_AT))


def parsed_apart(body: bytes) -> str:
    """What parsing a feed in a process of its own tells."""
    within = timedelta(seconds=20)
    return _told(lambda: asyncio.run(Apart().parse(body, SOURCE, seen_at=SEEN_AT, within=within)))


def _told(read: Callable[[], FeedPage]) -> str:
    try:
        page = read()
    except NotAFeed as error:
        return str(error)
    return f"{len(page.releases)} releases, {len(page.skipped)} skipped; {page.damaged}"


def fetched(url: str) -> str:
    """What fetching an address tells."""

    async def fetch() -> str:
        settings = {"user_agent": "cost", "connections_per_host": 1, "deadline": timedelta(seconds=20)}
        async with Client(allowed=[url], **settings) as client:  # type: ignore[arg-type]
            outcome = await client.fetch(Ask(url=url), now=SEEN_AT)
        return outcome.error if isinstance(outcome, Failed) else "read"

    return asyncio.run(fetch())


def main() -> None:
    """Measure what is named on the command line, after a harmless run that imports everything."""
    how, what, *names = sys.argv[1:]
    if how == "fetch":
        fetched("http://127.0.0.1:9")
        measure(what, lambda: partial(fetched, what))
        return
    read = {"here": parsed, "apart": parsed_apart}[how]
    parsed(HARMLESS)
    measure("harmless", lambda: partial(read, HARMLESS))
    for name in names:
        measure(name, lambda name=name: partial(read, hostile_feed(name, int(what))))  # type: ignore[misc]


if __name__ == "__main__":
    main()
