"""What makes a check fail, and what is said of it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker import console

if TYPE_CHECKING:
    from tracker.model import Changed, Check, Judged, Reason


class Gate:
    """Lets checks pass and remembers their verdicts for the exit code; development counts only alone."""

    def __init__(self, *, alone: bool) -> None:
        self._alone = alone
        self._verdicts: set[str] = set()

    def passing(self, checks: "Iterable[Check]") -> "Iterator[Check]":
        """Pass checks on, each as it comes."""
        for one in checks:
            if self._alone or one.tier.value != "development":
                self._count(one)
            yield one

    def code(self, fail_on: str) -> int:
        """The exit code: 1 for a verdict at or above a threshold, 3 for an unknown one, else 0."""
        if fail_on == "never":
            return 0
        ladder = ["overdue", "due", "advice"]
        if self._verdicts.intersection(ladder[: ladder.index(fail_on) + 1]):
            return 1
        return 3 if "unknown" in self._verdicts else 0

    def _count(self, check: "Check") -> None:
        self._verdicts.update(finding.verdict.value for finding in check.findings)


class ComparingGate(Gate):
    """Counts only findings that became worse since a check before; what changed is said at the end."""

    def __init__(self, before: "Sequence[Judged]", *, alone: bool) -> None:
        super().__init__(alone=alone)
        self._before = before
        self._after: list[Judged] = []
        self._counted: set[str] = set()

    def passing(self, checks: "Iterable[Check]") -> "Iterator[Check]":
        """Pass checks on, each as it comes."""
        from tracker.advice import judged

        for one in super().passing(checks):
            self._after += [judged(one.environment, finding) for finding in one.findings]
            yield one

    def code(self, fail_on: str) -> int:
        """Say what became worse and what became better; return the exit code for what became worse."""
        from tracker.advice import compare

        compared = compare(self._before, self._after)
        _tell("worse", compared.worse)
        _tell("better", compared.better)
        worse = {(one.environment, one.name) for one in compared.worse if one.environment in self._counted}
        self._verdicts = {one.verdict.value for one in self._after if (one.environment, one.name) in worse}
        return super().code(fail_on)

    def _count(self, check: "Check") -> None:
        self._counted.add(check.environment)


def tell_objections(objections: "Sequence[Reason]") -> int:
    """Say what speaks against the versions supposed; return the exit code that asks for."""
    for one in objections:
        console.say(f"{one.text}{f' ({one.url})' if one.url else ''}")
    return int(bool(objections))


def _tell(how: str, changed: "Iterable[Changed]") -> None:
    for one in changed:
        console.say(f"{how}: {one.environment} {one.name}: {'; '.join(one.what)}")
