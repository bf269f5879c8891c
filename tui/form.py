"""The small form in which a reader says what an act asks for."""

import re
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from tracker.text import clean
from tui.acts import REASONED
from tui.asking import ask
from tui.choice import Choice
from tui.drawing import LineBar
from tui.inquiry import Inquiry
from tui.keymap import key_of
from tui.keys import KeyBar
from tui.line import Line, Role, line, span
from tui.source import Done, Failure, FindingsSource
from tui.text_view import TextView
from tui.wishes import Act, Field, Wish

_NAMED = re.compile(r"-*([a-z]+)[: ]")
_HINTS = {
    Field.UNTIL: "a day such as 2027-01-31; it ends when the day begins",
    Field.TICKET: "https://..., if there is one",
    Field.TELL: "what customers read of it, not the reason",
}


class Typing(Input):
    """A line to type into, in which nothing can stand that a terminal would obey."""

    def validate_value(self, value: str) -> str:
        """Clean what was typed or pasted."""
        return clean(value).replace("\n", " ").expandtabs(1)


class ActForm(ModalScreen[Done], inherit_bindings=False):
    """What an act asks for; it stays open with the reason until the act is done, or is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Say so", id="form.submit", priority=True),
        Binding("tab", "next", "Next field", id="form.next", priority=True),
        Binding("down", "next", "Next field", id="form.down", show=False, priority=True),
        Binding("shift+tab,up", "previous", "Field before", id="form.previous", show=False, priority=True),
        Binding("escape", "leave", "Leave", id="form.leave", priority=True, tooltip="Leave all as it was"),
    ]

    @dataclass
    class Answered(Message):
        """The act was done, or why it was not."""

        answer: Done | Failure

    def __init__(self, source: FindingsSource, place: str, inquiry: Inquiry) -> None:
        super().__init__()
        self._source = source
        self._place = place
        self._inquiry = inquiry
        self._fields = inquiry.fields
        self._writing = False

    def compose(self) -> ComposeResult:
        """A title, what the act means and is about, the fields, what is wrong, and the keys."""
        with Vertical(id="form"):
            yield LineBar(id="form-title")
            yield TextView(id="form-about")
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield self._label(field)
                    yield self._widget(field)
            yield TextView(id="form-problem")
            yield KeyBar(id="form-keys")

    def _widget(self, field: Field) -> Widget:
        name, choices = _id(field), self._inquiry.choices(field)
        if choices is not None:
            return Choice(choices, id=name)
        hint = _HINTS.get(field, self._reason_hint() if field is Field.REASON else "")
        typing = Typing(self._inquiry.prefilled.get(field, ""), placeholder=hint, id=name, compact=True)
        typing.cursor_blink = False
        return typing

    def _reason_hint(self) -> str:
        return (
            "why; it is shown in our own reports"
            if self._inquiry.act in REASONED
            else "why, if it is worth saying"
        )

    def _label(self, field: Field, role: Role = Role.MUTED) -> LineBar:
        label = LineBar(id=f"{_id(field)}-label")
        label.show(line(span(field.value.capitalize(), role)))
        return label

    def on_mount(self) -> None:
        """Begin where something is to be typed."""
        for view in self.query(TextView):
            view.can_focus = False
        first = (
            Field.REASON if Field.REASON in self._fields and self._inquiry.act is not Act.PLAN else self._fields[0]
        )
        self.set_focus(self.query_one(f"#{_id(first)}"))
        self._describe()

    def _describe(self) -> None:
        subject = self._text(Field.FOR) if Field.FOR in self._fields else ""
        self.query_one("#form-title", LineBar).show(line(span(self._inquiry.title(subject), Role.STRONG)))
        self.query_one("#form-about", TextView).show((*self._inquiry.about(subject), Line()))

    def on_choice_changed(self) -> None:
        """Say what it is about now."""
        self._describe()

    @property
    def wish(self) -> Wish:
        """What is asked for, as it stands in the form."""
        return self._inquiry.wish({field: self._text(field) for field in self._fields})

    def _text(self, field: Field) -> str:
        widget = self.query_one(f"#{_id(field)}")
        return widget.value if isinstance(widget, Choice | Typing) else ""

    def action_submit(self) -> None:
        """Do it."""
        if not self._writing:
            self._writing = True
            self._say(line(span("Writing ...", Role.KEY)))
            self._do(self.wish)

    @work(thread=True, exclusive=True, group="act", exit_on_error=False)
    def _do(self, wish: Wish) -> None:
        self.post_message(self.Answered(ask(partial(self._source.act, self._place, wish))))

    def on_act_form_answered(self, message: Answered) -> None:
        """Close, or say what is wrong beside the field it is about."""
        self._writing = False
        if isinstance(message.answer, Done):
            self.dismiss(message.answer)
        else:
            self._refuse(message.answer.text)

    def _refuse(self, problem: str) -> None:
        named = _NAMED.match(problem)
        wrong = next((one for one in self._fields if named and one.value == named[1]), None)
        text = problem.lstrip("-") if wrong else problem
        self._say(line(span(text[:1].upper() + text[1:], Role.OVERDUE)))
        for field in self._fields:
            role = Role.OVERDUE if field is wrong else Role.MUTED
            label = self.query_one(f"#{_id(field)}-label", LineBar)
            label.show(line(span(field.value.capitalize(), role)))
        if wrong is not None:
            self.set_focus(self.query_one(f"#{_id(wrong)}"))

    def _say(self, said: Line) -> None:
        self.query_one("#form-problem", TextView).show((Line(), said))

    def action_next(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_leave(self) -> None:
        """Leave everything as it was; what is being written is waited for."""
        if self._writing:
            self._say(
                line(span(f"It is being written already; {key_of(self, 'decide.undo')} undoes it.", Role.KEY))
            )
        else:
            self.dismiss()


def _id(field: Field) -> str:
    return f"form-{field.name.lower()}"
