"""The short phrases and sentences that every report uses."""

from tracker.report.wording.check import age_of_facts, due_next, first_step, remarks
from tracker.report.wording.finding import (
    PRESSING,
    SIGNS,
    by_reason,
    counted,
    counts,
    covered_until,
    decided,
    due_in,
    move_to,
    open_duties,
    telling_reason,
    when,
    why,
)
from tracker.report.wording.readings import (
    counted_facts,
    counted_services,
    failures,
    gaps,
    some,
    together,
    unread_services,
)

__all__ = [
    "PRESSING",
    "SIGNS",
    "age_of_facts",
    "by_reason",
    "counted",
    "counted_facts",
    "counted_services",
    "counts",
    "covered_until",
    "decided",
    "due_in",
    "due_next",
    "failures",
    "first_step",
    "gaps",
    "move_to",
    "open_duties",
    "remarks",
    "some",
    "telling_reason",
    "together",
    "unread_services",
    "when",
    "why",
]
