"""What became worse and what became better from one check to another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from tracker.model import (
    Changed,
    Comparison,
    Difference,
    Finding,
    Judged,
    OpenDuty,
    Turn,
    Urgency,
    Verdict,
)

_VERDICTS = [*Verdict]
_URGENCIES = [*Urgency]
_TURNS = [*Turn]
_QUIET = frozenset({Verdict.OK, Verdict.WAIVED})


class ComparedDuty(Protocol):
    """What of a duty is compared."""

    @property
    def id(self) -> str:
        """What stays the same from one check to the next."""

    @property
    def code(self) -> str:
        """What makes it due."""

    @property
    def subject(self) -> str:
        """What it is about: a vulnerability, a line, a version."""

    @property
    def urgency(self) -> Urgency:
        """How soon its policy wants it done."""

    @property
    def decision(self) -> str | None:
        """The id of the decision that covers it, None while it is open."""


class Compared(Protocol):
    """What of a finding is compared, whether it was just made or read from an earlier check."""

    @property
    def name(self) -> str:
        """The name of its entry."""

    @property
    def verdict(self) -> Verdict:
        """How it stands."""

    @property
    def urgency(self) -> Urgency:
        """That of its most urgent open duty."""

    @property
    def duties(self) -> Sequence[ComparedDuty]:
        """What is due, whether open or covered."""


def judged(environment: str, finding: Compared) -> Judged:
    """Take from a finding what is compared."""
    return Judged(
        environment=environment,
        name=finding.name,
        verdict=finding.verdict,
        urgency=finding.urgency,
        duties={
            duty.id: OpenDuty(about=f"{duty.code} {duty.subject}", urgency=duty.urgency)
            for duty in finding.duties
            if duty.decision is None
        },
    )


def compare(before: Iterable[Judged], after: Iterable[Judged]) -> Comparison:
    """Say of each entry what became worse and what became better; what is only in one of them is not better.

    Worse are a worse verdict, a new open duty and a raised urgency. An entry that is new stands as if it had been
    ok before.
    """
    known = {(one.environment, one.name): one for one in before}
    pairs = [(known.get((one.environment, one.name)) or _fine(one), one) for one in after]
    return Comparison(
        worse=tuple(_changed((new, _worse(old, new)) for old, new in pairs)),
        better=tuple(_changed((new, _better(old, new)) for old, new in pairs)),
    )


def differences(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Difference, ...]:
    """Say of each entry that both have what becomes of its finding: what is new first, then gone, then changed."""
    known = {one.name: one for one in before}
    found = [_difference(known[one.name], one) for one in after if one.name in known]
    return tuple(sorted(found, key=lambda one: _TURNS.index(one.turn)))


def _difference(before: Finding, after: Finding) -> Difference:
    old, new = judged("", before), judged("", after)
    return Difference(
        before=before,
        after=after,
        turn=_turn(before, after),
        worse=tuple(_worse(old, new)),
        better=tuple(_better(old, new)),
    )


def _turn(before: Finding, after: Finding) -> Turn:
    if _asks(before) != _asks(after):
        return Turn.NEW if _asks(after) else Turn.GONE
    return Turn.SAME if _said(before) == _said(after) else Turn.CHANGED


def _asks(finding: Finding) -> bool:
    return finding.verdict not in _QUIET


def _said(finding: Finding) -> object:
    """What of a finding a reader would act on."""
    duties = {(one.id, one.urgency, one.due_at, one.decision) for one in finding.duties}
    target = finding.targets.recommended
    return finding.verdict, finding.deployed.versions, target and target.tag, duties


def _fine(one: Judged) -> Judged:
    nothing: Mapping[str, OpenDuty] = {}
    return Judged(
        environment=one.environment, name=one.name, verdict=Verdict.OK, urgency=Urgency.NONE, duties=nothing
    )


def _changed(found: Iterable[tuple[Judged, Iterator[str]]]) -> Iterator[Changed]:
    for one, clauses in found:
        what = tuple(clauses)
        if what:
            yield Changed(environment=one.environment, name=one.name, what=what)


def _worse(old: Judged, new: Judged) -> Iterator[str]:
    if _VERDICTS.index(new.verdict) < _VERDICTS.index(old.verdict):
        yield f"{old.verdict} became {new.verdict}"
    for key, duty in new.duties.items():
        known = old.duties.get(key)
        if known is None:
            yield f"new: {duty.about} ({duty.urgency})"
        elif _URGENCIES.index(duty.urgency) > _URGENCIES.index(known.urgency):
            yield f"{duty.about}: {known.urgency} became {duty.urgency}"


def _better(old: Judged, new: Judged) -> Iterator[str]:
    if _VERDICTS.index(new.verdict) > _VERDICTS.index(old.verdict):
        yield f"{old.verdict} became {new.verdict}"
    for key, duty in old.duties.items():
        left = new.duties.get(key)
        if left is None:
            yield f"closed: {duty.about}"
        elif _URGENCIES.index(left.urgency) < _URGENCIES.index(duty.urgency):
            yield f"{duty.about}: {duty.urgency} became {left.urgency}"
