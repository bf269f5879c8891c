"""The process in which a large feed is parsed: `python -m tracker.upstream.feeds.confined SECONDS`.

Standard input brings a pickled source and instant and then the body; a pickled page leaves, or the sentence that
says why there is none.
"""

import pickle
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from tracker.errors import NotAFeed
from tracker.model import FeedPage, Source
from tracker.upstream.feeds.parse import parse_feed

MOST_MEMORY = 100_000_000
_LONGEST_ANSWER = (
    10_000_000  # ten entries at GitHub's limit have 5 MB of notes where every character takes four bytes
)
_SIZES = Path("/proc/self/statm")
_DATA = 5  # https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html


def main() -> None:
    """Parse what comes within the limits of this process, and say what came of it."""
    _confine(int(sys.argv[1]))
    source, seen_at = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by this program
    host = urlsplit(source.url).hostname or source.path
    answer = pickle.dumps(f"{host} served a feed that takes more than {MOST_MEMORY // 1_000_000} MB to read")
    with suppress(MemoryError):
        answer = pickle.dumps(_parsed(source, seen_at))
    if len(answer) > _LONGEST_ANSWER:
        answer = pickle.dumps(f"{host} served a feed with more than {_LONGEST_ANSWER // 1_000_000} MB of notes")
    sys.stdout.buffer.write(answer)


def _confine(seconds: int) -> None:
    """Set the limits that the system knows; Windows knows none, and macOS none of memory."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if _SIZES.exists():
        used = int(_SIZES.read_text().split()[_DATA]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + MOST_MEMORY, used + MOST_MEMORY))


def _parsed(source: Source, seen_at: datetime) -> FeedPage | str:
    try:
        return parse_feed(sys.stdin.buffer.read(), source, seen_at=seen_at)
    except NotAFeed as error:
        return str(error)


if __name__ == "__main__":
    main()
