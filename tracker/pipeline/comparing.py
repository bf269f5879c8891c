"""Two environments side by side, or one at two instants."""

from dataclasses import dataclass
from datetime import datetime

from tracker.advice import Question, advise
from tracker.advice.pairs import paired
from tracker.model import Finding, Side, SideBySide
from tracker.pipeline.judging import Instant, questions
from tracker.pipeline.watching import watch_one
from tracker.settings import Settings
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An environment to look at, as it was at an instant, or as it is now where none is named."""

    environment: str
    as_of: datetime | None = None


def compare_two(settings: Settings, left: Looked, right: Looked, now: datetime) -> SideBySide:
    """Judge two sides by what is stored and pair what they run; nothing is stored.

    Raises ConfigurationError, StorageError.
    """
    with Store.open_existing(settings.database_url) as store:
        our_side, ours = _side(settings, store, left, now)
        their_side, theirs = _side(settings, store, right, now)
    return SideBySide(left=our_side, right=their_side, pairs=paired(ours, theirs))


def _side(
    settings: Settings, store: Store | None, looked: Looked, now: datetime
) -> tuple[Side, list[tuple[Question, Finding]]]:
    watched = watch_one(settings, looked.environment)
    instant = Instant(at=looked.as_of or now, live=looked.as_of is None)
    asked = [question for _, _, question in questions(store, [watched], instant)]
    side = Side(
        environment=looked.environment,
        customer=watched.environment.customer,
        tier=watched.environment.tier,
        as_of=instant.at,
        asked=not instant.live,
    )
    return side, [(question, advise(question)) for question in asked]
