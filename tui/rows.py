"""Findings as rows of a table, and what rows with a verdict share."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from tracker.model import Finding, Verdict
from tracker.report.wording import SIGNS, covered_until, move_to, when, why
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Order, Row, soon
from tui.line import Role
from tui.words import ROLES, rank

FINDING_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="NAME", least=10, most=36, share=6),
    Column(heading="DEPLOYED", least=8, most=26, share=2),
    Column(heading="TARGET", least=8, most=26, share=2),
    Column(heading="WHY", least=16, most=40, share=3, optional=True),
    Column(heading="DUE", least=12, most=14),
)
_QUIET = frozenset({Verdict.OK, Verdict.WAIVED})


def finding_rows(findings: Iterable[Finding], now: datetime) -> tuple[Row, ...]:
    """Make the rows of one environment."""
    return tuple(_finding_row(one, now) for one in findings)


def _finding_row(finding: Finding, now: datetime) -> Row:
    target = move_to(finding)
    texts = (finding.name, finding.deployed.version, target.version if target else "-", why(finding))
    due_at = covered_until(finding) if finding.verdict is Verdict.WAIVED else finding.due_at
    return verdict_row(
        finding.name,
        finding.verdict,
        (*texts, when(finding, now) or "-"),
        (*texts, soon(due_at)),
    )


def verdict_row(key: str, verdict: Verdict | None, texts: tuple[str, ...], order: tuple[Order, ...]) -> Row:
    """Make a row whose first cell is the sign of a verdict; None is no verdict."""
    sign = "" if verdict is None else SIGNS[verdict]
    role = Role.MUTED if verdict is None else ROLES[verdict]
    plain = Role.MUTED if verdict is None or verdict in _QUIET else Role.PLAIN
    return Row(
        key=key,
        cells=(sign, *map(_cleaned, texts)),
        order=(rank(verdict), *order),
        roles=(role, *(plain,) * (len(texts) - 1), role),
    )


# The rows are made anew whenever one of them changes, of the same texts but for a few.
_cleaned = lru_cache(maxsize=16_384)(clean_line)
