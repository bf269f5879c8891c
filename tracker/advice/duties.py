"""What makes a finding due, each with its cause, its clock and its rule."""

from collections.abc import Iterator
from datetime import datetime

from tracker.advice.assessment import Assessment
from tracker.advice.clock import Term
from tracker.advice.exposure import Match, urgency_of_rating
from tracker.advice.question import Question
from tracker.advice.support import Standing
from tracker.model import Code, Duty, Phase, Tier, Urgency, Vulnerability


def duties_of(question: Question, assessed: Assessment) -> tuple[Duty, ...]:
    """Every duty of one entry, those of vulnerabilities first."""
    return (
        *(_vulnerable(question, assessed, match) for match in assessed.matches),
        *_unfit(question, assessed),
        *_support(question, assessed),
        *_lag(question, assessed),
        *_forsaken(question),
    )


def evidence_of(vulnerability: Vulnerability) -> str:
    """The page or the place in the watchlists that tells of a vulnerability."""
    if ".yaml#" in vulnerability.source:
        return vulnerability.source
    pages = (page for page in vulnerability.references if page.startswith(("https://", "http://")))
    return next(pages, f"https://osv.dev/vulnerability/{vulnerability.id}")


def _id(question: Question, kind: str, subject: str) -> str:
    return f"{question.environment}/{question.deployment.name}/{kind}/{subject}"


def _vulnerable(question: Question, assessed: Assessment, match: Match) -> Duty:
    """The duty to end a vulnerability; it has a due date where a fix is out and nothing about it is unclear."""
    name = match.vulnerability.id
    duty = _id(question, "vulnerability", name)
    seen = question.clock.first_seen(duty)
    known_at = match.published_at or seen
    caused = max(known_at, _mended_at(question, assessed, match) or known_at)
    began = max(caused, seen) if match.imported else caused
    due_at, rule = _deadline(question, assessed, match, began)
    return Duty(
        id=duty,
        code=Code.VULNERABLE,
        subject=name,
        urgency=match.urgency,
        arose_at=max(began, question.since),
        due_at=due_at,
        rule=rule,
        cause=_affects(match, assessed.text),
        url=evidence_of(match.vulnerability),
        inherited=caused < question.since,
        unclear=match.unclear is not None,
        fixed_in=match.fix.version.text if match.fix else None,
        aliases=match.vulnerability.aliases,
        rating=match.vulnerability.rating,
        exploited=match.vulnerability.exploited_at is not None,
    )


def _mended_at(question: Question, assessed: Assessment, match: Match) -> datetime | None:
    """When it could be ended: with the first fix, or with the end of a supported line that has none.

    None where nothing ends it, or not yet on that line. What is exploited waits for no line.
    """
    standing = assessed.standing
    if match.fix is None or standing is None or match.vulnerability.exploited_at is not None:
        return match.fixed_at
    supported = standing.stated is not None or standing.contract is not None
    if not supported or question.outlook.standing(match.fix.version).line == standing.line:
        return match.fixed_at
    if standing.phase is Phase.ENDED:
        return max((at for at in (match.fixed_at, standing.ends_at) if at), default=None)
    return None


def _deadline(
    question: Question, assessed: Assessment, match: Match, began: datetime
) -> tuple[datetime | None, str]:
    """The due date of a vulnerability and its rule; that it is exploited counts from the day it became known."""
    if match.unclear is not None:
        return None, f"nothing is due while it is unclear: {match.unclear}"
    if match.fix is None:
        return None, "nothing is due before a release ends it"
    if _mended_at(question, assessed, match) is None and assessed.standing is not None:
        line = assessed.standing.line
        return None, f"nothing is due while line {line} is supported and no release of it ends this"
    exploited_at = match.vulnerability.exploited_at
    clocks = [(urgency_of_rating(match.vulnerability.rating), began)]
    if exploited_at is not None:
        clocks.append((Urgency.CRITICAL, max(began, exploited_at)))
    terms = [
        (max(start, question.since) + span, urgency)
        for urgency, start in clocks
        if (span := question.policy.sla[urgency]) is not None
    ]
    if not terms:
        return None, question.policy.rule(f"sla.{match.urgency}")
    due_at, urgency = min(terms, key=lambda term: term[0])
    return due_at, question.policy.rule(f"sla.{urgency}")


def _affects(match: Match, text: str) -> str:
    name, rating = match.vulnerability.id, match.vulnerability.rating
    exploited = ", known to be exploited" if match.vulnerability.exploited_at else ""
    said = f"{name} (severity {rating}{exploited})"
    if match.unclear is not None:
        return f"{said} may affect {text}: {match.unclear}"
    if match.mentioned_by is not None:
        return f"the notes of {match.mentioned_by.version.text} name {said}; no record of it is known"
    return f"{said} affects {text}"


