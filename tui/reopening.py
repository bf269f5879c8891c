"""Ending decisions by themselves, wherever they hold: what can be ended, and what its form asks."""

from collections.abc import Iterator, Mapping, Sequence

from tracker.model import DecisionState, ListedDecision
from tracker.report.decisions import scope_text
from tracker.text import clean_line
from tui.acts import MEANINGS, TITLES
from tui.line import Line, Role, line, span
from tui.wishes import Act, Field, Wish
from tui.words import counted, listed


def why_not_reopened(decisions: Sequence[ListedDecision]) -> str | None:
    """Say why none of some decisions can be ended; None where one can."""
    reasons = [_why_not(one) for one in decisions]
    if None in reasons:
        return None
    return reasons[0] if len(reasons) == 1 else "they are all over already, or written in a file"


def _why_not(one: ListedDecision) -> str | None:
    location = one.decision.location
    if location is not None:
        return f"it is held in {clean_line(location.replace('#', ' line '))}: take it out there"
    return "it is over already" if one.state is DecisionState.ENDED else None


class ReopeningInquiry:
    """The end of some decisions, or of what they are about a subject."""

    act = Act.REOPEN
    prefilled: Mapping[Field, str] = {}

    def __init__(self, decisions: Sequence[ListedDecision]) -> None:
        self._all = tuple(decisions)
        covered = (item for one in self._concerned("") for item in one.decision.covers)
        self._items = {item: clean_line(item) for item in covered}
        several = len(self._items) > 1
        self.fields: Sequence[Field] = (Field.FOR, Field.REASON) if several else (Field.REASON,)

    def choices(self, field: Field) -> Mapping[str, str] | None:
        """All that the decisions cover, and each part of it."""
        whole = f"all that was decided ({len(self._items)})"
        return {"": whole, **self._items} if field is Field.FOR else None

    def title(self, subject: str) -> str:
        """Name where the decision holds, or count the decisions."""
        found = self._concerned(subject)
        return f"{TITLES[self.act]} {_named(found[0]) if len(found) == 1 else counted(len(found), 'decision')}"

    def about(self, subject: str) -> Iterator[Line]:
        """Say what ends, and which decisions are left out."""
        found = self._concerned(subject)
        yield line(span(MEANINGS[self.act], Role.MUTED))
        yield line(_told(found[0]) if len(found) == 1 else listed([_named(one) for one in found]))
        left = [_named(one) for one in self._all if one not in found]
        if left:
            why = "being over, written in a file or about something else"
            yield line(span(f"Left out, {why}: {listed(left)}", Role.UNKNOWN))

    def _concerned(self, subject: str) -> tuple[ListedDecision, ...]:
        return tuple(
            one for one in self._all if _why_not(one) is None and (not subject or subject in one.decision.covers)
        )

    def wish(self, said: Mapping[Field, str]) -> Wish:
        """The end of the decisions that are concerned."""
        found = self._concerned(said.get(Field.FOR, ""))
        return Wish(act=self.act, decisions=tuple(one.decision.id for one in found), said=said)


def _named(one: ListedDecision) -> str:
    return clean_line(scope_text(one.decision.scope))


def _told(one: ListedDecision) -> str:
    from tracker.advice.decisions import say

    return clean_line(say(one.decision))
