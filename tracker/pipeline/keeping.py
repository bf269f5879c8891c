"""What is remembered of checks."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TypeVar

from tracker.advice import entry_duties, next_due, trend_day
from tracker.errors import StorageError
from tracker.model import Check, Environment, Outcome, State, Summary
from tracker.pipeline.judging import AT_ONCE
from tracker.pipeline.watching import WatchedEnvironment
from tracker.record import replace
from tracker.report.wording import counts
from tracker.store import Store, batched

Kept = TypeVar("Kept")


class Keeping:
    """A store that live checks are remembered in until it refuses something: `refusal` is why it did.

    After that nothing is tried any more, so that a database that is locked is waited for once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.refusal: StorageError | None = None

    def see(self, environments: Collection[Environment], now: datetime) -> None:
        """Record the versions of some environments' entries."""
        self.attempt(partial(self._store.see, environments, now))

    def keep_outcomes(self, outcomes: Collection[Outcome]) -> None:
        """Remember some checks."""
        self.attempt(partial(self._store.keep_outcomes, outcomes))

    def attempt(self, keep: Callable[[], Kept]) -> Kept | None:
        """Do what keeps something and return what comes of it, None where the store refuses it or has before."""
        if self.refusal is None:
            try:
                return keep()
            except StorageError as error:
                self.refusal = error
        return None

    def keep_each(self, watched: Iterable[WatchedEnvironment], checks: Iterable[Check]) -> Iterator[Check]:
        """Remember checks and pass them on; one that could not be remembered says why."""
        for made in keep_each(self, watched, checks):
            yield made if self.refusal is None else replace(made, unkept=str(self.refusal))


def keep_each(
    store: Store | Keeping, watched: Iterable[WatchedEnvironment], checks: Iterable[Check]
) -> Iterator[Check]:
    """Remember live checks of some environments, some at a time, and pass each of them on; raises StorageError.

    A check of only some entries of a file says what became of their duties, and nothing of the whole.
    """
    for some in batched(zip(watched, checks, strict=True), AT_ONCE):
        store.keep_outcomes([_outcome(one.environment, made) for one, made in some])
        yield from (made for _, made in some)


def _outcome(environment: Environment, made: Check) -> Outcome:
    listed = frozenset(one.name for one in environment.deployments)
    whole = listed == {finding.name for finding in made.findings}
    return Outcome(
        environment=made.environment,
        at=made.as_of,
        listed=listed,
        entries=tuple(entry_duties(finding) for finding in made.findings),
        summary=_summary(made) if whole else None,
        trend=trend_day(made) if whole else None,
    )


def _summary(made: Check) -> Summary:
    due = next_due(made.findings)
    return Summary(
        environment=made.environment,
        customer=made.customer,
        tier=made.tier,
        checked_at=made.as_of,
        verdict=made.verdict,
        counts=counts(made.findings),
        behind=sum(1 for finding in made.findings if finding.state is State.BEHIND),
        next_due=due.due_at if due else None,
        urgencies=Counter((finding.verdict, finding.urgency) for finding in made.findings),
    )
