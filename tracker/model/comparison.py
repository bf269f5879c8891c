"""What has changed from one check to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.model.finding import Urgency, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDuty:
    """What is compared of a duty that no decision covers: what it is about, in few words, and how urgent it is."""

    about: str
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is compared of the finding on one entry; the open duties stand by their ids."""

    environment: str
    name: str
    verdict: Verdict
    urgency: Urgency
    duties: Mapping[str, OpenDuty]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An entry of which something changed, and what, in clauses."""

    environment: str
    name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became worse and what became better; an entry may be in both."""

    worse: tuple[Changed, ...] = ()
    better: tuple[Changed, ...] = ()
