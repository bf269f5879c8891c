"""Judging many entries: what equal questions come to is worked out once."""

from dataclasses import dataclass, field
from datetime import datetime

from tracker.advice.assessment import Assessment, assess
from tracker.advice.finding import conclude
from tracker.advice.policy import Policy
from tracker.advice.question import Question
from tracker.model import Finding
from tracker.record import replace

MOST_KEPT = 100_000  # of half a kilobyte each

Key = tuple[object, ...]
Sights = tuple[datetime | None, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """The findings of equal questions, by when each duty was first seen, with the question that each answers.

    `duties` are the ids of the duties without the entry they are of.
    """

    duties: tuple[str, ...]
    findings: dict[Sights, tuple[Question, Finding]] = field(default_factory=dict)


class Judge:
    """Judges the entries of many environments; what equal questions come to is worked out once.

    Questions are equal where they share what is known and what is said, whatever entry they are about. Records are
    told apart by identity, since comparing two of them would cost more than judging anew; they are not to change.
    As soon as it `keeps` so many reasons and duties to be shared, they are let go, which bounds the memory.
    """

    def __init__(self, keeps: int = MOST_KEPT) -> None:
        self._keeps = keeps
        self._grounds: dict[int, tuple[Policy, Policy]] = {}
        self._same_grounds: dict[Policy, Policy] = {}
        self._assessed: dict[Key, tuple[Question, Assessment]] = {}
        self._shared: dict[Key, _Shared] = {}
        self._kept = 0  # reasons and duties of all findings that are shared

    def advise(self, question: Question) -> Finding:
        """Judge one entry of an environment as `finding.advise` does."""
        if question.decisions or question.deployment.hold is not None:
            return conclude(question, self._assess(question))
        key = (
            *_facts(question),
            id(question.policy),
            question.tier,
            question.since,
            id(question.calendar),
            question.feed,
        )
        shared = self._shared.get(key)
        sights = _sights(question, shared.duties) if shared is not None else ()
        known = shared.findings.get(sights) if shared is not None else None
        if known is not None:
            return _of_entry(question, *known)
        finding = conclude(question, self._assess(question))
        self._keep(key, question, finding)
        return finding

    def _assess(self, question: Question) -> Assessment:
        key = (*_facts(question), id(self._ground(question.policy)))
        if key not in self._assessed:
            if len(self._assessed) >= self._keeps:
                self._assessed.clear()
            self._assessed[key] = question, assess(question)
        return self._assessed[key][1]

    def _ground(self, policy: Policy) -> Policy:
        """What assessing asks of a policy: all but how soon to act, in which tiers mostly differ."""
        if id(policy) not in self._grounds:
            settings = {key: one for key, one in policy.settings.items() if not key.startswith("sla.")}
            ground = replace(policy, sla={}, settings=settings)
            self._grounds[id(policy)] = policy, self._same_grounds.setdefault(ground, ground)
        return self._grounds[id(policy)][1]

    def _keep(self, key: Key, question: Question, finding: Finding) -> None:
        if self._kept >= self._keeps:
            self._shared.clear()
            self._kept = 0
        prefix = len(_prefix(question))
        duties = tuple(duty.id[prefix:] for duty in finding.duties)
        shared = self._shared.setdefault(key, _Shared(duties))
        shared.findings[_sights(question, duties)] = question, finding
        self._kept += len(finding.duties) + len(finding.reasons)


def _facts(question: Question) -> Key:
    """What an assessment depends on beside the policy; what is kept with its question keeps its identity."""
    return (
        id(question.outlook),
        id(question.exposure),
        id(question.component),
        id(question.deployment.contract),
        question.versions,
    )


def _prefix(question: Question) -> str:
    """What the ids of an entry's duties begin with."""
    return f"{question.environment}/{question.deployment.name}/"


def _sights(question: Question, duties: tuple[str, ...]) -> Sights:
    """When each duty of an entry was first seen."""
    prefix = _prefix(question)
    return tuple(question.seen.get(prefix + duty) for duty in duties) if question.seen else (None,) * len(duties)


def _of_entry(question: Question, other: Question, finding: Finding) -> Finding:
    """Tell the finding on one entry of another that asks the same: by its name, and with its place as evidence."""
    here, there = question.deployment.location, other.deployment.location
    prefix, cut = _prefix(question), len(_prefix(other))
    return replace(
        finding,
        name=question.deployment.name,
        duties=tuple(
            replace(duty, id=prefix + duty.id[cut:], url=here if duty.url == there else duty.url)
            for duty in finding.duties
        ),
        reasons=tuple(replace(reason, url=here) if reason.url == there else reason for reason in finding.reasons),
    )
