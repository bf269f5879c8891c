"""The keys in force, read from the bindings: for the line at the bottom and for the help."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from textual.binding import Binding
from textual.events import Click
from textual.screen import Screen
from textual.strip import Strip

from tui.drawing import Drawing
from tui.line import Line, Role, Span, line, span

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "shift+tab": "Shift+Tab",
    "shift+down": "Shift+Down",
    "shift+up": "Shift+Up",
}
_COLUMN = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What some keys do now, in a word and in the words of the help; `why_not` says why they do nothing now."""

    id: str
    keys: tuple[str, ...]
    description: str
    explanation: str
    show: bool
    why_not: str | None = None


@runtime_checkable
class Reasoning(Protocol):
    """A screen that says why an action cannot be done now."""

    def why_not(self, action: str) -> str | None:
        """Give the reason in a few words, None where the action can be done."""


def key_name(key: str) -> str:
    """Write a key as it stands on the keyboard."""
    if key in _NAMES:
        return _NAMES[key]
    return key if len(key) == 1 or "+" in key else key.capitalize()


def offers(screen: Screen[Any]) -> tuple[Offer, ...]:
    """Collect what the keys do on a screen now, those of the focused widget first."""
    grouped: dict[str, list[Binding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id is not None and active.enabled:
            grouped.setdefault(active.binding.id, []).append(active.binding)
    return tuple(
        Offer(
            id=name,
            keys=tuple(binding.key for binding in bindings),
            description=bindings[0].description,
            explanation=bindings[0].tooltip or bindings[0].description,
            show=bindings[0].show,
            why_not=screen.why_not(bindings[0].action) if isinstance(screen, Reasoning) else None,
        )
        for name, bindings in grouped.items()
    )


def help_lines(offered: Iterable[Offer]) -> tuple[Line, ...]:
    """List every key in force under the headings its ids begin with."""
    groups: dict[str, list[Offer]] = {}
    for offer in offered:
        groups.setdefault(offer.id.partition(".")[0], []).append(offer)
    return tuple(row for group, members in groups.items() for row in _group(group, members))


def _group(group: str, members: Iterable[Offer]) -> Iterator[Line]:
    yield line(span(group.capitalize(), Role.HEADING))
    for offer in members:
        keys = "  ".join(key_name(key) for key in offer.keys)
        key, explanation = (Role.KEY, Role.PLAIN) if offer.why_not is None else (Role.MUTED, Role.MUTED)
        yield line(span(f"  {keys:<{_COLUMN}}", key), span(offer.explanation, explanation), hang=_COLUMN + 2)
        if offer.why_not is not None:
            yield line(span(f"{'':<{_COLUMN + 2}}not now: {offer.why_not}", Role.MUTED), hang=_COLUMN + 2)
    yield Line()


class KeyBar(Drawing):
    """The most useful keys on one line, as many as fit, the last one always; a click presses the key."""

    def on_mount(self) -> None:
        """Draw again whenever other bindings come into force."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    @property
    def fitting(self) -> tuple[Offer, ...]:
        """The keys that fit on the line."""
        shown = [offer for offer in offers(self.screen) if offer.show]
        while len(shown) > 1 and sum(_width(offer) for offer in shown) > self.size.width:
            del shown[-2]
        return tuple(shown)

    def render_line(self, y: int) -> Strip:
        """Draw the keys."""
        spans = [part for offer in self.fitting for part in _spans(offer)] if y == 0 else []
        return self.strip(spans, self.size.width)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        end = 0
        for offer in self.fitting:
            end += _width(offer)
            if event.x < end:
                self.app.simulate_key(offer.keys[0])
                return


def _spans(offer: Offer) -> tuple[Span, ...]:
    role = Role.KEY if offer.why_not is None else Role.MUTED
    return span(f" {key_name(offer.keys[0])}", role), span(f" {offer.description} ", Role.MUTED)


def _width(offer: Offer) -> int:
    return sum(part.width for part in _spans(offer))