def _unfit(question: Question, assessed: Assessment) -> Iterator[Duty]:
    """The duty to leave a release that is known to be bad or was withdrawn."""
    running, against = assessed.running, assessed.against
    if against is not None:
        instead = f"; use {against.use}" if against.use else ""
        cause = f"{assessed.text} is known to be bad: {against.why}{instead}"
        yield _found(question, Code.KNOWN_BAD, assessed.text, cause, against.url)
    if running is not None and running.withdrawn:
        cause = f"{running.tag} was withdrawn upstream"
        yield _found(question, Code.WITHDRAWN, assessed.text, cause, running.url)


def _found(question: Question, code: Code, subject: str, cause: str, url: str | None) -> Duty:
    """A duty of high urgency that counts from when it was first seen, since its cause has no date."""
    duty = _id(question, code.value, subject)
    arose_at, span = question.clock.first_seen(duty), question.policy.sla[Urgency.HIGH]
    return Duty(
        id=duty,
        code=code,
        subject=subject,
        urgency=Urgency.HIGH,
        arose_at=arose_at,
        due_at=None if span is None else arose_at + span,
        rule=question.policy.rule("sla.high"),
        cause=cause,
        url=url or question.deployment.location,
    )


def _support(question: Question, assessed: Assessment) -> Iterator[Duty]:
    """The duty to leave a line, from `support.warn` before its support ends, due on that day.

    An end that became known later, or that has no day, is due `support.warn` after it became known.
    """
    standing = assessed.standing
    if standing is None:
        return
    ended = standing.phase is Phase.ENDED
    duty = _id(question, "support", standing.line)
    term, late = _support_term(question, standing, duty)
    if term is None:
        return
    pressing = ended and not late and question.tier is Tier.PRODUCTION
    when = f" on {standing.ends_at.date()}" if standing.ends_at else ", on a day its source does not give"
    yield Duty(
        id=duty,
        code=Code.SUPPORT_ENDED if ended else Code.SUPPORT_ENDING,
        subject=standing.line,
        urgency=Urgency.HIGH if pressing else Urgency.NORMAL,
        arose_at=term.arose_at,
        due_at=term.due_at,
        rule=question.policy.rule("support.warn"),
        cause=f"support of line {standing.line} {'ended' if ended else 'ends'}{when}",
        url=question.support.source if question.support else question.deployment.location,
        inherited=term.inherited,
    )


def _support_term(question: Question, standing: Standing, duty: str) -> tuple[Term | None, bool]:
    """The term of the end of support, and whether it became known later than `support.warn` before."""
    clock, warn = question.clock, question.policy.support_warn
    ends_at, told_at = standing.ends_at, standing.told_at
    opened = standing.stated.released_at if standing.stated else None
    if ends_at is None:
        ended = standing.phase is Phase.ENDED
        return (clock.running_for(warn, clock.first_seen(duty)) if ended else None), True
    if told_at is not None and told_at > ends_at - warn:
        return (clock.running_for(warn, told_at) if told_at <= clock.as_of else None), True
    return clock.until(ends_at, warn, opened), False


def _lag(question: Question, assessed: Assessment) -> Iterator[Duty]:
    """The duty not to be behind for longer, or by more lines, than the policy allows."""
    version = assessed.version
    if version is None:
        return
    outlook, policy, text = question.outlook, question.policy, assessed.text
    behind_since = outlook.behind_since(version) if policy.lag_days is not None else None
    if policy.lag_days is not None and behind_since is not None:
        term = question.clock.until(behind_since + policy.lag_days, policy.support_warn, None)
        cause = f"{text} has been behind since {behind_since.date()}"
        yield from _behind(question, term, f"{policy.lag_days.days} days", cause, "lag.days")
    opened = outlook.lines_above(version) if policy.lag_lines is not None else ()
    if policy.lag_lines is not None and len(opened) >= policy.lag_lines:
        term = question.clock.running_for(policy.support_warn, opened[policy.lag_lines - 1])
        cause = f"{text} is {len(opened)} lines behind"
        yield from _behind(question, term, f"{policy.lag_lines} lines", cause, "lag.lines")


def _behind(question: Question, term: Term | None, subject: str, cause: str, rule: str) -> Iterator[Duty]:
    if term is not None:
        yield Duty(
            id=_id(question, "lag", subject),
            code=Code.LAG,
            subject=subject,
            urgency=Urgency.NORMAL,
            arose_at=term.arose_at,
            due_at=term.due_at,
            rule=question.policy.rule(rule),
            cause=cause,
            url=question.deployment.location,
            inherited=term.inherited,
        )


def _forsaken(question: Question) -> Iterator[Duty]:
    """The duty to find another component where nobody mends this one any more; no rule says by when."""
    forsaken = question.forsaken
    if forsaken is not None:
        duty = _id(question, "abandoned", question.component.name)
        yield Duty(
            id=duty,
            code=Code.ABANDONED,
            subject=question.component.name,
            urgency=Urgency.NORMAL,
            arose_at=question.clock.first_seen(duty),
            due_at=None,
            rule="nothing says by when a successor must be found",
            cause=forsaken,
            url=question.component.evidence or question.deployment.location,
        )
