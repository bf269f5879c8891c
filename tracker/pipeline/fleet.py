"""What all environments together run and owe, by what their last checks stored; nothing is judged anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tracker.advice.decisions import COVERING
from tracker.advice.matters import key_of
from tracker.errors import ConfigurationError
from tracker.model import (
    Code,
    Component,
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
from tracker.pipeline.watching import WatchedEnvironment, watch_in_turn
from tracker.record import Record, field
from tracker.settings import Settings
from tracker.store import OSV, Store

_URGENCIES = [*Urgency]
_FAR = datetime.max.replace(tzinfo=UTC)

_Owing = tuple[str, str]  # an environment, and the name of an entry there


class _Run(Record):
    """A component with the entries that deploy it, and the duties of these."""

    component: Component
    feed: str
    entries: list[DeployedEntry] = field(default_factory=list)
    duties: list[StandingDuty] = field(default_factory=list)


class _Everything(Record):
    """What all environments deploy: by the feed of a component, and by entry; `held` are those a file holds."""

    runs: dict[str, _Run] = field(default_factory=dict)
    of: dict[_Owing, _Run] = field(default_factory=dict)
    held: set[_Owing] = field(default_factory=set)
    environments: list[str] = field(default_factory=list)

    def add(self, watched: WatchedEnvironment, now: datetime) -> None:
        """Take down what an environment deploys."""
        environment = watched.environment.name
        self.environments.append(environment)
        for entry in watched.entries:
            feed, deployment = entry.source.url, entry.deployment
            run = self.runs.setdefault(feed, _Run(component=entry.component, feed=feed))
            version = " ".join(deployment.versions)
            run.entries.append(DeployedEntry(environment=environment, name=deployment.name, version=version))
            self.of[environment, deployment.name] = run
            if deployment.hold is not None and deployment.hold.until > now:
                self.held.add((environment, deployment.name))


def fleet(settings: Settings, now: datetime) -> Fleet:
    """Tell what every component and every open vulnerability means to all environments.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    errors: list[ConfigurationError] = []
    deployed = _Everything()
    for one in watch_in_turn(settings, errors):
        deployed.add(one, now)
    runs, names = [*deployed.runs.values()], deployed.environments
    with Store.open_existing(settings.database_url) as store:
        for duty in store.standing_duties() if store else ():
            if run := deployed.of.get((duty.environment, duty.name)):
                run.duties.append(duty)
        asked = _asked(settings, store, [one.component for one in runs], now) if store else None
        checked = {name: one.checked_at for name, one in store.summaries().items()} if store else {}
        decisions = store.decisions() if store else ()
    covers = _Covers(deployed.held, decisions, checked)
    return Fleet(
        components=tuple(sorted((_component(one, covers, now) for one in runs), key=_order_of_component)),
        vulnerabilities=tuple(sorted(_vulnerabilities(runs, covers, now), key=_order_of_vulnerability)),
        environments=len(names),
        checked_from=min((checked[name] for name in names if name in checked), default=None),
        unchecked=tuple(name for name in names if name not in checked),
        vulnerabilities_asked=asked,
        errors=tuple(map(str, errors)),
    )


def _asked(
    settings: Settings, store: Store, components: Sequence[Component], now: datetime
) -> ServiceHealth | None:
    """Tell how asking for the vulnerabilities of what is deployed stands; None where nothing is asked for."""
    services = Services(settings, store.services, components, now).read_so_far()
    return next((one for one in services if one.service == OSV), None)


class _Covers:
    """What decisions cover: by the last check of an environment, and by what was decided there since."""

    def __init__(
        self,
        held: Collection[_Owing],
        decisions: Iterable[Decision],
        checked: Mapping[str, datetime],
    ) -> None:
        covering = [one for one in decisions if one.kind in COVERING]
        self._ids = frozenset(one.id for one in covering)
        self._held = held
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


def _component(run: _Run, covers: _Covers, now: datetime) -> FleetComponent:
    vulnerable = (one.subject for one in run.duties if one.code is Code.VULNERABLE)
    return FleetComponent(
        component=run.component.name,
        feed=run.feed,
        entries=tuple(run.entries),
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
    entries = {(one.environment, one.name): one for run in runs for one in run.entries}
    affected = dict.fromkeys((one.environment, one.name) for one in duties)
    return FleetVulnerability(
        id=name,
        components=tuple(sorted({run.component.name for run in runs})),
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
