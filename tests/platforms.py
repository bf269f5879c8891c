"""Platforms of real components lived through in time: only what was known on a day decides on that day."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from facts_folder import RealFacts, real_facts, real_records, real_releases
from tracker.advice import Exposure, Outlook, Question, advise, build_history, resolve_policy
from tracker.advice.history import KnownRelease
from tracker.model import Deployment, Duty, Finding, StoredReleases, SupportFacts, SupportLine, Tier

NAMES = (
    "kafka",
    "zookeeper",
    "spark",
    "flink",
    "airflow",
    "postgresql",
    "grafana",
    "prometheus",
    "elasticsearch",
    "kibana",
    "logstash",
    "redis",
    "rabbitmq",
    "kubernetes",
    "etcd",
    "cert-manager",
    "argo-cd",
    "keycloak",
    "vault",
    "nginx",
    "harbor",
    "traefik",
    "loki",
    "clickhouse",
    "haproxy",
)

# An end of support so near to the day on which another line opened was brought about by it, and not known before.
ROLLING = timedelta(days=7)

_WEEK = timedelta(weeks=1)
_POLICY = resolve_policy((), Tier.PRODUCTION)
_LIVED_TO = datetime(2026, 8, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """A component as it was known at an instant."""

    outlook: Outlook
    exposure: Exposure

    @property
    def stable(self) -> Sequence[KnownRelease]:
        """The stable releases, ascending."""
        return [one for one in self.outlook.history.releases if one.stable]

    def cycle_of(self, release: KnownRelease) -> str:
        """The line of support that a release is on."""
        return self.outlook.standing(release.version).line

    def newest_of(self, cycle: str) -> KnownRelease:
        """The newest release of a line of support."""
        return next(one for one in reversed(self.stable) if self.cycle_of(one) == cycle)

    def release(self, text: str) -> KnownRelease:
        """The release of a version."""
        return next(one for one in self.stable if one.version.text == text)


class Past:
    """What was known of a component on each day."""

    def __init__(self, facts: RealFacts) -> None:
        self.component = facts.component
        releases = tuple(real_releases(facts))
        self._history = build_history(facts.component, StoredReleases(releases=releases), None)
        self._records = tuple(real_records(facts))
        self._cycles = facts.cycles
        self._opened = [_day(one["releaseDate"]) for one in facts.cycles]
        self._seen: dict[datetime, Seen] = {}

    def at(self, instant: datetime) -> Seen:
        """What was known at an instant."""
        if instant not in self._seen:
            outlook = Outlook(self._history, self._support(instant), instant, live=False)
            self._seen[instant] = Seen(outlook, Exposure(self._records, outlook))
        return self._seen[instant]

    def _support(self, at: datetime) -> SupportFacts:
        lines = tuple(filter(None, (self._line(one, at) for one in self._cycles)))
        return SupportFacts(lines=lines, source="https://endoflife.date", day=at.date())

    def _line(self, cycle: Mapping[str, Any], at: datetime) -> SupportLine | None:
        """What was said of a line, None before it opened.

        When its support ends is known from then on, unless it ended with the opening of another line.
        """
        opened, ends, active = (_day(cycle.get(key)) for key in ("releaseDate", "eolFrom", "eoasFrom"))
        if opened is None or opened >= at:
            return None
        told_at = ends if ends and self._is_rolling(ends) else None
        known = ends if told_at is None or at > told_at else None
        active = active if active and (not self._is_rolling(active) or at > active) else None
        lts = _day(cycle["ltsFrom"]) or (opened if cycle["isLts"] else None)
        return SupportLine(
            name=cycle["name"],
            released_at=opened,
            active_until=active,
            ends_at=known,
            lts_from=lts,
            maintained=known is None or known > at,
            known_at=told_at if known else None,
        )

    def _is_rolling(self, ends: datetime) -> bool:
        return any(opened and abs(opened - ends) <= ROLLING for opened in self._opened)


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def pasts(folder: Path) -> Mapping[str, Past]:
    """What was known of each of the components, by versions where these are listed."""
    found = {
        one.component.name: Past(one)
        for one in real_facts(folder)
        if one.component.name in NAMES and one.label is None
    }
    missing = set(NAMES) - found.keys()
    if missing:
        raise ValueError(f"the folder has no versions of {', '.join(sorted(missing))}")
    return found


def mondays(years: float, until: datetime = _LIVED_TO) -> Sequence[datetime]:
    """The Mondays of some years up to an instant."""
    last = until - timedelta(days=until.weekday())
    return [last - timedelta(weeks=weeks) for weeks in range(round(years * 52.18), -1, -1)]


@dataclass
class Platform:
    """A platform of one entry a component; `runs` are its versions now, `seen` its log of duties."""

    pasts: Mapping[str, Past]
    since: datetime
    runs: dict[str, str] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    def judge(self, at: datetime) -> Sequence[Finding]:
        """Judge every entry, and note the duties that are new."""
        findings = [self.finding(name, at) for name in self.pasts]
        for finding in findings:
            for duty in finding.duties:
                self.seen.setdefault(duty.id, at)
        return findings

    def finding(self, name: str, at: datetime) -> Finding:
        """Judge one entry."""
        past, version = self.pasts[name], (self.runs[name],)
        seen = past.at(at)
        return advise(
            Question(
                environment="platform",
                tier=Tier.PRODUCTION,
                deployment=Deployment(name=name, component=name, versions=version, location="platform.yaml#1"),
                versions=version,
                component=past.component,
                outlook=seen.outlook,
                exposure=seen.exposure,
                policy=_POLICY,
                since=self.since,
                seen=self.seen,
            )
        )


Lived = Iterator[tuple[datetime, Sequence[Finding]]]


def oldest_supported(pasts: Mapping[str, Past], days: Sequence[datetime]) -> Lived:
    """Every component on the newest release of its oldest line that is still supported, each Monday."""
    platform = Platform(pasts, since=days[0])
    for at in days:
        platform.runs = {name: _oldest_supported(past.at(at)) for name, past in pasts.items()}
        yield at, platform.judge(at)


def quarterly(pasts: Mapping[str, Past], days: Sequence[datetime]) -> Lived:
    """Patched at first and on the first Monday of each quarter, and moved before the end of support.

    An entry moves at the quarter before that day, else on the last Monday before: not every line that one could
    move to is out by then.
    """
    platform = Platform(pasts, since=days[0])
    platform.runs = {name: _oldest_supported(past.at(days[0])) for name, past in pasts.items()}
    for at in days:
        change = at == days[0] or (at.month % 3 == 1 and at.day <= 7)
        due = pasts if change else [name for name in pasts if _ends_before(platform, name, at + _WEEK)]
        platform.runs |= {name: _moved(platform, name, at) for name in due}
        yield at, platform.judge(at)


def onboarded(pasts: Mapping[str, Past], days: Sequence[datetime], each: int, seed: int = 7) -> Lived:
    """Platforms first seen that day, each on arbitrary versions that were out by then."""
    chosen = random.Random(seed)
    for at in days:
        for _ in range(each):
            platform = Platform(pasts, since=at)
            platform.runs = {name: chosen.choice(past.at(at).stable).version.text for name, past in pasts.items()}
            yield at, platform.judge(at)


def _oldest_supported(seen: Seen) -> str:
    """The newest release of the oldest line whose support had not ended, of all lines where none is stated."""
    cycles = dict.fromkeys(seen.cycle_of(one) for one in seen.stable)
    supported = [one for one in cycles if _is_supported(seen, one)]
    return seen.newest_of((supported or [*cycles][-1:])[0]).version.text


def _is_supported(seen: Seen, cycle: str) -> bool:
    standing = seen.outlook.standing_of(cycle)
    return standing.stated is not None and standing.supported


def _ends_before(platform: Platform, name: str, at: datetime) -> bool:
    """Say whether the support of what runs ends before an instant, on a day that is known."""
    ends_at = platform.finding(name, at - _WEEK).support.ends_at
    return ends_at is not None and at - _WEEK < ends_at <= at


def _moved(platform: Platform, name: str, at: datetime) -> str:
    """Where a quarterly change takes an entry: along its line, or off it where its support ends before the next.

    Where nothing ripe is recommended then, what ends the duty is taken before it has soaked.
    """
    finding, seen = platform.finding(name, at), platform.pasts[name].at(at)
    line, ends_at = finding.support.line or "", finding.support.ends_at
    targets = (finding.targets.recommended, finding.targets.fix_minimum)
    elsewhere = [one.version for one in targets if one and seen.cycle_of(seen.release(one.version)) != line]
    leaves = ends_at is not None and ends_at <= at + timedelta(weeks=13)
    return elsewhere[0] if leaves and elsewhere else seen.newest_of(line).version.text


def overdue(finding: Finding, at: datetime) -> Sequence[Duty]:
    """The duties of a finding that are past their day."""
    return [one for one in finding.duties if one.due_at is not None and one.due_at < at]
