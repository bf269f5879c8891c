"""What became of duties, in words."""

from collections.abc import Sequence

from tracker.model import DutyEvent, DutyEventKind
from tracker.report.layout import columns

_MOST_EVENTS = 50


def duty_log_text(environment: str, events: Sequence[DutyEvent], *, width: int) -> str:
    """The log of an environment, the latest first and no more of it than is read."""
    rows: list[Sequence[str]] = [("AT", "COMPONENT", "DUTY", "WHAT HAPPENED")]
    latest = [*reversed(events)][:_MOST_EVENTS]
    rows += [
        (str(one.at.date()), one.duty.name, f"{one.duty.code} {one.duty.subject}", happened(one)) for one in latest
    ]
    lines = [environment, "", *columns(rows, width, giving_way=(3, 2, 1))]
    if len(events) > _MOST_EVENTS:
        lines.append(f"and {len(events) - _MOST_EVENTS} earlier: --format json has all")
    return "\n".join(lines) + "\n"


def happened(one: DutyEvent) -> str:
    """What became of a duty, through whom and why."""
    word = one.kind.value.replace("-", " ")
    by = f" by {one.by}" if one.by else ""
    details = one.why or ", ".join(_changed(one)) if one.kind is DutyEventKind.CHANGED else one.why
    return f"{word}{by}: {details}" if details else f"{word}{by}"


def _changed(one: DutyEvent) -> Sequence[str]:
    return [_was(name, before) for name, before in one.before.items()]


def _was(name: str, before: str | None) -> str:
    """Name an earlier value; of an instant its day."""
    day = name.removesuffix("_at")
    return f"{day} was {before[: len('2026-12-31')] if before and day != name else before or 'none'}"
