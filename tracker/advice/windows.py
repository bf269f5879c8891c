"""When an environment may be changed next."""

from datetime import datetime

from tracker.model import Calendar, Opening


def next_opening(calendar: Calendar, after: datetime, before: datetime | None) -> Opening | None:  # noqa: ARG001
    """The next window."""
    return None
