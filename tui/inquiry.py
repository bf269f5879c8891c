"""What the form of an act asks, what it says of that, and what it makes of the answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tui.acts import MEANINGS, TITLES, advised, concerned, events, fields, prefilled, subjects
from tui.chosen import Chosen, called, findings_of
from tui.line import Line, Role, line, span
from tui.wishes import Act, Field, Wish
from tui.words import listed


class Inquiry(Protocol):
    """An act on some things, as a form asks for it; what is said depends on the subject: what stands in FOR."""

    act: Act
    fields: Sequence[Field]
    prefilled: Mapping[Field, str]

    def choices(self, field: Field) -> Mapping[str, str] | None:
        """What can be chosen in a field, in words by what they stand for; None where it is typed."""

    def title(self, subject: str) -> str:
        """Name the act and what it is done on."""

    def about(self, subject: str) -> Iterator[Line]:
        """Say what the act means, and on which things it is done."""

    def wish(self, said: Mapping[Field, str]) -> Wish:
        """What is asked for, by what stands in the fields."""


class FindingsInquiry:
    """An act on findings, spoken of in a place."""

    def __init__(self, place: str, act: Act, chosen: Sequence[Chosen], now: datetime) -> None:
        self.act = act
        self._place = place
        self._all = tuple(chosen)
        self._findings = findings_of(self._concerned(""))
        self.fields: Sequence[Field] = fields(act, self._findings)
        self.prefilled = prefilled(act, self._findings, now)

    def choices(self, field: Field) -> Mapping[str, str] | None:
        """The duties that a decision can be about, and the events that can end it."""
        if field is Field.FOR:
            return subjects(self.act, self._findings)
        return events() if field is Field.EVENT else None

    def title(self, subject: str) -> str:
        """Name the act and the finding, or count the findings."""
        return f"{TITLES[self.act]} {called(self._concerned(subject), self._place)}"

    def about(self, subject: str) -> Iterator[Line]:
        """Say what the act means, of several findings on which, and which are left out."""
        found = self._concerned(subject)
        yield line(span(MEANINGS[self.act], Role.MUTED))
        if len(self._all) > 1:
            yield line(listed([self._shown(one) for one in found]))
        left = [one.entry.shown(self._place) for one in self._all if one not in found]
        if left:
            yield line(span(f"Left out, since it does not concern them: {listed(left)}", Role.UNKNOWN))

    def _shown(self, one: Chosen) -> str:
        name = one.entry.shown(self._place)
        moving = self.act is Act.PLAN and len(self._findings) > 1
        return f"{name} to {advised(one.finding)}" if moving else name

    def _concerned(self, subject: str) -> tuple[Chosen, ...]:
        return tuple(one for one in self._all if concerned(self.act, [one.finding], subject))

    def wish(self, said: Mapping[Field, str]) -> Wish:
        """The act on the entries that are concerned."""
        found = self._concerned(said.get(Field.FOR, ""))
        targets = {one.entry: said.get(Field.TARGET, advised(one.finding)) for one in found}
        return Wish(act=self.act, entries=tuple(one.entry for one in found), said=said, targets=targets)
