"""A screen on which something is done about the marked findings, or about the one under the cursor."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.model import Check
from tui.acts import why_not
from tui.asking import ask
from tui.chosen import Chosen, called, findings_of
from tui.columns import Column
from tui.copying import Copied, CopyScreen, Shape, addresses, written
from tui.form import ActForm
from tui.keys import KeyBar
from tui.line import Role
from tui.marking import MarkingTable
from tui.refusal import WHY_NOT
from tui.screen import TableScreen
from tui.source import Done, Failure, FindingsSource
from tui.wishes import Act

_ACT = re.compile(r"act\('(\w+)'\)")


def _deciding(key: str, act: Act, description: str, tooltip: str, *, show: bool = False) -> Binding:
    return Binding(key, f"act('{act.value}')", description, id=f"decide.{act.value}", show=show, tooltip=tooltip)


class ActingScreen(TableScreen):
    """The acts on the findings that are shown, and what undoes them.

    `scope` is the environment they are of, empty where they are of several; what was done there is undone there.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _deciding("a", Act.ACKNOWLEDGE, "Ack", "Say that it was seen; it stays due", show=True),
        _deciding("t", Act.SNOOZE, "Snooze", "Put it off until a day or an event"),
        _deciding("h", Act.HOLD, "Hold", "Stay on the deployed version on purpose"),
        _deciding("W", Act.WAIVE, "Waive", "Accept it as it is"),
        _deciding("M", Act.MITIGATED, "Mitigated", "Say that something else was done about it"),
        _deciding("p", Act.PLAN, "Plan", "Plan a move: to which release, on which day"),
        _deciding("u", Act.REOPEN, "Reopen", "End what was decided"),
        _deciding("d", Act.DEPLOYED, "Deployed", "Say which version runs now"),
        Binding("z", "undo", "Undo", id="decide.undo", show=False, tooltip="Undo what was done here last"),
        Binding("Z", "redo", "Redo", id="decide.redo", show=False, tooltip="Do again what was undone last"),
        Binding("y", "copy", "Copy", id="go.copy", show=False, tooltip="Copy as a line, Markdown or URL"),
    ]

    @dataclass
    class Reversed(Message):
        """What was done last was undone or done again, or why it was not."""

        answer: Done | Failure

    def __init__(
        self,
        source: FindingsSource,
        now: Callable[[], datetime],
        columns: tuple[Column, ...],
        scope: str,
    ) -> None:
        super().__init__(source, now, columns)
        self.scope = scope
        self.table = self.marking = MarkingTable(columns, id="table")
        self._past = source.past(scope)
        self._reversing = False

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The findings that an act is about."""
        raise NotImplementedError

    @property
    def chosen_checks(self) -> tuple[Check, ...]:
        """The same as the checks they are of, with no other finding in them."""
        raise NotImplementedError

    def judge_again(self) -> None:
        """Show how the findings stand after an act."""
        raise NotImplementedError

    def why_not(self, action: str) -> str | None:
        """Say why an action cannot be done now."""
        if self.refusal is not None and (action in {"undo", "redo"} or _ACT.fullmatch(action)):
            return WHY_NOT
        if found := _ACT.fullmatch(action):
            return why_not(Act(found[1]), findings_of(self.chosen)) if self.chosen else self.why_empty
        if action == "undo":
            return None if self._past.undo else "nothing was done here yet"
        if action == "redo":
            return None if self._past.redo else "nothing was undone here"
        return None if action != "copy" or self.chosen else self.why_empty

    def _refuses(self, action: str) -> bool:
        """Say why an action cannot be done now, if it cannot."""
        reason = self.why_not(action)
        if reason is not None:
            self.refuse(reason)
        return reason is not None

    def follow(self) -> None:
        """Write anew what depends on the row under the cursor, and which keys work on it."""
        super().follow()
        self.query_one("#keys", KeyBar).refresh()

    def position(self) -> str:
        """How many rows are marked, and where the cursor is."""
        return f"{self.marking.marked_words}{super().position()}"

    def action_escape(self) -> None:
        """Clear the filter, then the marks, else go back."""
        if self.marking.marked and not self.filter_bar.display:
            self.marking.unmark()
        else:
            super().action_escape()

    def action_act(self, name: str) -> None:
        """Ask what an act needs to know."""
        if not self._refuses(f"act('{name}')"):
            form = ActForm(self.source, self.scope, Act(name), self.chosen, self.now)
            self.app.push_screen(form, self._acted)

    def _acted(self, done: Done | None) -> None:
        if done is not None:
            self.marking.unmark()
            self._tell(done)

    def _tell(self, done: Done) -> None:
        self._past = done.past
        self.flash(f"{done.told[:1].upper()}{done.told[1:]}.")
        self.judge_again()

    def action_undo(self) -> None:
        """Undo what was done last."""
        self._reverse("undo", self.source.undo)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._reverse("redo", self.source.redo)

    def _reverse(self, action: str, reverse: Callable[[str], Done]) -> None:
        if self._reversing:
            self.flash("Still writing.")
        elif (reason := self.why_not(action)) is not None:
            self.flash(f"Not now: {reason}.", Role.UNKNOWN)
        else:
            self._reversing = True
            self._reverse_aside(reverse)

    @work(thread=True, group="act", exit_on_error=False)
    def _reverse_aside(self, reverse: Callable[[str], Done]) -> None:
        self.post_message(self.Reversed(ask(partial(reverse, self.scope))))

    def on_acting_screen_reversed(self, message: Reversed) -> None:
        """Say what holds now."""
        self._reversing = False
        if isinstance(message.answer, Failure):
            self.flash(message.answer.text, Role.OVERDUE)
        else:
            self._tell(message.answer)

    def action_copy(self) -> None:
        """Ask in which shape to copy."""
        if self._refuses("copy"):
            return
        chosen = self.chosen
        what = called(chosen, self.scope)
        reason = None if addresses(findings_of(chosen)) else f"there is no web page for {what}"
        self.app.push_screen(CopyScreen(what, reason), self._copy)

    def _copy(self, shape: Shape | None) -> None:
        if shape is not None:
            self._write(self.chosen_checks, shape)

    @work(thread=True, exclusive=True, group="copy", exit_on_error=False)
    def _write(self, checks: tuple[Check, ...], shape: Shape) -> None:
        text = ask(partial(written, checks, shape))
        self.post_message(Copied(text, shape))

    def on_copied(self, message: Copied) -> None:
        """Hand the text to the terminal."""
        if isinstance(message.text, Failure):
            self.flash(message.text.text, Role.OVERDUE)
        else:
            self.app.copy_to_clipboard(message.text)
            self.flash(f"Sent to the terminal's clipboard as {message.shape.value}.")
