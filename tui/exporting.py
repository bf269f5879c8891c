"""Writing what is in view to a file: as Markdown, as CSV or as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType

from tracker.model import Check, Finding
from tracker.text import clean_line
from tui.copying import narrowed
from tui.filter import TableRow
from tui.question import Question
from tui.words import counted


class Form(Enum):
    """How a view is written; the value is the ending of the file."""

    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"

    @property
    def ending(self) -> str:
        """What the name of the file ends with."""
        return self.value


class View(Protocol):
    """What can be written; `what` names it for people, and `stem` in the name of a file."""

    @property
    def what(self) -> str:
        """Name it in a few words."""

    @property
    def stem(self) -> str:
        """What the name of the file begins with."""

    def written(self, form: Form) -> str:
        """Write it; takes a worker's time."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The rows of a table as they stand on the screen, uncut."""

    stem: str
    headings: Sequence[str]
    rows: Sequence[TableRow]

    @property
    def what(self) -> str:
        """How many rows."""
        return counted(len(self.rows), "row")

    def written(self, form: Form) -> str:
        """Write the cells under their headings."""
        from tracker.report.sheet import Sheet

        headings = [heading.lower() or "sign" for heading in self.headings]
        sheet = Sheet(title=self.stem, headings=headings, rows=[one.cells for one in self.rows])
        return {Form.CSV: sheet.csv, Form.MARKDOWN: sheet.markdown, Form.JSON: sheet.json}[form]()


@dataclass(frozen=True, slots=True)
class FindingsView:
    """Findings of one environment; nothing of another one is in what is written."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def what(self) -> str:
        """The name of the finding, or how many."""
        many = len(self.findings) != 1
        return counted(len(self.findings), "finding") if many else clean_line(self.findings[0].name)

    @property
    def stem(self) -> str:
        """The environment, and the finding where it is one."""
        alone = len(self.findings) == 1 < len(self.check.findings)
        return f"{self.check.environment}-{self.findings[0].name}" if alone else self.check.environment

    def written(self, form: Form) -> str:
        """Write them as `tracker check` does, or as a sheet with a row for each."""
        check = narrowed(self.check, self.findings)
        if form is Form.CSV:
            from tracker.report.sheet import findings_sheet

            return findings_sheet(check).csv()
        if form is Form.JSON:
            from tracker.report.machine import checks_json

            return "".join(checks_json([check], several=False))
        from tracker.report.markdown import checks_markdown

        return checks_markdown([check])


class ExportScreen(Question[Form], inherit_bindings=False):
    """Which form to write in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,enter", "take('MARKDOWN')", "Markdown", id="export.markdown", tooltip="Write Markdown"),
        Binding("c,e", "take('CSV')", "CSV", id="export.csv", tooltip="Write a sheet for other programs"),
        Binding("j", "take('JSON')", "JSON", id="export.json", tooltip="Write JSON, as the command does"),
        Binding("escape,q,left,backspace", "leave", "Write nothing", id="export.leave"),
    ]

    def __init__(self, what: str) -> None:
        super().__init__(f"Write {what} to a file as", "It gets a name of its own; no other file is overwritten.")

    def action_take(self, name: str) -> None:
        """Write in a form."""
        self.dismiss(Form[name])
