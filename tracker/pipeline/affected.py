"""Whom a vulnerability or a version reaches, over all environments of the folder."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Protocol

from tracker.advice import Question, Touched, advise, ids_of, reach_of_range, reach_of_vulnerability
from tracker.advice.matters import concerns, matter_of
from tracker.catalog import Catalog
from tracker.errors import ConfigurationError
from tracker.model import Component, Duty, Finding, Reach, Reached, ReachedList
from tracker.pipeline.judging import Instant, questions
from tracker.pipeline.watching import (
    Watched,
    WatchedEnvironment,
    components_of,
    find_anywhere,
    open_catalog,
    source_of,
    unknown_component,
    watch_folder,
    watch_parts,
)
from tracker.record import Record, field
from tracker.settings import Settings
from tracker.store import Store
from tracker.text import clean_line
from tracker.upstream.services.osv import key_of
from tracker.versions import Range

_ID = re.compile(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}", re.IGNORECASE)
_REACHES = [*Reach]
_FAR = datetime.max.replace(tzinfo=UTC)

_Found = tuple[Reached, Finding]


class Answered(Record):
    """Whom something reaches, or a sentence on why that cannot be said, and what is wrong with files left out.

    `findings` are those on the entries found, in their order.
    """

    found: ReachedList | None
    findings: tuple[Finding, ...] = ()
    hint: str | None
    errors: tuple[ConfigurationError, ...]


def affected(settings: Settings, text: str, wanted: Range | None, instant: Instant) -> Answered:
    """Say whom a component, a range of its versions, or a vulnerability reaches; nothing is read anew.

    A bad file costs only its own environment. Raises ConfigurationError, StorageError.
    """
    catalog = open_catalog(settings)
    component = None if is_id(text) else _component(settings, text)
    if component is None:
        watched, errors = watch_folder(settings)
    else:
        watched, errors = watch_parts(settings, {source_of(settings, component).url})
    with Store.open_existing(settings.database_url) as store:
        if component is None:
            found, findings = _of_vulnerability(store, catalog, watched, text, instant)
        else:
            versions = _Versions(component=component, range=wanted)
            found, findings = _listed(versions, _reached(store, watched, versions, instant), instant)
    hint = None if found else _unknown(catalog, text)
    return Answered(found=found, findings=findings, hint=hint, errors=errors)


def reaching(settings: Settings, feeds: Collection[str], vulnerability: str | None, instant: Instant) -> Answered:
    """Say who runs the components that are read from some feeds, or whom of them a vulnerability reaches.

    Only what runs these is judged. Raises ConfigurationError, StorageError.
    """
    mine, errors = watch_parts(settings, feeds)
    if not mine:
        return Answered(found=None, hint="no environment runs it any more", errors=errors)
    sought = _Vulnerability(text=vulnerability) if vulnerability else _Versions(component=components_of(mine)[0])
    with Store.open_existing(settings.database_url) as store:
        found, findings = _listed(sought, _reached(store, mine, sought, instant), instant)
    return Answered(found=found, findings=findings, hint=None, errors=errors)


def is_id(text: str) -> bool:
    """Say whether a text has the form of a CVE or GHSA id."""
    return _ID.fullmatch(text) is not None


class _Sought(Protocol):
    """What is looked for: how far it concerns an entry, if at all, and which of its duties is about it."""

    def touch(self, question: Question) -> Touched | None: ...

    def duty(self, finding: Finding) -> Duty | None: ...

    def listed(self, running: int, done: int, entries: tuple[Reached, ...], as_of: datetime) -> ReachedList: ...


class _Versions(Record):
    """The versions of a component that are in a range, or all."""

    component: Component
    range: Range | None = None

    def touch(self, question: Question) -> Touched | None:
        if self.range is None:
            return Touched(reach=Reach.RUNS, text=question.versions[0])
        return reach_of_range(question, self.range)

    def duty(self, finding: Finding) -> Duty | None:  # noqa: ARG002 - all of them may be about a version
        return None

    def listed(self, running: int, done: int, entries: tuple[Reached, ...], as_of: datetime) -> ReachedList:
        return ReachedList(
            asked=f"{self.component.name} {self.range}" if self.range else self.component.name,
            components=(self.component.name,),
            range=str(self.range) if self.range else None,
            ids=(),
            as_of=as_of,
            running=running,
            done=done if self.range else None,
            entries=entries,
        )


class _Vulnerability(Record):
    """The records that know a vulnerability by an id: by feed its ids there, and the components they are about."""

    text: str
    ids: dict[str | None, frozenset[str]] = field(default_factory=dict)
    components: dict[str, None] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(self.ids.values()))

    def touch(self, question: Question) -> Touched | None:
        if question.feed not in self.ids:
            self.ids[question.feed] = ids_of(question.exposure.records, self.text)
        ids = self.ids[question.feed]
        if not ids:
            return None
        self.components[question.component.name] = None
        return reach_of_vulnerability(question, ids)

    def duty(self, finding: Finding) -> Duty | None:
        return next((one for one in finding.duties if one.subject in self.known), None)

    def listed(self, running: int, done: int, entries: tuple[Reached, ...], as_of: datetime) -> ReachedList:
        return ReachedList(
            asked=self.text,
            components=tuple(sorted(self.components)),
            range=None,
            ids=tuple(sorted(self.known)),
            as_of=as_of,
            running=running,
            done=done,
            entries=entries,
        )


def _component(settings: Settings, text: str) -> Component | None:
    """Find a component by any of its names; None where a text is none."""
    try:
        return find_anywhere(settings, text)
    except ConfigurationError:
        return None


def _of_vulnerability(
    store: Store | None,
    catalog: Catalog,
    watched: Sequence[WatchedEnvironment],
    text: str,
    instant: Instant,
) -> tuple[ReachedList | None, tuple[Finding, ...]]:
    """Say whom a vulnerability reaches; None where no record has its id, be it of a component that nobody runs."""
    sought = _Vulnerability(text=text)
    reached = [*_reached(store, watched, sought, instant)]
    if not sought.known and store is not None:
        run = {component.name for component in components_of(watched)}
        _look_elsewhere(store, [one for one in catalog.components() if one.name not in run], sought, instant)
    return _listed(sought, reached, instant) if sought.known else (None, ())


def _look_elsewhere(
    store: Store, components: Iterable[Component], sought: _Vulnerability, instant: Instant
) -> None:
    """Look for a vulnerability in the records of components that no environment runs."""
    for component in components:
        found = chain.from_iterable(store.services.vulnerabilities(map(key_of, component.packages)).values())
        records = [one for one in found if instant.live or (one.published_at or instant.at) < instant.at]
        ids = ids_of(records, sought.text)
        if ids:
            sought.ids[component.name] = ids
            sought.components[component.name] = None


def _reached(
    store: Store | None, watched: Sequence[WatchedEnvironment], sought: _Sought, instant: Instant
) -> Iterator[_Found]:
    """Tell of every entry that runs what is sought, of those that are not affected, too."""
    for one, entry, question in questions(store, watched, instant):
        touched = sought.touch(question)
        if touched is not None:
            finding = advise(question)
            yield _entry(one, entry, finding, touched, sought.duty(finding)), finding


def _entry(
    watched: WatchedEnvironment, entry: Watched, finding: Finding, touched: Touched, duty: Duty | None
) -> Reached:
    ends_all = finding.targets.fix_minimum
    return Reached(
        customer=watched.environment.customer,
        environment=watched.environment.name,
        tier=watched.environment.tier,
        name=finding.name,
        component=finding.component,
        version=touched.text,
        reach=touched.reach,
        verdict=finding.verdict,
        fix=ends_all.version if touched.reach is Reach.RUNS and ends_all else touched.fix,
        due_at=duty.due_at if duty else finding.due_at,
        window=finding.window,
        decisions=tuple(one for one in finding.decisions if duty is None or concerns(one, matter_of(duty))),
        why=touched.why,
        location=entry.deployment.location,
    )


def _listed(
    sought: _Sought, reached: Iterable[_Found], instant: Instant
) -> tuple[ReachedList, tuple[Finding, ...]]:
    """List whom something reaches, the worst and what is due first in front."""
    ordered = sorted(
        reached,
        key=lambda one: _order(one[0]),
    )
    left = [one for one in ordered if one[0].reach is not Reach.NOT_AFFECTED]
    entries = tuple(one for one, _ in left)
    listed = sought.listed(len(ordered), len(ordered) - len(entries), entries, instant.at)
    return listed, tuple(finding for _, finding in left)


def _order(one: Reached) -> tuple[int, datetime, str, str, str]:
    return _REACHES.index(one.reach), one.due_at or _FAR, one.customer, one.environment, one.name


def _unknown(catalog: Catalog, text: str) -> str:
    if is_id(text):
        return f"no record that is known has the id '{clean_line(text)}': `tracker poll` reads what services know"
    return f"{unknown_component(catalog, text)} (nor is it the id of a record that is known)"
