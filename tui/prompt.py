"""A few lines to type into, for what a screen needs to know."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList

from tracker.record import Record
from tui.drawing import LineBar
from tui.form import Typing
from tui.keys import KeyBar
from tui.line import Role, line, span
from tui.text_view import TextView


class Asked(Record):
    """One line: the word before it, what stands in it, a hint, and what it may be completed to."""

    word: str
    value: str = ""
    hint: str = ""
    known: tuple[str, ...] = ()


class Prompt(ModalScreen[tuple[str, ...]], inherit_bindings=False):
    """Asks for some lines and answers with what was typed; None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Show it", id="form.submit", priority=True),
        Binding("tab", "next", "Next field", id="form.next", priority=True),
        Binding("down", "next", "Next field", id="form.down", show=False, priority=True),
        Binding("shift+tab,up", "previous", "Field before", id="form.previous", show=False, priority=True),
        Binding("escape", "leave", "Leave", id="form.leave", priority=True, tooltip="Leave all as it was"),
    ]

    def __init__(self, title: str, about: str, asked: Sequence[Asked]) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._asked = tuple(asked)

    def compose(self) -> ComposeResult:
        """A title, what is asked, the lines, and the keys."""
        with Vertical(id="form"):
            yield LineBar(id="form-title")
            yield TextView(id="form-about")
            for number, one in enumerate(self._asked):
                with Horizontal(classes="field"):
                    label = LineBar(id=f"asked-{number}-label")
                    label.show(line(span(one.word, Role.MUTED)))
                    yield label
                    yield self._typing(number, one)
            yield TextView(id="form-problem")
            yield KeyBar(id="form-keys")

    def _typing(self, number: int, one: Asked) -> Typing:
        typing = Typing(
            one.value,
            placeholder=one.hint,
            id=f"asked-{number}",
            compact=True,
            suggester=SuggestFromList(one.known, case_sensitive=False) if one.known else None,
        )
        typing.cursor_blink = False
        return typing

    def on_mount(self) -> None:
        """Begin at the first line that is empty, else at the first."""
        self.query_one("#form-title", LineBar).show(line(span(self._title, Role.STRONG)))
        about = self.query_one("#form-about", TextView)
        about.can_focus = False
        about.show((line(span(self._about, Role.MUTED)), line("")))
        self.query_one("#form-problem", TextView).can_focus = False
        empty = (number for number, one in enumerate(self._asked) if not one.value)
        self.set_focus(self.query_one(f"#asked-{next(empty, 0)}", Typing))

    @property
    def typed(self) -> tuple[str, ...]:
        """What stands in the lines."""
        places = range(len(self._asked))
        return tuple(self.query_one(f"#asked-{number}", Typing).value.strip() for number in places)

    def say(self, text: str, role: Role) -> None:
        """Say something below the lines."""
        self.query_one("#form-problem", TextView).show((line(""), line(span(text, role))))

    def action_submit(self) -> None:
        """Answer."""
        self.dismiss(self.typed)

    def action_next(self) -> None:
        """Go to the next line."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the line before."""
        self.focus_previous()

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss()
