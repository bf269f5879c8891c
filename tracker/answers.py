"""Answers of services, read field by field: cleaned, bounded, and refused where they are not as documented."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from tracker.errors import BadAnswer
from tracker.text import clean_line, is_clean_name

_LONGEST_ADDRESS = 2000


def _name(text: str) -> str:
    if not is_clean_name(text):
        raise ValueError("should be one clean line of at most 255 characters")
    return text


def _instant(said: Any) -> datetime:
    at = datetime.fromisoformat(_text(said))
    if at.tzinfo is None:
        raise ValueError("should have a time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("should be an instant of our era") from None


def _start_of(said: Any) -> datetime:
    return datetime.combine(date.fromisoformat(_text(said)), datetime.min.time(), UTC)


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise ValueError("should be a text")  # noqa: TRY004 - pydantic takes it for the field's fault
    return said


# Instants are RFC 3339 in the answer; a day becomes its start in UTC.
Line = Annotated[str, AfterValidator(clean_line)]
Name = Annotated[str, AfterValidator(_name)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[datetime, BeforeValidator(_start_of)]


class Answer(BaseModel):
    """A part of an answer: what is not named in it is ignored, and no type stands in for another."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


Part = TypeVar("Part", bound=Answer)


def read_answer(body: bytes, kind: type[Part]) -> Part:
    """Read a whole answer; raises BadAnswer, whose message says what is wrong, to follow whose answer it is."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        what = "a page for people" if body.lstrip()[:1] == b"<" else "something else than JSON"
        raise BadAnswer(f"served {what}") from None
    return read_part(said, kind)


def read_part(said: Any, kind: type[Part]) -> Part:
    """Read a part of an answer; raises BadAnswer that names the first field that is not as documented."""
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = clean_line(".".join(map(str, problem["loc"])), 100) or "it"
        objects = problem["type"] in {"model_type", "model_attributes_type"}
        wrong = "should be an object" if objects else problem["msg"].removeprefix("Value error, ")
        raise BadAnswer(f"answered otherwise than documented: {place}: {clean_line(wrong, 100)}") from None


def web_address(text: str) -> str | None:
    """Return an http or https address as it is; None for any other text."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in {"http", "https"} and parts.netloc and len(text) <= _LONGEST_ADDRESS
    return text if usable and text == clean_line(text, _LONGEST_ADDRESS) and " " not in text else None
