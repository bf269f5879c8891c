"""Two environments side by side, or one at two dates."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.model import Pair, SideBySide
from tracker.report.side_by_side import counted, side_by_side_markdown, side_name
from tui.compare_lines import COMPARE_COLUMNS, pair_key, pair_lines, pair_row
from tui.copying_screen import CopyingScreen
from tui.line import Line, line, span
from tui.listing import Listed, ListingScreen
from tui.place import Place
from tui.prompt import Asked, Prompt
from tui.source import FindingsSource, Sides
from tui.wanted import CompareWanted


class _Compared(Listed[Pair]):
    """A list with the whole answer it was made of."""

    found: SideBySide


class CompareScreen(CopyingScreen, ListingScreen[Pair]):
    """A line for each component that either side runs, and both findings on the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "sides", "Sides", id="compare.sides", tooltip="Compare others, or at other dates"),
        Binding("x", "swap", "Swap", id="compare.swap", tooltip="Put the right side on the left"),
        Binding("y", "copy", "Copy", id="go.copy", show=False, tooltip="Copy what differs as Markdown"),
    ]
    title_text = "Compare"
    reading = "Judging both sides ..."
    filtered_out = "No component matches the filter."

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], sides: Sides) -> None:
        super().__init__(source, now, COMPARE_COLUMNS)
        self._sides = sides
        self._found: SideBySide | None = None

    @property
    def place(self) -> Place:
        """These two sides."""
        return Place("compare", self._sides.shown)

    @property
    def path(self) -> tuple[str, ...]:
        """Where this list stands."""
        return (self.title_text, self._sides.shown)

    def make_list(self) -> Listed[Pair]:
        """Ask for both sides and make the rows."""
        found = self.source.compare(self._sides)
        return _Compared(
            found=found,
            rows=tuple(map(pair_row, found.pairs)),
            items={pair_key(one): one for one in found.pairs},
            counts=(span(counted(found)),),
            about=", ".join(dict.fromkeys((found.left.customer, found.right.customer))),
            empty=(line("Nothing is deployed on either side."),),
        )

    def take(self, answer: Listed[Pair]) -> None:
        """Keep the whole answer, too."""
        self._found = answer.found if isinstance(answer, _Compared) else None
        super().take(answer)

    def name_of(self, item: Pair) -> str:
        """Name a component as its entry is called."""
        return item.name

    def page(self, item: Pair) -> tuple[Line, ...]:
        """Write both sides of a component."""
        return pair_lines(item, self._found) if self._found else ()

    def action_sides(self) -> None:
        """Ask which sides to compare."""
        self.post_message(CompareWanted(self._sides))

    def action_swap(self) -> None:
        """Put each side in the place of the other."""
        self.show_sides(self._sides.swapped)

    def show_sides(self, sides: Sides) -> None:
        """Compare other sides."""
        self._sides = sides
        self.read_list()

    def action_copy(self) -> None:
        """Copy what differs as Markdown."""
        if self._found is None:
            self.flash("There is nothing to copy yet.")
        else:
            names = f"{side_name(self._found.left)} and {side_name(self._found.right)}"
            self.copy(partial(side_by_side_markdown, self._found), names)


def sides_prompt(sides: Sides, known: tuple[str, ...]) -> Prompt:
    """Ask for two environments and their dates."""
    about = "Two environments, or one at two dates. Without a date a side is as it is now."
    hint = "a day such as 2026-01-31, if not now"
    return Prompt(
        "Compare",
        about,
        [
            Asked(word="Left", value=sides.left, known=known),
            Asked(word="Right", value=sides.right, hint="an environment; empty: the same", known=known),
            Asked(word="Left on", value=sides.left_day, hint=hint),
            Asked(word="Right on", value=sides.right_day, hint=hint),
        ],
    )
