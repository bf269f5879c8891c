"""A screen on which something is done about the marked rows, or about the one under the cursor, and undone."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.asking import ask
from tui.columns import Column
from tui.form import ActForm
from tui.inquiry import Inquiry
from tui.keys import KeyBar
from tui.line import Role
from tui.marking import MarkingTable
from tui.marking_screen import MarkingScreen
from tui.refusal import WHY_NOT, RefusalDoubted
from tui.screen import TableScreen
from tui.source import Done, Failure, FindingsSource
from tui.wishes import Act

_ACT = "act('{}')"


def acting(key: str, act: Act, description: str, tooltip: str, *, show: bool = False) -> Binding:
    """Bind a key to an act."""
    action, name = _ACT.format(act.value), f"decide.{act.value}"
    return Binding(key, action, description, id=name, show=show, tooltip=tooltip)


class UndoingScreen(MarkingScreen):
    """Rows that can be marked, the form of an act on them, and what undoes it.

    `scope` is the environment they are of, empty where they are of several; what was done there is undone there.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "undo", "Undo", id="decide.undo", show=False, tooltip="Undo what was done here last"),
        Binding("Z", "redo", "Redo", id="decide.redo", show=False, tooltip="Do again what was undone last"),
    ]
    acts: ClassVar[frozenset[Act]]

    @dataclass
    class Reversed(Message):
        """What was done last was undone or done again, as `word` says, or why it was not."""

        answer: Done | Failure
        word: str

    def __init__(
        self,
        source: FindingsSource,
        now: Callable[[], datetime],
        columns: Sequence[Column],
        scope: str = "",
    ) -> None:
        super().__init__(source, now, columns)
        self.scope = scope
        self.table = self.marking = MarkingTable(columns, id="table")
        self._past = source.past(scope)
        self._reversing = False
        self._is_outdated = False

    def on_screen_resume(self) -> None:
        """Show what was done on other screens meanwhile, and what can be undone after it."""
        self._past = self.source.past(self.scope)
        if self._is_outdated:
            self._is_outdated = False
            self.judge_again()

    def outdate(self, environments: Collection[str]) -> None:  # noqa: ARG002 - findings here may be of any
        """Show how things stand when the reader comes back."""
        self._is_outdated = True

    def inquiry(self, act: Act) -> Inquiry:
        """What the form of an act is about; asked only where the act can be done."""
        raise NotImplementedError

    def why_not_act(self, act: Act) -> str | None:
        """Say why an act cannot be done on what is marked, else under the cursor."""
        raise NotImplementedError

    def judge_again(self) -> None:
        """Show how things stand after an act."""
        raise NotImplementedError

    def why_not(self, action: str) -> str | None:
        """Say why an action cannot be done now."""
        act = next((one for one in self.acts if action == _ACT.format(one.value)), None)
        if self.refusal is not None and (act or action in {"undo", "redo"}):
            return WHY_NOT
        if action == "undo":
            return None if self._past.undo else "nothing was done here yet"
        if action == "redo":
            return None if self._past.redo else "nothing was undone here"
        return self.why_not_act(act) if act else None

    def refuses(self, action: str) -> bool:
        """Say why an action cannot be done now, if it cannot."""
        reason = self.why_not(action)
        if reason is not None:
            self.refuse(reason)
        return reason is not None

    def follow(self) -> None:
        """Write anew what depends on the row under the cursor, and which keys work on it."""
        super().follow()
        self.query_one("#keys", KeyBar).refresh()

    def action_act(self, name: str) -> None:
        """Ask what an act needs to know."""
        if not self.refuses(_ACT.format(name)):
            self.app.push_screen(ActForm(self.source, self.scope, self.inquiry(Act(name))), self._acted)

    def _acted(self, done: Done | None) -> None:
        if done is not None:
            self.marking.unmark()
            self._tell(done)

    def _tell(self, done: Done) -> None:
        self._past = done.past
        self.flash(f"{done.told[:1].upper()}{done.told[1:]}.")
        self.judge_again()
        for screen in self.app.screen_stack:
            if isinstance(screen, TableScreen) and screen is not self:
                screen.outdate(done.environments)

    def action_undo(self) -> None:
        """Undo what was done last."""
        self._reverse("undo", self.source.undo, "undone")

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._reverse("redo", self.source.redo, "done again")

    def _reverse(self, action: str, reverse: Callable[[str], Done], word: str) -> None:
        if self._reversing:
            self.flash("Still writing.")
        elif (reason := self.why_not(action)) is not None:
            self.say_not_now(reason)
        else:
            self._reversing = True
            self._reverse_aside(reverse, word)

    @work(thread=True, group="act", exit_on_error=False)
    def _reverse_aside(self, reverse: Callable[[str], Done], word: str) -> None:
        self.post_message(self.Reversed(ask(partial(reverse, self.scope)), word))

    def on_undoing_screen_reversed(self, message: Reversed) -> None:
        """Say what holds now."""
        self._reversing = False
        if isinstance(message.answer, Failure):
            self.flash(f"Not {message.word}: {message.answer.text}.", Role.OVERDUE)
            self.post_message(RefusalDoubted())
        else:
            self._tell(message.answer)
