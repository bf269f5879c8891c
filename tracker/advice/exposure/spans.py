"""Spans of versions, and those that the events of one range come to."""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

from tracker.record import Record, replace
from tracker.versions import Version


class Span(Record):
    """Versions from `first` (None: from the beginning) up to `end` (None: without end), which `closed` includes.

    `doubt` says why what is said of them may not be so, `stated` that it is the team which says it.
    """

    first: Version | None = None
    end: Version | None = None
    closed: bool = False
    doubt: str | None = None
    stated: bool = False

    def holds(self, version: Version) -> bool:
        """Say whether a version is among them."""
        begun = self.first is None or self.first <= version
        return begun and (self.end is None or version < self.end or (self.closed and version == self.end))


class Event(Record):
    """What happens at a version, None for the beginning of all; kinds are those of AffectedRange."""

    kind: str
    version: Version | None
    doubt: str | None = None

    @property
    def order(self) -> tuple[Any, ...]:
        """What sorts it among the events of its range."""
        return () if self.version is None else self.version.key


def affected_spans(events: Sequence[Event]) -> tuple[Span, ...]:
    """Evaluate the events of one range as https://ossf.github.io/osv-schema/#evaluation says: by their versions.

    A fix below the version where the record lets it begin is no end of it: such a record contradicts itself, and
    what it says from there on is in doubt.
    """
    limits = [event.version for event in events if event.kind == "limit" and event.version]
    spans = _opened_and_closed([event for event in _contradicted(events) if event.kind != "limit"])
    if limits:
        return tuple(left for span in spans for left in _less(span, max(limits), None))
    return tuple(spans)


def without(spans: Sequence[Span], zones: Sequence[tuple[Version, Version | None]]) -> tuple[Span, ...]:
    """Take versions out of spans: in each zone those from its first up to its second, or all further."""
    return reduce(
        lambda left, zone: tuple(one for span in left for one in _less(span, *zone)), zones, tuple(spans)
    )


def _contradicted(events: Sequence[Event]) -> Iterator[Event]:
    """Mark each beginning whose end stands below it."""
    for event, after in pairwise((*events, Event(kind="limit", version=None))):
        begins, ends = event.kind == "introduced" and event.version, after.version
        if begins and ends and after.kind in {"fixed", "last_affected"} and ends < begins:
            yield replace(event, doubt=f"says that what began in {begins} ended in {ends}, which is below")
        else:
            yield event


def _opened_and_closed(events: Sequence[Event]) -> Iterator[Span]:
    """Walk events in the order of their versions, which leaves those of one version in the order of the record."""
    begun: Event | None = None
    for event in sorted(events, key=lambda one: one.order):
        if begun is not None and event.version is not None:
            closed = event.kind == "last_affected"
            yield Span(first=begun.version, end=event.version, closed=closed, doubt=begun.doubt)
            begun = None
        if event.kind == "introduced":
            begun = event
    if begun is not None:
        yield Span(first=begun.version, doubt=begun.doubt)


def _less(span: Span, first: Version, end: Version | None) -> Iterator[Span]:
    """What is left of a span without the versions from `first` up to `end`, or all further."""
    if span.first is None or span.first < first:
        reaches = span.end is None or span.end >= first
        yield replace(span, end=first, closed=False) if reaches else span
    if end is not None and (span.end is None or end < span.end or (span.closed and end == span.end)):
        yield replace(span, first=end if span.first is None or span.first < end else span.first)
