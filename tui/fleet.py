"""All environments at once: the components they run, or the vulnerabilities that are open in them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tracker.model import Fleet as KnownFleet
from tracker.model import FleetComponent, FleetVulnerability
from tracker.record import field
from tui.columns import Column
from tui.fleet_lines import (
    COMPONENT_COLUMNS,
    VULNERABILITY_COLUMNS,
    FleetItem,
    component_lines,
    component_row,
    fleet_counts,
    fleet_remark,
    no_vulnerabilities,
    vulnerability_lines,
    vulnerability_remark,
    vulnerability_row,
)
from tui.keymap import key_of
from tui.line import Line, line
from tui.listing import Listed, ListingScreen
from tui.place import Destination
from tui.reached import ReachedScreen
from tui.source import FindingsSource, Sought
from tui.words import age_words, counted


class Kind(StrEnum):
    """What is listed."""

    COMPONENTS = "components"
    VULNERABILITIES = "vulnerabilities"


_COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.COMPONENTS: COMPONENT_COLUMNS,
    Kind.VULNERABILITIES: VULNERABILITY_COLUMNS,
}


# What a filter begins with that looks for one.
_VULNERABILITY = "vulnerability:"


class _Lists(Listed[FleetItem]):
    """An answer with a list of each kind."""

    kinds: Mapping[Kind, Listed[FleetItem]] = field(default_factory=dict)


class Fleet(ListingScreen[FleetItem]):
    """Components with their versions and environments, or vulnerabilities with how far they are done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "turn", "Components/CVEs", id="show.kind", tooltip="Components, or vulnerabilities"),
    ]
    title_text = "Fleet"
    reading = "Reading what all environments run and owe ..."
    filtered_out = "Nothing matches the filter."

    def __init__(self, source: FindingsSource, now: Callable[[], datetime]) -> None:
        super().__init__(source, now, COMPONENT_COLUMNS)
        self._kind = Kind.COMPONENTS
        self._kinds: Mapping[Kind, Listed[FleetItem]] = {}

    def make_list(self) -> Listed[FleetItem]:
        """Ask for the fleet and make the rows of both kinds."""
        found, now = self.source.fleet(), self.now()
        return _Lists(
            kinds={
                Kind.COMPONENTS: self._components(found, now),
                Kind.VULNERABILITIES: self._vulnerabilities(found, now),
            }
        )

    def _components(self, found: KnownFleet, now: datetime) -> Listed[FleetItem]:
        return Listed(
            rows=tuple(component_row(one, now) for one in found.components),
            items={one.feed: one for one in found.components},
            counts=fleet_counts(found.components, now),
            about=f"{counted(len(found.components), 'component')}{_whence(found, now)}",
            remark=fleet_remark(found),
            empty=(
                line(f"Nothing is deployed in {self.source.folder}: `tracker init NAME` writes an environment."),
            ),
        )

    def _vulnerabilities(self, found: KnownFleet, now: datetime) -> Listed[FleetItem]:
        checks = f"{key_of(self, 'check.all')} in the portfolio checks every environment."
        return Listed(
            rows=tuple(vulnerability_row(one, now) for one in found.vulnerabilities),
            items={one.id: one for one in found.vulnerabilities},
            counts=fleet_counts(found.vulnerabilities, now),
            about=f"{len(found.vulnerabilities):,} open vulnerabilities{_whence(found, now)}",
            remark=vulnerability_remark(found),
            empty=(line(f"{no_vulnerabilities(found)}: {checks}"),),
        )

    def take(self, answer: Listed[Any]) -> None:
        """Keep both lists, and show the one that is turned to."""
        self._kinds = answer.kinds if isinstance(answer, _Lists) else {}
        super().take(self._kinds[self._kind])

    def show_destination(self, destination: Destination) -> None:
        """Show the kind that a filter is of, components where it is of neither."""
        wanted = Kind.VULNERABILITIES if (destination.filter or "").startswith(_VULNERABILITY) else Kind.COMPONENTS
        if self._kind is not wanted:
            self.action_turn()
        super().show_destination(destination)

    def action_turn(self) -> None:
        """Turn from components to vulnerabilities, or back."""
        self._kind = Kind.VULNERABILITIES if self._kind is Kind.COMPONENTS else Kind.COMPONENTS
        self.table.head(_COLUMNS[self._kind])
        self.table.filter(self.filter_bar.text)
        if self._kinds:
            super().take(self._kinds[self._kind])
        self.redraw()

    def name_of(self, item: FleetItem) -> str:
        """Name a component or a vulnerability."""
        return item.component if isinstance(item, FleetComponent) else item.id

    def page(self, item: FleetItem) -> tuple[Line, ...]:
        """Write where it is."""
        if isinstance(item, FleetVulnerability):
            return vulnerability_lines(item, self.now())
        return component_lines(item, self.now())

    def open_row(self) -> None:
        """Open the entries that run it, or that it is open for."""
        if self.item is not None:
            self.app.push_screen(ReachedScreen(self.source, self.now, _sought(self.item)))


def _sought(item: FleetItem) -> Sought:
    if isinstance(item, FleetVulnerability):
        return Sought(name=item.id, feeds=item.feeds, vulnerability=item.id)
    return Sought(name=item.component, feeds=(item.feed,))


def _whence(found: KnownFleet, now: datetime) -> str:
    return f", checked from {age_words(found.checked_from, now)}" if found.checked_from else ""
