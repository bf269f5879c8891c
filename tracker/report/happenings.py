"""What happened upstream, in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from tracker.model import Event, EventKind

_MOST_TAGS = 3


def _edited(event: Event) -> str:
    changed = " and ".join(event.before)
    if event.tag is None:
        return f"{len({one.rpartition(' ')[0] for one in event.before})} releases were edited together"
    return f"{changed} of {event.tag} edited"


def _renamed(event: Event) -> str:
    before, after = event.before.get("repository"), event.after.get("repository")
    return f"repository renamed from {before} to {after}: write the new name"


def _replaced(event: Event) -> str:
    before, after = event.before.get("id"), event.after.get("id")
    return f"another repository (id {after}, was {before}) is served under this name: nothing of it is taken over"


def _filled(event: Event) -> str:
    return f"gap closed, {event.after.get('releases')} older releases found"


# One sentence for each kind; those of a tag are put together where several of one kind happened on one day.
_OF_TAGS: Mapping[EventKind, str] = {
    EventKind.NEW: "new: {tags}",
    EventKind.RELEASED: "now a release, so far a tag: {tags}",
    EventKind.MOVED: "moved to other content: {tags}",
    EventKind.WITHDRAWN: "withdrawn: {tags}",
    EventKind.REAPPEARED: "back after having been withdrawn: {tags}",
}
_OF_ONE: Mapping[EventKind, Callable[[Event], str]] = {
    EventKind.EDITED: _edited,
    EventKind.GAP: lambda _: "more was released between two readings than the feed shows",
    EventKind.FILLED: _filled,
    EventKind.RENAMED: _renamed,
    EventKind.REPLACED: _replaced,
    EventKind.ARCHIVED: lambda _: "the repository was archived: no more releases are to be expected",
    EventKind.GONE: lambda _: "the repository has not been there for days",
    EventKind.RETURNED: lambda _: "the repository is there again",
}


def happened(events: Iterable[Event]) -> Iterator[tuple[date, str]]:
    """Say what happened, the latest first, with the day (UTC) on which it was noticed."""
    latest = sorted(events, key=lambda one: one.at, reverse=True)
    for (day, kind), same in groupby(latest, key=lambda one: (one.at.date(), one.kind)):
        if kind in _OF_TAGS:
            yield day, _OF_TAGS[kind].format(tags=_named([one.tag or "" for one in same]))
        else:
            yield from ((day, _OF_ONE[kind](one)) for one in same)


def _named(tags: list[str]) -> str:
    more = len(tags) - _MOST_TAGS
    return ", ".join(tags[:_MOST_TAGS]) + (f" and {more} more" if more > 0 else "")
