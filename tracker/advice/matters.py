"""What can be decided about, and how decisions name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.model import Code, Decision, DecisionKind, Duty, Finding, StandingDuty
from tracker.record import Record

# One duty, whose code changes on the day support ends.
_FAMILIES = {Code.SUPPORT_ENDING.value: "support", Code.SUPPORT_ENDED.value: "support"}


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is open: a kind of duty, what it is about under all its names, and since when.

    `arose_at` is None for advice without a duty.
    """

    family: str
    subjects: frozenset[str]
    arose_at: datetime | None


class Matters(Record):
    """Open duties, and the keys of advice without a duty."""

    duties: tuple[Duty, ...]
    advice: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All of it as decisions name it, each once."""
        return tuple(dict.fromkeys((*map(key_of, self.duties), *self.advice)))

    @property
    def told(self) -> Mapping[str, str]:
        """All of it in words, by how decisions name it."""
        return {key_of(duty): f"{key_of(duty)} ({duty.cause})" for duty in self.duties} | {
            key: key for key in self.advice
        }

    @property
    def unnamed(self) -> "Matters":
        """What a decision is about that names nothing of it: all duties, or where there are none the advice."""
        return Matters(duties=self.duties, advice=() if self.duties else self.advice)


def open_matters(findings: Iterable[Finding]) -> Matters:
    """Gather what is open for some findings, covered or not."""
    found = tuple(findings)
    return Matters(
        duties=tuple(duty for one in found for duty in one.duties),
        advice=tuple(move_key(one.targets.recommended.version) for one in found if one.targets.recommended),
    )


def matter_of(duty: Duty) -> Matter:
    """The duty as something to decide about."""
    return Matter(_family(duty.code.value), frozenset({duty.subject, *duty.aliases}), duty.arose_at)


def advised(key: str) -> Matter:
    """Advice without a duty, by its key, as something to decide about."""
    code, _, subject = key.partition(":")
    return Matter(_family(code), frozenset({subject}), None)


def key_of(duty: Duty | StandingDuty) -> str:
    """Name a duty as decisions do, the same from day to day: `support:3.6`, `vulnerable:CVE-2024-31141`."""
    return f"{_family(duty.code)}:{duty.subject}"


def move_key(version: str) -> str:
    """Name the advice to move to a version while no duty asks for it."""
    return f"{Code.BEHIND}:{version}"


def concerns(decision: Decision, matter: Matter) -> bool:
    """Say whether a decision is about something, in force or not; a hold is about everything."""
    return decision.kind is DecisionKind.HOLD or any(_names(item, matter, decision.at) for item in decision.covers)


def _family(code: str) -> str:
    return _FAMILIES.get(code, code)


def _names(item: str, matter: Matter, at: datetime) -> bool:
    code, _, subject = item.partition(":")
    if _family(code) != matter.family:
        return False
    return subject in matter.subjects if subject else matter.arose_at is not None and matter.arose_at <= at
