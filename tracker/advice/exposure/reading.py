"""What a record says of a component: which versions it calls affected and fixed, in the component's own order."""

from collections.abc import Callable, Iterator

from tracker.advice.exposure.spans import Event, Span, affected_spans, without
from tracker.errors import UnreadableVersion
from tracker.model import BY_LINE, AffectedRange, TagRule, Vulnerability
from tracker.record import Record, replace
from tracker.versions import Version, read_last_recorded, read_recorded

# Commits have no order that a version is in: such a range counts only through the versions listed beside it.
_COMMITS = "GIT"
_NO_VERSIONS = frozenset({("introduced", "0"), ("limit", "*")})


class Said(Record):
    """What a record says: the spans that are affected, the versions with a fix, and the texts nobody can read."""

    spans: tuple[Span, ...] = ()
    fixes: tuple[Version, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether any of the spans is in doubt."""
        return any(span.doubt for span in self.spans)


def unreadable_in(record: Vulnerability, rule: TagRule) -> tuple[str, ...]:
    """Tell the texts of a record that are no versions under a rule."""
    return RecordReader(rule, lambda _: None).read(record).unreadable


def is_void(record: Vulnerability, rule: TagRule) -> bool:
    """Say whether a range of a record holds no version: it ends before it begins, or a fix below it ends it."""
    reader = RecordReader(rule, lambda fix: fix)
    return any(not one.spans and not one.unreadable for one in reader.parts(record))


class RecordReader:
    """Reads records under a rule for tags; `next_line` gives where the line after that of a version begins."""

    def __init__(self, rule: TagRule, next_line: Callable[[Version], Version | None]) -> None:
        self._rule = rule
        self._next_line = next_line

    def read(self, record: Vulnerability) -> Said:
        """Read a record that says nothing but of its component.

        What begins or ends at a version that cannot be read leaves its whole range in doubt; a record that names
        no version at all, as where it has only commits, leaves every version in doubt.
        """
        parts = [*self.parts(record)]
        if all(not one.spans and one.unreadable for one in parts):
            parts.append(Said(spans=(Span(doubt="names no version that can be read"),), unreadable=(record.id,)))
        return Said(
            spans=tuple(
                replace(span, doubt=span.doubt and f"{record.id} {span.doubt}")
                for one in parts
                for span in one.spans
            ),
            fixes=tuple(fix for one in parts for fix in one.fixes),
            unreadable=tuple(text for one in parts for text in one.unreadable),
        )

    def parts(self, record: Vulnerability) -> Iterator[Said]:
        """Read each range and each listed version of a record by itself."""
        for affected in record.affected:
            yield from (self._range(one) for one in affected.ranges if one.events and one.kind != _COMMITS)
            yield from map(self._listed, affected.versions)

    def _listed(self, text: str) -> Said:
        version = self._version("introduced", text)
        if version is None:
            return Said(unreadable=(text,))
        return Said(spans=(Span(first=version, end=version, closed=True),))

    def _range(self, one: AffectedRange) -> Said:
        """Read a range; where it does not say how something began, that is taken to be long ago."""
        read = [(kind, text, self._version(kind, text)) for kind, text in one.events]
        events = [
            Event(kind=kind, version=version) for kind, _, version in read if version or kind == "introduced"
        ]
        unreadable = tuple(
            text for kind, text, version in read if not version and (kind, text) not in _NO_VERSIONS
        )
        boundless = ("limit", "*") in one.events
        counted = [event for event in events if not (boundless and event.kind == "limit")]
        stated = one.kind == BY_LINE
        spans = self._spans_by_line(events) if stated else affected_spans(counted)
        if unreadable:
            doubt = f"names '{unreadable[0]}', which cannot be read as a version"
            spans = tuple(replace(span, doubt=doubt) for span in spans)
        elif stated:
            spans = tuple(replace(span, stated=True) for span in spans)
        fixes = tuple(event.version for event in events if event.kind == "fixed" and event.version)
        return Said(spans=spans, fixes=fixes, unreadable=unreadable)

    def _spans_by_line(self, events: list[Event]) -> tuple[Span, ...]:
        """Evaluate a team's range: a fix ends it on its own line, and for good where nothing above is named."""
        named = {event.kind: event.version for event in events if event.version and event.kind != "introduced"}
        fixes = [event.version for event in events if event.kind == "fixed" and event.version]
        zones = [(fix, None if fix == max((*named.values(), *fixes)) else self._next_line(fix)) for fix in fixes]
        return without(affected_spans([event for event in events if event.kind != "fixed"]), zones)

    def _version(self, kind: str, text: str) -> Version | None:
        """Read the text of an event; None for the marks of no version, and for what cannot be read."""
        if (kind, text) in _NO_VERSIONS:
            return None
        try:
            return (read_last_recorded if kind == "last_affected" else read_recorded)(text, self._rule)
        except UnreadableVersion:
            return None
