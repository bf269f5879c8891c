"""What there is to mind on the way to where digests advise to move."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.advice import KnownRelease, Outlook
from tracker.advice.assessment import lowest_node
from tracker.advice.changes import Mark, hurdles, marks_of
from tracker.model import Digest, Hurdles, Move
from tracker.pipeline.changes import releases_between
from tracker.pipeline.knowledge import Known
from tracker.pipeline.watching import WatchedEnvironment
from tracker.record import replace
from tracker.report.letter import moves
from tracker.store import Store, batched

_NOTES_AT_ONCE = 50
# Of so many releases notes are read, which takes seconds; short ways come first, since more of them fit.
_MOST_NOTES = 1_000


@dataclass(frozen=True, slots=True)
class _Way:
    """From the versions that are deployed to the one to move to, by the feed that shows the releases."""

    feed: str
    versions: tuple[str, ...]
    to: str


def with_hurdles(
    store: Store, watched: Iterable[WatchedEnvironment], known: Mapping[str, Known], digests: Sequence[Digest]
) -> list[Digest]:
    """Add to digests what there is to mind on the way of what they say it of; raises StorageError.

    Equal ways are looked at once. Where ways are so many that their notes would take long to read, the longest are
    left out.
    """
    asked = dict.fromkeys(move for digest in digests for move in moves(digest))
    ways = dict(_ways(watched, asked))
    passed = _affordable({way: _passed(known[way.feed].outlook, way) for way in {*ways.values()}})
    found = dict(_counted(store, passed))
    told = {move: found[way] for move, way in ways.items() if way in found}
    return [replace(one, hurdles={move: told[move] for move in moves(one) if move in told}) for one in digests]


def _ways(watched: Iterable[WatchedEnvironment], asked: Iterable[Move]) -> Iterator[tuple[Move, _Way]]:
    wanted: defaultdict[str, list[Move]] = defaultdict(list)
    for move in asked:
        wanted[move.environment].append(move)
    for one in watched:
        if mine := wanted.get(one.environment.name):
            entries = {entry.deployment.name: entry for entry in one.entries}
            for move in mine:
                entry = entries[move.name]
                yield move, _Way(entry.source.url, tuple(entry.deployment.versions), move.to)


def _passed(outlook: Outlook, way: _Way) -> Sequence[KnownRelease]:
    _, read = lowest_node(way.versions, outlook)
    target = outlook.history.written(way.to)
    return releases_between(outlook, read.version, target.version) if read and target else ()


def _affordable(passed: Mapping[_Way, Sequence[KnownRelease]]) -> Mapping[_Way, Sequence[KnownRelease]]:
    """Take the shortest ways as long as their notes can be read."""
    taken: dict[_Way, Sequence[KnownRelease]] = {}
    notes: set[tuple[str, str]] = set()
    for way in sorted(passed, key=lambda one: (len(passed[one]), one.feed, one.versions)):
        notes |= {(way.feed, one.tag) for one in passed[way]}
        if len(notes) > _MOST_NOTES:
            break
        taken[way] = passed[way]
    return taken


def _counted(store: Store, passed: Mapping[_Way, Sequence[KnownRelease]]) -> Iterator[tuple[_Way, Hurdles]]:
    """Count what there is to mind; of all notes some are held at a time."""
    names = dict.fromkeys((way.feed, one.tag) for way, releases in passed.items() for one in releases)
    marks: dict[tuple[str, str], Sequence[Mark]] = {}
    for some in batched(names, _NOTES_AT_ONCE):
        marks |= {name: marks_of(text) for name, text in store.notes_of(some).items()}
    for way, releases in passed.items():
        yield way, hurdles((one.url, marks.get((way.feed, one.tag), ())) for one in releases)
