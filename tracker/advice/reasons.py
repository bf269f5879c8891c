"""A finding put into sentences, each with its evidence."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.advice.assessment import Assessment
from tracker.advice.decisions import Decided
from tracker.advice.history import KnownRelease
from tracker.advice.question import Question
from tracker.advice.windows import say_opening
from tracker.model import Code, Coverage, Duty, Opening, Phase, Reason, State, Target, Urgency, Verdict

_URGENCIES = [*Urgency]
_NAMED = 3
# Duties whose reasons are said otherwise: those of vulnerabilities together, those of support with what is known.
_TOLD_APART = frozenset({Code.VULNERABLE, Code.SUPPORT_ENDED, Code.SUPPORT_ENDING})


def explain(
    question: Question, assessed: Assessment, decided: Decided, verdict: Verdict, window: Opening | None
) -> tuple[Reason, ...]:
    """Give every reason for a finding, what weighs most first; there is always at least one."""
    return (
        *_decided(question, decided),
        *_vulnerable(assessed, decided.duties),
        *(
            Reason(code=duty.code, text=duty.cause, url=duty.url)
            for duty in decided.duties
            if duty.code not in _TOLD_APART
        ),
        *_supported(question, assessed, decided.duties),
        *_standing(question, assessed),
        *_chosen(question, assessed, decided.duties),
        *_horizon(question, assessed),
        *_opening(question, decided, window),
        *_doubts(question, assessed, verdict),
    )


def _decided(question: Question, decided: Decided) -> Iterator[Reason]:
    for sentence, location in decided.told:
        yield Reason(code=Code.DECISION, text=sentence, url=location or question.deployment.location)


def _vulnerable(assessed: Assessment, duties: Sequence[Duty]) -> Iterator[Reason]:
    """Say what affects the deployed version in one sentence, and what may in another."""
    matched = [duty for duty in duties if duty.code is Code.VULNERABLE]
    clear = sorted((one for one in matched if not one.unclear), key=_pressing)
    unclear = [one for one in matched if one.unclear]
    if clear:
        lowest = assessed.targets.fix_minimum
        way = f"; {lowest.version} ends {'it' if len(clear) == 1 else 'all'}" if lowest else ""
        first, several = clear[0], len(clear) > 1
        count = f"{len(clear)} known vulnerabilities affect {assessed.text}, first " if several else ""
        cause = first.cause.removesuffix(f" affects {assessed.text}") if several else first.cause
        text = f"{count}{cause}{way or _no_way(first)}"
        yield Reason(code=Code.VULNERABLE, text=text, url=first.url)
    if unclear:
        first, several = unclear[0], len(unclear) > 1
        more = f", and {len(unclear) - 1} more like it" if several else ""
        text = f"{first.cause}{more}: decide whether it concerns you"
        yield Reason(code=Code.VULNERABLE, text=text, url=first.url)


def _pressing(duty: Duty) -> tuple[int, bool, datetime, str]:
    return (
        -_URGENCIES.index(duty.urgency),
        duty.due_at is None,
        duty.due_at or duty.arose_at,
        duty.subject,
    )


def _no_way(duty: Duty) -> str:
    return f"; fixed in {duty.fixed_in}" if duty.fixed_in else "; no release ends it yet"


def _supported(question: Question, assessed: Assessment, duties: Sequence[Duty]) -> Iterator[Reason]:
    standing, facts = assessed.standing, question.support
    if standing is None:
        return
    if standing.contract is not None:
        contract = standing.contract
        text = f"support of line {standing.line} is bought until {contract.until.date()} by {contract.by}"
        yield Reason(code=Code.CONTRACT, text=f"{text}: {contract.reason}", url=contract.location)
    elif facts is None or standing.stated is None:
        yield Reason(
            code=Code.SUPPORT_UNKNOWN,
            text=f"no support dates are known for {question.component.name} {standing.line}",
            url=facts.source if facts else question.deployment.location,
        )
    elif standing.phase is Phase.ENDED:
        when = f" on {standing.ends_at.date()}" if standing.ends_at else ", on a day its source does not give"
        text = f"support of line {standing.line} ended{when}{_way_out(assessed, duties)}"
        yield Reason(code=Code.SUPPORT_ENDED, text=text, url=facts.source)
    elif standing.ends_at is not None and standing.ending_within(question.policy.support_warn, question.as_of):
        days = (standing.ends_at.date() - question.as_of.date()).days
        text = f"support of line {standing.line} ends on {standing.ends_at.date()}, in {_days(days)}"
        yield Reason(code=Code.SUPPORT_ENDING, text=text, url=facts.source)


def _way_out(assessed: Assessment, duties: Sequence[Duty]) -> str:
    """Say which ways are left where nothing can be moved to."""
    if not duties or assessed.targets.recommended or assessed.targets.fix_minimum:
        return ""
    return "; no supported release may be moved to, so buy support, replace it, or waive this with a reason"


def _standing(question: Question, assessed: Assessment) -> Iterator[Reason]:
    newest, behind, line = assessed.newest, assessed.behind, assessed.targets.line
    if newest is None or assessed.state is State.UNJUDGED:
        yield from _unjudged(question, assessed)
        return
    version, page = newest.version.text, _page(question, newest)
    if assessed.state is State.CURRENT:
        yield Reason(code=Code.CURRENT, text=f"{version} is the newest stable release", url=page)
    elif assessed.state is State.AHEAD:
        text = f"{assessed.text} is above {version}, the newest stable release known"
        yield Reason(code=Code.AHEAD, text=text, url=page)
    else:
        if line is not None and line.version != version:
            text = f"{line.version} is the newest release on the deployed line"
            yield Reason(code=Code.LINE_BEHIND, text=text, url=_page(question, line))
        days = "" if behind.days is None else f", {_days(behind.days)}"
        releases = "1 release" if behind.releases == 1 else f"{behind.releases} releases"
        yield Reason(code=Code.BEHIND, text=f"{releases}{days} behind {version}, the newest", url=page)


def _page(question: Question, release: KnownRelease | Target) -> str:
    """The page of a release; where none is known, what it was read from."""
    return release.url or question.feed or question.deployment.location


def _unjudged(question: Question, assessed: Assessment) -> Iterator[Reason]:
    component = question.component
    if assessed.newest is None:
        text = f"no stable release of {component.repository} is known"
        yield Reason(code=Code.NO_FACTS, text=text, url=question.feed or question.deployment.location)
    else:
        text = f"'{assessed.text}' cannot be read as a version of {component.name}"
        yield Reason(code=Code.VERSION_UNREADABLE, text=text, url=question.deployment.location)


def _chosen(question: Question, assessed: Assessment, duties: Sequence[Duty]) -> Iterator[Reason]:
    """Say what is recommended and by which rule, and what was passed over, once for each rule."""
    choice, recommended = assessed.choice, assessed.targets.recommended
    if choice is None:
        return
    evidence = question.deployment.location
    if recommended is not None or duties or question.policy.track == "none":
        move = f"{recommended.version} is recommended: " if recommended else "nothing is recommended: "
        text = f"{move}{choice.why} ({question.policy.rule('track')})"
        yield Reason(code=Code.POLICY, text=text, url=_page(question, recommended) if recommended else evidence)
    told: set[Code] = set()
    for one in choice.passed:
        if one.code not in told:
            told.add(one.code)
            yield Reason(code=one.code, text=one.why, url=one.url or _page(question, one.release))


def _horizon(question: Question, assessed: Assessment) -> Iterator[Reason]:
    """Say how a move changes the end of support, and warn of a release that is supported for less time."""
    standing, targets = assessed.standing, assessed.targets
    if standing is None or standing.ends_at is None:
        return
    now = standing.ends_at
    for target in dict.fromkeys((targets.recommended, targets.newest)):
        ends_at = target.support_ends if target is not None else None
        if target is None or ends_at is None or ends_at == now:
            continue
        span = f"until {ends_at.date()} instead of {now.date()}"
        if ends_at < now:
            text = f"{target.version} is supported for less time than {assessed.text}: {span}"
        elif target is targets.recommended:
            text = f"{target.version} moves the end of support: {span}"
        else:
            continue
        facts = question.support
        yield Reason(code=Code.HORIZON, text=text, url=facts.source if facts else question.deployment.location)


def _opening(question: Question, decided: Decided, window: Opening | None) -> Iterator[Reason]:
    calendar = question.calendar
    dates = [duty.due_at for duty in decided.duties if duty.due_at and duty.decision is None]
    if calendar is None or not dates:
        return
    if window is None:
        text = "no window opens within two years"
    elif min(dates) < question.as_of:
        text = f"the next window opens on {say_opening(window)}"
    elif window.in_time:
        text = f"the next window opens on {say_opening(window)} and is in time"
    else:
        text = f"no window opens before this is due: the next is on {say_opening(window)}"
    yield Reason(code=Code.WINDOW, text=text, url=calendar.location)


def _doubts(question: Question, assessed: Assessment, verdict: Verdict) -> Iterator[Reason]:
    evidence = question.deployment.location
    if len(set(question.versions)) > 1:
        nodes = ", ".join(question.versions)
        text = f"nodes run {nodes}; the lowest, {assessed.text}, is judged"
        yield Reason(code=Code.MIXED_VERSIONS, text=text, url=evidence)
    yield from _read_as(question, assessed)
    if assessed.too_old:
        decisive = ": too old to call it fine" if verdict is Verdict.UNKNOWN else ""
        yield Reason(code=Code.FACTS_STALE, text=_age(question) + decisive, url=question.feed or evidence)
    if not question.history.complete:
        text = "releases between the feed's window and what was known before may be missing"
        yield Reason(code=Code.GAP, text=text, url=question.feed or evidence)
    unknown = _VULNERABILITIES_UNKNOWN.get(question.exposure.coverage(question.policy.stale_polled))
    if unknown is not None:
        text = unknown.format(component=question.component.name)
        yield Reason(code=Code.VULNERABILITIES_UNKNOWN, text=text, url=evidence)


_VULNERABILITIES_UNKNOWN = {
    Coverage.NONE: "known vulnerabilities of {component} were never read",
    Coverage.PARTIAL: "known vulnerabilities of {component} were read in part only",
    Coverage.STALE: "known vulnerabilities of {component} were not read lately",
}


def _read_as(question: Question, assessed: Assessment) -> Iterator[Reason]:
    """Say what was left out of the deployed text to judge it, and what is not in it."""
    evidence, read = question.deployment.location, assessed.read
    if read is not None and read.dropped:
        version, dropped = read.version.text, " and ".join(f"'{part}'" for part in read.dropped)
        text = f"'{assessed.text}' is judged as {version}; {dropped} does not count"
        yield Reason(code=Code.PACKAGED, text=text, url=evidence)
    if read is not None and read.distributor:
        text = f"'{assessed.text}' is a distributor's build: it may hold fixes that {read.version.text} has not"
        yield Reason(code=Code.DISTRIBUTOR_BUILD, text=text, url=evidence)
    if assessed.patch_unknown and assessed.standing is not None:
        text = (
            f"'{assessed.text}' names line {assessed.standing.line} and no release, so its patch level is unknown"
        )
        yield Reason(code=Code.PATCH_UNKNOWN, text=text, url=evidence)


def _age(question: Question) -> str:
    newest = question.history.releases_from
    read = "were never read" if newest is None else f"are known as of {newest.date()}"
    support = f", support dates as of {question.support.day}" if question.support else ""
    return f"releases {read}{support}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
