"""Rows under headings as CSV, as a Markdown table and as JSON."""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO

from tracker.model import Check, Finding
from tracker.record import Record
from tracker.report.markdown import escape
from tracker.report.wording import move_to, why
from tracker.text import clean_line

# What makes a program for sheets compute a cell (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


class Sheet(Record):
    """Rows of texts under headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    def csv(self) -> str:
        """As CSV (RFC 4180); a cell that would be a formula begins with an apostrophe."""
        file = StringIO()
        writer = csv.writer(file)
        writer.writerows([[*map(_disarmed, row)] for row in (self.headings, *self.rows)])
        return file.getvalue()

    def markdown(self) -> str:
        """As a table below a heading, with nothing in it that Markdown gives a meaning to."""
        rows = [_row(map(escape, row)) for row in (self.headings, *self.rows)]
        rows.insert(1, _row(["---"] * len(self.headings)))
        return "\n".join((f"# {escape(self.title)}", "", *rows)) + "\n"

    def json(self) -> str:
        """As `tracker.view/1`: an object for each row, by its headings."""
        rows = [dict(zip(self.headings, row, strict=True)) for row in self.rows]
        return json.dumps({"schema": "tracker.view/1", "title": self.title, "rows": rows}, indent=2) + "\n"


def _row(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _disarmed(text: str) -> str:
    cell = clean_line(text, 32_000)
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != "-" else cell


def findings_sheet(check: Check) -> Sheet:
    """A row for each finding of an environment."""
    rows = [_cells(check, one) for one in check.findings]
    return Sheet(title=check.environment, headings=_HEADINGS, rows=rows)


_HEADINGS = (
    *("environment", "customer", "tier", "name", "component", "repository", "deployed", "released", "target"),
    *(
        "verdict",
        "urgency",
        "due",
        "why",
        "releases behind",
        "days behind",
        "line",
        "support",
        "support ends",
        "page",
    ),
)


def _cells(check: Check, finding: Finding) -> Sequence[str]:
    target, behind, support = move_to(finding), finding.behind, finding.support
    released, ends = finding.deployed.released_at, support.ends_at
    return (
        *(check.environment, check.customer, check.tier.value),
        *(finding.name, finding.component, finding.repository, finding.deployed.version),
        *(f"{released:%Y-%m-%d}" if released else "", target.version if target else ""),
        *(finding.verdict.value, finding.urgency.value),
        *(f"{finding.due_at:%Y-%m-%d}" if finding.due_at else "", why(finding)),
        *("" if count is None else str(count) for count in (behind.releases, behind.days)),
        *(support.line or "", support.phase.value, f"{ends:%Y-%m-%d}" if ends else ""),
        target.url or "" if target else "",
    )
