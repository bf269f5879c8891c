"""What was sent and how far it has come, as a table and as JSON."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tracker.model import Delivery, Ending
from tracker.report.feeds import clock_time
from tracker.report.layout import columns, fit
from tracker.text import clean_line

_HEADINGS = ("ID", "MADE", "TO", "WHAT", "STATE", "TRIES", "NEXT")
_GIVING_WAY = (3, 2, 4)


def deliveries_text(listed: Sequence[Delivery], now: datetime, *, width: int) -> str:
    """A line a message, and one with what went wrong."""
    if not listed:
        return "Nothing was sent, and nothing waits to be.\n"
    heading, *rows = columns([_HEADINGS, *(_row(one, now) for one in listed)], width, giving_way=_GIVING_WAY)
    lines = [heading]
    for row, one in zip(rows, listed, strict=True):
        lines.append(row)
        if one.error:
            lines.append(fit(f"    {clean_line(one.error)}", width).rstrip())
    return "\n".join(lines) + "\n"


def deliveries_json(listed: Sequence[Delivery]) -> str:
    """The same as `tracker.deliveries/1`."""
    return json.dumps({"schema": "tracker.deliveries/1", "deliveries": [*map(_plain, listed)]}, indent=2) + "\n"


def ending_text(delivery: Delivery, ending: Ending) -> str:
    """How one try went, in a sentence."""
    why = f": {ending.error}" if ending.error else ""
    return f"{delivery.recipient}: {_what(delivery)} {ending.state.value}{why}"


def _what(one: Delivery) -> str:
    return f"{one.kind.value} of {one.subscription}, {one.occasion}"


def _row(one: Delivery, now: datetime) -> tuple[str, ...]:
    following = clock_time(one.due_at, now) if one.due_at else "-"
    made, state = clock_time(one.made_at, now), one.state.value
    return (
        str(one.id),
        made,
        clean_line(one.recipient),
        clean_line(_what(one)),
        state,
        str(one.attempts),
        following,
    )


def _plain(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "subscription": one.subscription,
        "to": one.recipient,
        "occasion": one.occasion,
        "subject": one.subject,
        "message_id": one.message_id,
        "state": one.state.value,
        "attempts": one.attempts,
        "made_at": _at(one.made_at),
        "tried_at": _at(one.tried_at),
        "next_try_at": _at(one.due_at),
        "error": one.error,
    }


def _at(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
