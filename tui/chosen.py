"""The findings that something is done about, each with its environment."""

from collections.abc import Sequence

from tracker.model import Finding
from tracker.record import Record
from tracker.text import clean_line
from tui.wishes import Entry
from tui.words import counted


class Chosen(Record):
    """A finding on an entry of an environment."""

    environment: str
    finding: Finding

    @property
    def entry(self) -> Entry:
        """What it is about."""
        return Entry(environment=self.environment, name=self.finding.name)


def findings_of(chosen: Sequence[Chosen]) -> tuple[Finding, ...]:
    """The findings alone."""
    return tuple(one.finding for one in chosen)


def called(chosen: Sequence[Chosen], place: str) -> str:
    """Name one, or count several, as they are spoken of in a place."""
    return clean_line(chosen[0].entry.shown(place)) if len(chosen) == 1 else counted(len(chosen), "finding")
