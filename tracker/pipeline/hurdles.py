"""What there is to mind on the way to where digests advise to move."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tracker.advice.assessment import lowest_node
from tracker.advice.changes import Mark, hurdles, marks_of
from tracker.model import Digest, Hurdles, Move
from tracker.pipeline.changes import releases_between
from tracker.pipeline.knowledge import Known
from tracker.pipeline.watching import Watched, WatchedEnvironment
from tracker.report.letter import moves
from tracker.store import Store, batched

_NOTES_AT_ONCE = 50

# The versions that are deployed, and the one to move to.
_Way = tuple[tuple[str, ...], str]


def with_hurdles(
    store: Store, watched: Iterable[WatchedEnvironment], known: Mapping[str, Known], digests: Sequence[Digest]
) -> list[Digest]:
    """Add to digests what there is to mind on the way of what they say it of; raises StorageError.

    Equal ways are looked at once, and of all notes those of one feed are held at a time.
    """
    asked = dict.fromkeys(move for digest in digests for move in moves(digest))
    ways: defaultdict[str, dict[_Way, list[Move]]] = defaultdict(dict)
    for move, entry in _entries(watched, asked):
        way = tuple(entry.deployment.versions), move.to
        ways[entry.source.url].setdefault(way, []).append(move)
    found = {
        move: counted
        for url, mine in ways.items()
        for way, counted in _of_feed(store, url, known[url], mine)
        for move in mine[way]
    }
    return [replace(one, hurdles={move: found[move] for move in moves(one) if move in found}) for one in digests]


def _entries(watched: Iterable[WatchedEnvironment], asked: Iterable[Move]) -> Iterator[tuple[Move, Watched]]:
    wanted: defaultdict[str, defaultdict[str, list[Move]]] = defaultdict(lambda: defaultdict(list))
    for move in asked:
        wanted[move.environment][move.name].append(move)
    for one in watched:
        if mine := wanted.get(one.environment.name):
            for entry in one.entries:
                for move in mine.get(entry.deployment.name, ()):
                    yield move, entry


def _of_feed(store: Store, url: str, known: Known, ways: Iterable[_Way]) -> Iterator[tuple[_Way, Hurdles]]:
    outlook = known.outlook
    passed = {}
    for way in ways:
        _, read = lowest_node(way[0], outlook)
        target = next((one.version for one in outlook.history.releases if one.version.text == way[1]), None)
        if read is not None and target is not None:
            passed[way] = releases_between(outlook, read.version, target)
    marks: dict[str, Sequence[Mark]] = {}
    for some in batched(
        dict.fromkeys(one.tag for releases in passed.values() for one in releases), _NOTES_AT_ONCE
    ):
        notes = store.notes_of((url, tag) for tag in some)
        marks |= {tag: marks_of(text) for (_, tag), text in notes.items()}
    for way, releases in passed.items():
        yield way, hurdles((one.url, marks.get(one.tag, ())) for one in releases)
