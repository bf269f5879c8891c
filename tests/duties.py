"""Small examples that tests of the log of duties build on."""

from datetime import datetime
from typing import Any

from examples import NOW, day
from tracker.model import (
    Code,
    Decision,
    DecisionKind,
    Duty,
    EntryDuties,
    Outcome,
    Phase,
    Scope,
    Summary,
    Support,
    Tier,
    TrendDay,
    Urgency,
    Verdict,
)

SUPPORT = Duty(
    id="env/kafka/support/3.6",
    code=Code.SUPPORT_ENDING,
    subject="3.6",
    urgency=Urgency.NORMAL,
    arose_at=day("2026-09-25"),
    due_at=day("2026-12-24"),
    rule="support.warn",
    cause="support of line 3.6 ends",
    url=None,
)
CVE = Duty(
    id="env/kafka/vulnerable/CVE-2026-1",
    code=Code.VULNERABLE,
    subject="CVE-2026-1",
    urgency=Urgency.HIGH,
    arose_at=day("2026-11-01"),
    due_at=day("2026-12-01"),
    rule="sla.high",
    cause="CVE-2026-1 affects 3.6.1",
    url="https://osv.dev/vulnerability/CVE-2026-1",
)
UNKNOWN_SUPPORT = Support(line=None, phase=Phase.UNKNOWN, ends_at=None, source=None)


def entry(
    *duties: Duty,
    name: str = "kafka",
    versions: tuple[str, ...] = ("3.6.1",),
    judged: bool = True,
    decisions: tuple[Decision, ...] = (),
    support: Support = UNKNOWN_SUPPORT,
) -> EntryDuties:
    """What a check found of one entry."""
    return EntryDuties(
        name=name, versions=versions, judged=judged, duties=duties, decisions=decisions, support=support
    )


def outcome(
    *entries: EntryDuties,
    environment: str = "env",
    at: datetime = NOW,
    listed: frozenset[str] | None = None,
    **kept: Any,
) -> Outcome:
    """A check of an environment that lists what was judged; nothing of the whole is kept by default."""
    return Outcome(
        environment=environment,
        at=at,
        listed=frozenset(one.name for one in entries) if listed is None else listed,
        entries=entries,
        summary=kept.get("summary"),
        trend=kept.get("trend"),
    )


def decision(kind: DecisionKind, *covers: str, at: datetime = NOW) -> Decision:
    """A decision of the operators about the entry."""
    return Decision(
        id=f"d-{kind}",
        kind=kind,
        at=at,
        by="ops",
        reason="after the freeze",
        scope=Scope(environment="env", name="kafka"),
        covers=covers,
    )


def summary(environment: str = "env", verdict: Verdict = Verdict.DUE, at: datetime = NOW) -> Summary:
    """How a check ended."""
    return Summary(
        environment=environment,
        customer="Acme",
        tier=Tier.STAGING,
        checked_at=at,
        verdict=verdict,
        counts={verdict: 1, Verdict.OK: 2},
        behind=1,
        next_due=day("2026-12-01"),
    )


def trend_day_of(at: datetime = NOW, **measures: Any) -> TrendDay:
    """Where an environment stood on a day."""
    known = {"findings": 3, "releases": 20, "days": 812, "libyears": 2.22, "open": 3, "overdue": 1}
    return TrendDay(day=at.date(), **(known | measures))
