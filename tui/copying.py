"""Taking findings along: as a line, as Markdown or as a web address."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.model import Check, Finding
from tracker.record import replace
from tracker.report.wording import move_to, when, why
from tracker.text import clean_line
from tui.browser import web_address
from tui.question import Question
from tui.words import finding_release, standing_word


class Shape(StrEnum):
    """How findings are written."""

    LINE = "a line"
    MARKDOWN = "Markdown"
    URL = "a web address"


def written(checks: Sequence[Check], shape: Shape) -> str:
    """Write the findings of some checks; nothing else of them is in it. Markdown takes a worker's time."""
    if shape is Shape.LINE:
        return "\n".join(_line(check, one) for check in checks for one in check.findings)
    if shape is Shape.URL:
        return "\n".join(addresses([one for check in checks for one in check.findings]))
    from tracker.report.markdown import checks_markdown

    return checks_markdown(checks)


def narrowed(check: Check, findings: Sequence[Finding]) -> Check:
    """Leave in a check some of its findings, and of the feeds that failed those they are of."""
    components = {one.component for one in findings}
    failed = tuple(one for one in check.polling.failed if one.component in components)
    return replace(check, findings=tuple(findings), polling=replace(check.polling, failed=failed))


def addresses(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The pages of the releases to move to, each once."""
    releases = [release for one in findings if (release := finding_release(one))]
    return tuple(dict.fromkeys(url for one in releases if (url := web_address(one.url))))


def _line(check: Check, finding: Finding) -> str:
    target = move_to(finding)
    move = f" -> {target.version}" if target else ""
    told = (f"{finding.deployed.version}{move}", standing_word(finding), why(finding), when(finding, check.as_of))
    parts = [check.environment, finding.name, *dict.fromkeys(filter(None, told))]
    return "  ".join(map(clean_line, parts))


class CopyScreen(Question[Shape], inherit_bindings=False):
    """Which shape to copy in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,y,enter", "take('LINE')", "Line", id="copy.line", tooltip="Copy a line for each finding"),
        Binding("m", "take('MARKDOWN')", "Markdown", id="copy.markdown", tooltip="Copy Markdown"),
        Binding("u", "take('URL')", "URL", id="copy.url", tooltip="Copy the addresses of the releases"),
        Binding("escape,q,left,backspace", "leave", "Copy nothing", id="copy.leave"),
    ]

    def __init__(self, what: str, why_no_address: str | None) -> None:
        super().__init__(f"Copy {what} as", why_no_address or "")
        self._why_no_address = why_no_address

    def why_not(self, action: str) -> str | None:
        """Say why there is no address to copy."""
        return self._why_no_address if action == "take('URL')" else None

    def action_take(self, name: str) -> None:
        """Copy in a shape."""
        if self.why_not(f"take('{name}')") is None:
            self.dismiss(Shape[name])
