"""A list over all environments in which something is done about the marked rows."""

from typing import TypeVar

from tui.listing import ListingScreen
from tui.undoing import UndoingScreen

Item = TypeVar("Item")


class MarkedListScreen(ListingScreen[Item], UndoingScreen):
    """A list and a page on each row; what is done is done on the one on the whole page, else on what is marked."""

    @property
    def chosen_items(self) -> tuple[Item, ...]:
        """What is on the whole page, else what is marked, else what is under the cursor."""
        keys = () if self.whole_page else self.marking.marked
        marked = tuple(one for key in keys if (one := self.item_at(key)) is not None)
        return marked or (() if self.item is None else (self.item,))

    def judge_again(self) -> None:
        """Read the list again."""
        self.read_list()
