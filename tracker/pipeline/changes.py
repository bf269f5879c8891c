"""What changes for an environment that moves from one version of a component to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.advice import KnownRelease, Outlook, Question
from tracker.advice.assessment import assess
from tracker.advice.changes import changes_on_the_way
from tracker.model import ChangesOnTheWay, Check, Finding, ReleaseNotes
from tracker.pipeline.judging import Instant, questions
from tracker.pipeline.watching import Watched, WatchedEnvironment, watch_all
from tracker.record import replace
from tracker.report.wording import PRESSING, move_to
from tracker.settings import Settings
from tracker.store import Store
from tracker.versions import Version


@dataclass(frozen=True, slots=True)
class _Way:
    """The releases above a deployed version and up to a target, and the feed that shows them."""

    feed: str
    passed: tuple[KnownRelease, ...]

    @property
    def wanted(self) -> Sequence[tuple[str, str]]:
        """What their notes are stored by."""
        return [(self.feed, one.tag) for one in self.passed]


def changes_to_target(store: Store | None, question: Question, finding: Finding) -> ChangesOnTheWay | None:
    """Collect what changes on the way to where a finding advises to move, None where it does not.

    Without a store no notes are known. Raises StorageError.
    """
    way = _way(question, finding)
    return _collect(way, store.notes_of(way.wanted) if store else {}) if way else None


def changes_of_pressing(
    settings: Settings, checks: Sequence[Check], instant: Instant
) -> Mapping[tuple[str, str], ChangesOnTheWay]:
    """Collect what changes on the way for all that is overdue or due, by environment and name.

    All notes are read at once, and equal moves are looked at once. Raises StorageError.
    """
    findings = {
        (check.environment, one.name): one for check in checks for one in check.findings if one.verdict in PRESSING
    }
    if not findings:
        return {}
    watched, _ = watch_all(settings, [*dict.fromkeys(environment for environment, _ in findings)])
    pressed = [
        replace(one, entries=tuple(each for each in one.entries if _key(one, each) in findings)) for one in watched
    ]
    with Store.open_existing(settings.database_url) as store:
        ways = {}
        for one, entry, question in questions(store, pressed, instant):
            key = _key(one, entry)
            if (way := _way(question, findings[key])) is not None:
                ways[key] = way
        notes = store.notes_of(name for way in ways.values() for name in way.wanted) if store else {}
    collected = {way: _collect(way, notes) for way in ways.values()}
    return {key: collected[way] for key, way in ways.items()}


def _key(environment: WatchedEnvironment, entry: Watched) -> tuple[str, str]:
    return environment.environment.name, entry.deployment.name


def _way(question: Question, finding: Finding) -> _Way | None:
    """The way of a finding, whose versions may be others than those of its file."""
    target = move_to(finding)
    deployed = assess(replace(question, versions=finding.deployed.versions)).version
    reached = question.history.written(target.version) if target else None
    if reached is None or deployed is None:
        return None
    return _Way(question.feed or "", releases_between(question.outlook, deployed, reached.version))


def releases_between(outlook: Outlook, deployed: Version, target: Version) -> tuple[KnownRelease, ...]:
    """List the stable releases on the way, and the target itself whether it is stable or not."""
    above = (one.release for one in outlook.above(deployed, prereleases=True))
    return tuple(one for one in above if one.version == target or (one.stable and one.version < target))


def _collect(way: _Way, notes: Mapping[tuple[str, str], str]) -> ChangesOnTheWay:
    return changes_on_the_way(
        ReleaseNotes(version=one.version.text, tag=one.tag, url=one.url, notes=notes.get((way.feed, one.tag)))
        for one in way.passed
    )
