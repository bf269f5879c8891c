"""What would become of an environment, as Markdown."""

from collections.abc import Iterator

from tracker.model import Difference, Turn, WhatIf

MARKS = {Turn.NEW: "+", Turn.GONE: "-", Turn.CHANGED: "~", Turn.SAME: ""}


def what_if_markdown(answer: WhatIf) -> str:
    """A section on what was supposed, how many findings come, go and change, and a table of these."""
    from tracker.report.markdown import escape  # reading its templates takes time

    changed = [one for one in answer.differences if one.turn is not Turn.SAME]
    lines = [f"## What if: {escape(answer.before.environment)}", "", *(f"- {one}" for one in _supposed(answer))]
    lines += ["", f"{totals(answer)}; {answer.before.verdict} would be {answer.after.verdict}."]
    if changed:
        lines += ["", "| | name | now | then | what changes |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(one) for one in changed]
    if answer.objections:
        lines += ["", "Against it:", "", *(f"- {escape(one.text)}" for one in answer.objections)]
    return "\n".join(lines) + "\n"


def totals(answer: WhatIf) -> str:
    """How many findings come, go and change."""
    turns = [one.turn for one in answer.differences]
    told = [(Turn.NEW, "new"), (Turn.GONE, "gone"), (Turn.CHANGED, "changed")]
    return ", ".join(f"{turns.count(turn)} {word}" for turn, word in told)


def clauses(one: Difference) -> str:
    """What changes for an entry beside its verdict, what is worse first."""
    verdicts = f"{one.before.verdict} became {one.after.verdict}"
    told = "; ".join(clause for clause in (*one.worse, *one.better) if clause != verdicts)
    same = one.before.verdict is one.after.verdict and one.turn is Turn.CHANGED
    return told or ("when, or whereto" if same else "")


def _supposed(answer: WhatIf) -> Iterator[str]:
    from tracker.report.markdown import escape  # reading its templates takes time

    running = {one.before.name: one.before.deployed.version for one in answer.differences}
    for name, version in answer.versions.items():
        yield f"{escape(name)} {escape(running.get(name, ''))} becomes {escape(version)}"
    if answer.policy:
        yield f"policy {escape(answer.policy)}"
    if not answer.versions and not answer.policy:
        yield "nothing is supposed"


def _row(one: Difference) -> str:
    from tracker.report.markdown import escape  # reading its templates takes time

    cells = (
        MARKS[one.turn],
        escape(one.after.name),
        f"{one.before.verdict} {escape(one.before.deployed.version)}",
        f"{one.after.verdict} {escape(one.after.deployed.version)}",
        escape(clauses(one)),
    )
    return f"| {' | '.join(cells)} |"
