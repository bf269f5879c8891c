"""What becomes of duties from check to check, as the log of them tells it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from tracker.model.decision import Decision
from tracker.model.finding import Code, Duty, Support, Urgency
from tracker.record import Record, field


class DutyEventKind(StrEnum):
    """What can happen to a duty; the middle four are decisions on it and their end."""

    AROSE = "arose"
    SEEN = "seen"
    CHANGED = "changed"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    COVERED = "covered"
    DECISION_ENDED = "decision-ended"
    CLOSED = "closed"


class Closing(StrEnum):
    """What closed a duty: another deployed version, an entry that left its file, other facts or another policy."""

    DEPLOYED = "deployed"
    REMOVED = "removed"
    FACTS = "facts"


class LoggedDuty(Record):
    """A duty of an entry as the log last told of it.

    `seen_at` is the instant of the check that saw it first, `versions` what was deployed, `decisions` the ids of
    those in force on it, sorted.
    """

    id: str
    name: str
    code: Code
    subject: str
    urgency: Urgency
    arose_at: datetime
    due_at: datetime | None
    rule: str
    cause: str
    versions: tuple[str, ...]
    seen_at: datetime
    decisions: tuple[str, ...] = ()


class DutyEvent(Record):
    """Something that happened to a duty `at` an instant, and was noticed by a check at another.

    `duty` is how it stands afterwards, `before` what was different, by name. `why` says in a sentence what led to
    it. `closed_by` is set where it was closed, `decision` and `by` where somebody decided.
    """

    kind: DutyEventKind
    at: datetime
    noticed_at: datetime
    duty: LoggedDuty
    before: Mapping[str, str | None] = field(default_factory=dict)
    why: str | None = None
    closed_by: Closing | None = None
    decision: str | None = None
    by: str | None = None


class EntryDuties(Record):
    """What a check found of the duties of one entry.

    `judged` is False where it could not tell whether one has ended.
    """

    name: str
    versions: tuple[str, ...]
    judged: bool
    duties: tuple[Duty, ...]
    decisions: tuple[Decision, ...]
    support: Support
