"""A screen on which something is decided about the marked findings, or about the one under the cursor."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.model import Check
from tui.acts import why_not
from tui.chosen import Chosen, called, findings_of
from tui.copying import CopyScreen, Shape, addresses, written
from tui.copying_screen import CopyingScreen
from tui.inquiry import FindingsInquiry, Inquiry
from tui.undoing import UndoingScreen, acting
from tui.wishes import Act


class ActingScreen(UndoingScreen, CopyingScreen):
    """The acts on the findings that are shown, and copying them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        acting("a", Act.ACKNOWLEDGE, "Ack", "Acknowledge: it was seen, and stays due", show=True),
        acting("t", Act.SNOOZE, "Snooze", "Snooze: put it off until a day or an event"),
        acting("h", Act.HOLD, "Hold", "Hold: stay on the deployed version on purpose"),
        acting("W", Act.WAIVE, "Waive", "Waive: accept it as it is"),
        acting("M", Act.MITIGATED, "Mitigated", "Mitigated: something else was done about it"),
        acting("p", Act.PLAN, "Plan", "Plan a move: to which release, on which day"),
        acting("u", Act.REOPEN, "Reopen", "Reopen: end what was decided"),
        acting("d", Act.DEPLOYED, "Deployed", "Deployed: say which version runs now"),
        Binding("y", "copy", "Copy", id="go.copy", show=False, tooltip="Copy as a line, Markdown or URL"),
    ]
    acts = frozenset(Act)

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The findings that an act is about."""
        raise NotImplementedError

    @property
    def chosen_checks(self) -> tuple[Check, ...]:
        """The same as the checks they are of, with no other finding in them."""
        raise NotImplementedError

    def inquiry(self, act: Act) -> Inquiry:
        """The findings, and what the act needs to know of them."""
        return FindingsInquiry(self.scope, act, self.chosen, self.now())

    def why_not_act(self, act: Act) -> str | None:
        """Say why an act cannot be done on the findings."""
        return why_not(act, findings_of(self.chosen)) if self.chosen else self.why_empty

    def why_not(self, action: str) -> str | None:
        """Say why an action cannot be done now."""
        if action == "copy":
            return None if self.chosen else self.why_empty
        return super().why_not(action)

    def action_copy(self) -> None:
        """Ask in which shape to copy."""
        if self.refuses("copy"):
            return
        chosen = self.chosen
        what = called(chosen, self.scope)
        reason = None if addresses(findings_of(chosen)) else f"there is no web page for {what}"
        self.app.push_screen(CopyScreen(what, reason), self._copy)

    def _copy(self, shape: Shape | None) -> None:
        if shape is not None:
            what = called(self.chosen, self.scope)
            self.copy(partial(written, self.chosen_checks, shape), what, shape)
