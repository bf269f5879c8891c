"""The keys in force, read from the bindings: for the line at the bottom and for the help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen
from textual.strip import Strip

from tracker.record import Record
from tracker.report.wording import SIGNS
from tui.drawing import Drawing
from tui.line import Line, Role, Span, line, span
from tui.words import MEANINGS, ROLES

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


@runtime_checkable
class Wording(Protocol):
    """A screen with own words for what keys do, by their ids: in a word, and as the help says it."""

    says: ClassVar[Mapping[str, tuple[str, str]]]


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
    own = screen.says if isinstance(screen, Wording) else {}
    description, explanation = own.get(name, (first.description, first.tooltip or first.description))
    return Offer(
        id=name,
        keys=tuple(one.binding.key for one in active),
        description=description,
        explanation=explanation,
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
    gestures = tuple(mouse)
    names = [*(_keys(one) for members in groups.values() for one in members), *(name for name, _ in gestures)]
    column = max(map(len, names), default=0) + 2
    rows = [row for group, members in groups.items() for row in _group(group, members, column)]
    told = [_told(gesture, meaning, column, Role.KEY) for gesture, meaning in gestures]
    return (*rows, *_signs(column), *([Line(), line(span("Mouse", Role.HEADING))] if told else ()), *told)


def _keys(offer: Offer) -> str:
    return "  ".join(key_name(key) for key in offer.keys)


def _told(name: str, meaning: str, column: int, name_role: Role, role: Role = Role.PLAIN) -> Line:
    return line(span(f"  {name:<{column}}", name_role), span(meaning, role), hang=column + 2)


def _group(group: str, members: Iterable[Offer], column: int) -> Iterator[Line]:
    yield line(span(group.capitalize(), Role.HEADING))
    for offer in members:
        can = offer.why_not is None
        key, explanation = (Role.KEY, Role.PLAIN) if can else (Role.MUTED, Role.MUTED)
        yield _told(_keys(offer), offer.explanation, column, key, explanation)
        if not can:
            yield _told("", f"not now: {offer.why_not}", column, Role.MUTED, Role.MUTED)
    yield Line()


def _signs(column: int) -> Iterator[Line]:
    yield line(span("Signs", Role.HEADING))
    for verdict, meaning in MEANINGS.items():
        yield _told(SIGNS[verdict], meaning, column, ROLES[verdict])


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
