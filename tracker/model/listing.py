"""What is listed: a component's releases, what its tags were read as, and what people decided."""

from datetime import datetime
from enum import StrEnum

from tracker.model.decision import Decision
from tracker.model.upstream import Event
from tracker.record import Record


class ListedRelease(Record):
    """A tag of a component as `tracker releases` lists it; `skipped` says why it is no release."""

    tag: str
    version: str | None
    line: str | None
    stable: bool
    released_at: datetime | None
    url: str | None
    withdrawn: bool
    skipped: str | None


class ReleaseList(Record):
    """The releases known of one component, newest first.

    `complete` is False where some may be missing; `releases_from` is when the newest source of them, a `feed` or
    the bundled `history`, was read. `events` is what happened upstream since the first reading, oldest first.
    """

    component: str
    repository: str
    complete: bool
    releases_from: datetime | None
    source: str | None
    newest: str | None
    releases: tuple[ListedRelease, ...]
    events: tuple[Event, ...] = ()


class TracedTag(Record):
    """One tag, what it was read as (stable, prerelease or skipped), and the rule that decided it."""

    tag: str
    version: str | None
    kind: str
    rule: str


class NewestOf(Record):
    """The newest stable release of one line."""

    line: str
    tag: str
    version: str


class TagTrace(Record):
    """What every tag of a component was read as, and what follows: the newest release, of all and of each line.

    `decided_by` is the FILE.yaml#LINE whose rule read them, None where the tags alone told it. `lines` stand
    newest first, `tags` in the order they were given.
    """

    component: str
    repository: str
    decided_by: str | None
    newest: NewestOf | None
    lines: tuple[NewestOf, ...]
    tags: tuple[TracedTag, ...]


class DecisionState(StrEnum):
    """How a decision stands; an idle one is in force, and nothing it covers is open."""

    IN_FORCE = "in force"
    IDLE = "idle"
    ENDED = "ended"


class ListedDecision(Record):
    """A decision as a list shows it; one that ended says why, and when if that is known.

    `woken` says that it ended by itself while something that it covered is open.
    """

    decision: Decision
    state: DecisionState
    ended_at: datetime | None = None
    why: str | None = None
    woken: bool = False
