"""What has changed from one check to another."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from tracker.model.check import Check
from tracker.model.deployment import Tier
from tracker.model.finding import Finding, Reason, Urgency, Verdict
from tracker.record import Record


class OpenDuty(Record):
    """What is compared of a duty that no decision covers: what it is about, in few words, and how urgent it is."""

    about: str
    urgency: Urgency


class Judged(Record):
    """What is compared of the finding on one entry; the open duties stand by their ids."""

    environment: str
    name: str
    verdict: Verdict
    urgency: Urgency
    duties: Mapping[str, OpenDuty]


class Changed(Record):
    """An entry of which something changed, and what, in clauses."""

    environment: str
    name: str
    what: tuple[str, ...]


class Turn(StrEnum):
    """What becomes of a finding: it asks for something that it did not, or no more, or for something else."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "same"


class Difference(Record):
    """The findings on one entry before and after; `worse` and `better` say in clauses what changed for it."""

    before: Finding
    after: Finding
    turn: Turn
    worse: tuple[str, ...]
    better: tuple[str, ...]


class Relation(StrEnum):
    """How what runs on the left of a comparison stands to what runs on the right."""

    ONLY_LEFT = "only left"
    ONLY_RIGHT = "only right"
    OLDER = "older"
    NEWER = "newer"
    UNCLEAR = "unclear"
    SAME = "same"


class Pair(Record):
    """The findings on a component on both sides, None where a side does not have it, and how versions stand."""

    left: Finding | None
    right: Finding | None
    standing: Relation

    @property
    def name(self) -> str:
        """What the entry is called on the left, else on the right."""
        one = self.left or self.right
        return one.name if one else ""


class Side(Record):
    """An environment at an instant, which is now unless it was `asked` for."""

    environment: str
    customer: str
    tier: Tier
    as_of: datetime
    asked: bool


class SideBySide(Record):
    """Two sides, and a pair for every entry of either: what differs most first."""

    left: Side
    right: Side
    pairs: tuple[Pair, ...]


class WhatIf(Record):
    """An environment as it is judged, and as it would be by other versions, by name, and another policy.

    `policy` is what was supposed of it as it was typed, empty where nothing was. `differences` are of all entries,
    what is new first; `objections` say what speaks against the versions.
    """

    before: Check
    after: Check
    versions: Mapping[str, str]
    policy: str
    differences: tuple[Difference, ...]
    objections: tuple[Reason, ...]


class Comparison(Record):
    """What became worse and what became better; an entry may be in both."""

    worse: tuple[Changed, ...] = ()
    better: tuple[Changed, ...] = ()
