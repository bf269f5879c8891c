"""The log of decisions, and which of them are about an entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tracker.model import Decision, DecisionKind, Deployment, Environment, Reopening, Scope
from tracker.record import replace

# A hold of a file that does not say when it began was there before anything it could be compared with.
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class Register:
    """Decisions by their scope, so that each entry finds its own at once."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._of_entry: dict[tuple[str | None, str | None], list[Decision]] = defaultdict(list)
        self._of_component: dict[str, list[Decision]] = defaultdict(list)
        for one in decisions:
            if one.scope.component is None:
                self._of_entry[one.scope.environment, one.scope.name].append(one)
            else:
                self._of_component[one.scope.component].append(one)

    def about(self, environment: Environment, deployment: Deployment, component: str) -> tuple[Decision, ...]:
        """Give the decisions whose scope an entry is in, whatever its line, but for the hold of its file."""
        wide = self._of_component.get(component, ())
        return (
            *self._of_entry.get((environment.name, deployment.name), ()),
            *(one for one in wide if one.scope.customer in {None, environment.customer}),
        )


def effective(log: Iterable[Decision | Reopening]) -> tuple[Decision, ...]:
    """Give the decisions of a log that nobody reopened, with what is left of what they cover."""
    entries = tuple(log)
    reopened: dict[str, set[str] | None] = {}
    for one in entries:
        if isinstance(one, Reopening):
            for name in one.decisions:
                known = reopened.get(name, set())
                reopened[name] = {*known, *one.covers} if one.covers and known is not None else None
    decisions = (one for one in entries if isinstance(one, Decision))
    left = (_left(one, reopened[one.id]) if one.id in reopened else one for one in decisions)
    return tuple(one for one in left if one is not None)


def _left(decision: Decision, reopened: set[str] | None) -> Decision | None:
    """What a reopening leaves of a decision; None stands for all and for nothing."""
    if reopened is None:
        return None
    covers = tuple(item for item in decision.covers if item not in reopened)
    return replace(decision, covers=covers) if covers or not decision.covers else None


def held(environment: str, deployment: Deployment) -> Iterator[Decision]:
    """Give the hold that the file of an environment puts on an entry, as the decision that it is."""
    hold = deployment.hold
    if hold is not None:
        yield Decision(
            id=f"{environment}/{deployment.name}/hold",
            kind=DecisionKind.HOLD,
            at=hold.since or _ALWAYS,
            by=hold.by,
            reason=hold.reason,
            scope=Scope(environment=environment, name=deployment.name),
            until=hold.until,
            location=deployment.location,
            tell=hold.tell or "",
        )
