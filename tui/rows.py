"""Environments and findings as rows of a table."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import inf

from tracker.model import Finding, Verdict
from tracker.report.wording import SIGNS, covered_until, due_in, move_to, when, why
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Order, Row, natural, number
from tui.line import Role
from tui.source import EnvironmentRow
from tui.words import ROLES, rank

ENVIRONMENT_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="ENVIRONMENT", least=16, most=44, share=5),
    Column(heading="CUSTOMER", least=9, most=32, share=4),
    Column(heading="TIER", least=10, most=12, optional=True),
    Column(heading="BEHIND", least=6, most=8, right=True, optional=True),
    Column(heading="OVERDUE", least=7, most=9, right=True),
    Column(heading="DUE", least=3, most=6, right=True),
    Column(heading="NEXT DUE", least=12, most=13),
)
FINDING_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="NAME", least=10, most=36, share=6),
    Column(heading="DEPLOYED", least=8, most=18, share=1),
    Column(heading="TARGET", least=8, most=18, share=1),
    Column(heading="WHY", least=16, most=26, optional=True),
    Column(heading="DUE", least=12, most=14),
)
_QUIET = frozenset({Verdict.OK, Verdict.WAIVED})


def environment_rows(
    environments: Iterable[EnvironmentRow], failures: Mapping[str, str], now: datetime
) -> tuple[Row, ...]:
    """Make the rows of the portfolio; `failures` names the environments whose last check failed."""
    return tuple(_environment_row(one, one.name in failures, now) for one in environments)


def finding_rows(findings: Iterable[Finding], now: datetime) -> tuple[Row, ...]:
    """Make the rows of one environment."""
    return tuple(_finding_row(one, now) for one in findings)


def _environment_row(row: EnvironmentRow, failed: bool, now: datetime) -> Row:
    summary = row.summary
    names = (row.name, row.customer or "-", row.tier or "-")
    numbers: tuple[str, ...]
    order: tuple[Order, ...]
    if summary is None or row.error is not None:
        numbers, order = ("-", "-", "-"), (number(-1),) * 3
        due, due_at = "unreadable" if row.error else "not checked", None
        verdict = Verdict.UNKNOWN if row.error else None
    else:
        values = (summary.behind, summary.counts.get(Verdict.OVERDUE, 0), summary.counts.get(Verdict.DUE, 0))
        numbers, order = tuple(f"{value:,}" for value in values), tuple(number(value) for value in values)
        due, due_at, verdict = due_in(summary.next_due, now) or "-", summary.next_due, summary.verdict
    if failed:
        due = "failed"
    return _row(row.name, verdict, (*names, *numbers, due), (*map(natural, names), *order, _soon(due_at)))


def _finding_row(finding: Finding, now: datetime) -> Row:
    target = move_to(finding)
    texts = (finding.name, finding.deployed.version, target.version if target else "-", why(finding))
    due_at = covered_until(finding) if finding.verdict is Verdict.WAIVED else finding.due_at
    return _row(
        finding.name,
        finding.verdict,
        (*texts, when(finding, now) or "-"),
        (*map(natural, texts), _soon(due_at)),
    )


def _row(key: str, verdict: Verdict | None, texts: tuple[str, ...], order: tuple[Order, ...]) -> Row:
    sign = "" if verdict is None else SIGNS[verdict]
    role = Role.MUTED if verdict is None else ROLES[verdict]
    plain = Role.MUTED if verdict is None or verdict in _QUIET else Role.PLAIN
    return Row(
        key=key,
        cells=(sign, *(clean_line(text) for text in texts)),
        order=(number(len(Verdict) if verdict is None else rank(verdict)), *order),
        roles=(role, *(plain,) * (len(texts) - 1), role),
    )


def _soon(due_at: datetime | None) -> Order:
    return number(inf if due_at is None else due_at.timestamp())
