"""When a decision ends by itself: on its day, by its event, or because its plan went wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.advice.matters import concerns, matter_of
from tracker.advice.outlook import Outlook
from tracker.advice.pool import Placed
from tracker.model import Decision, Duty, Phase, Plan, Wakening
from tracker.record import Record, field
from tracker.versions import Version

# When a decision ended, and why.
End = tuple[datetime, str]


def _nothing_against(_: str) -> None:
    return None


class Situation(Record):
    """What the decisions about one entry are weighed against.

    `version` is the deployed one, None where it cannot be read; then only days end a decision. `advised` are the
    keys of advice without a duty. `fixed` says by the id of a duty when a release that ends it came out. `against`
    says in a few words why a version must not be moved to, None where it may.
    """

    outlook: Outlook
    version: Version | None
    duties: Sequence[Duty] = ()
    advised: Sequence[str] = ()
    fixed: Mapping[str, datetime] = field(default_factory=dict)
    against: Callable[[str], str | None] = _nothing_against


def holds_here(decision: Decision, situation: Situation) -> bool:
    """Say whether a decision had been made by the instant, and is not only about another line.

    Where an instant was named, what was decided at it is not known yet, as nothing of that moment is.
    """
    outlook = situation.outlook
    if decision.at > outlook.as_of or (decision.at == outlook.as_of and not outlook.live):
        return False
    line, version = decision.scope.line, situation.version
    return line is None or (version is not None and outlook.standing(version).line == line)


def is_carried_out(decision: Decision, situation: Situation) -> bool:
    """Say whether the target of a plan, or a higher version, is deployed."""
    if decision.plan is None or situation.version is None:
        return False
    target = situation.outlook.history.written(decision.plan.target)
    return target is not None and target.version <= situation.version


def end_of(decision: Decision, situation: Situation) -> End | None:
    """Tell when a decision ended by itself, and why; of several ends the first, None while it lasts."""
    ends = (*_day(decision, situation), *_event(decision, situation), *_plan(decision.plan, situation))
    return min(ends, default=None)


def _day(decision: Decision, situation: Situation) -> Iterator[End]:
    until = decision.until
    if until is not None and until <= situation.outlook.as_of:
        yield until, f"{until.date()} has come"


def _plan(plan: Plan | None, situation: Situation) -> Iterator[End]:
    if plan is None:
        return
    passed = plan.on + timedelta(days=1)
    if passed <= situation.outlook.as_of:
        yield passed, f"{plan.on.date()} has passed"
    against = situation.against(plan.target)
    if against is not None:
        yield situation.outlook.as_of, f"{plan.target} {against}"


def _event(decision: Decision, situation: Situation) -> Iterator[End]:
    version = situation.version
    if decision.wakes is None or version is None:
        return
    ends = {
        Wakening.NEXT_RELEASE: _released,
        Wakening.NEXT_MINOR: _opened,
        Wakening.FIXED: _fixed,
        Wakening.SUPPORT_ENDS: _support_ended,
    }
    yield from ends[decision.wakes](decision, situation, version)


def _released(decision: Decision, situation: Situation, version: Version) -> Iterator[End]:
    """A release that one could move to; one of an older line changes nothing for who runs a newer one."""
    later = (one for one in situation.outlook.above(version) if one.release.released_at > decision.at)
    first = min(later, key=_released_at, default=None)
    if first is not None:
        yield _came_out(first)


def _opened(decision: Decision, situation: Situation, version: Version) -> Iterator[End]:
    outlook = situation.outlook
    later = (
        one
        for one in outlook.above(version)
        if (opened := outlook.opened(one.line)) is not None and opened > decision.at
    )
    first = min(later, key=_released_at, default=None)
    if first is not None:
        at, why = _came_out(first)
        yield at, f"{why}, the first of line {first.line}"


def _fixed(decision: Decision, situation: Situation, _: Version) -> Iterator[End]:
    for duty in situation.duties:
        fixed_at = situation.fixed.get(duty.id)
        if fixed_at is not None and concerns(decision, matter_of(duty)):
            yield max(fixed_at, decision.at), f"{duty.fixed_in or 'a release'} ends {duty.subject}"


def _support_ended(decision: Decision, situation: Situation, version: Version) -> Iterator[End]:
    standing = situation.outlook.standing(version)
    if standing.phase is Phase.ENDED:
        yield max(standing.ends_at or decision.at, decision.at), f"support of line {standing.line} ended"


def _released_at(one: Placed) -> datetime:
    return one.release.released_at


def _came_out(one: Placed) -> End:
    at = one.release.released_at
    return at, f"{one.release.version.text} came out on {at.date()}"
