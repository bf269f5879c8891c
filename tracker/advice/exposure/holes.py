"""One vulnerability as all its records together describe it, in the order of a component's versions."""

from collections.abc import Iterable, Iterator

from tracker.advice.exposure.merging import Merged, merged, names_in
from tracker.advice.exposure.reading import RecordReader
from tracker.advice.exposure.spans import Span
from tracker.advice.outlook import Outlook
from tracker.errors import UnreadableVersion
from tracker.model import TagRule, Vulnerability
from tracker.record import Record, replace
from tracker.versions import Version, read_recorded


class Hole(Record):
    """A vulnerability, the spans that are affected, and the versions with a fix, each with its line.

    `unreadable` says that a record has texts that nobody can read, and no other record speaks in its place.
    """

    merged: Merged
    spans: tuple[Span, ...]
    listed: tuple[tuple[Version, str], ...]
    unreadable: bool

    @property
    def doubt(self) -> str | None:
        """Why those of its spans are in doubt that are, None where none is."""
        return next((span.doubt for span in self.spans if span.doubt), None)

    def states(self, version: Version) -> bool:
        """Say whether the team itself says that a version is affected."""
        return any(span.stated and span.holds(version) for span in self.spans)


def holes(records: Iterable[Vulnerability], outlook: Outlook) -> tuple[Hole, ...]:
    """Describe the vulnerabilities that count at the instant of an outlook, in the order of their ids.

    Where records of one vulnerability disagree, a version is affected if any of them says so: a database that
    denies a fix is not refuted by one that has none to report. What is in doubt in one record counts only where
    there is no other without doubt.
    """
    rule = outlook.history.rule
    if rule is None:
        return ()
    reader = RecordReader(rule, lambda version: _next_line(version, outlook, rule))
    counted = (one for one in records if one.withdrawn_at is None)
    return tuple(_hole(one, reader, outlook) for one in merged(counted))


def as_known(records: Iterable[Vulnerability], outlook: Outlook) -> Iterator[Vulnerability]:
    """Give records as they were known at the instant of an outlook, all of them as they are where that is now.

    What was published, taken back or listed as exploited at an instant is known after it; a record without a day
    of publication since it was last changed.
    """
    for record in records:
        if outlook.live:
            yield record
        elif (record.published_at or record.modified_at) < outlook.as_of:
            withdrawn, exploited = record.withdrawn_at, record.exploited_at
            yield replace(
                record,
                withdrawn_at=withdrawn if withdrawn and withdrawn < outlook.as_of else None,
                exploited_at=exploited if exploited and exploited < outlook.as_of else None,
            )


def recorded_names(records: Iterable[Vulnerability]) -> frozenset[str]:
    """All ids that any record has, taken back or not."""
    return frozenset(name for record in records for name in names_in(record))


def _hole(one: Merged, reader: RecordReader, outlook: Outlook) -> Hole:
    said = [reader.read(record) for record in one.records]
    decided = any(not each.doubtful for each in said)
    return Hole(
        merged=one,
        spans=tuple(span for each in said for span in each.spans if not (decided and span.doubt)),
        listed=tuple((fix, outlook.line_of(fix)) for each in said for fix in each.fixes),
        unreadable=not decided and any(each.unreadable for each in said),
    )


def _next_line(version: Version, outlook: Outlook, rule: TagRule) -> Version | None:
    """The version with which the line after that of another begins; None where there is no such line."""
    *above, last = outlook.line_of(version).split(".")
    if not last.isdigit():
        return None
    name = ".".join((*above, str(int(last) + 1)))
    try:
        return read_recorded(name if above else f"{name}.0", rule)
    except UnreadableVersion:
        return None
