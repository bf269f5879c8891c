"""A finding put into sentences, each with its evidence."""

from collections.abc import Iterator

from tracker.advice.question import Judgement, Question
from tracker.model import Code, Phase, Reason, State, Verdict


def explain(question: Question, judged: Judgement) -> tuple[Reason, ...]:
    """Give every reason for a finding, what weighs most first; there is always at least one."""
    return (
        *_decided(question, judged),
        *_forsaken(question),
        *_supported(question, judged),
        *_standing(question, judged),
        *_chosen(question, judged),
        *_doubts(question, judged),
    )


def _decided(question: Question, judged: Judgement) -> Iterator[Reason]:
    hold = judged.hold
    if hold is not None:
        by = f" by {hold.by}" if hold.by else ""
        yield Reason(
            code=Code.DECISION,
            text=f"held{by} until {hold.until.date()}: {hold.reason}",
            url=question.deployment.location,
        )


def _forsaken(question: Question) -> Iterator[Reason]:
    component = question.component
    if question.forsaken:
        heirs = f", use {' or '.join(component.replaced_by)} instead" if component.replaced_by else ""
        text = f"{component.title} is {component.status}{heirs}"
        yield Reason(code=Code.ABANDONED, text=text, url=component.evidence or question.deployment.location)


def _supported(question: Question, judged: Judgement) -> Iterator[Reason]:
    standing, facts = judged.standing, question.support
    if standing is None:
        return
    if facts is None or standing.stated is None:
        yield Reason(
            code=Code.SUPPORT_UNKNOWN,
            text=f"no support dates are known for {question.component.name} {standing.line}",
            url=facts.source if facts else question.deployment.location,
        )
    elif standing.phase is Phase.ENDED:
        when = f" on {standing.ends_at.date()}" if standing.ends_at else ", on a day its source does not give"
        yield Reason(
            code=Code.SUPPORT_ENDED, text=f"support of line {standing.line} ended{when}", url=facts.source
        )
    elif standing.ends_at is not None:
        ending = standing.ends_at - question.as_of <= question.policy.support_warn
        if ending:
            days = (standing.ends_at.date() - question.as_of.date()).days
            yield Reason(
                code=Code.SUPPORT_ENDING,
                text=f"support of line {standing.line} ends on {standing.ends_at.date()}, in {_days(days)}",
                url=facts.source,
            )


def _standing(question: Question, judged: Judgement) -> Iterator[Reason]:
    newest, behind, line = judged.newest, judged.behind, judged.targets.line
    if newest is None or judged.state is State.UNJUDGED:
        yield from _unjudged(question, judged)
        return
    version = newest.version.text
    if judged.state is State.CURRENT:
        yield Reason(code=Code.CURRENT, text=f"{version} is the newest stable release", url=newest.url)
    elif judged.state is State.AHEAD:
        text = f"{judged.text} is above {version}, the newest stable release known"
        yield Reason(code=Code.AHEAD, text=text, url=newest.url)
    else:
        if line is not None and line.version != version:
            text = f"{line.version} is the newest release on the deployed line"
            yield Reason(code=Code.LINE_BEHIND, text=text, url=line.url)
        days = "" if behind.days is None else f", {_days(behind.days)}"
        releases = "1 release" if behind.releases == 1 else f"{behind.releases} releases"
        yield Reason(code=Code.BEHIND, text=f"{releases}{days} behind {version}, the newest", url=newest.url)


def _unjudged(question: Question, judged: Judgement) -> Iterator[Reason]:
    component = question.component
    if judged.newest is None:
        text = f"no stable release of {component.repository} is known"
        yield Reason(code=Code.NO_FACTS, text=text, url=question.feed or question.deployment.location)
    else:
        text = f"'{judged.text}' cannot be read as a version of {component.name}"
        yield Reason(code=Code.VERSION_UNREADABLE, text=text, url=question.deployment.location)


def _chosen(question: Question, judged: Judgement) -> Iterator[Reason]:
    choice, recommended = judged.choice, judged.targets.recommended
    if choice is None:
        return
    evidence = question.deployment.location
    if recommended is not None or judged.duties or question.policy.track == "none":
        move = f"{recommended.version} is recommended: " if recommended else "nothing is recommended: "
        text = f"{move}{choice.why} (track: {question.policy.track})"
        yield Reason(code=Code.POLICY, text=text, url=recommended.url if recommended else evidence)
    if choice.avoided is not None:
        bad, against = choice.avoided
        instead = f"; use {against.use}" if against.use else ""
        text = f"{bad.version.text} is not recommended: {against.why}{instead}"
        yield Reason(code=Code.KNOWN_BAD, text=text, url=against.url)
    if choice.soaking is not None:
        release, ripens_at = choice.soaking
        text = f"{release.version.text} is still soaking and is recommended from {ripens_at.date()}"
        yield Reason(code=Code.SOAKING, text=text, url=release.url or evidence)


def _doubts(question: Question, judged: Judgement) -> Iterator[Reason]:
    evidence = question.deployment.location
    if len(set(question.versions)) > 1:
        nodes = ", ".join(question.versions)
        text = f"nodes run {nodes}; the lowest, {judged.text}, is judged"
        yield Reason(code=Code.MIXED_VERSIONS, text=text, url=evidence)
    yield from _read_as(question, judged)
    if judged.too_old:
        decisive = ": too old to call it fine" if judged.verdict is Verdict.UNKNOWN else ""
        yield Reason(code=Code.FACTS_STALE, text=_age(question) + decisive, url=question.feed or evidence)
    if not question.history.complete:
        text = "releases between the feed's window and what was known before may be missing"
        yield Reason(code=Code.GAP, text=text, url=question.feed or evidence)
    text = "known vulnerabilities are not judged yet"
    yield Reason(code=Code.VULNERABILITIES_UNKNOWN, text=text, url=evidence)


def _read_as(question: Question, judged: Judgement) -> Iterator[Reason]:
    """Say what was left out of the deployed text to judge it, and what is not in it."""
    evidence, read = question.deployment.location, judged.read
    if read is not None and read.dropped:
        version, dropped = read.version.text, " and ".join(f"'{part}'" for part in read.dropped)
        text = f"'{judged.text}' is judged as {version}; {dropped} does not count"
        yield Reason(code=Code.PACKAGED, text=text, url=evidence)
    if read is not None and read.distributor:
        text = f"'{judged.text}' is a distributor's build: it may hold fixes that {read.version.text} has not"
        yield Reason(code=Code.DISTRIBUTOR_BUILD, text=text, url=evidence)
    if judged.patch_unknown and judged.standing is not None:
        text = f"'{judged.text}' names line {judged.standing.line} and no release, so its patch level is unknown"
        yield Reason(code=Code.PATCH_UNKNOWN, text=text, url=evidence)


def _age(question: Question) -> str:
    newest = question.history.releases_from
    read = "were never read" if newest is None else f"are known as of {newest.date()}"
    support = f", support dates as of {question.support.day}" if question.support else ""
    return f"releases {read}{support}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
