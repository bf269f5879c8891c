"""Everything that people decided: what needs them, what is in force, and what is over."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from tracker.model import DecisionKind, ListedDecision
from tracker.report.decisions import scope_text
from tui.decision_lines import DECISION_COLUMNS, decision_counts, decision_lines, decision_row, sorted_decisions
from tui.inquiry import Inquiry
from tui.keymap import key_of
from tui.line import Line, line
from tui.listing import Listed
from tui.marked_list import MarkedListScreen
from tui.reopening import ReopeningInquiry, why_not_reopened
from tui.source import FindingsSource
from tui.undoing import acting
from tui.wishes import Act
from tui.words import counted, listed, unreadable_files


class Decisions(MarkedListScreen[ListedDecision]):
    """The decisions of all environments, and everything about the one under the cursor; they can be ended here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        acting("u", Act.REOPEN, "Reopen", "Reopen: end what was decided", show=True)
    ]
    acts = frozenset({Act.REOPEN})
    title_text = "Decisions"
    reading = "Judging every environment by what was decided ..."
    filtered_out = "No decision matches the filter."

    def __init__(self, source: FindingsSource, now: Callable[[], datetime]) -> None:
        super().__init__(source, now, DECISION_COLUMNS)

    def make_list(self) -> Listed[ListedDecision]:
        """Ask for all decisions and make their rows."""
        answer, now = self.source.decisions(), self.now()
        decisions = sorted_decisions(answer.decisions, now)
        return Listed(
            rows=tuple(decision_row(one, now) for one in decisions),
            items={one.decision.id: one for one in decisions},
            counts=decision_counts(decisions, now),
            about=counted(len(decisions), "decision"),
            remark=unreadable_files(answer.errors),
            empty=(line(f"Nothing was decided yet: {self._deciding_keys} decide about a finding."),),
        )

    def name_of(self, item: ListedDecision) -> str:
        """Name a decision."""
        return f"{item.decision.kind} {scope_text(item.decision.scope)}"

    def page(self, item: ListedDecision) -> tuple[Line, ...]:
        """Write everything about a decision."""
        return decision_lines(item, self.now())

    @property
    def _deciding_keys(self) -> str:
        return listed([key_of(self, f"decide.{kind.value}") for kind in DecisionKind])

    def why_not_act(self, act: Act) -> str | None:  # noqa: ARG002 - there is but one
        """Say why nothing can be ended."""
        return why_not_reopened(self.chosen_items) if self.chosen_items else self.why_empty

    def inquiry(self, act: Act) -> Inquiry:  # noqa: ARG002 - there is but one
        """The end of what is marked, else under the cursor."""
        return ReopeningInquiry(self.chosen_items)
