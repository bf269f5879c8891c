"""Which vulnerabilities somebody is told of at once, and when again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracker.model import Alarm, AlertFacts, AlertSubscription, Check, Code, Hit, Urgency
from tracker.record import replace

_URGENCIES = tuple(Urgency)


def hits_of(check: Check) -> Iterator[Hit]:
    """Give what open duties of a check are about vulnerabilities; what is unclear or decided about is no alarm."""
    for finding in check.findings:
        for duty in finding.duties:
            if duty.code is Code.VULNERABLE and duty.decision is None and not duty.unclear:
                yield Hit(
                    environment=check.environment,
                    customer=check.customer,
                    tier=check.tier,
                    name=finding.name,
                    component=finding.component,
                    versions=finding.deployed.versions,
                    duty=duty,
                )


def is_public(name: str) -> bool:
    """Say whether a vulnerability is known to everybody by a name, which may be that of an advisory of our own."""
    return name.startswith(("CVE-", "GHSA-"))


def alarms_for(subscription: AlertSubscription, hits: Iterable[Hit]) -> tuple[Alarm, ...]:
    """Group what concerns a subscription by vulnerability, whatever ids its records go by, most urgent first."""
    least = _URGENCIES.index(subscription.urgency)
    mine = frozenset(subscription.environments)
    groups: list[tuple[set[str], list[Hit]]] = []
    for hit in hits:
        if hit.environment in mine and _URGENCIES.index(hit.duty.urgency) >= least:
            _group(groups, hit)
    alarms = [Alarm(ids=_shown(ids, found), hits=tuple(sorted(found, key=_rank))) for ids, found in groups]
    return tuple(sorted(alarms, key=lambda one: (_rank(one.hits[0])[0], one.ids)))


def news_among(alarms: Iterable[Alarm], told: Sequence[AlertFacts]) -> tuple[Alarm, ...]:
    """Leave of some alarms those that nobody told of, and those whose severity, exploitation or fix has changed.

    An entry that came to a vulnerability later, or has another version now, is a matter of the digest.
    """
    return tuple(one for alarm in alarms if (one := _news(alarm, told)) is not None)


def facts_of(alarm: Alarm) -> tuple[str, str]:
    """What telling of an alarm tells: the ids, and what may change, as they are remembered."""
    return " ".join(alarm.ids), json.dumps({_entry(one): _state(one) for one in alarm.hits}, sort_keys=True)


def times_told(alarm: Alarm, told: Sequence[AlertFacts]) -> int:
    """Count how often a vulnerability was told of."""
    return sum(1 for _ in _tellings(alarm, told))


def _news(alarm: Alarm, told: Sequence[AlertFacts]) -> Alarm | None:
    tellings = [*_tellings(alarm, told)]
    if not tellings:
        return alarm
    known: dict[str, object] = {}
    for one in tellings:
        known |= one
    changed = any(known.get(_entry(one), _state(one)) != _state(one) for one in alarm.hits)
    return replace(alarm, changed=True) if changed else None


def _tellings(alarm: Alarm, told: Sequence[AlertFacts]) -> Iterator[Mapping[str, object]]:
    """What was told of a vulnerability, the oldest first."""
    ids = frozenset(alarm.ids)
    for facts in told:
        for names, states in facts.items():
            if not ids.isdisjoint(names.split()):
                yield json.loads(states)


def _group(groups: list[tuple[set[str], list[Hit]]], hit: Hit) -> None:
    """Put a hit to those that share an id with it, which may bring groups together."""
    ids, found = {hit.duty.subject, *hit.duty.aliases}, [hit]
    for one in [each for each in groups if not ids.isdisjoint(each[0])]:
        groups.remove(one)
        ids, found = ids | one[0], one[1] + found
    groups.append((ids, found))


def _shown(ids: Iterable[str], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Order the ids of a vulnerability: CVE first, then those it goes by here."""
    subjects = {one.duty.subject for one in hits}
    return tuple(sorted(ids, key=lambda one: (not one.startswith("CVE-"), one not in subjects, one)))


def _rank(hit: Hit) -> tuple[int, str, str]:
    return -_URGENCIES.index(hit.duty.urgency), hit.environment, hit.name


def _entry(hit: Hit) -> str:
    return " ".join((hit.environment, hit.name, *hit.versions))


def _state(hit: Hit) -> list[str | bool | None]:
    duty = hit.duty
    return [duty.rating.value if duty.rating else None, duty.exploited, duty.fixed_in]
