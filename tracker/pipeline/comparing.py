"""Two environments side by side, or one at two instants."""

from collections.abc import Sequence
from datetime import datetime

from tracker.advice import Question, advise
from tracker.advice.pairs import paired, sort_pairs
from tracker.model import Finding, Pair, Side, SideBySide
from tracker.pipeline.judging import Instant, questions
from tracker.pipeline.knowledge import AT_ONCE
from tracker.pipeline.watching import WatchedEnvironment, part_of, sources_of, watch_one
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Store, batched


class Looked(Record):
    """An environment to look at, as it was at an instant, or as it is now where none is named."""

    environment: str
    as_of: datetime | None = None


def compare_two(settings: Settings, left: Looked, right: Looked, now: datetime) -> SideBySide:
    """Judge two sides by what is stored and pair what they run; nothing is stored.

    Raises ConfigurationError, StorageError.
    """
    sides = [(watch_one(settings, one.environment), _instant(one, now)) for one in (left, right)]
    pairs: list[Pair] = []
    with Store.open_existing(settings.database_url) as store:
        for some in batched(sources_of(watched for watched, _ in sides), AT_ONCE):
            ours, theirs = _judged(store, [(part_of(watched, some), instant) for watched, instant in sides])
            pairs += paired(ours, theirs)
    return SideBySide(left=_side(*sides[0]), right=_side(*sides[1]), pairs=sort_pairs(pairs))


def _instant(looked: Looked, now: datetime) -> Instant:
    return Instant(at=looked.as_of or now, live=looked.as_of is None)


def _judged(
    store: Store | None, sides: Sequence[tuple[WatchedEnvironment, Instant]]
) -> Sequence[Sequence[tuple[Question, Finding]]]:
    """Judge each side; what is known at one instant is gathered once for all that are looked at then."""
    by_instant: dict[Instant, list[WatchedEnvironment]] = {}
    for watched, instant in sides:
        by_instant.setdefault(instant, []).append(watched)
    judged: dict[tuple[str, Instant], list[tuple[Question, Finding]]] = {}
    for instant, environments in by_instant.items():
        once = {one.environment.name: one for one in environments}
        for watched, _, question in questions(store, [*once.values()], instant):
            judged.setdefault((watched.environment.name, instant), []).append((question, advise(question)))
    return [judged.get((watched.environment.name, instant), []) for watched, instant in sides]


def _side(watched: WatchedEnvironment, instant: Instant) -> Side:
    return Side(
        environment=watched.environment.name,
        customer=watched.environment.customer,
        tier=watched.environment.tier,
        as_of=instant.at,
        asked=not instant.live,
    )
