"""How long a server asks to be left alone, and what it says of its quota."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tracker.model import HostState
from tracker.record import replace

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(hours=24)
_MOST_STRIKES = 11  # a minute doubled so often is more than a day


def asks_to_wait(status: int, headers: Mapping[str, str]) -> bool:
    """Say whether an answer asks the client to leave the host alone.

    429 does, and 503 or GitHub's 403 where they say for how long or that the budget is exhausted; a 503 without
    is one server's fault and says nothing of the other feeds.
    """
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    return status == 429 or (status in {403, 503} and (exhausted or "retry-after" in headers))


def paused(state: HostState, headers: Mapping[str, str], now: datetime, luck: float) -> HostState:
    """Leave a host alone for as long as it asks, between one minute and 24 hours.

    Where it does not say for how long, a minute, doubled each time in a row; `luck`, between 0 and 1, takes up to
    half of that off, so that many clients do not come back together.
    """
    asked = _retry_after(headers.get("retry-after", ""), now) or _reset(headers)
    strikes = state.strikes if asked else min(state.strikes + 1, _MOST_STRIKES)
    backing_off = _SHORTEST * 2.0 ** (strikes - 1) * (1 - luck / 2)
    until = min(max(asked or now + backing_off, now + _SHORTEST), now + _LONGEST)
    return replace(state, paused_until=until, strikes=strikes)


def with_quota(state: HostState, headers: Mapping[str, str], now: datetime) -> HostState:
    """Take over what a host says of its quota, and of its next one, believed to be within 24 hours.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    limit, remaining = _number(headers, "x-ratelimit-limit"), _number(headers, "x-ratelimit-remaining")
    if limit is None or remaining is None:
        return state
    return replace(
        state,
        quota_limit=limit,
        quota_remaining=remaining,
        quota_resets_at=min(_reset(headers) or now, now + _LONGEST),
    )


def closed_until(state: HostState, now: datetime) -> datetime | None:
    """Return until when a host is not asked, None where it may be: it asked to wait, or its quota is used up.

    What lies further ahead than a host can ask for was stored by a clock that ran ahead.
    """
    used_up = state.quota_resets_at if state.quota_remaining == 0 else None
    known = (at for at in (state.paused_until, used_up) if at and now < at <= now + _LONGEST)
    return max(known, default=None)


def _retry_after(text: str, now: datetime) -> datetime | None:
    """Read Retry-After as seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after)."""
    if text.isascii() and text.isdecimal():
        return now + timedelta(seconds=_bounded(text))
    try:
        date = parsedate_to_datetime(text)
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """Read the epoch second at which GitHub's budget is filled again."""
    second = _number(headers, "x-ratelimit-reset")
    return None if second is None else datetime.fromtimestamp(second, UTC)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "")
    return _bounded(text) if text.isascii() and text.isdecimal() else None


def _bounded(text: str) -> int:
    return int(text) if len(text) <= 10 else 10**10
