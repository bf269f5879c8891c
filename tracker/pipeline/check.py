"""The main job: read what is old, judge what is deployed, remember the outcome."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from threading import Event

from tracker.advice import Question, advise, depends_on_gap, next_due, resolve_policy, sort_findings, worst
from tracker.errors import ConfigurationError
from tracker.model import (
    Check,
    FeedFailure,
    Finding,
    Polling,
    ReadBy,
    ServiceFailure,
    Sighting,
    Source,
    State,
    Summary,
    Tier,
)
from tracker.pipeline.knowledge import Known, gather
from tracker.pipeline.patience import Patience
from tracker.pipeline.polled import Polled, Progress, Result
from tracker.pipeline.services import Services
from tracker.pipeline.watching import Watched, WatchedEnvironment, components_of, sources_of, watch_all
from tracker.report.wording import counts
from tracker.settings import Settings
from tracker.store import FeedState, Store

TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which environments to check, and how.

    `as_of` is set where the user named an instant; `within` bounds the reading of feeds.
    """

    environments: Sequence[str]
    now: datetime
    as_of: datetime | None = None
    offline: bool = False
    within: timedelta = TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The checks that could be made, and what is wrong with the files of the others."""

    checks: tuple[Check, ...]
    errors: tuple[ConfigurationError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read for a check: the feeds by URL, and how asking services went."""

    outcomes: Mapping[str, Polled] = field(default_factory=dict)
    services: Services | None = None


def check(
    settings: Settings, request: Request, progress: Progress | None = None, stop: Event | None = None
) -> Checked:
    """Check some environments; a bad file costs only its own environment. Raises StorageError."""
    watched, errors = watch_all(settings, request.environments)
    if not watched:
        return Checked(checks=(), errors=errors)
    live = request.as_of is None
    patience = Patience(request.within, stop)
    with Store.open(settings.database_url) as store:
        if live:
            for one in watched:
                store.see(one.environment, request.now)
        polls = live and not request.offline
        read = _refresh(settings, store, watched, request, progress, patience) if polls else _Read()
        checks = _judge_all(store, watched, read, request)
        if read.outcomes and _fill(settings, store, watched, checks, read.outcomes, request, patience):
            checks = _judge_all(store, watched, read, request)
        if live:
            for made in checks:
                store.keep_summary(_summary(made))
    return Checked(checks=checks, errors=errors)


def _refresh(
    settings: Settings,
    store: Store,
    watched: Sequence[WatchedEnvironment],
    request: Request,
    progress: Progress | None,
    patience: Patience,
) -> _Read:
    """Read the feeds, and ask the services, whose facts have reached the maximum age."""
    from tracker.pipeline.poll import poll

    services = Services(settings, store.services, components_of(watched), request.now)
    errands = services.errands(services.old(settings.max_age))
    sources = sources_of(watched)
    states = store.feed_states([source.url for source in sources])
    old = [source for source in sources if _is_old(states.get(source.url), settings, request.now)]
    outcomes = poll(
        old,
        settings=settings,
        store=store,
        now=request.now,
        patience=patience,
        progress=progress,
        errands=errands,
    )
    services.settle()
    return _Read(outcomes=outcomes, services=services)


def _fill(
    settings: Settings,
    store: Store,
    watched: Sequence[WatchedEnvironment],
    checks: Sequence[Check],
    outcomes: Mapping[str, Polled],
    request: Request,
    patience: Patience,
) -> bool:
    """Fill the gaps on which a verdict depends, of the feeds just read; say whether any was tried."""
    from tracker.pipeline.backfill import fill_gaps

    depending = {
        (check.environment, finding.name)
        for check in checks
        for finding in check.findings
        if depends_on_gap(finding)
    }
    sources = [
        entry.source
        for one in sorted(watched, key=lambda one: list(Tier).index(one.environment.tier))
        for entry in one.entries
        if (one.environment.name, entry.deployment.name) in depending and _was_read(outcomes, entry.source)
    ]
    return fill_gaps(
        [*dict.fromkeys(sources)], settings=settings, store=store, now=request.now, patience=patience
    ).tried


