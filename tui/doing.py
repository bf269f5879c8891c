"""Doing what a reader asks for, one thing at a time, and undoing what was done in this run."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Refused
from tracker.model import Decision, DecisionKind, Plan
from tracker.record import replace
from tui.acts import REASONED
from tui.source import Done, Past
from tui.wishes import Act, Field, Wish
from tui.words import standing_word

if TYPE_CHECKING:
    from tracker.pipeline.deciding import Ending, Said
    from tracker.pipeline.scopes import Where
    from tracker.pipeline.undoing import Deed
    from tracker.settings import Settings

    _Deeds = dict[str, list[tuple[Deed, str]]]

Typed = TypeVar("Typed")
Value = TypeVar("Value")


class Doing:
    """What was done in each place, the newest last, each with what it is called.

    A place is an environment, or the one empty name where things were done in several.
    """

    def __init__(self, settings: "Settings", now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._done: _Deeds = defaultdict(list)
        self._undone: _Deeds = defaultdict(list)
        self._turn = Lock()

    def past(self, place: str) -> Past:
        """What can be undone and done again there."""
        return Past(undo=_newest(self._done[place]), redo=_newest(self._undone[place]))

    def act(self, place: str, wish: Wish) -> Done:
        """Do what is asked for, on all entries or on none."""
        with self._turn:
            deed, told = self._carried_out(place, wish)
            self._done[place].append((deed, told))
            self._undone[place].clear()
        return Done(told=told, past=self.past(place), environments=deed.environments)

    def undo(self, place: str) -> Done:
        """Take the newest back."""
        return self._reversed(place, self._done, self._undone, "undone")

    def redo(self, place: str) -> Done:
        """Do again what was taken back last."""
        return self._reversed(place, self._undone, self._done, "done again")

    def _reversed(
        self,
        place: str,
        source: "_Deeds",
        target: "_Deeds",
        word: str,
    ) -> Done:
        from tracker.pipeline.undoing import reverse

        with self._turn:
            if not source[place]:
                raise Refused(f"nothing is left to be {word}")
            deed, told = source[place][-1]
            reversed_deed = reverse(self._settings, deed, self._said(word))
            target[place].append((reversed_deed, told))
            source[place].pop()
        return Done(told=f"{word}: {told}", past=self.past(place), environments=reversed_deed.environments)

    def _carried_out(self, place: str, wish: Wish) -> "tuple[Deed, str]":
        from tracker.pipeline.undoing import Deed

        if wish.act is Act.DEPLOYED:
            return self._moved(wish)
        subject, reason, tell = map(wish.text, (Field.FOR, Field.REASON, Field.TELL))
        if wish.act in REASONED and not reason:
            raise Refused("reason: say why; it is shown in reports")
        said = self._said(reason, (subject,) if subject else (), tell)
        if wish.act is Act.REOPEN:
            ended = self._reopened(wish, said)
            return Deed(ended=ended), f"reopened: {_told(place, wish, ended)}"
        made = self._decided(wish, said)
        return Deed(made=made), _told(place, wish, made)

    def _said(self, reason: str, subjects: tuple[str, ...] = (), tell: str = "") -> "Said":
        from tracker.pipeline.deciding import Said
        from tracker.pipeline.saying import author, read_line

        why, told = _read(Field.REASON, read_line, reason), _read(Field.TELL, read_line, tell)
        return Said(by=author(), reason=why, now=self._now(), subjects=subjects, tell=told)

    def _decided(self, wish: Wish, said: "Said") -> tuple[Decision, ...]:
        from tracker.pipeline import deciding

        wheres = _wheres(wish)
        if wish.act is Act.PLAN:
            planned = _plan(wish)
            targets = [wish.targets[one] for one in wish.entries]
            plans = {one: replace(planned, target=target) for one, target in zip(wheres, targets, strict=True)}
            return deciding.plan(self._settings, plans, said)
        ending = deciding.Ending() if wish.act is Act.ACKNOWLEDGE else _ending(wish)
        if wish.act is Act.HOLD:
            return deciding.hold(self._settings, wheres, said, ending)
        return deciding.decide(self._settings, DecisionKind(wish.act.value), wheres, said, ending)

    def _reopened(self, wish: Wish, said: "Said") -> tuple[Decision, ...]:
        from tracker.pipeline.deciding import reopen, reopen_decisions

        if wish.decisions:
            return reopen_decisions(self._settings, wish.decisions, said)
        return reopen(self._settings, _wheres(wish), said)

    def _moved(self, wish: Wish) -> "tuple[Deed, str]":
        from tracker.pipeline.moving import move
        from tracker.pipeline.undoing import Deed

        versions = wish.text(Field.VERSION).split()
        if not versions:
            raise Refused("version: say what runs there now")
        environment, name = wish.entries[0]
        moved = move(self._settings, environment, name, versions, self._now())
        before, after = moved.before, moved.after
        was, now = (" ".join(one.deployed.versions) for one in (before, after))
        told = f"{after.name}: {was} is now {now}; it was {standing_word(before)}, it is {standing_word(after)}"
        return Deed(moved=(before, after), environment=environment), told


def _wheres(wish: Wish) -> "Sequence[Where]":
    from tracker.pipeline.scopes import Where

    return [Where(environment=one.environment, name=one.name) for one in wish.entries]


def _plan(wish: Wish) -> Plan:
    from tracker.pipeline.saying import read_day, read_ticket

    ticket = wish.text(Field.TICKET)
    return Plan(
        target="",
        on=_read(Field.ON, read_day, wish.text(Field.ON)),
        ticket=_read(Field.TICKET, read_ticket, ticket) if ticket else None,
    )


def _ending(wish: Wish) -> "Ending":
    from tracker.pipeline.saying import read_ending

    ends = [end for end in (wish.text(Field.UNTIL), wish.text(Field.EVENT)) if end]
    return _read(Field.UNTIL, read_ending, ends)


def _read(field: Field, parse: Callable[[Typed], Value], typed: Typed) -> Value:
    """Read what was typed into a field; raises Refused, with the name of the field."""
    try:
        return parse(typed)
    except ValueError as error:
        raise Refused(f"{field}: {error}") from None


def _told(place: str, wish: Wish, decisions: Sequence[Decision]) -> str:
    """Say what was decided or ended for which entries, and where it holds for more than them."""
    from tracker.advice.decisions import say
    from tracker.report.decisions import scope_text

    one = decisions[0]
    words = say(one)
    if wish.decisions:
        return f"{scope_text(one.scope)}: {words}" if len(decisions) == 1 else f"{len(decisions)} decisions"
    if wish.act is Act.REOPEN and len(decisions) > 1:
        words = f"{len(decisions)} decisions"
    elif len(wish.entries) > 1 and one.plan is not None:
        words = f"moves are planned for {one.plan.on.date()}"
    who = wish.entries[0].shown(place) if len(wish.entries) == 1 else f"{len(wish.entries)} entries"
    wide = dict.fromkeys(scope_text(one.scope) for one in decisions if one.scope.component)
    return f"{who}: {words}" + (f" (for {', '.join(wide)})" if wide else "")


def _newest(done: "Sequence[tuple[Deed, str]]") -> str | None:
    return done[-1][1] if done else None
