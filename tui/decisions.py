"""Everything that people decided: what needs them, what is in force, and what is over."""

from collections.abc import Callable
from datetime import datetime

from tracker.model import ListedDecision
from tracker.report.decisions import scope_text
from tracker.text import clean_line
from tui.decision_lines import DECISION_COLUMNS, decision_counts, decision_lines, decision_row, sorted_decisions
from tui.line import Line, line
from tui.listing import Listed, ListingScreen
from tui.source import DecisionList, FindingsSource
from tui.words import counted


class Decisions(ListingScreen[ListedDecision]):
    """The decisions of all environments, and everything about the one under the cursor."""

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
            remark=_remark(answer),
            empty=(
                line("Nothing was decided yet: `tracker snooze ENV NAME` and its like decide about findings."),
            ),
        )

    def name_of(self, item: ListedDecision) -> str:
        """Name a decision."""
        return f"{item.decision.kind} {scope_text(item.decision.scope)}"

    def page(self, item: ListedDecision) -> tuple[Line, ...]:
        """Write everything about a decision."""
        return decision_lines(item, self.now())


def _remark(answer: DecisionList) -> str:
    if not answer.errors:
        return ""
    return clean_line(f"{counted(len(answer.errors), 'file')} could not be read: {answer.errors[0]}")
