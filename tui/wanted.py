"""What one screen asks another to be opened for; the app opens it."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.message import Message

from tui.source import Sides, Sought


@dataclass
class ReachWanted(Message):
    """A reader wants to see whom something concerns, over all environments."""

    sought: Sought


@dataclass
class WhatIfWanted(Message):
    """A reader wants to suppose something of an environment, and of an entry of it first."""

    environment: str
    name: str | None = None


@dataclass
class CompareWanted(Message):
    """A reader wants to compare two sides; where they are `chosen`, he is not asked which."""

    sides: Sides
    chosen: bool = False


@runtime_checkable
class Viewing(Protocol):
    """A screen that is about one environment, or has the cursor on one."""

    @property
    def environment_in_view(self) -> str | None:
        """Its name."""
