"""The notes of the releases on the way to the one to move to, one at a time."""

from collections.abc import Mapping, Sequence

from tracker.model import Considered, Finding
from tracker.record import Record, field, replace
from tracker.text import clean_line
from tui.line import Line, Role, line, span
from tui.notes import release_notes
from tui.source import Failure
from tui.words import finding_release

_AROUND = 3


class Stop(Record):
    """A release on the way whose notes can be read."""

    version: str
    tag: str
    url: str | None


class WayNotes(Record):
    """The releases on the way, ascending, and the notes that were read; `tag` is of the one that is shown."""

    stops: tuple[Stop, ...] = ()
    tag: str | None = None
    read: Mapping[str, str | Failure] = field(default_factory=dict)

    @property
    def stop(self) -> Stop | None:
        """The release whose notes are shown."""
        return next((one for one in self.stops if one.tag == self.tag), None)

    def along(self, finding: Finding, way: Sequence[Considered]) -> "WayNotes":
        """The same on a way as it is known now; the release to move to is shown first."""
        release = finding_release(finding)
        stops = tuple(Stop(version=one.version, tag=one.tag, url=one.url) for one in way)
        if not stops and release is not None:
            stops = (Stop(version=release.version, tag=release.tag, url=release.url),)
        here = self.tag if self.tag in {one.tag for one in stops} else stops[-1].tag if stops else None
        return replace(self, stops=stops, tag=here)

    def with_notes(self, tag: str, notes: str | Failure) -> "WayNotes":
        """The same with the notes of a release."""
        return replace(self, read={**self.read, tag: notes})

    def moved(self, steps: int) -> "WayNotes":
        """The same at a later or an earlier release; at the ends it stays."""
        tags = [one.tag for one in self.stops]
        if self.tag is None:
            return self
        place = max(0, min(tags.index(self.tag) + steps, len(tags) - 1))
        return replace(self, tag=tags[place])


def notes_lines(notes: WayNotes) -> tuple[Line, ...]:
    """Write the notes of the release that is shown, and which others there are."""
    stop = notes.stop
    if stop is None:
        return ()
    blank, heading, *rest = release_notes(stop.version, stop.url, notes.read.get(stop.tag))
    return (blank, heading, *_strip(notes.stops, notes.stops.index(stop)), *rest)


def _strip(stops: Sequence[Stop], place: int) -> Sequence[Line]:
    """Name the releases around the one that is shown."""
    if len(stops) < 2:
        return ()
    first = max(0, min(place - _AROUND, len(stops) - 2 * _AROUND - 1))
    near = range(first, min(first + 2 * _AROUND + 1, len(stops)))
    named = [(clean_line(stops[index].version, 20), index == place) for index in near]
    spans = [span(f"[{name}]", Role.STRONG) if here else span(f" {name} ", Role.MUTED) for name, here in named]
    before, after = "… " if near.start else "", " …" if near.stop < len(stops) else ""
    count = span(f"   {place + 1} of {len(stops)}, [ and ] turn", Role.MUTED)
    return (line(f"  {before}", *spans, after, count, hang=4),)
