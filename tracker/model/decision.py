"""What people decided about findings."""

from datetime import datetime
from enum import StrEnum

from tracker.record import Record


class DecisionKind(StrEnum):
    """What was decided.

    Held, snoozed, waived and mitigated duties are covered: they are not due. An acknowledged or planned one is.
    """

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    HOLD = "hold"
    WAIVE = "waive"
    PLAN = "plan"
    MITIGATED = "mitigated"


class Wakening(StrEnum):
    """What ends a decision beside a date."""

    NEXT_RELEASE = "next-release"
    NEXT_MINOR = "next-minor"
    FIXED = "fixed"
    SUPPORT_ENDS = "support-ends"


class Scope(Record):
    """Where a decision holds: for an entry NAME of an environment, or for a component.

    A component's decision holds everywhere, or only for a customer's environments, or only on a line.
    """

    environment: str | None = None
    name: str | None = None
    component: str | None = None
    customer: str | None = None
    line: str | None = None


class Plan(Record):
    """The move that was planned: to which version, on which day, under which ticket."""

    target: str
    on: datetime
    ticket: str | None = None


class Decision(Record):
    """A decision of a person, in force from `at` until it ends, wakes or is reopened.

    `covers` names duties as `CODE:SUBJECT`, or `CODE` for those of that code that had arisen by then, and advice
    without a duty as `behind:VERSION`; a hold has none and covers all, those to come too. `until` is exclusive;
    `wakes` ends it earlier or instead. `location` is FILE.yaml#LINE for what a file says, None for what the log
    says. `tell` is what customers are told of it, who are never told the reason.
    """

    id: str
    kind: DecisionKind
    at: datetime
    by: str | None
    reason: str
    scope: Scope
    covers: tuple[str, ...] = ()
    until: datetime | None = None
    wakes: Wakening | None = None
    plan: Plan | None = None
    location: str | None = None
    tell: str = ""


class Reopening(Record):
    """That a person ended decisions, by their ids, before they end by themselves.

    Where `covers` is not empty, only these duties are open again.
    """

    id: str
    at: datetime
    by: str | None
    reason: str
    decisions: tuple[str, ...]
    covers: tuple[str, ...] = ()


class Woken(Record):
    """A decision that ended by itself: when, and why in a sentence without its full stop."""

    decision: Decision
    at: datetime
    why: str
