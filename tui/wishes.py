"""What a reader asks for about findings, in the words of the screens."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tracker.record import Record, field


class Act(StrEnum):
    """Something to do; those that are a decision have its name."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    HOLD = "hold"
    WAIVE = "waive"
    MITIGATED = "mitigated"
    PLAN = "plan"
    REOPEN = "reopen"
    DEPLOYED = "deployed"


class Field(StrEnum):
    """Something an act asks for, by the word that stands before it."""

    FOR = "for"
    VERSION = "version"
    TARGET = "target"
    ON = "on"
    TICKET = "ticket"
    UNTIL = "until"
    EVENT = "or when"
    REASON = "reason"
    TELL = "tell"


class Entry(NamedTuple):
    """An entry, by its environment and its name there."""

    environment: str
    name: str

    def shown(self, place: str) -> str:
        """Its name, with its environment where that is not the place it is spoken of in."""
        return self.name if self.environment == place else f"{self.name} in {self.environment}"


class Wish(Record):
    """What a reader asked for of entries, as typed; a field that stays empty is left out or empty.

    `decisions` has the ids of those that are to end, where they are named instead of entries; `targets` has the
    release that each entry is to move to, where a move is planned.
    """

    act: Act
    entries: tuple[Entry, ...] = ()
    decisions: tuple[str, ...] = ()
    said: Mapping[Field, str] = field(default_factory=dict)
    targets: Mapping[Entry, str] = field(default_factory=dict)

    def text(self, one: Field) -> str:
        """What was typed into a field."""
        return self.said.get(one, "").strip()
