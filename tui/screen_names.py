"""Where each screen is: it is imported when it is first opened, or in good time."""

from collections.abc import Mapping
from pkgutil import resolve_name

PLACES: Mapping[str, str] = {
    "portfolio": "tui.portfolio:Portfolio",
    "releases": "tui.releases:Releases",
    "feeds": "tui.feeds:Feeds",
    "decisions": "tui.decisions:Decisions",
    "fleet": "tui.fleet:Fleet",
}
OF_ENVIRONMENTS: Mapping[str, str] = {
    "environment": "tui.environment:EnvironmentScreen",
    "timeline": "tui.timeline:Timeline",
    "what-if": "tui.what_if:WhatIfScreen",
}
_OTHERS = ("tui.palette", "tui.entries", "tui.help_screen", "tui.compare", "tui.exporting", "tui.first")


def import_all() -> None:
    """Import whatever can be opened, so that no key waits for it; takes 0.1 s of a worker."""
    for name in (*OF_ENVIRONMENTS.values(), *PLACES.values(), *_OTHERS):
        resolve_name(name)
