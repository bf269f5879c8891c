"""Everything that was decided: what is in force, what ended and why; and the log taken out and in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from tracker.advice.register import Register, effective, held
from tracker.errors import ConfigurationError, Refused
from tracker.model import Decision, DecisionState, ListedDecision, Reopening
from tracker.pipeline.decision_file import read_log
from tracker.pipeline.scopes import Place, judged_places
from tracker.pipeline.targets import is_made
from tracker.pipeline.watching import Watched, WatchedEnvironment, watch_all, watch_folder
from tracker.record import Record, replace
from tracker.settings import Settings
from tracker.store import Store

_STATES = [*DecisionState]

Log = tuple[Decision | Reopening, ...]
# When something ended, where that can be told, and why.
_End = tuple[datetime | None, str]


class Listing(Record):
    """The decisions asked for, those in force first, and what is wrong with environments that were not judged."""

    decisions: tuple[ListedDecision, ...]
    errors: tuple[ConfigurationError, ...]


def list_decisions(settings: Settings, environment: str | None, now: datetime, *, ended: bool) -> Listing:
    """List the decisions about an environment, or all, and with `ended` those that are over.

    Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_folder(settings) if environment is None else watch_all(settings, [environment])
    if environment is not None and errors:
        raise errors[0]
    with Store.open(settings.database_url) as store:
        log = store.decision_log()
        register = Register(one for one in log if isinstance(one, Decision))
        places = judged_places(store, [*_decided_on(watched, register)], now)
        about = [(place, one) for place in places for one in _about(place.environment, place.watched, register)]
        made = _made(store, about, now)
    unplaced = [one for one in log if isinstance(one, Decision) and environment is None]
    found = {one.id: one for one in (*unplaced, *(one for _, one in about))}
    woken = _woken(places)
    ends = {**woken, **made, **_passed(found.values(), now), **_reopened(log)}
    in_force = {one.id for place in places for one in place.finding.decisions}
    left = {one.id: one for one in effective(log)}
    listed = [replace(one, woken=_is_woken(one, woken)) for one in _listed(found.values(), left, in_force, ends)]
    wanted = (one for one in listed if ended or one.state is not DecisionState.ENDED)
    return Listing(decisions=tuple(sorted(wanted, key=_order)), errors=errors)


def decision_log(settings: Settings) -> Log:
    """Give the whole log, oldest first; raises StorageError."""
    with Store.open(settings.database_url) as store:
        return store.decision_log()


def take_over(settings: Settings, text: str, shown: str) -> int:
    """Add what an exported log has and this one has not; return how many entries those are.

    Raises ConfigurationError for a line that is no entry, Refused where one stands here for something else;
    StorageError.
    """
    entries = read_log(text, shown)
    with Store.open(settings.database_url) as store:
        added, others = store.decide([*entries.values()])
    for number, entry in entries.items():
        if entry.id in others:
            raise Refused(f"{shown} line {number}: {entry.id} is another decision here: nothing was taken over")
    return added


def _decided_on(watched: Iterable[WatchedEnvironment], register: Register) -> Iterator[WatchedEnvironment]:
    """Leave in some environments the entries about which anything was decided: only these have to be judged."""
    for one in watched:
        entries = tuple(entry for entry in one.entries if _about(one, entry, register))
        if entries:
            yield replace(one, entries=entries)


def _about(watched: WatchedEnvironment, entry: Watched, register: Register) -> tuple[Decision, ...]:
    """The decisions whose scope an entry is in, in force or not, and the hold of its file."""
    environment, deployment = watched.environment, entry.deployment
    return (
        *register.about(environment, deployment, entry.component.name),
        *held(environment.name, deployment),
    )


def _listed(
    decisions: Iterable[Decision], left: Mapping[str, Decision], in_force: set[str], ends: Mapping[str, _End]
) -> Iterator[ListedDecision]:
    for one in decisions:
        decision = left.get(one.id, one)
        if one.id in in_force:
            yield ListedDecision(decision=decision, state=DecisionState.IN_FORCE)
        elif one.id in ends:
            at, why = ends[one.id]
            yield ListedDecision(decision=decision, state=DecisionState.ENDED, ended_at=at, why=why)
        else:
            yield ListedDecision(decision=decision, state=DecisionState.IDLE)


def _woken(places: Iterable[Place]) -> Mapping[str, _End]:
    return {one.decision.id: (one.at, one.why) for place in places for one in place.finding.woken}


def _is_woken(one: ListedDecision, woken: Mapping[str, _End]) -> bool:
    return one.state is DecisionState.ENDED and one.decision.id in woken


def _made(store: Store, about: Iterable[tuple[Place, Decision]], now: datetime) -> Mapping[str, _End]:
    """The plans whose move has been made; the file does not say on which day."""
    return {
        one.id: (None, f"{place.finding.deployed.version} is deployed")
        for place, one in about
        if one.plan is not None and is_made(store, place, one, now)
    }


def _passed(decisions: Iterable[Decision], now: datetime) -> Mapping[str, _End]:
    return {
        one.id: (one.until, f"{one.until.date()} has come")
        for one in decisions
        if one.until is not None and one.until <= now
    }


def _reopened(log: Log) -> Mapping[str, _End]:
    """When, by whom and why the decisions were reopened of which nothing is left."""
    left = {one.id for one in effective(log)}
    return {
        name: (
            one.at,
            "reopened" + (f" by {one.by}" if one.by else "") + (f": {one.reason}" if one.reason else ""),
        )
        for one in log
        if isinstance(one, Reopening)
        for name in one.decisions
        if name not in left
    }


def _order(one: ListedDecision) -> tuple[int, str, str, datetime, str]:
    scope = one.decision.scope
    where = scope.environment or scope.customer or ""
    return _STATES.index(one.state), where, scope.name or scope.component or "", one.decision.at, one.decision.id
