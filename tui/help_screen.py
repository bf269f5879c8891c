"""The keys in force where the reader was, on a page of their own."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.drawing import LineBar
from tui.keymap import key_of
from tui.keys import Offer, help_lines
from tui.line import Role, line, span
from tui.text_view import TextView


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """What each key does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,left,backspace,enter", "close", "Close", id="help.close"),
    ]

    def __init__(self, offered: Iterable[Offer], mouse: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._lines = help_lines(offered, mouse)

    def compose(self) -> ComposeResult:
        """A title, the keys, and how to close."""
        title, closing = LineBar(id="help-title"), LineBar(id="help-closing")
        title.show(line(span(" Keys", Role.STRONG)))
        closing.show(line(span(f" {key_of(self, 'help.close')}", Role.KEY), span(" closes", Role.MUTED)))
        with Vertical(id="help"):
            yield title
            yield TextView(id="help-keys")
            yield closing

    def on_mount(self) -> None:
        """List the keys."""
        view = self.query_one(TextView)
        view.show(self._lines)
        self.set_focus(view)

    def action_close(self) -> None:
        """Go back to where the reader was."""
        self.dismiss()
