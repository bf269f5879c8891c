"""What makes a check fail, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker import console

if TYPE_CHECKING:
    from tracker.model import Changed, Check, Judged, Reason


def gate(checks: "Sequence[Check]", fail_on: str, *, alone: bool) -> int:
    """The exit code of a check: 1 for a verdict at or above a threshold, 3 for an unknown one, else 0."""
    if fail_on == "never":
        return 0
    verdicts = {
        finding.verdict.value
        for one in checks
        if alone or one.tier.value != "development"
        for finding in one.findings
    }
    ladder = ["overdue", "due", "advice"]
    if verdicts.intersection(ladder[: ladder.index(fail_on) + 1]):
        return 1
    return 3 if "unknown" in verdicts else 0


def tell_objections(objections: "Sequence[Reason]") -> int:
    """Say what speaks against the versions supposed; return the exit code that asks for."""
    for one in objections:
        console.say(f"{one.text}{f' ({one.url})' if one.url else ''}")
    return int(bool(objections))


def tell_changes(before: "Sequence[Judged]", checks: "Sequence[Check]") -> "Sequence[Check]":
    """Say what became worse and what became better; return the checks with only the findings that became worse."""
    from tracker.advice import compare, judged

    after = [judged(one.environment, finding) for one in checks for finding in one.findings]
    compared = compare(before, after)
    _tell("worse", compared.worse)
    _tell("better", compared.better)
    worse = {(one.environment, one.name) for one in compared.worse}
    return [
        replace(one, findings=tuple(each for each in one.findings if (one.environment, each.name) in worse))
        for one in checks
    ]


def _tell(how: str, changed: "Iterable[Changed]") -> None:
    for one in changed:
        console.say(f"{how}: {one.environment} {one.name}: {'; '.join(one.what)}")
