"""Two environments side by side as rows, and one component of them as a page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from tracker.model import Finding, Pair, Relation, SideBySide
from tracker.report.side_by_side import SIGNS, differs, duties_apart, side_name
from tracker.report.wording import due_in
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Row
from tui.line import Line, Role, line, span
from tui.words import ROLES, day, rank, standing_word

COMPARE_COLUMNS = (
    Column(heading="NAME", least=10, most=30, share=5),
    Column(heading="LEFT", least=8, most=18, share=2),
    Column(heading="", least=2, most=2),
    Column(heading="RIGHT", least=8, most=18, share=2),
    Column(heading="LEFT IS", least=9, most=20),
    Column(heading="RIGHT IS", least=9, most=20),
    Column(heading="ONLY THERE", least=15, most=16, optional=True),
)
_RELATIONS = [*Relation]
_ROLES: Mapping[Relation, Role] = {
    Relation.ONLY_LEFT: Role.UNKNOWN,
    Relation.ONLY_RIGHT: Role.UNKNOWN,
    Relation.OLDER: Role.DUE,
    Relation.NEWER: Role.ADVICE,
    Relation.UNCLEAR: Role.UNKNOWN,
    Relation.SAME: Role.MUTED,
}


def pair_key(one: Pair) -> str:
    """What tells a pair from all others: both names, of which none holds a line break."""
    return "\n".join(finding.name if finding else "" for finding in (one.left, one.right))


def pair_row(one: Pair) -> Row:
    """Make the row of a component."""
    sign = SIGNS[one.standing]
    texts = (one.name, _version(one.left), sign, _version(one.right), *map(_verdict, (one.left, one.right)))
    plain = Role.PLAIN if differs(one) else Role.MUTED
    return Row(
        key=pair_key(one),
        cells=(*map(clean_line, texts), _apart(one)),
        order=(
            one.name,
            texts[1],
            _RELATIONS.index(one.standing),
            texts[3],
            _rank(one.left),
            _rank(one.right),
            sum(map(len, duties_apart(one))),
        ),
        roles=(plain, plain, _ROLES[one.standing], plain, _role(one.left), _role(one.right), plain),
    )


def _apart(one: Pair) -> str:
    """How many duties only one side has."""
    left, right = map(len, duties_apart(one))
    return ", ".join(f"{side} {count}" for side, count in (("left", left), ("right", right)) if count)


def _version(finding: Finding | None) -> str:
    return finding.deployed.version if finding else "-"


def _verdict(finding: Finding | None) -> str:
    return standing_word(finding) if finding else "-"


def _rank(finding: Finding | None) -> int:
    return rank(finding.verdict) if finding else -1


def _role(finding: Finding | None) -> Role:
    return ROLES[finding.verdict] if finding else Role.MUTED


def pair_lines(one: Pair, found: SideBySide) -> tuple[Line, ...]:
    """Write both sides of a component, and the duties that only one of them has."""
    left, right = duties_apart(one)
    return (
        line(span(clean_line(one.name), Role.STRONG)),
        line(
            span(
                f"{one.standing} on the left" if one.left and one.right else str(one.standing),
                _ROLES[one.standing],
            )
        ),
        *_side(f"Left: {side_name(found.left)}", one.left, found.left.as_of),
        *_side(f"Right: {side_name(found.right)}", one.right, found.right.as_of),
        *_duties("Duties only on the left", left),
        *_duties("Duties only on the right", right),
    )


def _side(title: str, finding: Finding | None, as_of: datetime) -> Iterator[Line]:
    yield Line()
    yield line(span(clean_line(title), Role.HEADING))
    if finding is None:
        yield line(span("  is not deployed", Role.MUTED))
        return
    target, ends = finding.targets.recommended, day(finding.support.ends_at, "unknown")
    due = due_in(finding.due_at, as_of)
    yield line(
        f"  {clean_line(' and '.join(finding.deployed.versions))}",
        span(f"   {standing_word(finding)}", _role(finding)),
    )
    yield line(f"  recommended   {clean_line(target.version) if target else '-'}")
    yield line(f"  support       {finding.support.phase}, end {ends}")
    yield line(f"  due           {due or '-'}")


def _duties(title: str, keys: Iterable[str]) -> Iterator[Line]:
    told = [*keys]
    if told:
        yield Line()
        yield line(span(f"{title} ({len(told)})", Role.HEADING))
        yield from (line(f"  {clean_line(key)}", hang=4) for key in told)
