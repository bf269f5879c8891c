"""What is known of components, put together from the store and from what ships with the program."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.advice import Exposure, Outlook, build_history
from tracker.catalog import load_facts
from tracker.model import Component, Source, StoredReleases, SupportFacts
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one component at an instant, what its feed showed, and the day of its bundled facts."""

    outlook: Outlook
    exposure: Exposure
    stored: StoredReleases
    bundled_on: date | None


def gather(
    store: Store | None, wanted: Iterable[tuple[Component, Source]], as_of: datetime, *, live: bool = True
) -> Mapping[str, Known]:
    """Put together what is known of some components, by the URL of their feed.

    Where `live` is False, only what was released before the instant is known, and support is what was recorded
    by then, else first; otherwise the newer counts of what its service said and what ships. Without a store, what
    ships is all.
    """
    by_url = {source.url: component for component, source in wanted}
    stored = store.releases([*by_url]) if store else {}
    products = {one.endoflife for one in by_url.values() if one.endoflife}
    recorded = store.services.support(products, None if live else as_of) if store else {}
    return {
        url: _known(
            component, stored.get(url, StoredReleases()), recorded.get(component.endoflife or ""), as_of, live=live
        )
        for url, component in by_url.items()
    }


def _known(
    component: Component, stored: StoredReleases, recorded: SupportFacts | None, as_of: datetime, *, live: bool
) -> Known:
    bundled = load_facts(component.name) if component.catalogued else None
    history = build_history(component, stored, bundled)
    shipped = bundled.support if bundled else None
    outdated = live and recorded and shipped and shipped.day > recorded.day
    outlook = Outlook(history, shipped if outdated else recorded or shipped, as_of, live=live)
    return Known(
        outlook=outlook,
        exposure=Exposure((), outlook, known=False),
        stored=stored,
        bundled_on=bundled.day if bundled else None,
    )
