"""Which known vulnerabilities affect which versions of a component."""

from tracker.advice.exposure.exposure import Exposure
from tracker.advice.exposure.match import Match, urgency_of_rating
from tracker.advice.exposure.packages import concerning, names_of, owned_by

__all__ = ["Exposure", "Match", "concerning", "names_of", "owned_by", "urgency_of_rating"]
