"""Small examples that tests of digests build on: findings, what happened to them, and who reads of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from duties import CVE, SUPPORT
from examples import NOW, history, question
from tracker.advice import advise, worst
from tracker.advice.digest import Draft
from tracker.model import (
    Audience,
    Check,
    Digest,
    Duty,
    DutyEvent,
    DutyEventKind,
    Finding,
    Happened,
    LoggedDuty,
    Polling,
    Reader,
    Section,
    Span,
    Target,
    Targets,
    Terms,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import replace

YESTERDAY = NOW - timedelta(days=1)
TODAY = Span(since=YESTERDAY, until=NOW, day=NOW.date())
FIRST = Span(since=None, until=NOW, day=NOW.date())
TEAM = Reader(audience=Audience.TEAM, least=Urgency.LOW, span=TODAY)
LATE = replace(CVE, due_at=NOW - timedelta(days=30))
TERMS = Terms(warn=timedelta(days=14))
PLAIN = advise(question("3.6.1", history({"3.6.1": "2026-01-01"})))


def target(version: str) -> Target:
    """A release to move to."""
    return Target(
        version=version, tag=version, released_at=NOW, url=f"https://kafka.example/{version}", support_ends=None
    )


def finding(*duties: Duty, to: str | None = None, **changes: Any) -> Finding:
    """A finding with some duties, whose verdict follows from them unless it is given."""
    dates = [duty.due_at for duty in duties if duty.due_at and duty.decision is None]
    near = Verdict.DUE if any(at <= NOW + TERMS.warn for at in dates) else Verdict.ADVICE
    verdict = Verdict.OVERDUE if any(at < NOW for at in dates) else near if duties else Verdict.OK
    given = {
        "verdict": verdict,
        "duties": duties,
        "due_at": min(dates, default=None),
        "targets": Targets(recommended=target(to)) if to else Targets(),
    }
    return replace(PLAIN, **(given | changes))


def check(*findings: Finding, name: str = "prod", customer: str = "Acme", tier: Tier = Tier.PRODUCTION) -> Check:
    """A check of one environment."""
    return Check(
        environment=name,
        customer=customer,
        tier=tier,
        as_of=NOW,
        verdict=worst(one.verdict for one in findings),
        polling=Polling(),
        findings=findings,
    )


def event(kind: DutyEventKind, duty: Duty, at: datetime = NOW, **changes: Any) -> DutyEvent:
    """Something that was noticed of a duty."""
    logged = LoggedDuty(
        id=duty.id,
        name="kafka",
        code=duty.code,
        subject=duty.subject,
        urgency=duty.urgency,
        arose_at=duty.arose_at,
        due_at=duty.due_at,
        rule=duty.rule,
        cause=duty.cause,
        versions=("3.6.1",),
        seen_at=at,
    )
    return replace(DutyEvent(kind=kind, at=at, noticed_at=at, duty=logged), **changes)


def digest(
    *checks: Check, happened: Happened | None = None, reader: Reader = TEAM, terms: Terms = TERMS, **more: Any
) -> Digest:
    """The digest of some checks of which the same happened."""
    draft = Draft("ops", reader)
    for one in checks:
        draft.add(one, {finding.name: terms for finding in one.findings}, happened or Happened(), **more)
    return draft.digest()


def told(made: Digest) -> Sequence[tuple[Section, str, str | None, tuple[str, ...]]]:
    """What each line of a digest says: its part, its component or saying, the release to move to, the causes."""
    return [
        (
            line.topic.section,
            line.topic.said or line.topic.component,
            line.topic.to,
            tuple(cause.text for cause in line.causes),
        )
        for line in made.lines
    ]


__all__ = ["CVE", "FIRST", "LATE", "NOW", "PLAIN", "SUPPORT", "TEAM", "TERMS", "TODAY", "YESTERDAY"]
