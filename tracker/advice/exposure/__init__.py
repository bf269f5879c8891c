"""Which known vulnerabilities affect which versions of a component."""

from tracker.advice.exposure.exposure import Exposure
from tracker.advice.exposure.match import Match, urgency_of_rating
from tracker.advice.exposure.packages import concerning, named_by, names_of, owned_by
from tracker.advice.exposure.reading import is_void, unreadable_in

__all__ = [
    "Exposure",
    "Match",
    "concerning",
    "is_void",
    "named_by",
    "names_of",
    "owned_by",
    "unreadable_in",
    "urgency_of_rating",
]
