"""What was learned lately of environments, as digests tell of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tracker.advice import KnownRelease, resolve_policy
from tracker.advice.candidates import ripens_at
from tracker.advice.policy import Soak
from tracker.model import Check, Event, EventKind, Finding, Happened, Span, Terms
from tracker.pipeline.knowledge import Known
from tracker.pipeline.watching import Watched, WatchedEnvironment, sources_of
from tracker.record import replace
from tracker.store import Store

_NEW = frozenset({EventKind.NEW, EventKind.RELEASED})
_LAST = datetime.max.replace(tzinfo=UTC)


class Lately:
    """What happened in some spans, and what digests need beside findings; asked once for all of them."""

    def __init__(
        self,
        store: Store,
        watched: Iterable[WatchedEnvironment],
        known: Mapping[str, Known],
        spans: Iterable[Span],
    ) -> None:
        self._store, self._known = store, known
        self._tags: dict[str, Mapping[str, KnownRelease]] = {}
        told = [one for one in spans if one.since is not None]
        self._since = min((one.since for one in told if one.since), default=_LAST)
        self._until = max((one.until for one in told), default=_LAST)
        urls = [source.url for source in sources_of(watched)]
        self._upstream = store.events_between(urls, self._since, self._until) if told else {}
        self._releases = {url: self._released(url, events) for url, events in self._upstream.items()}

    def happened(self, some: Iterable[WatchedEnvironment]) -> Mapping[str, Happened]:
        """Give what happened in environments and upstream of them, by the name of the environment."""
        environments = {one.environment.name: one for one in some}
        if self._since == _LAST:
            return dict.fromkeys(environments, Happened())
        found = self._store.happened([*environments], self._since, self._until)
        return {name: replace(one, upstream=self._upstream) for name, one in found.items()}

    def terms(self, watched: WatchedEnvironment, check: Check) -> Mapping[str, Terms]:
        """Give what a digest needs of the entries of an environment, by name."""
        entries = {one.deployment.name: one for one in watched.entries}
        return {one.name: self._terms(watched, entries[one.name], one) for one in check.findings}

    def _terms(self, watched: WatchedEnvironment, entry: Watched, finding: Finding) -> Terms:
        policy = resolve_policy(entry.deployment.policies, watched.environment.tier)
        return Terms(
            warn=policy.warn,
            ripe_at=self._ripe_at(entry, finding, policy.soak),
            releases=self._releases.get(entry.source.url, {}),
        )

    def _ripe_at(self, entry: Watched, finding: Finding, soak: Soak) -> datetime | None:
        """When what is recommended had soaked, where that was lately."""
        target, longest = finding.targets.recommended, max(soak.major, soak.minor, soak.patch)
        released_at = target.released_at if target else None
        if target is None or released_at is None or released_at < self._since - longest:
            return None
        outlook = self._known[entry.source.url].outlook
        by_tag = self._by_tag(entry.source.url)
        release, running = by_tag.get(target.tag), by_tag.get(finding.deployed.tag or "")
        if release is None:
            return None
        own = (outlook.line_of(running.version), running.version) if running else (None, None)
        return ripens_at(outlook, soak, release, outlook.line_of(release.version), own)

    def _by_tag(self, url: str) -> Mapping[str, KnownRelease]:
        if url not in self._tags:
            self._tags[url] = {one.tag: one for one in self._known[url].outlook.history.releases}
        return self._tags[url]

    def _released(self, url: str, events: Iterable[Event]) -> Mapping[str, str | None]:
        """Give those new tags of a feed that are releases, with the line that each opened."""
        outlook = self._known[url].outlook
        tags = {one.tag for one in events if one.kind in _NEW}
        found = [one for one in outlook.history.releases if one.tag in tags and one.stable and not one.withdrawn]
        lines = {one.tag: outlook.line_of(one.version) for one in found}
        opens = {one.tag for one in found if outlook.opened(lines[one.tag]) == one.released_at}
        return {tag: line if tag in opens else None for tag, line in lines.items()}
