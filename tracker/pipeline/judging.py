"""Judging what is deployed by what is known, without reading anything anew."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time

from tracker.advice import Judge, Question, depends_on_gap, resolve_policy, sort_findings, worst
from tracker.advice.register import Register
from tracker.model import (
    Check,
    FeedFailure,
    Finding,
    Polling,
    ServiceFailure,
    Sighting,
    Source,
    Tier,
    Vulnerability,
)
from tracker.pipeline.knowledge import AT_ONCE as COMPONENTS_AT_ONCE
from tracker.pipeline.knowledge import Known, Origins, gather
from tracker.pipeline.polling.polled import Polled, Result
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import Watched, WatchedEnvironment, components_of, part_of, sources_of
from tracker.record import Record, field
from tracker.store import Store, batched

AT_ONCE = 25  # environments of which all that is remembered is held at a time
_FEW = 2  # environments that are judged side by side, component by component
_TIERS = list(Tier)


class ReadNow(Record):
    """What was read just before judging: the feeds by URL, and how asking services went."""

    outcomes: Mapping[str, Polled] = field(default_factory=dict)
    services: Services | None = None


class Instant(Record):
    """The instant by whose facts is judged; `live` where it is now, so that all that is known counts."""

    at: datetime
    live: bool = True


class Remembered(Record):
    """What is remembered of an environment: when its entries were seen first, by name, and its duties, by id.

    `decisions` are those about any environment.
    """

    sightings: Mapping[str, Sighting]
    seen: Mapping[str, datetime]
    decisions: Register


def judge_all(
    store: Store | None,
    watched: Sequence[WatchedEnvironment],
    read: ReadNow,
    instant: Instant,
) -> Iterator[Check]:
    """Judge some environments, each when it is asked for; raises StorageError."""
    if len(watched) <= _FEW:
        return _judge_few(store, watched, read, instant)
    return judge_by(store, watched, known_of(store, watched, instant), read, instant)


def _judge_few(
    store: Store | None, watched: Sequence[WatchedEnvironment], read: ReadNow, instant: Instant
) -> Iterator[Check]:
    """Judge a few environments by what is known of some components at a time: of 135 at once it would be 40 MB."""
    remembered = remember(store, [one.environment.name for one in watched], instant)
    findings: list[list[Finding]] = [[] for _ in watched]
    origins: dict[str, Origins] = {}
    for some in batched(sources_of(watched), COMPONENTS_AT_ONCE):
        parts = [part_of(one, some) for one in watched]
        known, judge = known_of(store, parts, instant), Judge()
        for found, part in zip(findings, parts, strict=True):
            found.extend(_findings(judge, part, known, remembered[part.environment.name], instant))
        origins |= {url: one.origins for url, one in known.items()}
    for one, found in zip(watched, findings, strict=True):
        yield _check(one, found, origins, read, instant)


def known_of(store: Store | None, watched: Sequence[WatchedEnvironment], instant: Instant) -> Mapping[str, Known]:
    """Put together what is known of all that some environments deploy, by the URL of the feed."""
    wanted = [(entry.component, entry.source) for one in watched for entry in one.entries]
    return gather(store, wanted, instant.at, live=instant.live, advisories=_advisories(watched))


def judge_by(
    store: Store | None,
    watched: Sequence[WatchedEnvironment],
    known: Mapping[str, Known],
    read: ReadNow,
    instant: Instant,
) -> Iterator[Check]:
    """Judge some environments by what is known, each when it is asked for; raises StorageError."""
    judge = Judge()
    origins = {url: one.origins for url, one in known.items()}
    for some in batched(watched, AT_ONCE):
        remembered = remember(store, [one.environment.name for one in some], instant)
        for one in some:
            findings = _findings(judge, one, known, remembered[one.environment.name], instant)
            yield _check(one, findings, origins, read, instant)


def _findings(
    judge: Judge,
    watched: WatchedEnvironment,
    known: Mapping[str, Known],
    remembered: Remembered,
    instant: Instant,
) -> Iterator[Finding]:
    for entry in watched.entries:
        yield judge.advise(question_of(watched, entry, known[entry.source.url], remembered, instant))


def _check(
    watched: WatchedEnvironment,
    found: Iterable[Finding],
    origins: Mapping[str, Origins],
    read: ReadNow,
    instant: Instant,
) -> Check:
    environment, findings = watched.environment, sort_findings(found)
    mine = [origins[entry.source.url] for entry in watched.entries]
    bundled = [one.bundled_on for one in mine if one.bundled_on]
    imported = [one.imported_on for one in mine if one.imported_on]
    return Check(
        environment=environment.name,
        customer=environment.customer,
        tier=environment.tier,
        as_of=instant.at,
        verdict=worst(finding.verdict for finding in findings),
        polling=_polling(watched, origins, read),
        findings=findings,
        bundled_from=min(bundled, default=None),
        bundled_to=max(bundled, default=None),
        imported_from=min(imported, default=None),
        as_of_asked=not instant.live,
    )


def questions(
    store: Store | None,
    watched: Sequence[WatchedEnvironment],
    instant: Instant,
) -> Iterator[tuple[WatchedEnvironment, Watched, Question]]:
    """Ask about every entry of some environments what judging it asks; without a store, what ships is known."""
    known = known_of(store, watched, instant)
    for some in batched(watched, AT_ONCE):
        remembered = remember(store, [one.environment.name for one in some], instant)
        for one in some:
            mine = remembered[one.environment.name]
            for entry in one.entries:
                yield one, entry, question_of(one, entry, known[entry.source.url], mine, instant)


def _advisories(watched: Iterable[WatchedEnvironment]) -> Collection[Vulnerability]:
    """What the team says of vulnerabilities, once for all environments."""
    return {one.id: one for environment in watched for one in environment.advisories}.values()


def remember(store: Store | None, environments: Sequence[str], instant: Instant) -> Mapping[str, Remembered]:
    """Tell what is remembered of some environments, by name; without a store it is nothing."""
    if store is None:
        return {name: Remembered(sightings={}, seen={}, decisions=Register(())) for name in environments}
    sightings = store.sightings(environments, instant.at)
    seen = store.duties_seen(environments, None if instant.live else instant.at)
    register = Register(store.decisions(None if instant.live else instant.at))
    return {
        name: Remembered(sightings=sightings[name], seen=seen[name], decisions=register) for name in environments
    }


def question_of(
    watched: WatchedEnvironment, entry: Watched, known: Known, remembered: Remembered, instant: Instant
) -> Question:
    """Put together all that the finding on one entry depends on."""
    environment, deployment, as_of = watched.environment, entry.deployment, instant.at
    sighting = remembered.sightings.get(deployment.name)
    first_seen = min(sighting.first_seen_at, as_of) if sighting else as_of
    recorded = sighting.versions if sighting and not instant.live else deployment.versions
    return Question(
        environment=environment.name,
        tier=environment.tier,
        deployment=deployment,
        versions=entry.supposed or recorded,
        component=entry.component,
        outlook=known.outlook,
        exposure=known.exposure,
        policy=resolve_policy(deployment.policies, environment.tier),
        since=environment.since or first_seen,
        calendar=environment.calendar,
        feed=entry.source.url,
        decisions=remembered.decisions.about(environment, deployment, entry.component.name),
        seen=remembered.seen,
    )


def _polling(watched: WatchedEnvironment, origins: Mapping[str, Origins], read: ReadNow) -> Polling:
    mine = {entry.source.url: entry for entry in watched.entries}
    asked = [read.outcomes[url] for url in mine if url in read.outcomes]
    failed = tuple(
        FeedFailure(
            component=mine[one.source.url].component.name,
            error=one.error,
            facts_from=origins[one.source.url].releases_from,
        )
        for one in asked
        if one.error is not None
    )
    unchanged = sum(1 for one in asked if one.result is Result.UNCHANGED)
    services = tuple(_services_failed(watched, origins, read.services)) if read.services else ()
    return Polling(polled=len(asked), unchanged=unchanged, failed=failed, services=services)


def _services_failed(
    watched: WatchedEnvironment, origins: Mapping[str, Origins], services: Services
) -> Iterator[ServiceFailure]:
    supported_from = {
        entry.component.endoflife: facts.read_at or datetime.combine(facts.day, time(), UTC)
        for entry in watched.entries
        if entry.component.endoflife and (facts := origins[entry.source.url].support)
    }
    return services.failures(components_of([watched]), supported_from)


def open_gaps(watched: Sequence[WatchedEnvironment], checks: Iterable[Check]) -> list[tuple[Source, bool]]:
    """List the sources whose history has a gap, and whether a verdict depends on it.

    Those on which one depends come first, and of these what runs in production.
    """
    tier = {one.environment.name: _TIERS.index(one.environment.tier) for one in watched}
    source = {
        (one.environment.name, entry.deployment.name): entry.source for one in watched for entry in one.entries
    }
    found = sorted(
        (not depends_on_gap(finding), tier[check.environment], check.environment, finding.name)
        for check in checks
        for finding in check.findings
        if not finding.facts.complete
    )
    first: dict[Source, bool] = {}
    for matters_not, _, environment, name in found:
        first.setdefault(source[environment, name], not matters_not)
    return [*first.items()]
