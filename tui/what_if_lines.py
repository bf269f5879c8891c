"""What would become of an environment, as rows, and of one entry, as a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import groupby

from tracker.model import Difference, Finding, Turn, Verdict, WhatIf
from tracker.report.what_if import MARKS, clauses, totals
from tracker.report.wording import SIGNS
from tracker.text import clean_line
from tui.columns import Column
from tui.detail_facts import finding_and_facts
from tui.filter import Row
from tui.line import Line, Role, Span, first_of, line, span
from tui.words import ROLES, counted, rank, standing_word, verdict_word

_first_clause = partial(first_of, separator="; ")
WHAT_IF_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="NAME", least=10, most=30, share=12),
    Column(heading="DEPLOYED", least=8, most=16, share=4),
    Column(heading="SUPPOSED", least=8, most=16, share=4),
    Column(heading="NOW", least=7, most=18),
    Column(heading="THEN", least=7, most=18),
    Column(heading="WHAT CHANGES", least=16, most=60, share=6, optional=True, draw=_first_clause),
)
# A clause with a hundred vulnerabilities in it.
_LONGEST = 4000
_TURNS = [*Turn]
_ROLES: Mapping[Turn, Role] = {
    Turn.NEW: Role.DUE,
    Turn.GONE: Role.OK,
    Turn.CHANGED: Role.ADVICE,
    Turn.SAME: Role.MUTED,
}


def what_if_row(one: Difference, supposed: Mapping[str, str]) -> Row:
    """Make the row of an entry."""
    before, after = one.before, one.after
    texts = (before.name, before.deployed.version, supposed.get(before.name, ""), *_verdicts(one), clauses(one))
    plain = Role.MUTED if one.turn is Turn.SAME else Role.PLAIN
    return Row(
        key=before.name,
        cells=(f" {MARKS[one.turn]}".rstrip(), *(clean_line(text, _LONGEST) for text in texts)),
        order=(
            _TURNS.index(one.turn),
            *texts[:3],
            rank(before.verdict),
            rank(after.verdict),
            texts[5],
        ),
        roles=(_ROLES[one.turn], plain, plain, Role.KEY, _role(one, before), _role(one, after), plain),
    )


def _verdicts(one: Difference) -> tuple[str, str]:
    return standing_word(one.before), standing_word(one.after)


def _role(one: Difference, finding: Finding) -> Role:
    return Role.MUTED if one.turn is Turn.SAME else ROLES[finding.verdict]


def what_if_counts(answer: WhatIf) -> tuple[Span, ...]:
    """Count verdicts as they are and would be, and what comes, goes and changes."""
    now, then = _counts(answer.before.findings), _counts(answer.after.findings)
    told = [
        span(
            f"{SIGNS[verdict].strip()} {_move(now[verdict], then[verdict])} {verdict_word(verdict)}  ",
            ROLES[verdict],
        )
        for verdict in Verdict
        if now[verdict] or then[verdict]
    ]
    return (span(f"{totals(answer)}   ", Role.STRONG), *told)


def _counts(findings: Iterable[Finding]) -> Counter[Verdict]:
    return Counter(one.verdict for one in findings)


def _move(now: int, then: int) -> str:
    return f"{now:,}" if now == then else f"{now:,} -> {then:,}"


def what_if_about(answer: WhatIf) -> str:
    """Say how much is supposed."""
    told = [counted(len(answer.versions), "version")] if answer.versions else []
    told += [f"policy {answer.policy}"] if answer.policy else []
    return clean_line(f"{' and '.join(told)} supposed" if told else "nothing is supposed")


def what_if_remark(answer: WhatIf) -> str:
    """What speaks against the versions."""
    if not answer.objections:
        return ""
    more = f" and {len(answer.objections) - 1} more" if len(answer.objections) > 1 else ""
    return clean_line(f"Against it{more}: {answer.objections[0].text}")


def difference_lines(one: Difference, answer: WhatIf, now: datetime) -> tuple[Line, ...]:
    """Write what would become of an entry, and the finding there would be."""
    return (*_head(one, answer), *finding_and_facts(one.after, now))


def _head(one: Difference, answer: WhatIf) -> Iterator[Line]:
    was, then = _verdicts(one)
    version = answer.versions.get(one.before.name)
    moved = f" would be {clean_line(version)}" if version else ""
    running = clean_line(one.before.deployed.version)
    yield line(span(clean_line(one.before.name), Role.STRONG), f"   {running}{moved}")
    told = f"{was} would be {then}" if was != then else f"{was} as before"
    yield line(span(told, _ROLES[one.turn]))
    for words, role in ((one.worse, Role.DUE), (one.better, Role.OK)):
        for clause in _gathered(words):
            yield line(span(f"  {clean_line(clause, _LONGEST)}", role), hang=4)
    for reason in answer.objections:
        if version and version in reason.text:
            yield line(span(f"  against it: {clean_line(reason.text)}", Role.UNKNOWN), hang=4)
    yield Line()


def _gathered(clauses: Iterable[str]) -> Iterator[str]:
    """Tell in one clause of all duties that close, and of all that are new; there may be fifty."""
    for turn, together in groupby(clauses, key=lambda clause: clause.partition(": ")[0]):
        told = [*together]
        if turn in {"closed", "new"} and len(told) > 1:
            duties = ", ".join(clause.removeprefix(f"{turn}: ").removeprefix("vulnerable ") for clause in told)
            yield f"{turn} ({len(told)}): {duties}"
        else:
            yield from told
