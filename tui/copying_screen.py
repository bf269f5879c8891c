"""What the screens share from which something is copied."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import work
from textual.message import Message

from tui.asking import ask
from tui.copying import Shape
from tui.line import Role
from tui.screen import TableScreen
from tui.source import Failure


class CopyingScreen(TableScreen):
    """A screen that has text written in a worker, and hands it to the clipboard of the terminal."""

    @dataclass
    class Written(Message):
        """The text of `what` is there in a shape, or why it is not."""

        text: str | Failure
        what: str
        shape: Shape

    @work(thread=True, exclusive=True, group="copy", exit_on_error=False)
    def copy(self, write: Callable[[], str], what: str, shape: Shape = Shape.MARKDOWN) -> None:
        """Have something written, and hand it over."""
        self.post_message(self.Written(ask(write), what, shape))

    def on_copying_screen_written(self, message: Written) -> None:
        """Hand the text to the terminal."""
        if isinstance(message.text, Failure):
            self.flash(message.text.text, Role.OVERDUE)
        else:
            self.app.copy_to_clipboard(message.text)
            self.flash(f"Sent {message.what} to the terminal's clipboard as {message.shape.value}.")
