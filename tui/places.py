"""The screens that a digit leads to from anywhere, and how one goes to any of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pkgutil import resolve_name
from typing import Any, cast

from textual.app import App
from textual.binding import Binding, BindingType

from tui.place import Place
from tui.screen import TableScreen
from tui.screen_names import OF_ENVIRONMENTS, PLACES
from tui.source import FindingsSource

_Clock = Callable[[], datetime]


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
PLACE_WORDS: Mapping[str, str] = {
    binding.id.removeprefix("go."): binding.tooltip.partition(": ")[2]
    for binding in PLACE_BINDINGS
    if isinstance(binding, Binding) and binding.id and binding.id.removeprefix("go.") in PLACES
}
# Where a component leads that is looked for.
COMPONENT_SCREEN = "fleet"


def _screen(name: str) -> Callable[..., TableScreen]:
    return cast("Callable[..., TableScreen]", resolve_name(name))


def visit(app: App[Any], name: str, source: FindingsSource, now: _Clock) -> None:
    """Go back to a screen where it lies behind, else open it."""
    place = _screen(PLACES[name])
    if not any(type(one) is place for one in app.screen_stack):
        app.push_screen(place(source, now))
    while type(app.screen) is not place:
        app.pop_screen()


def leads_to(place: Place) -> bool:
    """Say whether a place can be gone to by its words alone."""
    return place.screen in PLACES or place.screen in OF_ENVIRONMENTS


def go(app: App[Any], place: Place, source: FindingsSource, now: _Clock) -> bool:
    """Go to a place and say whether there is one of that name; one of an environment opens over the portfolio."""
    if place.screen in PLACES:
        visit(app, place.screen, source, now)
        return True
    if place.screen not in OF_ENVIRONMENTS:
        return False
    if not any(isinstance(one, TableScreen) and one.place == place for one in app.screen_stack):
        visit(app, "portfolio", source, now)
        app.push_screen(_screen(OF_ENVIRONMENTS[place.screen])(source, now, place.about))
    while not (isinstance(app.screen, TableScreen) and app.screen.place == place):
        app.pop_screen()
    return True
