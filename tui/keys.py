"""The keys in force, read from the bindings: for the line at the bottom and for the help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen
from textual.strip import Strip

from tracker.record import Record
from tui.drawing import Drawing
from tui.line import Line, Role, Span, line, span

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "colon": ":",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "shift+tab": "Shift+Tab",
    "shift+down": "Shift+Down",
    "shift+up": "Shift+Up",
}
_COLUMN = 26


class Offer(Record):
    """What some keys do now, in a word and in the words of the help; `why_not` says why they do nothing now.

    The action is done by `node`.
    """

    id: str
    keys: tuple[str, ...]
    description: str
    explanation: str
    show: bool
    action: str
    node: DOMNode
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
    return tuple(_offer(screen, name, active) for name, active in _in_force(screen).items())


def _in_force(screen: Screen[Any]) -> Mapping[str, Sequence[ActiveBinding]]:
    grouped: dict[str, list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id is not None and active.enabled:
            grouped.setdefault(active.binding.id, []).append(active)
    return grouped


def _offer(screen: Screen[Any], name: str, active: Sequence[ActiveBinding]) -> Offer:
    node, first, *_ = active[0]
    return Offer(
        id=name,
        keys=tuple(one.binding.key for one in active),
        description=first.description,
        explanation=first.tooltip or first.description,
        show=first.show,
        action=first.action,
        node=node,
        why_not=screen.why_not(first.action) if isinstance(screen, Reasoning) else None,
    )


def mouse_of(screen: Screen[Any]) -> tuple[tuple[str, str], ...]:
    """Collect what the mouse does on what is in sight: each gesture with its meaning."""
    told: dict[str, str] = {}
    for widget in screen.walk_children(with_self=False):
        for kind in type(widget).__mro__:
            if widget.display:
                told.update(kind.__dict__.get("MOUSE", ()))
    return tuple(told.items())


def help_lines(offered: Iterable[Offer], mouse: Iterable[tuple[str, str]] = ()) -> tuple[Line, ...]:
    """List every key in force under the headings its ids begin with, and what the mouse does."""
    groups: dict[str, list[Offer]] = {}
    for offer in offered:
        groups.setdefault(offer.id.partition(".")[0], []).append(offer)
    rows = [row for group, members in groups.items() for row in _group(group, members)]
    told = [
        line(span(f"  {gesture:<{_COLUMN}}", Role.KEY), span(meaning), hang=_COLUMN + 2)
        for gesture, meaning in mouse
    ]
    return (*rows, line(span("Mouse", Role.HEADING)), *told) if told else tuple(rows)


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
    """The most useful keys on one line, as many as fit, the last two always; a click presses the key."""

    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (("click on a key below", "press it"),)

    def on_mount(self) -> None:
        """Draw again whenever other bindings come into force."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    @property
    def fitting(self) -> tuple[Offer, ...]:
        """The keys that fit on the line."""
        in_force = _in_force(self.screen).items()
        shown = [_offer(self.screen, name, active) for name, active in in_force if active[0].binding.show]
        while len(shown) > 2 and sum(_width(offer) for offer in shown) > self.size.width:
            del shown[-3]
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
