"""Whom something reaches: the entries of all environments that run a component, or what is vulnerable of it."""

from datetime import datetime
from enum import StrEnum

from tracker.model.decision import Decision
from tracker.model.deployment import Tier
from tracker.model.finding import Opening, Verdict
from tracker.record import Record


class Reach(StrEnum):
    """Whether what was asked about concerns an entry; the members stand in order, worst first.

    What is unclear may not concern it; where it is unknown, its version cannot be read. That it runs a component
    is all that is said where nothing more was asked.
    """

    AFFECTED = "affected"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"
    RUNS = "runs"
    NOT_AFFECTED = "not affected"


class Reached(Record):
    """An entry that is concerned, or may be.

    `fix` is the lowest release that ends it, `due_at` by when, `window` the next time the environment may be
    changed. `decisions` are those in force that cover it, `why` says what is unclear or unknown. `location` is
    FILE.yaml#LINE.
    """

    customer: str
    environment: str
    tier: Tier
    name: str
    component: str
    version: str
    reach: Reach
    verdict: Verdict
    fix: str | None
    due_at: datetime | None
    window: Opening | None
    decisions: tuple[Decision, ...]
    why: str | None
    location: str


class ReachedList(Record):
    """Whom something reaches at an instant: `asked` in words, and the entries, what is due first.

    `components` are what it is about, `ids` the names of the vulnerability asked about, `range` the versions.
    `running` counts the entries of all environments that run the components, `done` those of them that are known
    not to be affected now, and is None where it was only asked who runs them.
    """

    asked: str
    components: tuple[str, ...]
    range: str | None
    ids: tuple[str, ...]
    as_of: datetime
    running: int
    done: int | None
    entries: tuple[Reached, ...]