def _was_read(outcomes: Mapping[str, Polled], source: Source) -> bool:
    return source.url in outcomes and outcomes[source.url].result is not Result.FAILED


def _is_old(state: FeedState | None, settings: Settings, now: datetime) -> bool:
    return state is None or state.polled_at is None or now - state.polled_at >= settings.max_age


def _judge_all(
    store: Store, watched: Sequence[WatchedEnvironment], read: _Read, request: Request
) -> tuple[Check, ...]:
    wanted = [(entry.component, entry.source) for one in watched for entry in one.entries]
    known = gather(store, wanted, request.as_of or request.now, live=request.as_of is None)
    return tuple(_judge(store, one, known, read, request) for one in watched)


def _judge(
    store: Store,
    watched: WatchedEnvironment,
    known: Mapping[str, Known],
    read: _Read,
    request: Request,
) -> Check:
    environment, as_of = watched.environment, request.as_of or request.now
    sightings = store.sightings(environment.name, as_of)
    findings = sort_findings(
        _advise(watched, entry, known[entry.source.url], sightings.get(entry.deployment.name), request)
        for entry in watched.entries
    )
    mine = [known[entry.source.url] for entry in watched.entries]
    bundled = [one.bundled_on for one in mine if one.bundled_on]
    imported = [
        one.stored.polled_at.date() for one in mine if one.stored.read_by is ReadBy.IMPORT and one.stored.polled_at
    ]
    return Check(
        environment=environment.name,
        customer=environment.customer,
        tier=environment.tier,
        as_of=as_of,
        verdict=worst(finding.verdict for finding in findings),
        polling=_polling(watched, known, read),
        findings=findings,
        bundled_from=min(bundled, default=None),
        bundled_to=max(bundled, default=None),
        imported_from=min(imported, default=None),
        as_of_asked=request.as_of is not None,
    )


def _advise(
    watched: WatchedEnvironment, entry: Watched, known: Known, sighting: Sighting | None, request: Request
) -> Finding:
    environment, deployment, as_of = watched.environment, entry.deployment, request.as_of or request.now
    first_seen = min(sighting.first_seen_at, as_of) if sighting else as_of
    recorded = sighting.versions if sighting and request.as_of else deployment.versions
    return advise(
        Question(
            environment=environment.name,
            tier=environment.tier,
            deployment=deployment,
            versions=recorded,
            component=entry.component,
            outlook=known.outlook,
            policy=resolve_policy(deployment.policies, environment.tier),
            since=environment.since or first_seen,
            feed=entry.source.url,
        )
    )


def _polling(watched: WatchedEnvironment, known: Mapping[str, Known], read: _Read) -> Polling:
    mine = {entry.source.url: entry for entry in watched.entries}
    asked = [read.outcomes[url] for url in mine if url in read.outcomes]
    failed = tuple(
        FeedFailure(
            component=mine[one.source.url].component.name,
            error=one.error,
            facts_from=known[one.source.url].outlook.history.releases_from,
        )
        for one in asked
        if one.error is not None
    )
    unchanged = sum(1 for one in asked if one.result is Result.UNCHANGED)
    services = tuple(_services_failed(watched, known, read.services)) if read.services else ()
    return Polling(polled=len(asked), unchanged=unchanged, failed=failed, services=services)


def _services_failed(
    watched: WatchedEnvironment, known: Mapping[str, Known], services: Services
) -> Iterator[ServiceFailure]:
    supported_from = {
        entry.component.endoflife: facts.read_at or datetime.combine(facts.day, time(), UTC)
        for entry in watched.entries
        if entry.component.endoflife and (facts := known[entry.source.url].outlook.support)
    }
    return services.failures(components_of([watched]), supported_from)


def _summary(made: Check) -> Summary:
    due = next_due(made.findings)
    return Summary(
        environment=made.environment,
        customer=made.customer,
        tier=made.tier,
        checked_at=made.as_of,
        verdict=made.verdict,
        counts=counts(made.findings),
        behind=sum(1 for finding in made.findings if finding.state is State.BEHIND),
        next_due=due.due_at if due else None,
    )
