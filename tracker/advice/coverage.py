"""How complete and how fresh the facts of a finding are."""

from tracker.advice.question import Question
from tracker.advice.support import Standing
from tracker.model import Coverage, CoverageOf, ReadBy


def coverage_of(question: Question, standing: Standing | None, *, too_old: bool) -> CoverageOf:
    """Say how far each kind of fact is known."""
    return CoverageOf(
        releases=_of_releases(question, too_old=too_old),
        support=_of_support(question, standing),
        vulnerabilities=question.exposure.coverage(question.policy.stale_polled),
    )


def is_too_old(question: Question, standing: Standing) -> bool:
    """Say whether the facts are too old to call a finding ok.

    Releases are too old where no source of them is fresh. A stale statement of support still counts where it
    names a day to come or the line has released lately; a bare mark `maintained` does not.
    """
    policy, history, as_of = question.policy, question.history, question.as_of
    read = policy.stale_bundled if history.read_by is ReadBy.IMPORT else policy.stale_polled
    sources = ((history.polled_at, read), (history.bundled_at, policy.stale_bundled))
    if not any(at is not None and as_of - at <= limit for at, limit in sources):
        return True
    return standing.rests_on_mark() and _of_support(question, standing) is Coverage.STALE


def _of_releases(question: Question, *, too_old: bool) -> Coverage:
    if not question.history.releases:
        return Coverage.NONE
    if too_old:
        return Coverage.STALE
    return Coverage.FULL if question.history.complete else Coverage.PARTIAL


def _of_support(question: Question, standing: Standing | None) -> Coverage:
    """Say how far support is known: none without a source, partial where the source is silent on the line."""
    if question.support is None:
        return Coverage.NONE
    if standing is None or standing.stated is None:
        return Coverage.PARTIAL
    return Coverage.STALE if question.support_is_old else Coverage.FULL
