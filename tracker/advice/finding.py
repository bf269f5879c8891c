"""From one deployed version to one finding."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tracker.advice.assessment import Assessment, assess
from tracker.advice.coverage import coverage_of
from tracker.advice.decisions import Decided, decide
from tracker.advice.duties import duties_of
from tracker.advice.question import Question
from tracker.advice.reasons import explain
from tracker.advice.windows import next_opening
from tracker.model import (
    Deployed,
    Duty,
    Finding,
    FindingFacts,
    Opening,
    Phase,
    State,
    Support,
    Targets,
    Urgency,
    Verdict,
)
from tracker.record import replace

_FAR = datetime.max.replace(tzinfo=UTC)
_VERDICTS = [*Verdict]
_URGENCIES = [*Urgency]


def advise(question: Question) -> Finding:
    """Judge one entry of an environment: state, targets, duties, verdict, and a reason for each."""
    return conclude(question, assess(question))


def conclude(question: Question, assessed: Assessment) -> Finding:
    """Make the finding on one entry of what its version was assessed to be."""
    decided = decide(question, assessed, duties_of(question, assessed))
    verdict = _verdict(question, assessed, decided)
    pressing = [duty for duty in decided.duties if duty.decision is None] or decided.duties
    due_at = min((duty.due_at for duty in pressing if duty.due_at), default=None)
    window = _window(question, due_at) if decided.duties or assessed.moves else None
    standing, running = assessed.standing, assessed.running
    return Finding(
        name=question.deployment.name,
        component=question.component.name,
        repository=question.component.repository,
        state=assessed.state,
        verdict=verdict,
        urgency=max((duty.urgency for duty in decided.duties), key=_URGENCIES.index, default=Urgency.NONE),
        deployed=Deployed(
            version=assessed.text,
            versions=question.versions,
            tag=running.tag if running else None,
            released_at=running.released_at if running else None,
            source="watchlist",
            since=question.since,
        ),
        targets=_targets(assessed, decided),
        behind=assessed.behind,
        support=Support(
            line=standing.line if standing else None,
            phase=standing.phase if standing else Phase.UNKNOWN,
            ends_at=standing.ends_at if standing else None,
            source=question.support.source if standing and standing.stated and question.support else None,
            contract=standing is not None and standing.contract is not None,
        ),
        coverage=coverage_of(question, standing, too_old=assessed.too_old),
        due_at=due_at,
        duties=decided.duties,
        hold=question.deployment.hold,
        decisions=decided.in_force,
        woken=decided.woken,
        window=window,
        facts=FindingFacts(
            releases_from=question.history.releases_from if question.live else question.as_of,
            source=question.history.source,
            complete=question.history.complete,
            feed=question.feed,
        ),
        reasons=explain(question, assessed, decided, verdict, window),
    )


def _targets(assessed: Assessment, decided: Decided) -> Targets:
    """The targets, without one that ends duties where there are none."""
    needless = not decided.duties and assessed.targets.fix_minimum is not None
    return replace(assessed.targets, fix_minimum=None) if needless else assessed.targets


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by what to do first: the worst verdict, the nearest due date, the highest urgency, then the name."""
    return tuple(
        sorted(
            findings,
            key=lambda one: (
                _VERDICTS.index(one.verdict),
                one.due_at or _FAR,
                -_URGENCIES.index(one.urgency),
                one.name,
            ),
        )
    )


def depends_on_gap(finding: Finding) -> bool:
    """Say whether releases that may be missing could change a verdict: what is due by known facts stays so."""
    known = finding.facts.source is not None
    return known and not finding.facts.complete and finding.verdict not in {Verdict.OVERDUE, Verdict.DUE}


def next_due(findings: Iterable[Finding]) -> Finding | None:
    """Return the finding that is due first and is not waived, None where nothing is due."""
    due = [one for one in findings if one.due_at is not None and one.verdict is not Verdict.WAIVED]
    return min(due, key=lambda one: (one.due_at, one.name), default=None)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of some verdicts, ok if there are none."""
    return min(verdicts, key=_VERDICTS.index, default=Verdict.OK)


def _verdict(question: Question, assessed: Assessment, decided: Decided) -> Verdict:
    """Say what a finding asks for; what decisions cover asks for nothing, and what is unsure is never ok."""
    pressing = [duty for duty in decided.duties if duty.decision is None]
    moves = assessed.moves and not decided.stays
    if (decided.duties or assessed.moves) and not (pressing or moves):
        return Verdict.WAIVED
    due = _due(question, pressing)
    if due is not None:
        return due
    if assessed.state is State.UNJUDGED or assessed.state is State.AHEAD:
        return Verdict.UNKNOWN
    if pressing or moves:
        return Verdict.ADVICE
    return Verdict.UNKNOWN if assessed.too_old or assessed.patch_unknown else Verdict.OK


def _due(question: Question, pressing: Sequence[Duty]) -> Verdict | None:
    """Say whether some duties are overdue or due soon, None where neither."""
    dates = [duty.due_at for duty in pressing if duty.due_at is not None]
    if any(question.as_of > due_at for due_at in dates):
        return Verdict.OVERDUE
    critical = any(duty.urgency is Urgency.CRITICAL for duty in pressing)
    if critical or any(due_at - question.as_of <= question.policy.warn for due_at in dates):
        return Verdict.DUE
    return None


def _window(question: Question, due_at: datetime | None) -> Opening | None:
    """The next time the environment may be changed, None where it has no calendar."""
    calendar = question.calendar
    return next_opening(calendar, question.as_of, due_at) if calendar is not None else None
