"""Deciding about what is open: each decision is an entry of the log, and so is the end that people put to one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

from tracker.advice.matters import Matters, key_of, open_matters
from tracker.errors import Refused
from tracker.model import Code, Decision, DecisionKind, Duty, Finding, Phase, Plan, Reopening, Scope, Wakening
from tracker.pipeline.matters import meant_matters, names, with_keys
from tracker.pipeline.scopes import Found, Place, Where, find_all_places
from tracker.pipeline.targets import planned_release
from tracker.record import Record, replace
from tracker.settings import Settings
from tracker.store import Store

Answer = TypeVar("Answer")

# What an unclear match turns out to be is so for all who run that line; a plan is one environment's.
_HOLDS_ON_LINE = frozenset(
    {DecisionKind.ACKNOWLEDGE, DecisionKind.SNOOZE, DecisionKind.WAIVE, DecisionKind.MITIGATED}
)


class Said(Record):
    """What a person said: who, why, and about which duties, by id or code; none stands for all that are open.

    `tell` is what customers are told of it.
    """

    by: str | None
    reason: str
    now: datetime
    subjects: tuple[str, ...] = ()
    tell: str = ""


class Ending(Record):
    """What ends a decision: a day, which is exclusive, or an event, or whichever comes first."""

    until: datetime | None = None
    wakes: Wakening | None = None


def decide(
    settings: Settings, kind: DecisionKind, wheres: Sequence[Where], said: Said, ending: Ending
) -> tuple[Decision, ...]:
    """Add a decision about the open duties of each place to the log, of all places or none, and return them.

    A place has two where some of it holds for a whole line. Raises Refused where it is about nothing that is
    open, or would end at once; ConfigurationError, StorageError.
    """
    return _added(settings, wheres, said, lambda _, where, found: _decided(kind, where, found, said, ending))


def hold(settings: Settings, wheres: Sequence[Where], said: Said, ending: Ending) -> tuple[Decision, ...]:
    """Add a hold of each place to the log, of all or none, and return them: one covers what is open and to come.

    Raises Refused where it would end at once; ConfigurationError, StorageError.
    """
    return _added(settings, wheres, said, lambda _, where, found: (_held(where, found, said, ending),))


def plan(settings: Settings, plans: Mapping[Where, Plan], said: Said) -> tuple[Decision, ...]:
    """Add plans to the log, all or none, and return them with the versions as their releases say them.

    Raises Refused where a target is no known release above what is deployed, or a bad one; ConfigurationError,
    StorageError.
    """
    return _added(
        settings, [*plans], said, lambda store, where, found: (_planned(store, where, found, said, plans[where]),)
    )


def reopen(settings: Settings, wheres: Sequence[Where], said: Said) -> tuple[Decision, ...]:
    """Add to the log that decisions on some places are over, or what some subjects mean of them; return those.

    Raises Refused where a place has none; ConfigurationError, StorageError.
    """
    with Store.open(settings.database_url) as store:
        return _over(store, _each(settings, store, wheres, said, partial(_reopened, store, said)), said)


def reopen_decisions(settings: Settings, ids: Sequence[str], said: Said) -> tuple[Decision, ...]:
    """Add to the log that some decisions are over, or what of them covers one of the subjects; return those.

    Raises Refused where one of them is over already; StorageError.
    """
    with Store.open(settings.database_url) as store:
        lasting = {one.id: one for one in _lasting(store, said.now)}
        if not lasting.keys() >= {*ids}:
            raise Refused("it is over already: it was reopened meanwhile, or its day has come")
        ended = [(lasting[one], _items(lasting[one], said.subjects)) for one in ids]
        return _over(store, [(one, items) for one, items in ended if items or not said.subjects], said)


def _over(store: Store, ended: Iterable[tuple[Decision, tuple[str, ...]]], said: Said) -> tuple[Decision, ...]:
    """Add the end of decisions to the log, of each that of some items where that is not all, and return that."""
    each = {one.id: (one, items) for one, items in ended}.values()
    store.decide([_reopening(one, items, said) for one, items in each])
    return tuple(replace(one, covers=items or one.covers) for one, items in each)


def _lasting(store: Store, now: datetime) -> Sequence[Decision]:
    """The decisions that are not over by their day or by somebody's word."""
    return [one for one in store.decisions() if one.until is None or one.until > now]


def _added(
    settings: Settings,
    wheres: Sequence[Where],
    said: Said,
    decided: Callable[[Store, Where, Found], Iterable[Decision]],
) -> tuple[Decision, ...]:
    with Store.open(settings.database_url) as store:
        made = _once(_each(settings, store, wheres, said, partial(decided, store)))
        store.decide(made)
    return made


def _once(made: Iterable[Decision]) -> tuple[Decision, ...]:
    """Leave one of the decisions that several places make of the same: what holds for a line they share."""
    return tuple({(one.scope, one.covers): one for one in made}.values())


def _each(
    settings: Settings,
    store: Store,
    wheres: Sequence[Where],
    said: Said,
    answer: Callable[[Where, Found], Iterable[Answer]],
) -> Iterator[Answer]:
    """Answer for each of several places; a refusal names the place."""
    for where, found in zip(wheres, find_all_places(settings, store, wheres, said.now), strict=True):
        try:
            yield from answer(where, found)
        except Refused as error:
            if len(wheres) == 1 or where.shown in str(error):
                raise
            raise Refused(f"{error} ({where.shown})") from None


def _decided(kind: DecisionKind, where: Where, found: Found, said: Said, ending: Ending) -> tuple[Decision, ...]:
    matters = meant_matters(where, found.places, said.subjects)
    if not matters.keys:
        raise Refused(f"nothing is open for {where.shown}: there is nothing to decide about")
    _refuse_what_ends_at_once(ending, said.now, found.places, matters)
    made = _made(kind, found.scope, said, covers=matters.keys, ending=ending)
    on_line = kind in _HOLDS_ON_LINE and where.is_entry
    return tuple(_on_line(made, matters.duties, found.places[0].finding)) if on_line else (made,)


