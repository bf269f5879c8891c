"""What one value in a file of the watchlists folder may be; it is a text until it is validated here."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tracker.advice import parse_duration, parse_window


def parse_instant(text: str) -> datetime:
    """Read a day, which means 00:00Z of it, or an RFC 3339 instant, from 1970 to 2199; raises ValueError."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a date such as 2026-01-15") from None
    if not 1970 < instant.year < 2200:
        raise ValueError(f"'{text}' is out of reach: the year must lie between 1970 and 2200")
    if instant.tzinfo is not None:
        return instant.astimezone(UTC)
    if len(text) > len("2026-01-15"):
        raise ValueError(f"'{text}' needs a time zone, such as 2026-01-15T08:00:00Z")
    return instant.replace(tzinfo=UTC)


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be a date such as 2026-01-15")  # noqa: TRY004 - pydantic tells ValueErrors
    return parse_instant(value)


def _day(value: Any) -> date:
    """Read a day that only a time zone makes an instant of."""
    instant = _instant(value)
    if len(value) > len("2026-01-15"):
        raise ValueError(f"'{value}' is not a day such as 2026-01-15")
    return instant.date()


def _line(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if len(text.splitlines()) > 1 or "\t" in text:
        raise ValueError("must be one line without tabs")
    return text


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _term(text: str) -> str:
    if text == "none":
        return text
    try:
        return _duration(text)
    except ValueError as error:
        raise ValueError(f"{error}, nor none") from None


def _window(text: str) -> str:
    parse_window(text)
    return text


def _zone(text: str) -> str:
    # Most checks meet no time zone, and this import reads the folders that zones are in.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"'{text}' is not a time zone such as Europe/Amsterdam") from None
    return text


def as_list(value: Any) -> Any:
    """`to: ann@acme.example` is short for a list of one."""
    return [value] if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_line)]
Duration = Annotated[str, AfterValidator(_duration)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[list[Text], BeforeValidator(as_list), Field(min_length=1)]
Windows = Annotated[list[Annotated[str, AfterValidator(_window)]], BeforeValidator(as_list)]
Zone = Annotated[str, AfterValidator(_zone)]
Term = Annotated[str, AfterValidator(_term)]


class Strict(BaseModel):
    """A mapping that refuses the keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
