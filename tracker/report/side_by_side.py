"""Two environments, or one at two instants, next to each other."""

from collections import Counter

from tracker.model import Finding, Pair, Relation, Side, SideBySide

SIGNS = {
    Relation.ONLY_LEFT: "<-",
    Relation.ONLY_RIGHT: "->",
    Relation.OLDER: "<",
    Relation.NEWER: ">",
    Relation.UNCLEAR: "?",
    Relation.SAME: "=",
}


def side_by_side_markdown(found: SideBySide) -> str:
    """A section with a table of what differs."""
    from tracker.report.markdown import escape  # reading its templates takes time

    left, right = side_name(found.left), side_name(found.right)
    lines = [f"## {escape(left)} and {escape(right)}", "", f"{counted(found)}."]
    differing = [one for one in found.pairs if differs(one)]
    if differing:
        lines += ["", f"| name | {escape(left)} | | {escape(right)} | duties |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(one) for one in differing]
    return "\n".join(lines) + "\n"


def side_name(side: Side) -> str:
    """An environment, with the day where one was asked for."""
    return f"{side.environment} on {side.as_of.date()}" if side.asked else side.environment


def counted(found: SideBySide) -> str:
    """How many entries stand how."""
    counts = Counter(one.standing for one in found.pairs)
    told = [f"{counts[one]} {WORDS[one]}" for one in Relation if counts[one]]
    return ", ".join(told) or "nothing is deployed on either side"


WORDS = {
    Relation.ONLY_LEFT: "only on the left",
    Relation.ONLY_RIGHT: "only on the right",
    Relation.OLDER: "older on the left",
    Relation.NEWER: "newer on the left",
    Relation.UNCLEAR: "unclear",
    Relation.SAME: "the same",
}


def differs(one: Pair) -> bool:
    """Whether versions, verdicts or duties differ."""
    if one.left is None or one.right is None or one.standing is not Relation.SAME:
        return True
    return one.left.verdict is not one.right.verdict or any(duties_apart(one))


def duties_apart(one: Pair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The open duties that only the left has, and those that only the right has, as decisions name them."""
    left, right = _open(one.left), _open(one.right)
    return tuple(key for key in left if key not in right), tuple(key for key in right if key not in left)


def duty_words(one: Pair) -> str:
    """What differs in duties, in few words."""
    left, right = duties_apart(one)
    told = [f"left: {', '.join(left)}"] if left else []
    return "; ".join([*told, f"right: {', '.join(right)}"] if right else told)


def _open(finding: Finding | None) -> tuple[str, ...]:
    from tracker.advice.matters import key_of  # what judges is not needed for the first screen

    duties = finding.duties if finding else ()
    return tuple(key_of(duty) for duty in duties if duty.decision is None)


def _row(one: Pair) -> str:
    from tracker.report.markdown import escape  # reading its templates takes time

    cells = (escape(one.name), _cell(one.left), escape(SIGNS[one.standing]), _cell(one.right))
    return f"| {' | '.join(cells)} | {escape(duty_words(one))} |"


def _cell(finding: Finding | None) -> str:
    from tracker.report.markdown import escape  # reading its templates takes time

    return f"{escape(finding.deployed.version)} {finding.verdict}" if finding else ""
