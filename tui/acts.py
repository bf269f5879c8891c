"""What a reader can do about findings: what each act asks for, what it suggests, and why it cannot be done now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.model import Decision, Finding, Wakening
from tracker.text import clean_line
from tui.wishes import Act, Field
from tui.words import counted, finding_release

if TYPE_CHECKING:
    from tracker.advice.matters import Matters

TITLES: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: "Acknowledge",
    Act.SNOOZE: "Snooze",
    Act.HOLD: "Hold",
    Act.WAIVE: "Waive",
    Act.MITIGATED: "Mitigated",
    Act.PLAN: "Plan a move of",
    Act.REOPEN: "Reopen",
    Act.DEPLOYED: "Deployed",
}
MEANINGS: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: "It was seen; it stays due.",
    Act.SNOOZE: "It is put off until a day or an event.",
    Act.HOLD: "It stays on its version on purpose; what is to come is covered, too.",
    Act.WAIVE: "It is accepted as it is; what is new is not covered.",
    Act.MITIGATED: "Something else was done about it; the reason says what.",
    Act.PLAN: "It stays due; the plan wakes when its day has passed without the move.",
    Act.REOPEN: "What was decided ends now.",
    Act.DEPLOYED: "Another version runs now; blanks part those of nodes that differ.",
}
# Where it must be said why, since reports show it for what is not done.
REASONED = frozenset({Act.SNOOZE, Act.HOLD, Act.WAIVE, Act.MITIGATED})

_COVERING = (Field.FOR, Field.UNTIL, Field.EVENT, Field.REASON, Field.TELL)
_FIELDS: Mapping[Act, tuple[Field, ...]] = {
    Act.ACKNOWLEDGE: (Field.FOR, Field.REASON),
    Act.SNOOZE: _COVERING,
    Act.HOLD: _COVERING[1:],
    Act.WAIVE: _COVERING,
    Act.MITIGATED: _COVERING,
    Act.PLAN: (Field.TARGET, Field.ON, Field.TICKET, Field.FOR, Field.REASON),
    Act.REOPEN: (Field.FOR, Field.REASON),
    Act.DEPLOYED: (Field.VERSION,),
}
_ABOUT_OPEN = frozenset({Act.ACKNOWLEDGE, Act.SNOOZE, Act.WAIVE, Act.MITIGATED})
_LASTS = {Act.SNOOZE: 14, Act.HOLD: 90, Act.WAIVE: 90, Act.MITIGATED: 90}  # days
_SOON = timedelta(days=14)
_NO_EVENT = "no event, only the day"


def fields(act: Act, findings: Sequence[Finding]) -> tuple[Field, ...]:
    """What an act asks for; several moves go where each finding advises."""
    return tuple(one for one in _FIELDS[act] if one is not Field.TARGET or len(findings) == 1)


def why_not(act: Act, findings: Sequence[Finding]) -> str | None:
    """Say why an act cannot be done on any of some findings; None where it can."""
    if act is Act.DEPLOYED and len(findings) > 1:
        return "a version is that of one entry: unmark the others"
    if any(_can(act, one) for one in findings):
        return None
    where = clean_line(findings[0].name) if len(findings) == 1 else counted(len(findings), "finding")
    if act is Act.PLAN:
        return f"no release to move to is known for {where}"
    if act is Act.REOPEN:
        return _nothing_to_reopen(where, findings)
    return f"nothing is open for {where}"


def concerned(act: Act, findings: Iterable[Finding], subject: str = "") -> tuple[Finding, ...]:
    """Keep the findings that an act can be done on, and of those the ones that a subject is about."""
    return tuple(one for one in findings if _can(act, one) and (not subject or subject in _subjects(act, one)))


def subjects(act: Act, findings: Sequence[Finding]) -> Mapping[str, str]:
    """What an act can be about, in words by what decisions call it; the empty one stands for all of it."""
    every = {key: words for one in findings for key, words in _subjects(act, one).items()}
    whole = "all that was decided" if act is Act.REOPEN else "all that is open now"
    return {"": f"{whole} ({len(every)})", **every}


def events() -> Mapping[str, str]:
    """What may end a decision beside a day."""
    return {"": _NO_EVENT, **{one.value: one.value for one in Wakening}}


def prefilled(act: Act, findings: Sequence[Finding], now: datetime) -> Mapping[Field, str]:
    """What is sensible to say: a day by kind of decision, the release that is advised on the day it is due."""
    if act is Act.PLAN:
        return {Field.TARGET: advised(findings[0]), Field.ON: f"{_moving_day(findings, now).date()}"}
    if act is Act.DEPLOYED:
        return {Field.VERSION: advised(findings[0])}
    return {Field.UNTIL: f"{(now + timedelta(days=_LASTS[act])).date()}"} if act in _LASTS else {}


def advised(finding: Finding) -> str:
    """The version to move to, empty where none is known: the one that is planned, else the one that is advised."""
    plans = [one.plan.target for one in finding.decisions if one.plan]
    release = finding_release(finding)
    return plans[0] if plans else release.version if release else ""


def _moving_day(findings: Iterable[Finding], now: datetime) -> datetime:
    days = [one.due_at for one in findings if one.due_at is not None and one.due_at > now]
    return min(days, default=now + _SOON)


def _can(act: Act, finding: Finding) -> bool:
    if act in _ABOUT_OPEN:
        return bool(_matters(finding).keys)
    if act is Act.PLAN:
        return bool(advised(finding))
    return act is not Act.REOPEN or bool(_reopenable(finding))


def _subjects(act: Act, finding: Finding) -> Mapping[str, str]:
    if act is not Act.REOPEN:
        return _matters(finding).unnamed.told
    decided = [(item, one) for one in _reopenable(finding) for item in one.covers]
    return {item: f"{item} ({one.kind.value})" for item, one in decided}


def _matters(finding: Finding) -> "Matters":
    from tracker.advice.matters import open_matters

    return open_matters([finding])


def _reopenable(finding: Finding) -> tuple[Decision, ...]:
    """The decisions in force that were made on the entry or on its line, and not in its file."""
    return tuple(one for one in finding.decisions if one.location is None and _is_own(one))


def _is_own(decision: Decision) -> bool:
    return decision.scope.component is None or decision.scope.line is not None


def _nothing_to_reopen(where: str, findings: Sequence[Finding]) -> str:
    decisions = [one for finding in findings for one in finding.decisions]
    for one in decisions:
        if one.location is not None:
            return f"it is held in {clean_line(one.location.replace('#', ' line '))}: take it out there"
        if not _is_own(one):
            return f"it was decided more widely: reopen it on Decisions, or by `tracker reopen {_wider(one)}`"
    return f"nothing is decided for {where}"


def _wider(decision: Decision) -> str:
    scope = decision.scope
    whose = f"--customer '{scope.customer}'" if scope.customer else "--all"
    return clean_line(f"{whose} {scope.component}")
