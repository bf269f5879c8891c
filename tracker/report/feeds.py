"""What is said of feeds and of the hosts they are on: what is left of a quota, when which feed is due."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from tracker.model import HostState


def clock_time(at: datetime, now: datetime) -> str:
    """An instant in UTC, with its day where that is not today."""
    shown = at.astimezone(UTC)
    return f"{shown:%H:%MZ}" if shown.date() == now.astimezone(UTC).date() else f"{shown:%Y-%m-%d %H:%MZ}"


def quota_left(host: HostState, now: datetime) -> str | None:
    """What is left of the quota of a host; None where none is known, or the known one has been filled again."""
    known = None not in {host.quota_limit, host.quota_remaining}
    if not known or host.quota_resets_at is None or host.quota_resets_at <= now:
        return None
    until = clock_time(host.quota_resets_at, now)
    return f"{host.quota_remaining:,} of {host.quota_limit:,} requests left until {until}"


def quota_lines(hosts: Mapping[str, HostState], now: datetime) -> tuple[str, ...]:
    """One line for each host whose quota is known."""
    told = ((name, quota_left(host, now)) for name, host in hosts.items())
    return tuple(f"{name}: {text}" for name, text in told if text)


def next_due(due: Mapping[str, datetime | None], now: datetime) -> str | None:
    """The line on which of some repositories is read next by `tracker run`; None where there is none."""
    first = min(due, key=lambda path: due[path] or now, default=None)
    if first is None:
        return None
    at = due[first]
    return f"next due: {first} {'now' if at is None or at <= now else f'at {clock_time(at, now)}'}"


def due_counted(due: Collection[datetime | None], now: datetime) -> str:
    """How many of some feeds are due, and when the next one is."""
    later = [at for at in due if at is not None and at > now]
    text = f"{len(due) - len(later)} of {len(due)} due now"
    return f"{text}, the next at {clock_time(min(later), now)}" if later else text


def feed_standing(
    polled_at: datetime | None, due_at: datetime | None, interval: timedelta | None, now: datetime
) -> str:
    """When one feed was read, when it is due, and how often it is read."""
    read = f"read {clock_time(polled_at, now)}" if polled_at else "never read"
    due = f"due {clock_time(due_at, now)}" if due_at and due_at > now else "due now"
    often = f", every {pace(interval)}" if interval else ""
    return f"{read}, {due}{often}"


def pace(interval: timedelta) -> str:
    """Say how much time lies between two readings: `60 min`, `6 h`."""
    minutes = round(interval.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
