"""What one screen asks another to be opened for; the app opens it."""

from dataclasses import dataclass

from textual.message import Message

from tui.source import Sought


@dataclass
class ReachWanted(Message):
    """A reader wants to see whom something concerns, over all environments."""

    sought: Sought
