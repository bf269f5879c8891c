"""One of several words, chosen with the arrow keys or a click."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.drawing import Drawing
from tui.line import Role, span


class Choice(Drawing, can_focus=True, inherit_bindings=False):
    """A line that shows the chosen option; options are words by their value, the first is chosen at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,l", "turn(1)", "Next choice", id="form.turn", show=False),
        Binding("left,h", "turn(-1)", "Choice before", id="form.turn-back", show=False),
    ]

    place: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, options: Mapping[str, str], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._values, self._words = [*options], [*options.values()]

    @property
    def value(self) -> str:
        """The value of the chosen option."""
        return self._values[self.place]

    def watch_place(self) -> None:
        """Say that another option was chosen."""
        self.post_message(self.Changed())

    def on_focus(self) -> None:
        """Show that the arrow keys work here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they do not."""
        self.refresh()

    def action_turn(self, steps: int) -> None:
        """Choose the next option, or the one before."""
        self.place = (self.place + steps) % len(self._values)

    def on_click(self, event: Click) -> None:
        """Choose the next option; at the left end of the line the one before."""
        self.action_turn(-1 if event.x < 2 else 1)

    def render_line(self, y: int) -> Strip:
        """Draw the option between its arrows."""
        if y:
            return Strip.blank(self.size.width, self.looks(None))
        many = len(self._values) > 1
        arrow = Role.KEY if self.has_focus and many else Role.MUTED
        words = span(self._words[self.place], Role.STRONG if self.has_focus else Role.PLAIN)
        count = span(f"  {self.place + 1} of {len(self._values)}", Role.MUTED)
        parts = [span("< ", arrow), words, span(" >", arrow), count] if many else [words]
        return self.strip(parts, self.size.width)
