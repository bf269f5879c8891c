"""Doing what a reader asks for, one thing at a time, and undoing what was done in this run."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Refused
from tracker.model import Decision, DecisionKind, Plan
from tui.acts import REASONED
from tui.source import Done, Past
from tui.wishes import Act, Field, Wish

if TYPE_CHECKING:
    from tracker.pipeline.deciding import Ending, Said
    from tracker.pipeline.undoing import Deed
    from tracker.settings import Settings

    _Deeds = dict[str, list[tuple[Deed, str]]]

Typed = TypeVar("Typed")
Value = TypeVar("Value")


class Doing:
    """What was done in each environment, the newest last, each with what it is called."""

    def __init__(self, settings: "Settings", now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._done: _Deeds = defaultdict(list)
        self._undone: _Deeds = defaultdict(list)
        self._turn = Lock()

    def past(self, environment: str) -> Past:
        """What can be undone and done again there."""
        return Past(undo=_newest(self._done[environment]), redo=_newest(self._undone[environment]))

    def act(self, environment: str, wish: Wish) -> Done:
        """Do what is asked for, on all entries or on none."""
        with self._turn:
            deed, told = self._carried_out(environment, wish)
            self._done[environment].append((deed, told))
            self._undone[environment].clear()
        return Done(told=told, past=self.past(environment))

    def undo(self, environment: str) -> Done:
        """Take the newest back."""
        return self._reversed(environment, self._done, self._undone, "undone")

    def redo(self, environment: str) -> Done:
        """Do again what was taken back last."""
        return self._reversed(environment, self._undone, self._done, "done again")

    def _reversed(
        self,
        environment: str,
        source: "_Deeds",
        target: "_Deeds",
        word: str,
    ) -> Done:
        from tracker.pipeline.undoing import reverse

        with self._turn:
            if not source[environment]:
                raise Refused(f"nothing is left to be {word}")
            deed, told = source[environment][-1]
            target[environment].append((reverse(self._settings, deed, self._said(word)), told))
            source[environment].pop()
        return Done(told=f"{word}: {told}", past=self.past(environment))

    def _carried_out(self, environment: str, wish: Wish) -> "tuple[Deed, str]":
        from tracker.pipeline.undoing import Deed

        if wish.act is Act.DEPLOYED:
            return self._moved(environment, wish)
        subject, reason = wish.text(Field.FOR), wish.text(Field.REASON)
        if wish.act in REASONED and not reason:
            raise Refused("reason: say why; it is shown in reports")
        said = self._said(reason, (subject,) if subject else ())
        if wish.act is Act.REOPEN:
            ended = self._reopened(environment, wish, said)
            return Deed(environment=environment, ended=ended), f"reopened: {_told(wish, ended)}"
        made = self._decided(environment, wish, said)
        return Deed(environment=environment, made=made), _told(wish, made)

    def _said(self, reason: str, subjects: tuple[str, ...] = ()) -> "Said":
        from tracker.pipeline.deciding import Said
        from tracker.pipeline.saying import author, read_line

        return Said(by=author(), reason=_read(Field.REASON, read_line, reason), now=self._now(), subjects=subjects)

    def _decided(self, environment: str, wish: Wish, said: "Said") -> tuple[Decision, ...]:
        from tracker.pipeline import deciding
        from tracker.pipeline.scopes import Where

        wheres = [Where(environment=environment, name=name) for name in wish.names]
        if wish.act is Act.PLAN:
            planned = _plan(wish)
            plans = {where: replace(planned, target=wish.targets[where.name]) for where in wheres}
            return deciding.plan(self._settings, plans, said)
        ending = deciding.Ending() if wish.act is Act.ACKNOWLEDGE else _ending(wish)
        if wish.act is Act.HOLD:
            return deciding.hold(self._settings, wheres, said, ending)
        return deciding.decide(self._settings, DecisionKind(wish.act.value), wheres, said, ending)

    def _reopened(self, environment: str, wish: Wish, said: "Said") -> tuple[Decision, ...]:
        from tracker.pipeline.deciding import reopen
        from tracker.pipeline.scopes import Where

        return reopen(self._settings, [Where(environment=environment, name=name) for name in wish.names], said)

    def _moved(self, environment: str, wish: Wish) -> "tuple[Deed, str]":
        from tracker.pipeline.moving import move
        from tracker.pipeline.undoing import Deed

        versions = wish.text(Field.VERSION).split()
        if not versions:
            raise Refused("version: say what runs there now")
        moved = move(self._settings, environment, wish.names[0], versions, self._now())
        before, after = moved.before, moved.after
        was, now = (" ".join(one.deployed.versions) for one in (before, after))
        told = f"{after.name}: {was} is now {now}; it was {before.verdict.value}, it is {after.verdict.value}"
        return Deed(environment=environment, moved=(before, after)), told


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


def _told(wish: Wish, decisions: Sequence[Decision]) -> str:
    """Say what was decided about which entries, and where it holds for more than them."""
    from tracker.advice.decisions import say
    from tracker.report.decisions import scope_text

    one = decisions[0]
    words = say(one)
    if wish.act is Act.REOPEN and len(decisions) > 1:
        words = f"{len(decisions)} decisions"
    elif len(wish.names) > 1 and one.plan is not None:
        words = f"moves are planned for {one.plan.on.date()}"
    who = wish.names[0] if len(wish.names) == 1 else f"{len(wish.names)} entries"
    wide = dict.fromkeys(scope_text(one.scope) for one in decisions if one.scope.component)
    return f"{who}: {words}" + (f" (for {', '.join(wide)})" if wide else "")


def _newest(done: "Sequence[tuple[Deed, str]]") -> str | None:
    return done[-1][1] if done else None
