"""The app as that which remembers: what the reader sets up is kept for the next run."""

from dataclasses import dataclass

from textual import work
from textual.message import Message
from textual.timer import Timer

from tui.calm import CalmApp
from tui.habits import Habits
from tui.memory import Memory

# What is remembered is written when nothing was changed for so long.
REST = 1.0


@dataclass
class Unwritten(Message):
    """What should be remembered could not be written."""

    text: str


class RememberingApp(CalmApp, inherit_bindings=False):
    """An app whose memory begins with what the habits bring along, and is written as soon as the reader rests."""

    def __init__(self, habits: Habits) -> None:
        super().__init__()
        self.habits = habits
        self.memory = habits.memory
        self._written = habits.memory
        self._writing: Timer | None = None

    def remember(self, memory: Memory) -> None:
        """Keep something else from now on."""
        if memory == self.memory:
            return
        self.memory = memory
        if self._writing is not None:
            self._writing.stop()
        self._writing = self.set_timer(REST, self._write)

    @work(thread=True, group="memory", exit_on_error=False)
    def _write(self) -> None:
        try:
            self.keep()
        except OSError as error:
            self.post_message(Unwritten(f"What should be remembered cannot be written: {error.strerror or error}"))

    def keep(self) -> None:
        """Write down what is remembered, where that is another thing than before; raises OSError."""
        memory = self.memory
        if memory != self._written:
            self.habits.keep(memory)
            self._written = memory
