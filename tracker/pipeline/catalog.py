"""What the catalog knows of components, for people who look for one."""

from tracker.model import Component
from tracker.pipeline.watching import open_catalog, unknown_component
from tracker.record import Record
from tracker.settings import Settings


class Looked(Record):
    """The components that match, and where none does a sentence on what may have been meant."""

    components: tuple[Component, ...]
    hint: str | None = None


def look_up(settings: Settings, word: str | None) -> Looked:
    """Find the components with a word in a name, image or repository, or all; raises ConfigurationError."""
    catalog = open_catalog(settings)
    if word is None:
        return Looked(components=tuple(catalog.components()))
    matching = catalog.matching(word)
    return Looked(components=matching, hint=None if matching else unknown_component(catalog, word))
