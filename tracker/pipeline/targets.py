"""The release that a plan names."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tracker.advice import KnownRelease, Outlook
from tracker.advice.matters import key_of
from tracker.advice.wakening import Situation, is_carried_out
from tracker.errors import Refused, UnreadableVersion
from tracker.model import Code, Component, Decision, Duty
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.knowledge import gather
from tracker.pipeline.scopes import Place
from tracker.record import replace
from tracker.store import Store
from tracker.text import clean_line
from tracker.versions import Version, explain_deployed

_BAD = frozenset({Code.KNOWN_BAD, Code.WITHDRAWN, Code.VULNERABLE, Code.SUPPORT_ENDED})


def planned_release(store: Store, places: Sequence[Place], text: str, now: datetime) -> str:
    """Give the version of the release that a text names.

    Raises Refused where there is no such release, it is not above what is deployed anywhere, or moving to it would
    be to something withdrawn, known to be bad, past its support, or clearly vulnerable where the deployed version
    is not.
    """
    entry = places[0].watched
    outlook = gather(store, [(entry.component, entry.source)], now)[entry.source.url].outlook
    release = _release(outlook, entry.component, text)
    below = [place for place in places if _is_below(place, outlook, release.version)]
    if not below:
        raise Refused(f"--target: {release.version.text} is not above {_deployed(places)}, which is deployed")
    for place in below:
        for duty in _new_duties(store, place, release.version.text, now):
            raise Refused(f"--target: {release.version.text} is no target: {duty.cause}")
    return release.version.text


def is_made(store: Store, place: Place, planned: Decision, now: datetime) -> bool:
    """Say whether the move that was planned for an entry has been made."""
    entry = place.watched
    outlook = gather(store, [(entry.component, entry.source)], now)[entry.source.url].outlook
    version = _read(outlook, place.finding.deployed.version)
    return is_carried_out(planned, Situation(outlook=outlook, version=version))


def _release(outlook: Outlook, component: Component, text: str) -> KnownRelease:
    version = _read(outlook, text)
    found = outlook.find(version) if version else None
    if found is None:
        name = component.name
        raise Refused(
            f"--target: {clean_line(text)} is no known release of {name}: `tracker releases {name}` lists them"
        )
    return found


def _read(outlook: Outlook, text: str) -> Version | None:
    rule = outlook.history.rule
    if rule is None:
        return None
    try:
        return explain_deployed(text, rule, outlook.versions).version
    except UnreadableVersion:
        return None


def _is_below(place: Place, outlook: Outlook, target: Version) -> bool:
    deployed = _read(outlook, place.finding.deployed.version)
    return deployed is None or deployed < target


def _deployed(places: Iterable[Place]) -> str:
    return ", ".join(dict.fromkeys(place.finding.deployed.version for place in places))


def _new_duties(store: Store, place: Place, version: str, now: datetime) -> list[Duty]:
    """What would be wrong if a version ran there, and is not wrong now."""
    deployment = replace(place.watched.deployment, versions=(version,))
    entry = replace(place.watched, deployment=deployment)
    (check,) = judge_all(store, [replace(place.environment, entries=(entry,))], ReadNow(), Instant(at=now))
    today = {key_of(duty) for duty in place.finding.duties}
    duties = (duty for duty in check.findings[0].duties if duty.code in _BAD and not duty.unclear)
    return [duty for duty in duties if key_of(duty) not in today]
