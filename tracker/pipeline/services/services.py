"""Reading what support and vulnerability services know of the components in use."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tracker.model import Component, Condition, ServiceFailure, ServiceHealth
from tracker.pipeline.polling import schedule
from tracker.pipeline.polling.patience import side_by_side
from tracker.record import replace
from tracker.report.feeds import clock_time
from tracker.settings import Settings
from tracker.store import CATALOGUE, ENDOFLIFE, KEV, OSV, DocumentState, ServiceStore, Subject
from tracker.upstream.services.endoflife import product_url, read_support
from tracker.upstream.services.kev import read_exploited
from tracker.upstream.services.osv import key_of

if TYPE_CHECKING:
    from tracker.pipeline.polling.ledger import Ledger
    from tracker.pipeline.polling.poll import Errand
    from tracker.pipeline.services.documents import Documents
    from tracker.upstream.web.client import Client

SERVICES = (ENDOFLIFE, OSV, KEV)
_NOT_IN_TIME = "not read within the time allowed"


class Services:
    """What services know of some components at an instant: what to ask them about, and how asking went.

    A service that is switched off by an empty URL is asked about nothing.
    """

    def __init__(
        self, settings: Settings, store: ServiceStore, components: Iterable[Component], now: datetime
    ) -> None:
        self._settings = settings
        self._store = store
        self._now = now
        components = tuple(components)
        self._packages = {key_of(package): package for one in components for package in one.packages}
        self.subjects = _subjects(settings, components)
        self._before = self._states = self._look_up()
        self._asked: frozenset[Subject] = frozenset()

    def old(self, max_age: timedelta) -> Sequence[Subject]:
        """Name what has reached an age, without what failed lately and is not to be tried again yet."""
        return [subject for subject in self.subjects if self._is_old(subject, max_age)]

    def errands(self, subjects: Sequence[Subject]) -> "Sequence[Errand]":
        """Give what a poll is to do beside reading feeds in order to ask about some subjects."""
        self._asked = frozenset(subjects)
        return [partial(self._read, subjects)] if subjects else []

    def settle(self) -> None:
        """See how asking went; a service that answered nothing in the time allowed is left alone for a while."""
        if not self._asked:
            return
        self._states = self._look_up()
        for service in SERVICES:
            asked = [one for one in self._asked if one.service == service]
            if not any(map(self._was_answered, asked)):
                self._leave_alone(asked)
        self._states = self._look_up()

    def failures(
        self, components: Iterable[Component], supported_from: Mapping[str, datetime]
    ) -> Iterator[ServiceFailure]:
        """Tell once for each service what could not be read for some components.

        `supported_from` says by product how old the support facts are that are used instead.
        """
        mine = _subjects(self._settings, components)
        for service in SERVICES:
            errors = {one: error for one in mine if one.service == service and (error := self._error(one))}
            if errors:
                ages = (supported_from.get(one.name) or self._states[one].read_at for one in errors)
                facts_from = min((at for at in ages if at), default=None)
                yield ServiceFailure(service=service, error=self._spoken(errors), facts_from=facts_from)

    def counts(self) -> Mapping[str, tuple[int, int]]:
        """Say for each service of how many subjects how many were read now."""
        return {
            service: (sum(1 for one in mine if self._error(one) is None), len(mine))
            for service in SERVICES
            if (mine := [one for one in self._asked if one.service == service])
        }

    def read_so_far(self) -> Iterator[ServiceHealth]:
        """Tell of each service that is asked about anything how it stands."""
        for service in SERVICES:
            mine = {one.name: self._states[one] for one in self.subjects if one.service == service}
            read = [state.read_at for state in mine.values() if state.read_at]
            errors = {name: state.error for name, state in mine.items() if state.error}
            if mine:
                yield ServiceHealth(
                    service=service,
                    condition=_condition(read, errors),
                    read=len(read),
                    total=len(mine),
                    last=max(read, default=None),
                    errors=errors,
                    again_at=min((one.due_at for one in mine.values() if one.error and one.due_at), default=None),
                )

    async def _read(self, subjects: Sequence[Subject], client: "Client", ledger: "Ledger") -> None:
        from tracker.pipeline.services.documents import Documents

        documents = Documents(client, ledger, self._store, self._now)
        packages = [one for one in subjects if one.service == OSV]
        work = [self._read_document(documents, one) for one in subjects if one.service != OSV]
        if packages:
            work.append(self._read_packages(documents, packages))
        await side_by_side(work)

    async def _read_document(self, documents: "Documents", subject: Subject) -> None:
        url = self._settings.kev_url
        if subject.service == ENDOFLIFE:
            url = product_url(self._settings.endoflife_url, subject.name)
        keep = partial(self._keep, subject)
        await documents.read(subject, url, self._states[subject], keep)

    async def _read_packages(self, documents: "Documents", subjects: Iterable[Subject]) -> None:
        from tracker.pipeline.services.vulnerabilities import PackageReader

        states = {one.name: self._states[one] for one in subjects}
        reader = PackageReader(documents, self._settings.osv_url, states)
        await reader.read({name: self._packages[name] for name in states})

    def _keep(self, subject: Subject, body: bytes, state: DocumentState) -> None:
        """Store what a document says; raises BadAnswer."""
        if subject.service == ENDOFLIFE:
            facts = replace(read_support(body, subject.name), read_at=self._now)
            self._store.keep_support(subject.name, facts, state)
        else:
            self._store.keep_exploited(read_exploited(body), state, self._now)

    def _leave_alone(self, subjects: Iterable[Subject]) -> None:
        from tracker.pipeline.services.documents import failed_now

        for one in subjects:
            self._store.keep_state(one, failed_now(self._states[one], _NOT_IN_TIME, self._now))

    def _look_up(self) -> Mapping[Subject, DocumentState]:
        found: dict[Subject, DocumentState] = {}
        for service in SERVICES:
            mine = {one.name: one for one in self.subjects if one.service == service}
            states = self._store.states(service, mine)
            found |= {subject: states.get(name, DocumentState()) for name, subject in mine.items()}
        return found

    def _is_old(self, subject: Subject, max_age: timedelta) -> bool:
        """Say whether a subject has reached an age, and is not one that failed lately."""
        read_at = self._states[subject].read_at
        young = read_at is not None and self._now - max_age < read_at <= self._now
        return not young and self._waits_until(subject) is None

    def _waits_until(self, subject: Subject) -> datetime | None:
        """Tell until when a subject that failed lately is not tried again; a clock ahead may have said so."""
        state = self._states[subject]
        if state.error is None or state.due_at is None:
            return None
        return state.due_at if self._now < state.due_at <= self._now + schedule.LONGEST else None

    def _was_answered(self, subject: Subject) -> bool:
        """Say whether a subject was read or failed since it was looked up, by us or by another process."""
        state, before = self._states[subject], self._before[subject]
        changed = (state.read_at, state.failed_at) != (before.read_at, before.failed_at)
        return changed or self._now in {state.read_at, state.failed_at}

    def _error(self, subject: Subject) -> str | None:
        late = subject in self._asked and not self._was_answered(subject)
        return _NOT_IN_TIME if late else self._states[subject].error

    def _spoken(self, errors: Mapping[Subject, str]) -> str:
        """Tell why subjects of a service could not be read, and when those are asked again that were not now."""
        waits = [until for one in errors if one not in self._asked and (until := self._waits_until(one))]
        again = f" (to be asked again at {clock_time(min(waits), self._now)})" if waits else ""
        return _together(errors.values()) + again


def _subjects(settings: Settings, components: Iterable[Component]) -> tuple[Subject, ...]:
    """Name what services are asked about for some components, each once; nothing where one is switched off."""
    found: dict[Subject, None] = {}
    for one in components:
        if one.endoflife and settings.endoflife_url:
            found[Subject(service=ENDOFLIFE, name=one.endoflife)] = None
        if settings.osv_url:
            found |= {Subject(service=OSV, name=key_of(package)): None for package in one.packages}
        if one.packages and settings.kev_url:
            found[CATALOGUE] = None
    return tuple(found)


def _condition(read: Collection[datetime], errors: Collection[str]) -> Condition:
    if errors:
        return Condition.FAILING
    return Condition.WELL if read else Condition.UNREAD


def _together(errors: Collection[str]) -> str:
    """Tell the commonest of some errors, and how many others there are."""
    (first, count), *_ = Counter(errors).most_common(1)
    others = len(errors) - count
    return f"{first}, and {others} more could not be read" if others else first
