"""Which decisions hold for a finding, and what they cover."""

from dataclasses import dataclass, replace

from tracker.advice.question import Question
from tracker.model import Decision, Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The duties of a finding with the decisions that cover them.

    `stays` says that the advice to move is covered, too. `told` are sentences on what was decided and what ended
    by itself, each with its evidence.
    """

    duties: tuple[Duty, ...]
    in_force: tuple[Decision, ...] = ()
    stays: bool = False
    told: tuple[tuple[str, str | None], ...] = ()


def decide(question: Question, duties: tuple[Duty, ...]) -> Decided:
    """Cover duties by the decisions in force."""
    hold = question.deployment.hold
    if hold is None or question.as_of >= hold.until:
        return Decided(duties=duties)
    by = f" by {hold.by}" if hold.by else ""
    return Decided(
        duties=tuple(replace(duty, decision=question.deployment.location) for duty in duties),
        stays=True,
        told=((f"held{by} until {hold.until.date()}: {hold.reason}", question.deployment.location),),
    )