def _held(where: Where, found: Found, said: Said, ending: Ending) -> Decision:
    _refuse_what_ends_at_once(ending, said.now, found.places, meant_matters(where, found.places, ()))
    return _made(DecisionKind.HOLD, found.scope, said, covers=(), ending=ending)


def _planned(store: Store, where: Where, found: Found, said: Said, planned: Plan) -> Decision:
    if planned.on.date() < said.now.date():
        raise Refused(f"--on: {planned.on.date()} has passed: name a day to come")
    target = planned_release(store, found.places, planned.target, said.now)
    matters = meant_matters(where, found.places, said.subjects)
    made = _made(DecisionKind.PLAN, found.scope, said, covers=matters.keys, ending=Ending())
    return replace(made, plan=replace(planned, target=target))


def _reopened(store: Store, said: Said, where: Where, found: Found) -> Sequence[tuple[Decision, tuple[str, ...]]]:
    """The decisions that are over there, each with what of it is, where that is not all."""
    lines = [place.finding.support.line for place in found.places] if where.is_entry else []
    scopes = {found.scope, *(Scope(component=found.component, line=one) for one in lines if one)}
    subjects = with_keys(said.subjects, open_matters(place.finding for place in found.places))
    mine = [(one, _items(one, subjects)) for one in _lasting(store, said.now) if one.scope in scopes]
    ended = [(one, items) for one, items in mine if items or not subjects]
    if not ended:
        raise Refused(_nothing_to_reopen(where, found.places, [one for one, _ in mine]))
    return ended


def _made(kind: DecisionKind, scope: Scope, said: Said, *, covers: tuple[str, ...], ending: Ending) -> Decision:
    return Decision(
        id=str(uuid4()),
        kind=kind,
        at=said.now,
        by=said.by,
        reason=said.reason,
        scope=scope,
        covers=covers,
        until=ending.until,
        wakes=ending.wakes,
        tell=said.tell,
    )


def _on_line(made: Decision, duties: Iterable[Duty], finding: Finding) -> Iterator[Decision]:
    """Part a decision: what is about unclear matches holds for the component's line, the rest for the entry."""
    unclear = {key_of(duty) for duty in duties if duty.unclear}
    rest = tuple(item for item in made.covers if item not in unclear)
    if rest:
        yield replace(made, covers=rest)
    if unclear:
        scope = Scope(component=finding.component, line=finding.support.line)
        covers = tuple(item for item in made.covers if item in unclear)
        yield replace(made, id=str(uuid4()), scope=scope, covers=covers)


def _refuse_what_ends_at_once(ending: Ending, now: datetime, places: Sequence[Place], matters: Matters) -> None:
    if ending.until is not None and ending.until <= now:
        raise Refused(f"--until: {ending.until.date()} has come: name a day after today")
    if ending.wakes is Wakening.FIXED:
        _refuse_what_is_fixed(matters.duties)
    if ending.wakes is Wakening.SUPPORT_ENDS:
        supports = [place.finding.support for place in places]
        if all(one.phase is Phase.ENDED or one.ends_at is None for one in supports):
            lines = ", ".join(dict.fromkeys(one.line or "it" for one in supports))
            raise Refused(f"--until support-ends: the support of {lines} ended, or no end is known: name a day")


def _refuse_what_is_fixed(duties: Iterable[Duty]) -> None:
    vulnerable = [duty for duty in duties if duty.code is Code.VULNERABLE]
    if not vulnerable:
        raise Refused("--until fixed: it is about no vulnerability: name a day or another event")
    for duty in vulnerable:
        if duty.fixed_in is not None:
            raise Refused(f"--until fixed: {duty.subject} is fixed in {duty.fixed_in} already: name a day")


def _items(decision: Decision, subjects: Iterable[str]) -> tuple[str, ...]:
    """What some subjects mean of what a decision covers."""
    wanted = tuple(subjects)
    return tuple(item for item in decision.covers if any(names(item, subject) for subject in wanted))


def _reopening(decision: Decision, items: tuple[str, ...], said: Said) -> Reopening:
    return Reopening(
        id=str(uuid4()), at=said.now, by=said.by, reason=said.reason, decisions=(decision.id,), covers=items
    )


def _nothing_to_reopen(where: Where, places: Iterable[Place], others: Sequence[Decision]) -> str:
    """Say that nothing was decided there, or only about other things, and what holds from elsewhere."""
    if others:
        about = dict.fromkeys(item for one in others for item in one.covers)
        return f"what was decided for {where.shown} is about {', '.join(about) or 'all of it'}"
    for place in places:
        if place.watched.deployment.hold is not None:
            file, _, line = place.watched.deployment.location.partition("#")
            return f"{where.shown} is held in {file} line {line}: take it out there"
        for one in place.finding.decisions:
            how = "for a single entry or line" if _is_narrow(one.scope) else "more widely"
            return f"what holds for {where.shown} was decided {how}: `{_reopening_command(place, one.scope)}`"
    return f"no decision is in force for {where.shown}: `tracker decisions` lists all"


def _is_narrow(scope: Scope) -> bool:
    return scope.component is None or scope.line is not None


def _reopening_command(place: Place, scope: Scope) -> str:
    if _is_narrow(scope):
        return f"tracker reopen {place.environment.environment.name} {place.watched.deployment.name}"
    whose = f"--customer '{scope.customer}'" if scope.customer else "--all"
    return f"tracker reopen {whose} {scope.component}"
