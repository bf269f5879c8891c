"""The ends of support of an environment's findings as rows on one axis of time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from tracker.model import Code, Finding, Phase, Verdict
from tracker.record import Record
from tracker.report.wording import SIGNS
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Row, soon
from tui.line import Role, Span, span
from tui.plots import Axis, support
from tui.words import ROLES, day, rank

_DATE = 12  # cells before the axis
_BACK, _AHEAD = timedelta(days=730), timedelta(days=5 * 365)
_LEAST_BACK, _LEAST_AHEAD = timedelta(days=60), timedelta(days=365)
_SOON = timedelta(days=90)
_ABOUT_SUPPORT = frozenset({Code.SUPPORT_ENDED, Code.SUPPORT_ENDING})


class Reach(Record):
    """How far an axis reaches back and ahead."""

    back: timedelta = _LEAST_BACK
    ahead: timedelta = _LEAST_AHEAD

    def axis(self, now: datetime, width: int) -> Axis:
        """Lay the span over so many cells."""
        return Axis(start=now - self.back, end=now + self.ahead, width=width)


def reach_of(findings: Iterable[Finding], now: datetime) -> Reach:
    """How far an axis must reach for the ends of support of findings: two years back and five ahead at most."""
    ends = [one.support.ends_at - now for one in findings if one.support.ends_at]
    back, ahead = -min(ends, default=timedelta()), max(ends, default=timedelta())
    return Reach(
        back=min(max(back * 1.05, _LEAST_BACK), _BACK), ahead=min(max(ahead * 1.05, _LEAST_AHEAD), _AHEAD)
    )


def support_columns(axis: Callable[[int], Axis], now: Callable[[], datetime]) -> tuple[Column, ...]:
    """The columns of the timeline; `axis` lays it over so many cells."""

    def draw(text: str, width: int) -> str:
        ends_at = datetime.fromisoformat(text).replace(tzinfo=UTC) if text != _UNKNOWN else None
        return f"{text:<{_DATE}}{support(ends_at, now(), axis(max(width - _DATE, 1)))}"

    def head(text: str, width: int) -> str:
        return f"{text:<{_DATE}}{axis(max(width - _DATE, 1)).ticks()}"

    return (
        Column(heading="", least=2, most=2),
        Column(heading="NAME", least=10, most=28, share=8),
        Column(heading="LINE", least=4, most=8, share=8, optional=True),
        Column(heading="ENDS", least=38, most=200, share=8, draw=draw, head=head),
    )


_UNKNOWN = "unknown"


def support_rows(findings: Iterable[Finding]) -> tuple[Row, ...]:
    """Make the rows of the timeline, the earliest end first and what has none known last."""
    ordered = sorted(findings, key=lambda one: (soon(one.support.ends_at), one.name))
    return tuple(map(_row, ordered))


def _row(finding: Finding) -> Row:
    role = _role(finding)
    texts = (finding.name, finding.support.line or "-", day(finding.support.ends_at, _UNKNOWN))
    return Row(
        key=finding.name,
        cells=(SIGNS[finding.verdict], *map(clean_line, texts)),
        order=(rank(finding.verdict), *texts[:2], soon(finding.support.ends_at)),
        roles=(ROLES[finding.verdict], Role.PLAIN, Role.MUTED, role),
    )


def _role(finding: Finding) -> Role:
    """The colour of an end of support: that of the verdict where a duty is about it."""
    if any(duty.code in _ABOUT_SUPPORT for duty in finding.duties):
        return ROLES[finding.verdict]
    return Role.MUTED if finding.support.ends_at is None else ROLES[Verdict.OK]


def support_counts(findings: Sequence[Finding], now: datetime) -> tuple[Span, ...]:
    """Count whose support has ended, ends soon, or has no known end."""
    left = [one.support.ends_at - now for one in findings if one.support.ends_at]
    told = (
        (sum(1 for one in findings if one.support.phase is Phase.ENDED), "support ended", Role.OVERDUE),
        (sum(1 for one in left if timedelta() < one <= _SOON), "ends within 90 days", Role.DUE),
        (sum(1 for one in left if one > _SOON), "later", Role.OK),
        (sum(1 for one in findings if one.support.ends_at is None), "no end known", Role.UNKNOWN),
    )
    return tuple(span(f"{count:,} {words}  ", role) for count, words, role in told if count)
