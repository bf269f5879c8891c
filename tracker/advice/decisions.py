"""What people decided about an entry, weighed against what is open: what is covered, and what woke by itself."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tracker.advice.assessment import Assessment
from tracker.advice.matters import Matter, advised, concerns, matter_of, move_key
from tracker.advice.question import Question
from tracker.advice.register import held
from tracker.advice.wakening import Situation, end_of, holds_here, is_carried_out
from tracker.model import Decision, DecisionKind, Duty, Wakening, Woken
from tracker.record import Record, replace
from tracker.versions import Range

# Of several decisions on a duty the one that says most about it counts, first here. What the first four cover is
# not due; an acknowledged or planned duty is.
_STRENGTH = (
    DecisionKind.WAIVE,
    DecisionKind.MITIGATED,
    DecisionKind.HOLD,
    DecisionKind.SNOOZE,
    DecisionKind.PLAN,
    DecisionKind.ACKNOWLEDGE,
)
COVERING = frozenset(_STRENGTH[:4])

_DONE = {
    DecisionKind.ACKNOWLEDGE: "acknowledged",
    DecisionKind.SNOOZE: "snoozed",
    DecisionKind.HOLD: "held",
    DecisionKind.WAIVE: "waived",
    DecisionKind.PLAN: "planned",
    DecisionKind.MITIGATED: "mitigated",
}
_EVENTS = {
    Wakening.NEXT_RELEASE: "the next release",
    Wakening.NEXT_MINOR: "the next line",
    Wakening.FIXED: "a fix is released",
    Wakening.SUPPORT_ENDS: "support ends",
}


class Decided(Record):
    """The duties of a finding with the decisions that cover them.

    `stays` says that the advice to move is covered, too. `told` are sentences on what was decided and what ended
    by itself, each with its evidence; `woken` are those that ended.
    """

    duties: tuple[Duty, ...]
    in_force: tuple[Decision, ...] = ()
    woken: tuple[Woken, ...] = ()
    stays: bool = False
    told: tuple[tuple[str, str | None], ...] = ()


class Weighed(Record):
    """What decisions come to: those in force on what is open, and those that woke while it is, newest first.

    A hold and a plan are in force although nothing is open.
    """

    in_force: tuple[Decision, ...] = ()
    woken: tuple[Woken, ...] = ()

    def on(self, matter: Matter) -> Decision | None:
        """The decision about something: of several the strongest, then the newest."""
        about = (one for one in self.in_force if concerns(one, matter))
        return max(about, key=lambda one: (-_STRENGTH.index(one.kind), *_age(one)), default=None)

    def covering(self, matter: Matter) -> Decision | None:
        """The decision by which something is not due."""
        found = self.on(matter)
        return found if found is not None and found.kind in COVERING else None


def decide(question: Question, assessed: Assessment, duties: tuple[Duty, ...]) -> Decided:
    """Cover duties by the decisions in force and by the hold of the entry's file."""
    decisions = (*question.decisions, *held(question.environment, question.deployment))
    if not decisions:
        return Decided(duties=duties)
    target = assessed.targets.recommended if assessed.moves else None
    moves = (move_key(target.version),) if target else ()
    fixed = {one.vulnerability.id: one.fixed_at for one in assessed.matches if one.fixed_at}
    situation = Situation(
        outlook=question.outlook,
        version=assessed.version,
        duties=duties,
        advised=moves,
        fixed={duty.id: fixed[duty.subject] for duty in duties if duty.subject in fixed},
        against=lambda text: _against(question, assessed, text),
    )
    weighed = weigh(decisions, situation)
    covered = tuple(_covered(duty, weighed) for duty in duties)
    # Where all duties are covered, so is the move that would end them.
    settled = bool(covered) and all(duty.decision for duty in covered)
    return Decided(
        duties=covered,
        in_force=weighed.in_force,
        woken=weighed.woken,
        stays=settled or all(weighed.covering(advised(key)) for key in moves),
        told=tuple(_told(weighed)),
    )


