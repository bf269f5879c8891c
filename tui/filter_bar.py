"""The line a filter is typed into."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from tui.drawing import LineBar
from tui.line import Role, line, span

REST = 0.08


class FilterInput(Input):
    """The text of a filter; Enter and Down go to the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "settle", "To the rows", id="show.filtered"),
    ]

    def __init__(self) -> None:
        super().__init__(id="filter-text", compact=True, select_on_focus=False)
        self.cursor_blink = False

    def action_settle(self) -> None:
        """Apply the filter at once and leave the line."""
        self.post_message(FilterBar.Settled())


class FilterBar(Horizontal):
    """A filter being typed: it applies when the typing rests for 80 ms."""

    @dataclass
    class Typed(Message):
        """The filter to apply now."""

        text: str

    class Settled(Message):
        """The typing is over."""

    def __init__(self) -> None:
        super().__init__(id="filter")
        self._resting: Timer | None = None
        self.display = False

    def compose(self) -> ComposeResult:
        """A slash and the text."""
        mark = LineBar(id="filter-mark")
        mark.show(line(span(" /", Role.KEY)))
        yield mark
        yield FilterInput()

    @property
    def text(self) -> str:
        """The filter as it was typed."""
        return self.query_one(FilterInput).value

    def open(self) -> None:
        """Show the line and type into it."""
        self.display = True
        self.screen.set_focus(self.query_one(FilterInput))

    def set(self, text: str) -> None:
        """Show a filter that is in force already."""
        with self.prevent(Input.Changed):
            self.query_one(FilterInput).value = text
        self.display = bool(text)

    def clear(self) -> None:
        """Take the filter away."""
        self.query_one(FilterInput).value = ""
        self.display = False
        self._apply()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait until the typing rests."""
        event.stop()
        self._stop()
        self._resting = self.set_timer(REST, self._apply)

    def on_filter_bar_settled(self) -> None:
        """Apply what was typed; an empty filter goes away."""
        self._apply()
        self.display = bool(self.text.strip())

    def _apply(self) -> None:
        self._stop()
        self.post_message(self.Typed(self.text))

    def _stop(self) -> None:
        if self._resting is not None:
            self._resting.stop()
