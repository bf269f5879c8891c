"""The whole chain of one finding, from facts that are known."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from tracker.advice import Question, advise, reading_of, trace
from tracker.model import (
    Calendar,
    Component,
    Environment,
    Explanation,
    Fact,
    Finding,
    Phase,
    ReadBy,
    RuleInForce,
    Sighting,
)
from tracker.pipeline.changes import changes_to_target
from tracker.pipeline.judging import Instant, questions, remember
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import entry_of, watch_one
from tracker.record import replace
from tracker.settings import Settings
from tracker.store import OSV, Store

_READ_BY = {ReadBy.FEED: "its feed", ReadBy.API: "the API of its forge", ReadBy.IMPORT: "an imported file"}


def explain(settings: Settings, environment: str, name: str, instant: Instant) -> Explanation:
    """Explain the finding on one entry; nothing is read anew. Raises ConfigurationError, StorageError."""
    watched = watch_one(settings, environment)
    entry = entry_of(watched, name)
    with Store.open_existing(settings.database_url) as store:
        ((_, _, question),) = questions(store, [replace(watched, entries=(entry,))], instant)
        sighting = remember(store, [environment], instant)[environment].sightings.get(name)
        asked_at = _asked_at(settings, store, entry.component, instant.at) if store and instant.live else None
        finding = advise(question)
        changes = changes_to_target(store, question, finding)
    return Explanation(
        environment=environment,
        customer=watched.environment.customer,
        tier=watched.environment.tier,
        as_of=instant.at,
        as_of_asked=not instant.live,
        location=entry.deployment.location,
        read_as=reading_of(question),
        finding=finding,
        facts=(
            _deployed(watched.environment, question, sighting),
            *_releases(question),
            _supported(question, finding),
            _vulnerable(question, asked_at),
            *_changeable(watched.environment.calendar),
        ),
        considered=trace(question, finding.targets),
        policy=_in_force(question),
        changes=changes,
    )


def _asked_at(settings: Settings, store: Store, component: Component, now: datetime) -> datetime | None:
    """When all packages of a component were last asked about."""
    services = Services(settings, store.services, [component], now)
    return next((one.last for one in services.read_so_far() if one.service == OSV), None)


def _deployed(environment: Environment, question: Question, sighting: Sighting | None) -> Fact:
    nodes = " and ".join(question.versions)
    began = "said" if environment.since else "first sight, since nothing says it"
    seen = f", first seen on {sighting.first_seen_at.date()}" if sighting else ", not seen before"
    said = f"deployed as {nodes}; our duty began on {question.since.date()} ({began}){seen}"
    return Fact(kind="deployment", said=said, source=question.deployment.location)


def _releases(question: Question) -> Iterator[Fact]:
    """Tell of the releases by each source they are from, and of what is none."""
    history = question.history
    count = sum(1 for one in history.releases if one.stable)
    missing = "" if history.complete else "; some may be missing"
    said = f"{count} stable releases are known{missing}"
    if history.polled_at is not None:
        at = history.polled_at if question.live else None
        yield Fact(
            kind="releases",
            said=f"{said}, read from {_READ_BY[history.read_by]}",
            source=question.feed,
            known_at=at,
        )
    if history.bundled_at is not None:
        known = "with the history that ships" if history.polled_at else f"{said}, from the history that ships"
        yield Fact(kind="releases", said=known, known_at=history.bundled_at)
    if not history.releases:
        yield Fact(kind="releases", said="no release is known", source=question.feed)
    if history.skipped:
        name = question.component.name
        said = f"{len(history.skipped)} tags are no releases; `tracker tags {name}` says why"
        yield Fact(kind="releases", said=said)


def _supported(question: Question, finding: Finding) -> Fact:
    facts, support = question.support, finding.support
    if facts is None:
        return Fact(kind="support", said="no source of support dates is known")
    tense = "ended" if support.phase is Phase.ENDED else "ends"
    ends = f", {tense} on {support.ends_at.date()}" if support.ends_at else ""
    bought = ", bought beyond what the project gives" if support.contract else ""
    line = f"line {support.line}: phase {support.phase}{ends}{bought}"
    at = facts.read_at or datetime.combine(facts.day, time(), UTC)
    said = line if support.line else "the line cannot be told"
    return Fact(kind="support", said=said, source=facts.source, known_at=at)


def _vulnerable(question: Question, asked_at: datetime | None) -> Fact:
    exposure = question.exposure
    count = len(exposure.records)
    said = (
        f"{count} {'record is' if count == 1 else 'records are'} known"
        if exposure.known
        else "nobody was asked about them"
    )
    return Fact(kind="vulnerabilities", said=said, known_at=asked_at)


def _changeable(calendar: Calendar | None) -> Iterator[Fact]:
    if calendar is None:
        return
    from zoneinfo import ZoneInfo

    zone = calendar.timezone
    local = ZoneInfo(zone)
    for window in calendar.windows:
        yield Fact(kind="window", said=f"{window.text} ({zone})", source=calendar.location)
    for freeze in calendar.freezes:
        why = f": {freeze.reason}" if freeze.reason else ""
        first, end = (at.astimezone(local).date() for at in (freeze.starts_at, freeze.until))
        said = f"nothing changes from {first} until {end}{why}"
        yield Fact(kind="freeze", said=said, source=calendar.location)


def _in_force(question: Question) -> tuple[RuleInForce, ...]:
    """Every setting of the policy with the layer that won, by key."""
    return tuple(
        RuleInForce(key=one.key, value=one.value, layer=one.layer, location=one.location)
        for one in question.policy.settings.values()
    )
