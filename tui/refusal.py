"""Why nothing can be kept, where that is so: asked once for all screens, and told in one place of each."""

from dataclasses import dataclass
from typing import Protocol

from textual.message import Message

from tui.line import Line, Role, line, span

# What a reader is told of everything that would have to be kept.
WHY_NOT = "the database can only be read"


@dataclass
class RefusalLearned(Message):
    """The source has said why nothing can be kept, or None where everything can."""

    text: str | None


@dataclass
class RefusalDoubted(Message):
    """Something was kept, or not, against what was learned: it is to be asked again."""


class Refusing(Protocol):
    """The app, as that which knows why nothing can be kept."""

    refusal: str | None


def told(refusal: str | None, said: Line) -> Line:
    """Put before what is said that nothing can be kept; where nothing is said, say what that means."""
    if refusal is None:
        return said
    if not said.spans:
        return line(span(" Read-only: nothing you decide can be kept; `tracker doctor` says why", Role.UNKNOWN))
    return Line((span(" read-only ", Role.UNKNOWN), *said.spans))
