"""From one deployed version to one finding."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tracker.advice.distance import NOT_BEHIND, distance
from tracker.advice.duties import support_duty
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import is_under
from tracker.advice.question import Judgement, Question
from tracker.advice.reasons import explain
from tracker.advice.support import Standing
from tracker.advice.targets import Candidates, as_target
from tracker.errors import UnreadableVersion
from tracker.model import (
    Coverage,
    CoverageOf,
    Deployed,
    Duty,
    Finding,
    FindingFacts,
    Hold,
    Phase,
    ReadBy,
    State,
    Support,
    Targets,
    Urgency,
    Verdict,
)
from tracker.versions import DeployedVersion, Version, explain_deployed

_FAR = datetime.max.replace(tzinfo=UTC)
_VERDICTS = [*Verdict]
_URGENCIES = [*Urgency]


def advise(question: Question) -> Finding:
    """Judge one entry of an environment: state, targets, duties, verdict, and a reason for each."""
    newest = question.outlook.newest
    text, read = _lowest(question)
    if read is not None and newest is not None:
        return _finding(question, _judge(question, text, read, newest))
    target = as_target(newest, None, question.outlook) if read is None else None
    unjudged = Judgement(
        text=text,
        state=State.UNJUDGED,
        verdict=Verdict.UNKNOWN,
        newest=newest,
        targets=Targets(newest=target),
        hold=_hold_in_force(question),
    )
    return _finding(question, unjudged)


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


def _judge(question: Question, text: str, read: DeployedVersion, newest: KnownRelease) -> Judgement:
    outlook, version = question.outlook, read.version
    patch_unknown = outlook.names_line(version)
    candidates = Candidates(
        deployed=version, outlook=outlook, policy=question.policy, avoid=question.component.avoid
    )
    state = _state(version, newest)
    choice = None if state is State.AHEAD else candidates.recommended()
    targets = Targets()
    if choice is not None:
        targets = Targets(
            line=as_target(candidates.line(), version, outlook),
            recommended=as_target(choice.release, version, outlook),
            newest=as_target(newest, version, outlook),
        )
    standing = outlook.standing(version)
    duties = _duties(question, standing)
    hold = _hold_in_force(question)
    too_old = question.live and _is_too_old(question, standing)
    running = None if patch_unknown else outlook.find(version)
    release = choice.release if choice is not None else None
    moves = targets.recommended is not None and not (
        patch_unknown and release and is_under(release.version, version)
    )
    verdict = _verdict(question, state, duties, hold, moves=moves, unsure=too_old or patch_unknown)
    return Judgement(
        text=text,
        state=state,
        verdict=verdict,
        behind=distance(version, newest, running, outlook) if state is State.BEHIND else NOT_BEHIND,
        targets=targets,
        newest=newest,
        running=running,
        standing=standing,
        choice=choice,
        duties=duties,
        hold=hold,
        read=read,
        patch_unknown=patch_unknown,
        too_old=too_old,
    )


def _lowest(question: Question) -> tuple[str, DeployedVersion | None]:
    """Return the text of the lowest node and how it was read; None where the version of any cannot be read."""
    first = question.versions[0]
    if question.history.rule is None:
        return first, None
    read: list[tuple[DeployedVersion, str]] = []
    for text in question.versions:
        try:
            read.append((explain_deployed(text, question.history.rule, question.outlook.versions), text))
        except UnreadableVersion:
            return text, None
    lowest, text = min(read, key=lambda pair: pair[0].version)
    return text, lowest


def _state(version: Version, newest: KnownRelease) -> State:
    if version == newest.version:
        return State.CURRENT
    return State.AHEAD if version > newest.version else State.BEHIND


def _duties(question: Question, standing: Standing) -> tuple[Duty, ...]:
    duty = support_duty(
        owner=f"{question.environment}/{question.deployment.name}",
        standing=standing,
        warn=question.policy.support_warn,
        since=question.since,
        tier=question.tier,
        as_of=question.as_of,
    )
    return (duty,) if duty else ()


def _hold_in_force(question: Question) -> Hold | None:
    hold = question.deployment.hold
    return hold if hold is not None and question.as_of < hold.until else None


def _is_too_old(question: Question, standing: Standing) -> bool:
    """Say whether the facts are too old to call a finding ok.

    Releases are too old where no source of them is fresh. A stale statement of support still counts where it
    names a day to come or the line has released lately; a bare mark `maintained` does not.
    """
    policy, history, as_of = question.policy, question.history, question.as_of
    read = policy.stale_bundled if history.read_by is ReadBy.IMPORT else policy.stale_polled
    sources = ((history.polled_at, read), (history.bundled_at, policy.stale_bundled))
    if not any(at is not None and as_of - at <= limit for at, limit in sources):
        return True
    return standing.rests_on_mark() and _support_coverage(question, standing) is Coverage.STALE


def _verdict(
    question: Question,
    state: State,
    duties: tuple[Duty, ...],
    hold: Hold | None,
    *,
    moves: bool,
    unsure: bool,
) -> Verdict:
    """Say what a finding asks for; a hold covers all of it, and what is unsure is never ok."""
    something_to_do = bool(duties or moves or question.forsaken)
    if hold is not None and something_to_do:
        return Verdict.WAIVED
    dates = [duty.due_at for duty in duties if duty.due_at is not None]
    if any(question.as_of > due_at for due_at in dates):
        return Verdict.OVERDUE
    critical = any(duty.urgency is Urgency.CRITICAL for duty in duties)
    if critical or any(due_at - question.as_of <= question.policy.warn for due_at in dates):
        return Verdict.DUE
    if state is State.AHEAD:
        return Verdict.UNKNOWN
    if something_to_do:
        return Verdict.ADVICE
    return Verdict.UNKNOWN if unsure else Verdict.OK


def _finding(question: Question, judged: Judgement) -> Finding:
    deployment, history, standing = question.deployment, question.history, judged.standing
    running = judged.running
    return Finding(
        name=deployment.name,
        component=question.component.name,
        repository=question.component.repository,
        state=judged.state,
        verdict=judged.verdict,
        urgency=max((duty.urgency for duty in judged.duties), key=_URGENCIES.index, default=Urgency.NONE),
        deployed=Deployed(
            version=judged.text,
            versions=question.versions,
            tag=running.tag if running else None,
            released_at=running.released_at if running else None,
            source="watchlist",
            since=question.since,
        ),
        targets=judged.targets,
        behind=judged.behind,
        support=Support(
            line=standing.line if standing else None,
            phase=standing.phase if standing else Phase.UNKNOWN,
            ends_at=standing.ends_at if standing else None,
            source=question.support.source if standing and standing.stated and question.support else None,
        ),
        coverage=CoverageOf(
            releases=_release_coverage(question, judged),
            support=_support_coverage(question, standing),
            vulnerabilities=Coverage.NONE,
        ),
        due_at=min((duty.due_at for duty in judged.duties if duty.due_at), default=None),
        duties=judged.duties,
        hold=deployment.hold,
        facts=FindingFacts(
            releases_from=history.releases_from if question.live else question.as_of,
            source=history.source,
            complete=history.complete,
            feed=question.feed,
        ),
        reasons=explain(question, judged),
    )


def _release_coverage(question: Question, judged: Judgement) -> Coverage:
    if not question.history.releases:
        return Coverage.NONE
    if judged.too_old:
        return Coverage.STALE
    return Coverage.FULL if question.history.complete else Coverage.PARTIAL


def _support_coverage(question: Question, standing: Standing | None) -> Coverage:
    """Say how far support is known: none without a source, partial where the source is silent on the line."""
    if question.support is None:
        return Coverage.NONE
    if standing is None or standing.stated is None:
        return Coverage.PARTIAL
    return Coverage.STALE if question.support_is_old else Coverage.FULL
