"""What the screens share whose rows can be marked."""

from tui.marking import MarkingTable
from tui.screen import TableScreen


class MarkingScreen(TableScreen):
    """Rows that can be marked; Esc takes the marks away before it leaves."""

    marking: MarkingTable

    def position(self) -> str:
        """How many rows are marked, and where the cursor is."""
        return f"{self.marking.marked_words}{super().position()}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take marks away, too."""
        return (action == "escape" and bool(self.marking.marked)) or super().check_action(action, parameters)

    def action_escape(self) -> None:
        """Clear the filter, then the marks, else go back."""
        if self.marking.marked and not self.filter_bar.display:
            self.marking.unmark()
        else:
            super().action_escape()
