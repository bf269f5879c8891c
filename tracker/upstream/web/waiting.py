"""How long a server asks to be left alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(hours=24)


def asks_to_wait(status: int, headers: Mapping[str, str]) -> bool:
    """Say whether an answer asks the client to leave the host alone.

    429 does, and 503 or GitHub's 403 where they say for how long or that the budget is exhausted; a 503 without
    is one server's fault and says nothing of the other feeds.
    """
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    return status == 429 or (status in {403, 503} and (exhausted or "retry-after" in headers))


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return when to ask again, between one minute and 24 hours from now; a minute where nothing is said."""
    asked = _retry_after(headers.get("retry-after", ""), now) or _reset(headers.get("x-ratelimit-reset", ""))
    return min(max(asked or now, now + _SHORTEST), now + _LONGEST)


def _retry_after(text: str, now: datetime) -> datetime | None:
    """Read Retry-After as seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after)."""
    if text.isascii() and text.isdecimal():
        return now + timedelta(seconds=_bounded(text))
    try:
        date = parsedate_to_datetime(text)
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _reset(text: str) -> datetime | None:
    """Read the epoch second at which GitHub's budget is filled again."""
    return datetime.fromtimestamp(_bounded(text), UTC) if text.isascii() and text.isdecimal() else None


def _bounded(text: str) -> int:
    return int(text) if len(text) <= 10 else 10**10
