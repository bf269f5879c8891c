"""A small question over the screen, answered by a key."""

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.drawing import LineBar
from tui.keys import KeyBar
from tui.line import Role, line, span

Answer = TypeVar("Answer")


class Question(ModalScreen[Answer], inherit_bindings=False):
    """A question, a remark below it, and the keys that answer; Esc leaves it without an answer."""

    def __init__(self, question: str, remark: str = "") -> None:
        super().__init__()
        self._question = question
        self._remark = remark

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        question, remark = LineBar(id="question-text"), LineBar(id="question-remark")
        question.show(line(span(self._question, Role.STRONG)))
        remark.show(line(span(self._remark, Role.MUTED)))
        with Vertical(id="question"):
            yield question
            yield remark
            yield KeyBar(id="question-keys")

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss()
