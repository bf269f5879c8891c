"""How bad a vulnerability is in one word, from the word of its database or from vectors of CVSS.

The calculator is Red Hat's `cvss`, which is imported only where there is a vector to calculate.
"""

import re
from collections.abc import Iterable

from tracker.model import Rating, Severity

_RATINGS = [*Rating]
# GitHub says moderate, Red Hat important (https://access.redhat.com/security/updates/classification).
_WORDS = {
    "none": Rating.LOW,
    "negligible": Rating.LOW,
    "low": Rating.LOW,
    "medium": Rating.MEDIUM,
    "moderate": Rating.MEDIUM,
    "high": Rating.HIGH,
    "important": Rating.HIGH,
    "critical": Rating.CRITICAL,
}
_NOTATION = re.compile(r"CVSS:(?P<major>[34])\.[01]/")
_LONGEST = 1000


def rate(stated: str | None, severities: Iterable[Severity]) -> Rating:
    """Rate a vulnerability by the word its database states, else by its vectors in the newest notation of CVSS.

    Of several in one notation the worst counts; what is not understood says nothing.
    """
    by_word = _WORDS.get((stated or "").casefold(), Rating.UNKNOWN)
    if by_word is not Rating.UNKNOWN:
        return by_word
    newest = sorted(((_version(one.score), one) for one in severities), key=lambda pair: pair[0], reverse=True)
    rated = [(version, _rating(one.score)) for version, one in newest]
    known = [(version, rating) for version, rating in rated if rating is not Rating.UNKNOWN]
    alike = (rating for version, rating in known if version == known[0][0])
    return max(alike, key=_RATINGS.index, default=Rating.UNKNOWN)


def _version(score: str) -> int:
    """The major version of CVSS of a vector, 2 where it names none."""
    found = _NOTATION.match(score)
    return int(found["major"]) if found else 2


def _rating(score: str) -> Rating:
    """Rate a vector by its base score (https://www.first.org/cvss/v4.0/specification-document), or a word."""
    word = _WORDS.get(score.casefold())
    if word is not None or "/" not in score or len(score) > _LONGEST:
        return word or Rating.UNKNOWN
    from cvss import CVSS2, CVSS3, CVSS4, CVSSError

    calculator = {2: CVSS2, 3: CVSS3, 4: CVSS4}[_version(score)]
    try:
        return _WORDS.get(calculator(score.strip("()")).severities()[0].casefold(), Rating.UNKNOWN)
    except CVSSError:
        return Rating.UNKNOWN
