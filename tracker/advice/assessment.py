"""What a deployed version comes to by facts and policy, before any clock of its environment is looked at."""

from collections.abc import Callable, Iterator, Sequence

from tracker.advice.candidates import Candidate, Candidates
from tracker.advice.coverage import is_too_old
from tracker.advice.distance import NOT_BEHIND, UNKNOWN, distance
from tracker.advice.exposure import Match
from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook, is_under
from tracker.advice.policy import Policy
from tracker.advice.question import Question
from tracker.advice.support import Standing
from tracker.advice.targets import Choice, Chooser, as_target
from tracker.errors import UnreadableVersion
from tracker.model import Avoided, Behind, State, Targets, Urgency
from tracker.record import Record, field, replace
from tracker.versions import DeployedVersion, Version, explain_deployed


class Assessment(Record):
    """What was assessed of one question; entries that ask the same share it.

    `text` is the deployed text that was judged: the lowest where nodes differ. `read` says how it was read;
    `patch_unknown` that it names a line and no release. `standing` and `choice` are None where the version could
    not be judged, `running` where the deployed release is not among the known ones. `against` is what is known
    against running it, `matches` what affects it. `moves` says that something better is recommended.
    """

    text: str
    state: State
    newest: KnownRelease | None
    read: DeployedVersion | None = None
    behind: Behind = UNKNOWN
    targets: Targets = field(default_factory=Targets)
    running: KnownRelease | None = None
    standing: Standing | None = None
    choice: Choice | None = None
    matches: tuple[Match, ...] = ()
    against: Avoided | None = None
    patch_unknown: bool = False
    too_old: bool = False
    moves: bool = False

    @property
    def version(self) -> Version | None:
        """The version judged, None where it could not be read or nothing is known to compare it with."""
        return self.read.version if self.read and self.state is not State.UNJUDGED else None


def assess(question: Question) -> Assessment:
    """Assess the deployed version of a question."""
    newest = question.outlook.newest
    text, read = lowest_node(question.versions, question.outlook)
    if read is not None and newest is not None:
        return _assess(question, text, read, newest)
    target = as_target(newest, None, question.outlook) if read is None else None
    return Assessment(text=text, state=State.UNJUDGED, newest=newest, targets=Targets(newest=target))


def _assess(question: Question, text: str, read: DeployedVersion, newest: KnownRelease) -> Assessment:
    outlook, version = question.outlook, read.version
    standing = outlook.standing(version).under(question.deployment.contract, question.as_of)
    patch_unknown = outlook.names_line(version)
    matches = _matches(question, read, patch_unknown=patch_unknown)
    candidates = candidates_of(question, version, standing, matches)
    state = _state(version, newest)
    running = None if patch_unknown else outlook.find(version)
    against = candidates.against(version)
    choice = None if state is State.AHEAD else Chooser(candidates, standing).choose()
    targets = Targets()
    if choice is not None:
        unfit = against is not None or (running is not None and running.withdrawn)
        burdens = [*_burdens(question, candidates, matches, unfit=unfit)]
        leaves = candidates.standing.ending_within(question.policy.support_warn, question.as_of)
        lasts = question.policy.support_warn if leaves else None
        lowest = candidates.lowest(burdens, lasts) if burdens or leaves else None
        targets = Targets(
            fix_minimum=as_target(lowest, version, outlook, standing),
            line=as_target(candidates.line(), version, outlook, standing),
            recommended=as_target(choice.release, version, outlook, standing),
            newest=as_target(newest, version, outlook, standing),
        )
    release = choice.release if choice is not None else None
    return Assessment(
        text=text,
        state=state,
        newest=newest,
        read=read,
        behind=distance(version, newest, running, outlook) if state is State.BEHIND else NOT_BEHIND,
        targets=targets,
        running=running,
        standing=standing,
        choice=choice,
        matches=matches,
        against=against,
        patch_unknown=patch_unknown,
        too_old=question.live and is_too_old(question, standing),
        moves=targets.recommended is not None
        and not (patch_unknown and release is not None and is_under(release.version, version)),
    )


def candidates_of(
    question: Question, version: Version, standing: Standing, matches: tuple[Match, ...]
) -> Candidates:
    """What one could move to from a version, by its support and what affects it."""
    return Candidates(
        deployed=version,
        outlook=question.outlook,
        exposure=question.exposure,
        policy=question.policy,
        standing=standing,
        avoid=question.component.avoid,
        affecting_now=clearly_affecting(matches),
    )


def clearly_affecting(matches: tuple[Match, ...]) -> frozenset[str]:
    """The vulnerabilities among some matches of which nothing is unclear."""
    return frozenset(one.vulnerability.id for one in matches if one.unclear is None)


def lowest_node(versions: Sequence[str], outlook: Outlook) -> tuple[str, DeployedVersion | None]:
    """Return the text of the lowest node and how it was read; None where the version of any cannot be read."""
    rule = outlook.history.rule
    if rule is None:
        return versions[0], None
    read: list[tuple[DeployedVersion, str]] = []
    for text in versions:
        try:
            read.append((explain_deployed(text, rule, outlook.versions), text))
        except UnreadableVersion:
            return text, None
    least, text = min(read, key=lambda pair: pair[0].version)
    return text, least


def _state(version: Version, newest: KnownRelease) -> State:
    if version == newest.version:
        return State.CURRENT
    return State.AHEAD if version > newest.version else State.BEHIND


def _matches(question: Question, read: DeployedVersion, *, patch_unknown: bool) -> tuple[Match, ...]:
    """Tell what affects the deployed version; of a line without a release nothing is clear."""
    found = question.exposure.of(read.version, distributor=read.distributor)
    if not patch_unknown:
        return found
    why = f"'{read.version.text}' names a line and no release"
    return tuple(replace(one, urgency=Urgency.LOW, unclear=one.unclear or why) for one in found)


def _burdens(
    question: Question, candidates: Candidates, matches: tuple[Match, ...], *, unfit: bool
) -> Iterator[Callable[[Candidate], bool]]:
    """What a release must be to end each duty there is or that is about to arise, beside that to leave a line."""
    outlook, policy = question.outlook, question.policy
    mended = frozenset(one.vulnerability.id for one in matches if one.fix and one.unclear is None)
    if mended:
        yield lambda one: not one.affected & mended
    if _lags(outlook, policy, candidates.deployed):
        yield lambda one: not _lags(outlook, policy, one.release.version)
    if unfit:
        yield lambda one: one.sound


def _lags(outlook: Outlook, policy: Policy, version: Version) -> bool:
    """Say whether a version is behind for longer than the policy allows, or soon will be, or by more lines."""
    if policy.lag_days is not None:
        behind_since = outlook.behind_since(version)
        if behind_since is not None and behind_since <= outlook.as_of + policy.support_warn - policy.lag_days:
            return True
    return policy.lag_lines is not None and len(outlook.lines_above(version)) >= policy.lag_lines
