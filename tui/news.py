"""The line of news of a screen: what happened, why something cannot be, and why a key does nothing."""

from collections.abc import Collection
from typing import cast

from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer

from tui.drawing import GrowingBar
from tui.keymap import elsewhere, key_of
from tui.keys import KeyBar, key_name
from tui.line import Line, Role, line, span
from tui.refusal import Refusing, told
from tui.typed_ahead import TypedAhead

_SECONDS = 8.0
# What opens a form on the screens that have it.
_ASKING = "decide."


class NewsScreen(Screen[None], inherit_bindings=False):
    """A screen with a line of news, in which `remark` stands while there is none, and with the keys below it."""

    def __init__(self) -> None:
        super().__init__()
        self.status = GrowingBar(id="status")
        self.remark = Line()
        self._news: Line | None = None
        self._news_timer: Timer | None = None
        self._typed_ahead = TypedAhead()

    @property
    def refusal(self) -> str | None:
        """Why nothing can be kept, None where everything can."""
        return cast("Refusing", self.app).refusal

    def show_refusal(self) -> None:
        """Say whether anything can be kept, and which keys work."""
        self.show_status()
        self.query_one("#keys", KeyBar).refresh()

    def show_status(self) -> None:
        """Write the line of news, and where the reader is."""
        self.status.show(told(self.refusal, self._news or self.remark), line(span(self.position(), Role.MUTED)))

    def position(self) -> str:
        """Where the reader is on the screen."""
        return ""

    def flash(self, text: str, role: Role = Role.PLAIN) -> None:
        """Say what happened, for a few seconds."""
        self._news = line(span(f" {text}", role))
        if self._news_timer is not None:
            self._news_timer.stop()
        self._news_timer = self.set_timer(_SECONDS, self.forget_news)
        self.show_status()

    def forget_news(self) -> None:
        """Say no more what happened last; a refusal was seen by then."""
        self._typed_ahead = TypedAhead()
        self._news = None
        self.show_status()

    def refuse(self, reason: str) -> None:
        """Say why nothing is asked now, and leave out what is typed for the form that would have opened."""
        self._typed_ahead.begin()
        self.say_not_now(reason)

    def say_not_now(self, reason: str) -> None:
        """Say why something cannot be now."""
        self.flash(f"Not now: {reason}.", Role.UNKNOWN)

    def passes(self, key: Key) -> bool:
        """Say whether a key may act here; where it can do nothing, say that to the reader."""
        if self._typed_ahead.leaves_out(key):
            return False
        active = self.active_bindings.get(key.key)
        if active is None:
            self._say_idle(key)
        elif (reason := self.why_idle(active.binding.id or "")) is not None:
            self.say_not_now(reason)
        return True

    def _say_idle(self, key: Key) -> None:
        """Say that a key does nothing here, and what it does elsewhere."""
        known = elsewhere(self, key.key)
        name = key.character if key.character and key.is_printable else key_name(key.key)
        if any(one.startswith(_ASKING) for one in known):
            self._typed_ahead.begin()
        if "go.back" in known or "go.escape" in known:
            self.flash(f"Nothing lies behind; {key_of(self, 'go.leave')} quits.")
            return
        if (reason := self.why_off(known)) is not None:
            self.say_not_now(reason)
            return
        does = f"is {' or '.join(dict.fromkeys(known.values()))} elsewhere;" if known else "does"
        self.flash(f"{name} {does} nothing here. {key_of(self, 'program.help')} lists the keys.")

    def why_idle(self, binding: str) -> str | None:  # noqa: ARG002 - a key that is offered can do something
        """Say why a key that is offered can do nothing now, by its id; None where it can."""
        return None

    def why_off(self, bindings: Collection[str]) -> str | None:  # noqa: ARG002 - most screens have no such keys
        """Say why a key that works on this screen is not offered now, by its ids; None where it never is."""
        return None

    def hint(self, binding: str, does: str) -> Line:
        """Say in a line which key does something."""
        return line(span(f"{key_of(self, binding)} {does}.", Role.MUTED))
