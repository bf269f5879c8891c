"""What is known of components, put together from the store and from what ships with the program."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from tracker.advice import Exposure, Outlook, build_history, concerning, named_by
from tracker.catalog import load_facts
from tracker.model import Component, ReadBy, Source, StoredReleases, SupportFacts, Vulnerability
from tracker.record import Record, field
from tracker.store import OSV, DocumentState, Store, batched
from tracker.upstream.services.osv import key_of

AT_ONCE = 10  # feeds of which all that they showed is held at a time


class Origins(Record):
    """Where what is known of one component comes from: what is left to tell of it once it is judged.

    `imported_on` is the day of releases that another installation read, None of others; `releases_from` is when
    the newest source of releases was read, and `bundled_on` the day of the bundled facts.
    """

    bundled_on: date | None
    imported_on: date | None
    releases_from: datetime | None
    support: SupportFacts | None


class Known(Record):
    """What is known of one component at an instant, and the day of its bundled facts."""

    outlook: Outlook
    exposure: Exposure
    bundled_on: date | None

    @property
    def origins(self) -> Origins:
        """Where it comes from."""
        history = self.outlook.history
        imported = history.read_by is ReadBy.IMPORT and history.polled_at
        return Origins(
            bundled_on=self.bundled_on,
            imported_on=imported.date() if imported else None,
            releases_from=history.releases_from,
            support=self.outlook.support,
        )


class _Holes(Record):
    """The records of vulnerabilities and how asking for them went, by the key of a package."""

    records: Mapping[str, tuple[Vulnerability, ...]] = field(default_factory=dict)
    states: Mapping[str, DocumentState] = field(default_factory=dict)
    advisories: Collection[Vulnerability] = ()


def gather(
    store: Store | None,
    wanted: Iterable[tuple[Component, Source]],
    as_of: datetime,
    *,
    live: bool = True,
    advisories: Collection[Vulnerability] = (),
) -> Mapping[str, Known]:
    """Put together what is known of some components, by the URL of their feed.

    Where `live` is False, only what was released before the instant is known, and support is what was recorded
    by then, else first; otherwise the newer counts of what its service said and what ships. Without a store, what
    ships is all.
    """
    by_url = {source.url: component for component, source in wanted}
    products = {one.endoflife for one in by_url.values() if one.endoflife}
    recorded = store.services.support(products, None if live else as_of) if store else {}
    found = _holes(store, by_url.values(), advisories)
    known: dict[str, Known] = {}
    for some in batched(by_url, AT_ONCE):
        stored = store.releases(some) if store else {}
        for url in some:
            releases, support = stored.get(url, StoredReleases()), recorded.get(by_url[url].endoflife or "")
            known[url] = _known(by_url[url], releases, support, found, as_of, live=live)
    return known


def _holes(store: Store | None, components: Iterable[Component], advisories: Collection[Vulnerability]) -> _Holes:
    """Read the vulnerabilities of all components at once."""
    keys = {key_of(package) for one in components for package in one.packages}
    if store is None or not keys:
        return _Holes(advisories=advisories)
    return _Holes(
        records=store.services.vulnerabilities(keys),
        states=store.services.states(OSV, keys),
        advisories=advisories,
    )


def _known(
    component: Component,
    stored: StoredReleases,
    recorded: SupportFacts | None,
    found: _Holes,
    as_of: datetime,
    *,
    live: bool,
) -> Known:
    bundled = load_facts(component.name) if component.catalogued else None
    history = build_history(component, stored, bundled)
    shipped = bundled.support if bundled else None
    outdated = live and recorded and shipped and shipped.day > recorded.day
    outlook = Outlook(history, shipped if outdated else recorded or shipped, as_of, live=live)
    return Known(
        outlook=outlook,
        exposure=_exposure(component, found, outlook),
        bundled_on=bundled.day if bundled else None,
    )


def _exposure(component: Component, found: _Holes, outlook: Outlook) -> Exposure:
    """Put together the vulnerabilities of a component; a record listed for two of its packages is one."""
    keys = [key_of(package) for package in component.packages]
    asked = [state for key in keys if (state := found.states.get(key)) and state.read_at]
    listed = {record.id: record for key in keys for record in found.records.get(key, ())}
    records = (*listed.values(), *named_by(component, found.advisories))
    return Exposure(
        concerning(component, records),
        outlook,
        known=bool(asked),
        asked_at=min((state.read_at for state in asked if state.read_at), default=None),
        complete=len(asked) == len(keys) and not any(_has_skipped(state) for state in asked),
    )


def _has_skipped(state: DocumentState) -> bool:
    """Say whether an answer was read that has records which could not be."""
    return state.error is not None and state.failed_at == state.read_at
