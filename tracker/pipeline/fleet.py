"""What all environments together run and owe, by what their last checks stored; nothing is judged anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tracker.advice.decisions import COVERING
from tracker.advice.matters import key_of
from tracker.model import (
    Code,
    Decision,
    DecisionKind,
    DeployedEntry,
    Fleet,
    FleetComponent,
    FleetDuties,
    FleetVulnerability,
    ServiceHealth,
    StandingDuty,
    Urgency,
)
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, watch_folder
from tracker.record import Record, field
from tracker.settings import Settings
from tracker.store import OSV, Store

_URGENCIES = [*Urgency]
_FAR = datetime.max.replace(tzinfo=UTC)

_Owing = tuple[str, str]  # an environment, and the name of an entry there


class _Run(Record):
    """A component with the entries that deploy it, and the duties of each."""

    component: str
    feed: str
    entries: dict[_Owing, DeployedEntry] = field(default_factory=dict)
    duties: list[StandingDuty] = field(default_factory=list)


def fleet(settings: Settings, now: datetime) -> Fleet:
    """Tell what every component and every open vulnerability means to all environments.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    watched, errors = watch_folder(settings)
    with Store.open_existing(settings.database_url) as store:
        duties = store.standing_duties() if store else ()
        asked = asked_of(settings, store, watched, now) if store else None
        checked = {name: one.checked_at for name, one in store.summaries().items()} if store else {}
        decisions = store.decisions() if store else ()
    covers = _Covers(watched, decisions, checked, now)
    runs = _runs(watched, duties)
    names = [one.environment.name for one in watched]
    return Fleet(
        components=tuple(sorted((_component(one, covers, now) for one in runs), key=_order_of_component)),
        vulnerabilities=tuple(sorted(_vulnerabilities(runs, covers, now), key=_order_of_vulnerability)),
        environments=len(watched),
        checked_from=min((checked[name] for name in names if name in checked), default=None),
        unchecked=tuple(name for name in names if name not in checked),
        vulnerabilities_asked=asked,
        errors=tuple(map(str, errors)),
    )


def asked_of(
    settings: Settings, store: Store, watched: Iterable[WatchedEnvironment], now: datetime
) -> ServiceHealth | None:
    """Tell how asking for the vulnerabilities of what is deployed stands; None where nothing is asked for."""
    services = Services(settings, store.services, components_of(watched), now).read_so_far()
    return next((one for one in services if one.service == OSV), None)


class _Covers:
    """What decisions cover: by the last check of an environment, and by what was decided there since."""

    def __init__(
        self,
        watched: Iterable[WatchedEnvironment],
        decisions: Iterable[Decision],
        checked: Mapping[str, datetime],
        now: datetime,
    ) -> None:
        covering = [one for one in decisions if one.kind in COVERING]
        self._ids = frozenset(one.id for one in covering)
        self._held = frozenset(
            (one.environment.name, entry.deployment.name)
            for one in watched
            for entry in one.entries
            if entry.deployment.hold is not None and entry.deployment.hold.until > now
        )
        self._since: dict[tuple[str | None, str | None], list[Decision]] = defaultdict(list)
        for one in covering:
            place = one.scope.environment
            if place is not None and place in checked and one.at >= checked[place]:
                self._since[place, one.scope.name].append(one)

    def __call__(self, duty: StandingDuty) -> bool:
        """Say whether a duty is covered."""
        place = duty.environment, duty.name
        if place in self._held or not self._ids.isdisjoint(duty.decisions):
            return True
        since = self._since.get(place, ())
        return any(one.kind is DecisionKind.HOLD or key_of(duty) in one.covers for one in since)


def _runs(watched: Iterable[WatchedEnvironment], duties: Iterable[StandingDuty]) -> Sequence[_Run]:
    """Group all entries, and their duties, by the feed of their component."""
    runs: dict[str, _Run] = {}
    of: dict[_Owing, _Run] = {}
    for one in watched:
        for entry in one.entries:
            run = runs.setdefault(entry.source.url, _Run(component=entry.component.name, feed=entry.source.url))
            key = one.environment.name, entry.deployment.name
            version = " ".join(entry.deployment.versions)
            run.entries[key] = DeployedEntry(environment=key[0], name=key[1], version=version)
            of[key] = run
    for duty in duties:
        key = duty.environment, duty.name
        if key in of:
            of[key].duties.append(duty)
    return [*runs.values()]


def _component(run: _Run, covers: _Covers, now: datetime) -> FleetComponent:
    vulnerable = (one.subject for one in run.duties if one.code is Code.VULNERABLE)
    return FleetComponent(
        component=run.component,
        feed=run.feed,
        entries=tuple(run.entries.values()),
        owed=_owed(run.duties, covers, now),
        vulnerabilities=tuple(sorted({*vulnerable})),
    )


def _vulnerabilities(runs: Iterable[_Run], covers: _Covers, now: datetime) -> Iterator[FleetVulnerability]:
    found: Mapping[str, dict[str, _Run]] = defaultdict(dict)
    duties: Mapping[str, list[StandingDuty]] = defaultdict(list)
    for run in runs:
        for duty in run.duties:
            if duty.code is Code.VULNERABLE:
                found[duty.subject][run.feed] = run
                duties[duty.subject].append(duty)
    for name, mine in found.items():
        yield _vulnerability(name, [*mine.values()], duties[name], covers, now)


def _vulnerability(
    name: str,
    runs: Sequence[_Run],
    duties: Sequence[StandingDuty],
    covers: _Covers,
    now: datetime,
) -> FleetVulnerability:
    entries = {key: entry for run in runs for key, entry in run.entries.items()}
    affected = dict.fromkeys((one.environment, one.name) for one in duties)
    return FleetVulnerability(
        id=name,
        components=tuple(sorted({run.component for run in runs})),
        feeds=tuple(run.feed for run in runs),
        urgency=max((one.urgency for one in duties), key=_URGENCIES.index),
        entries=len(entries),
        done=len(entries) - len(affected),
        affected=tuple(entries[key] for key in affected),
        owed=_owed(duties, covers, now),
    )


def _owed(duties: Sequence[StandingDuty], covers: _Covers, now: datetime) -> FleetDuties:
    """Count by entry what is open, overdue and covered."""
    owing: dict[_Owing, list[StandingDuty]] = {}
    pressing: dict[_Owing, list[datetime]] = defaultdict(list)
    for duty in duties:
        key = duty.environment, duty.name
        owing.setdefault(key, []).append(duty)
        if not covers(duty):
            pressing[key].append(duty.due_at or _FAR)
    dates = [min(due) for due in pressing.values()]
    return FleetDuties(
        open=len(pressing),
        overdue=sum(1 for one in dates if one < now),
        covered=len(owing) - len(pressing),
        next_due=min((one for one in dates if one != _FAR), default=None),
    )


def _order_of_component(one: FleetComponent) -> tuple[int, datetime, int, str]:
    return -one.owed.overdue, one.owed.next_due or _FAR, -len(one.entries), one.component


def _order_of_vulnerability(one: FleetVulnerability) -> tuple[bool, int, datetime, str]:
    return not one.owed.open, -_URGENCIES.index(one.urgency), one.owed.next_due or _FAR, one.id
