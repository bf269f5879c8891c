"""What the interface keeps between runs: pure records, and their shape as JSON."""

from collections.abc import Mapping
from typing import Any

from tracker.record import Record, field, replace
from tui.place import Place

SCHEMA = "tracker.ui/1"
MOST_PLACES = 50
MOST_FILTERS = 200


class Order(Record):
    """The order of a list: the heading of a column, None for the order its rows come in."""

    column: str | None = None
    reverse: bool = False


class Memory(Record):
    """Orders by the word of their screen, filters by the place, folds that were turned, places from old to new.

    `theme` is None where none was chosen; `listed` says that environments stand in one list.
    """

    theme: str | None = None
    orders: Mapping[str, Order] = field(default_factory=dict)
    filters: Mapping[Place, str] = field(default_factory=dict)
    turned: frozenset[str] = frozenset()
    listed: bool = False
    places: tuple[Place, ...] = ()

    def with_order(self, screen: str, order: Order) -> "Memory":
        """Keep the order of a list, unless it is that in which its rows come."""
        others = {name: kept for name, kept in self.orders.items() if name != screen}
        return replace(self, orders=others if order == Order() else {**others, screen: order})

    def with_filter(self, place: Place, text: str) -> "Memory":
        """Keep the filter of a place, or that it has none; the oldest beyond two hundred go."""
        others = {known: kept for known, kept in self.filters.items() if known != place}
        filters = [*others.items(), *([(place, text)] if text else ())]
        return replace(self, filters=dict(filters[-MOST_FILTERS:]))

    def with_places(self, places: tuple[Place, ...]) -> "Memory":
        """Keep the places that were visited last."""
        return replace(self, places=places[-MOST_PLACES:])


def to_json(memory: Memory) -> dict[str, Any]:
    """Write a memory as values of JSON, all but its theme."""
    return {
        "orders": {name: [order.column, order.reverse] for name, order in memory.orders.items()},
        "filters": [[*place, text] for place, text in memory.filters.items()],
        "turned": sorted(memory.turned),
        "listed": memory.listed,
        "places": [[*place] for place in memory.places],
    }


def from_json(kept: Any, theme: Any) -> Memory:
    """Read a memory from values of JSON; raises ValueError where they have another shape."""
    match kept:
        case {
            "orders": dict(orders),
            "filters": list(filters),
            "turned": list(turned),
            "listed": bool(listed),
            "places": list(places),
        }:
            return Memory(
                theme=None if theme is None else _text(theme),
                orders={_text(name): _order(order) for name, order in orders.items()},
                filters=dict(map(_filter, filters)),
                turned=frozenset(map(_text, turned)),
                listed=listed,
                places=tuple(map(_place, places)),
            )
    raise ValueError("it has another shape")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is no text")


def _order(value: Any) -> Order:
    match value:
        case [str() | None as column, bool(reverse)]:
            return Order(column=column, reverse=reverse)
    raise ValueError(f"{value!r} is no order")


def _place(value: Any) -> Place:
    match value:
        case [str(screen), str(about)]:
            return Place(screen, about)
    raise ValueError(f"{value!r} is no place")


def _filter(value: Any) -> tuple[Place, str]:
    match value:
        case [str(screen), str(about), str(text)]:
            return Place(screen, about), text
    raise ValueError(f"{value!r} is no filter")
