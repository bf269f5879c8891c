"""The screens that a digit leads to from anywhere."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType

from tui.decisions import Decisions
from tui.feeds import Feeds
from tui.fleet import Fleet
from tui.portfolio import Portfolio
from tui.releases import Releases
from tui.screen import TableScreen
from tui.source import FindingsSource

_Place = Callable[[FindingsSource, Callable[[], datetime]], TableScreen]
PLACES: Mapping[str, _Place] = {
    "portfolio": Portfolio,
    "releases": Releases,
    "feeds": Feeds,
    "decisions": Decisions,
    "fleet": Fleet,
}


def _binding(key: str, name: str, explanation: str) -> Binding:
    return Binding(key, f"visit('{name}')", name.capitalize(), id=f"go.{name}", show=False, tooltip=explanation)


PLACE_BINDINGS: tuple[BindingType, ...] = (
    _binding("1", "portfolio", "Portfolio: all environments"),
    _binding("2", "releases", "Releases: all that upstream published"),
    Binding(
        "3", "what_if", "What-if", id="go.suppose", show=False, tooltip="What if: a copy to suppose things on"
    ),
    _binding("4", "feeds", "Feeds: how every source stands"),
    _binding("5", "decisions", "Decisions: all that was decided"),
    _binding("6", "fleet", "Fleet: what all environments run and owe"),
)


def visit(app: App[Any], name: str, source: FindingsSource, now: Callable[[], datetime]) -> None:
    """Go back to a screen where it lies behind, else open it."""
    place = PLACES[name]
    if not any(type(one) is place for one in app.screen_stack):
        app.push_screen(place(source, now))
    while type(app.screen) is not place:
        app.pop_screen()
