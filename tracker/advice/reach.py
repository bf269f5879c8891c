"""Whether a range of versions, or a vulnerability, concerns what an entry runs."""

from collections.abc import Callable, Collection, Iterable

from tracker.advice.assessment import assess, candidates_of
from tracker.advice.exposure import Match
from tracker.advice.outlook import is_under
from tracker.advice.question import Question
from tracker.errors import UnreadableVersion
from tracker.model import Reach, Vulnerability
from tracker.record import Record
from tracker.versions import DeployedVersion, Range, Version, explain_deployed

_REACHES = [*Reach]


class Touched(Record):
    """How far something concerns an entry: the text of the node it concerns most, the fix, and what is unclear."""

    reach: Reach
    text: str
    fix: str | None = None
    why: str | None = None


def ids_of(records: Iterable[Vulnerability], asked: str) -> frozenset[str]:
    """The ids, with all aliases, of those records that know a vulnerability by some id; case does not matter."""
    wanted = asked.casefold()
    return frozenset(
        name
        for record in records
        if wanted in {one.casefold() for one in (record.id, *record.aliases)}
        for name in (record.id, *record.aliases)
    )


def reach_of_vulnerability(question: Question, ids: Collection[str]) -> Touched:
    """Say whether a vulnerability, known by some ids, affects any node of an entry."""

    def touch(text: str, read: DeployedVersion) -> Touched:
        unsure = read.distributor or question.outlook.names_line(read.version)
        found = [one for one in question.exposure.of(read.version, distributor=unsure) if _is_of(one, ids)]
        if not found:
            return Touched(reach=Reach.NOT_AFFECTED, text=text)
        match = min(found, key=lambda one: one.unclear is not None)
        fix = match.fix.version.text if match.fix else None
        return Touched(
            reach=Reach.UNCLEAR if match.unclear else Reach.AFFECTED, text=text, fix=fix, why=match.unclear
        )

    return _most(question, touch)


def reach_of_range(question: Question, wanted: Range) -> Touched:
    """Say whether any node of an entry runs a version in a range; the fix is the lowest release out of it."""

    def touch(text: str, read: DeployedVersion) -> Touched:
        wanted.check(read.version.scheme)
        on_line = question.outlook.names_line(read.version)
        if not (_any_under(question, read.version, wanted) if on_line else read.version in wanted):
            return Touched(reach=Reach.NOT_AFFECTED, text=text)
        why = f"'{text}' names a line and no release" if on_line else None
        reach = Reach.UNCLEAR if on_line else Reach.AFFECTED
        return Touched(reach=reach, text=text, fix=_out_of(question, read.version, wanted), why=why)

    return _most(question, touch)


def _most(question: Question, touch: Callable[[str, DeployedVersion], Touched]) -> Touched:
    """The node that is concerned most; one whose version cannot be read may be concerned."""
    rule = question.history.rule
    if rule is None:
        why = f"no release of {question.component.name} is known"
        return Touched(reach=Reach.UNKNOWN, text=question.versions[0], why=why)
    found: list[Touched] = []
    for text in question.versions:
        try:
            found.append(touch(text, explain_deployed(text, rule, question.outlook.versions)))
        except UnreadableVersion as error:
            found.append(Touched(reach=Reach.UNKNOWN, text=text, why=str(error)))
    return min(found, key=lambda one: _REACHES.index(one.reach))


def _is_of(match: Match, ids: Collection[str]) -> bool:
    return any(name in ids for name in (match.vulnerability.id, *match.vulnerability.aliases))


def _any_under(question: Question, line: Version, wanted: Range) -> bool:
    """Say whether any release of a line is in a range."""
    return any(is_under(one.version, line) and one.version in wanted for one in question.history.releases)


def _out_of(question: Question, version: Version, wanted: Range) -> str | None:
    """The lowest stable release above a version that may be moved to and is out of a range."""
    assessed = assess(question)
    if assessed.version is None or assessed.standing is None:
        return None
    candidates = candidates_of(question, assessed.version, assessed.standing, assessed.matches)
    lowest = candidates.lowest([lambda one: one.release.version > version and one.release.version not in wanted])
    return lowest.version.text if lowest else None
