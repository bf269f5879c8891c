"""What differs between the feeds of servers: how an entry names its release, and what the feed leaves out."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.model import Source
from tracker.record import Record


class NoTag(ValueError):
    """An entry names no release; the message says why not."""


class Entry(Record):
    """What was read of one entry; a text that is missing is empty, `link` is absolute."""

    id: str
    title: str
    link: str
    author: str
    notes: str
    dates: tuple[Any, ...]


class Dialect(Record):
    """How the feeds of one kind of server are read.

    `tag` gives the raw tag of an entry, or raises NoTag. `release_page` stands between repository and tag in the
    address of a release; it is None where releases have no pages of one form. A feed of `window` entries may have
    left older ones out. `key` identifies the repository, `number` a release in it, and `announces` says that a
    date to come is the day a release was announced for.
    """

    tag: Callable[[Entry, Source], str]
    window: int
    release_page: str | None = None
    key: Callable[[Sequence[Entry], Source], str | None] = lambda _entries, _source: None
    number: Callable[[Entry], str | None] = lambda _entry: None
    announces: bool = False


def tag_behind(release_page: str, entry: Entry) -> str:
    """Return the tag that a link names behind a forge's page of releases; raises NoTag."""
    tag = unquote(path_of(entry.link).partition(release_page)[2])
    if not tag:
        raise NoTag("neither its id nor its link names the tag of a release")
    return tag


def path_of(link: str) -> str:
    """Return the path of a web address as it is written; empty where it is no address."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""