def weigh(decisions: Iterable[Decision], situation: Situation) -> Weighed:
    """Weigh the decisions whose scope an entry is in; nobody has reopened them.

    A decision covers the duties that it names, and no new one; only a hold covers those to come.
    """
    matters = [*map(matter_of, situation.duties), *map(advised, situation.advised)]
    known = sorted((one for one in decisions if holds_here(one, situation)), key=_age, reverse=True)
    ends = [(one, end_of(one, situation)) for one in known if not is_carried_out(one, situation)]
    in_force = tuple(one for one, end in ends if end is None and _is_shown(one, matters))
    ended = [Woken(decision=one, at=end[0], why=end[1]) for one, end in ends if end is not None]
    undecided = [matter for matter in matters if not any(concerns(one, matter) for one in in_force)]
    last = (_last(ended, matter) for matter in undecided)
    woken = {one.decision.id for one in last if one is not None}
    return Weighed(in_force=in_force, woken=tuple(one for one in ended if one.decision.id in woken))


def say(decision: Decision) -> str:
    """Say a decision in a sentence without its full stop: `waived by ann until 2027-01-31: not reachable`."""
    ticket = f" ({decision.plan.ticket})" if decision.plan and decision.plan.ticket else ""
    reason = f": {decision.reason}" if decision.reason else ""
    told = f" (customers are told: {decision.tell})" if decision.tell else ""
    return f"{say_done(decision)}{ticket}{reason}{told}"


def say_done(decision: Decision) -> str:
    """Say what was decided, by whom and until when: `waived by ann until 2027-01-31 or support ends`."""
    by = f" by {decision.by}" if decision.by else ""
    if decision.plan is not None:
        return f"{decision.plan.target} is planned{by} for {decision.plan.on.date()}"
    until = say_until(decision)
    return f"{_DONE[decision.kind]}{by}{f' until {until}' if until else ''}"


def say_until(decision: Decision) -> str:
    """Say what ends a decision: a day, an event, or whichever comes first; empty where nothing does."""
    event = _EVENTS[decision.wakes] if decision.wakes else ""
    return " or ".join(filter(None, (str(decision.until.date()) if decision.until else "", event)))


def _covered(duty: Duty, weighed: Weighed) -> Duty:
    decision = weighed.covering(matter_of(duty))
    return replace(duty, decision=decision.id) if decision else duty


def _told(weighed: Weighed) -> Iterator[tuple[str, str | None]]:
    for one in weighed.in_force:
        yield say(one), one.location
    for woken in weighed.woken:
        yield f"{say(woken.decision)}; that is over: {woken.why}", woken.decision.location


def _against(question: Question, assessed: Assessment, text: str) -> str | None:
    """Say why a planned version must not be moved to: withdrawn, known to be bad, or newly vulnerable."""
    release = question.history.written(text)
    if release is None:
        return None
    if release.withdrawn:
        return "was withdrawn"
    bad = (one for one in question.component.avoid if release.version in Range.parse(one.range))
    for one in bad:
        return f"is known to be bad: {one.why}"
    now = question.exposure.affecting(assessed.version) if assessed.version else frozenset()
    new = question.exposure.affecting(release.version) - now
    return f"is affected by {min(new)}" if new else None


def _age(decision: Decision) -> tuple[datetime, str]:
    return decision.at, decision.id


def _is_shown(decision: Decision, matters: Iterable[Matter]) -> bool:
    lasting = decision.kind in {DecisionKind.HOLD, DecisionKind.PLAN}
    return lasting or any(concerns(decision, matter) for matter in matters)


def _last(ended: Iterable[Woken], matter: Matter) -> Woken | None:
    """The newest ended decision on a matter."""
    return next((one for one in ended if concerns(one.decision, matter)), None)
