"""What speaks against a version before it is deployed."""

from collections.abc import Iterator

from tracker.advice.assessment import Assessment, assess, clearly_affecting
from tracker.advice.duties import duties_of, evidence_of
from tracker.advice.question import Question
from tracker.model import Code, Phase, Reason

_UNFIT = frozenset({Code.KNOWN_BAD, Code.WITHDRAWN})


def objections(supposed: Question, today: Question) -> tuple[Reason, ...]:
    """Say what speaks against running a version: it is unfit, past its support, refused, or newly vulnerable.

    `today` asks about what is deployed now: what affects that one, too, is no objection.
    """
    assessed = assess(supposed)
    return (
        *(
            Reason(code=duty.code, text=duty.cause, url=duty.url)
            for duty in duties_of(supposed, assessed)
            if duty.code in _UNFIT
        ),
        *_past_support(supposed, assessed),
        *_refused(supposed, assessed),
        *_newly_vulnerable(supposed, assessed, assess(today)),
    )


def _past_support(question: Question, assessed: Assessment) -> Iterator[Reason]:
    standing = assessed.standing
    if standing is not None and standing.phase is Phase.ENDED:
        when = f" on {standing.ends_at.date()}" if standing.ends_at else ""
        text = f"{assessed.text} is past its support: that of line {standing.line} ended{when}"
        url = question.support.source if question.support else question.deployment.location
        yield Reason(code=Code.SUPPORT_ENDED, text=text, url=url)


def _refused(question: Question, assessed: Assessment) -> Iterator[Reason]:
    refused = question.policy.refuses(assessed.version) if assessed.version is not None else None
    if refused is not None:
        text = f"{assessed.text} is refused by policy: {refused}"
        yield Reason(code=Code.POLICY, text=text, url=question.deployment.location)


def _newly_vulnerable(question: Question, assessed: Assessment, today: Assessment) -> Iterator[Reason]:
    known = clearly_affecting(today.matches)
    new = [one for one in assessed.matches if one.unclear is None and one.vulnerability.id not in known]
    if new:
        first, *more = (one.vulnerability for one in new)
        others = f" and {len(more)} more" if more else ""
        text = f"{assessed.text} is affected by {first.id}{others}, which {today.text} is not"
        yield Reason(code=Code.VULNERABLE, text=text, url=evidence_of(first) or question.deployment.location)
