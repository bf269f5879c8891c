"""Where a decision holds, and what runs there now, as it is judged by what is stored."""

import difflib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice

from tracker.errors import ConfigurationError, Refused
from tracker.model import Finding, Scope
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.watching import (
    Watched,
    WatchedEnvironment,
    find_named,
    open_catalog,
    watch_folder,
    watch_one,
)
from tracker.record import Record, replace
from tracker.settings import Settings
from tracker.store import Store
from tracker.text import clean_line


class Where(Record):
    """An entry NAME of an environment, or a component: of a customer's environments, or of all.

    With an environment and a wider scope, that entry says which component and which duties are meant.
    """

    name: str
    environment: str | None = None
    customer: str | None = None
    every: bool = False

    @property
    def is_entry(self) -> bool:
        """Whether it is one entry of one environment."""
        return not self.every and self.customer is None

    @property
    def shown(self) -> str:
        """It in words."""
        name = clean_line(self.name)
        if self.environment is not None:
            return f"{name} in {clean_line(self.environment)}"
        return f"{name} of {clean_line(self.customer)}" if self.customer else f"{name} anywhere"


class Place(Record):
    """One entry that is meant, with its environment and how it is judged now."""

    environment: WatchedEnvironment
    watched: Watched
    finding: Finding


class Found(Record):
    """A scope, its component, and the entries it is decided by."""

    scope: Scope
    component: str
    places: tuple[Place, ...]


def find_places(settings: Settings, store: Store, where: Where, now: datetime) -> Found:
    """Find what is meant and judge it, polling nothing; raises Refused, ConfigurationError, StorageError."""
    (found,) = find_all_places(settings, store, [where], now)
    return found


def find_all_places(settings: Settings, store: Store, wheres: Sequence[Where], now: datetime) -> tuple[Found, ...]:
    """Find what each of several means, reading an environment once and judging all together, polling nothing.

    Raises Refused, ConfigurationError, StorageError.
    """
    read = cache(partial(watch_one, settings))
    watched = [
        _entry(read(one.environment), one) if one.environment is not None else _entries(settings, one)
        for one in wheres
    ]
    places = iter(judged_places(store, [one for some in watched for one in some], now))
    return tuple(_found(where, some, places) for where, some in zip(wheres, watched, strict=True))


def _found(where: Where, watched: Sequence[WatchedEnvironment], places: Iterator[Place]) -> Found:
    component = watched[0].entries[0].component.name
    scope = Scope(component=component, customer=where.customer)
    if where.is_entry:
        scope = Scope(environment=where.environment, name=where.name)
    entries = sum(len(one.entries) for one in watched)
    return Found(scope=scope, component=component, places=tuple(islice(places, entries)))


def judged_places(store: Store, watched: Sequence[WatchedEnvironment], now: datetime) -> tuple[Place, ...]:
    """Judge every entry of some environments, polling nothing; raises StorageError."""
    places = []
    for one, check in zip(watched, judge_all(store, watched, ReadNow(), Instant(at=now)), strict=True):
        findings = {finding.name: finding for finding in check.findings}
        places += [
            Place(environment=one, watched=two, finding=findings[two.deployment.name]) for two in one.entries
        ]
    return tuple(places)


def _entry(found: WatchedEnvironment, where: Where) -> Sequence[WatchedEnvironment]:
    customer = found.environment.customer
    if where.customer not in {None, customer}:
        raise Refused(
            f"{where.environment} is of the customer {customer}, and not of '{clean_line(where.customer or '')}'"
        )
    entries = tuple(one for one in found.entries if one.deployment.name == where.name)
    if not entries:
        names = [one.deployment.name for one in found.entries]
        near = difflib.get_close_matches(where.name, names, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(names[:10])}"
        raise Refused(f"{where.environment} has no entry '{clean_line(where.name)}': {hint}")
    return [replace(found, entries=entries)]


def _entries(settings: Settings, where: Where) -> Sequence[WatchedEnvironment]:
    """Find a component in the environments of a customer, or in all; each file must be readable."""
    watched, errors = watch_folder(settings)
    if errors:
        raise ConfigurationError(str(errors[0]))
    component = find_named(open_catalog(settings), watched, where.name).name
    if where.customer is not None:
        _refuse_unknown_customer(where.customer, {one.environment.customer for one in watched})
    mine = [one for one in watched if where.customer in {None, one.environment.customer}]
    narrowed = (
        replace(one, entries=tuple(entry for entry in one.entries if entry.component.name == component))
        for one in mine
    )
    found = [one for one in narrowed if one.entries]
    if not found:
        raise Refused(f"nothing deploys {where.shown}")
    return found


def _refuse_unknown_customer(customer: str, known: Collection[str]) -> None:
    if customer not in known:
        folded = {one.casefold(): one for one in sorted(known)}
        near = difflib.get_close_matches(customer.casefold(), folded, n=1)
        there = f"there are {', '.join(sorted(known)[:10])}"
        hint = f"did you mean '{folded[near[0]]}'?" if near else there
        raise Refused(f"there is no customer '{clean_line(customer)}': {hint}")
