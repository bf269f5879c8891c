"""How every feed, service and host stands, the worst first."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from tracker.model import FeedHealth
from tui.feed_lines import (
    FEED_COLUMNS,
    AnySource,
    health_counts,
    sorted_sources,
    source_lines,
    source_name,
    source_row,
)
from tui.line import Line, line
from tui.listing import BROWSE, Listed, ListingScreen
from tui.source import FindingsSource
from tui.words import counted, unreadable_files


class Feeds(ListingScreen[AnySource]):
    """The health of all sources, and everything about the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [BROWSE]
    title_text = "Feeds"
    reading = "Asking how the feeds stand ..."
    filtered_out = "No source matches the filter."

    def __init__(self, source: FindingsSource, now: Callable[[], datetime]) -> None:
        super().__init__(source, now, FEED_COLUMNS)

    def make_list(self) -> Listed[AnySource]:
        """Ask how all sources stand and make their rows."""
        health, now = self.source.health(), self.now()
        sources = sorted_sources(health, now)
        return Listed(
            rows=tuple(source_row(key, one, now) for key, one in sources),
            items=dict(sources),
            counts=health_counts(health, now),
            about=counted(len(sources), "source"),
            remark=unreadable_files(health.errors),
            empty=(
                line(f"Nothing is deployed in {self.source.folder}: `tracker init NAME` writes an environment."),
            ),
        )

    def name_of(self, item: AnySource) -> str:
        """Name a source."""
        return source_name(item)

    def address_of(self, item: AnySource) -> str | None:
        """The address of a feed."""
        return item.url if isinstance(item, FeedHealth) else None

    def page(self, item: AnySource) -> tuple[Line, ...]:
        """Write everything about a source."""
        return source_lines(item, self.now())
