"""What to do about a deployed version: from facts, policy and an instant to a finding with its reasons.

Nothing here reads a clock, a file or a network: equal arguments give equal findings.
"""

from tracker.advice.comparison import compare, judged
from tracker.advice.concern import concerned
from tracker.advice.duty_log import Told, duty_events, entry_duties, nothing_happened, open_duties
from tracker.advice.exposure import (
    Exposure,
    Match,
    concerning,
    is_void,
    named_by,
    names_of,
    owned_by,
    unreadable_in,
)
from tracker.advice.finding import advise, depends_on_gap, next_due, sort_findings, worst
from tracker.advice.history import History, KnownRelease, build_history
from tracker.advice.judge import Judge
from tracker.advice.layers import STANDARD, Setting, origins
from tracker.advice.objections import objections
from tracker.advice.outlook import Outlook
from tracker.advice.policy import Policy, parse_duration, resolve_policy
from tracker.advice.question import Question
from tracker.advice.reach import Touched, ids_of, reach_of_range, reach_of_vulnerability
from tracker.advice.trace import reading_of, trace
from tracker.advice.trend import trend_day
from tracker.advice.windows import local_instant, next_opening, parse_window

__all__ = [
    "STANDARD",
    "Exposure",
    "History",
    "Judge",
    "KnownRelease",
    "Match",
    "Outlook",
    "Policy",
    "Question",
    "Setting",
    "Told",
    "Touched",
    "advise",
    "build_history",
    "compare",
    "concerned",
    "concerning",
    "depends_on_gap",
    "duty_events",
    "entry_duties",
    "ids_of",
    "is_void",
    "judged",
    "local_instant",
    "named_by",
    "names_of",
    "next_due",
    "next_opening",
    "nothing_happened",
    "objections",
    "open_duties",
    "origins",
    "owned_by",
    "parse_duration",
    "parse_window",
    "reach_of_range",
    "reach_of_vulnerability",
    "reading_of",
    "resolve_policy",
    "sort_findings",
    "trace",
    "trend_day",
    "unreadable_in",
    "worst",
]
