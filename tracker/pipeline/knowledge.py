"""What is known of components, put together from the store and from what ships with the program."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.advice import History, build_history
from tracker.catalog import load_facts
from tracker.model import Component, Source, StoredReleases, SupportFacts
from tracker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The history and support of one component, and what its last reading said."""

    history: History
    support: SupportFacts | None
    stored: StoredReleases
    bundled_on: date | None


def gather(store: Store, wanted: Iterable[tuple[Component, Source]]) -> Mapping[str, Known]:
    """Put together what is known of some components, by the URL of their feed."""
    by_url = {source.url: component for component, source in wanted}
    stored = store.releases([*by_url])
    return {url: _known(component, stored.get(url, StoredReleases())) for url, component in by_url.items()}


def _known(component: Component, stored: StoredReleases) -> Known:
    bundled = load_facts(component.name) if component.catalogued else None
    return Known(
        history=build_history(component, stored, bundled),
        support=bundled.support if bundled else None,
        stored=stored,
        bundled_on=bundled.day if bundled else None,
    )
