"""What the files of a watchlists folder may say; everything in them is a text until it is validated here."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.advice import parse_duration
from tracker.advice.policy import TRACKS
from tracker.model import Origin
from tracker.versions import Range
from tracker.yaml_source import Repository, SourceOfFile

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


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


def _line(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if len(text.splitlines()) > 1 or "\t" in text:
        raise ValueError("must be one line without tabs")
    return text


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _track(text: str) -> str:
    if text not in TRACKS:
        try:
            Range.parse(text)
        except ValueError:
            raise ValueError(f"'{text}' is none of {', '.join(TRACKS)}, nor a range such as '>=8,<9'") from None
    return text


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"'{text}' is not an hour such as 07:30")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"'{text}' is not a time zone such as Europe/Amsterdam") from None
    return text


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"'{text}' is not an e-mail address")
    return text


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_entry(value: Any) -> Any:
    """`kafka: 3.6.1` is short for `kafka: {version: 3.6.1}`."""
    return {"version": value} if isinstance(value, str | list) else value


def _as_policy(value: Any) -> Any:
    """`policy: strict` is short for `policy: {extends: strict}`."""
    return {"extends": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_line)]
Duration = Annotated[str, AfterValidator(_duration)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Texts = Annotated[list[Text], BeforeValidator(_as_list), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SoakModel(_Strict):
    """How old a release must be before it is recommended."""

    major: Duration | None = None
    minor: Duration | None = None
    patch: Duration | None = None


class SupportModel(_Strict):
    """How early the end of support is a duty."""

    warn: Duration | None = None


class StaleModel(_Strict):
    """From which age on facts cannot make a finding ok."""

    polled: Duration | None = None
    bundled: Duration | None = None
    inventory: Duration | None = None


class TermsModel(_Strict):
    """The time to upgrade by urgency."""

    critical: Duration | Literal["none"] | None = None
    high: Duration | Literal["none"] | None = None
    normal: Duration | Literal["none"] | None = None
    low: Duration | Literal["none"] | None = None


class TierModel(_Strict):
    """What a policy says differently for one tier."""

    sla: TermsModel | Literal["none"] | None = None


class PolicyModel(_Strict):
    """One policy, or one layer of it: what it does not say, the layer below says."""

    extends: Text | None = None
    track: Annotated[str, AfterValidator(_track)] | None = None
    reason: Text | None = None
    prereleases: Literal["yes", "no"] | None = None
    soak: SoakModel | None = None
    lag: Literal["none"] | None = None
    support: SupportModel | None = None
    warn: Duration | None = None
    stale: StaleModel | None = None
    sla: TermsModel | Literal["none"] | None = None
    tiers: dict[Literal["production", "staging", "development"], TierModel] | None = None

    @model_validator(mode="after")
    def _with_a_reason(self) -> Self:
        if self.track == "none" and self.reason is None:
            raise ValueError("track: none needs a reason")
        return self


Policy = Annotated[PolicyModel, BeforeValidator(_as_policy)]


class HoldModel(_Strict):
    """A decision to stay on a version until a day."""

    until: Instant
    reason: Text
    by: Text | None = None


class DigestModel(_Strict):
    """Who gets the digest, and when."""

    to: Annotated[list[Annotated[str, AfterValidator(_address)]], BeforeValidator(_as_list), Field(min_length=1)]
    at: Annotated[str, AfterValidator(_clock)] = "07:30"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"


class EntryModel(_Strict):
    """One deployed component; `repo` is short for a `source` on GitHub."""

    version: Texts
    component: Text | None = None
    repo: Repository | None = None
    source: SourceOfFile | None = None
    hold: HoldModel | None = None
    policy: Policy | None = None

    @property
    def origin(self) -> Origin | None:
        """Where its releases are published, None where the catalog is to say it."""
        if self.source is not None:
            return self.source.origin
        return None if self.repo is None else Origin(path=self.repo)

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if self.repo is not None and self.source is not None:
            raise ValueError("must hold repo or source, and not both")
        return self


class CustomerModel(_Strict):
    """What holds for all environments of a customer."""

    since: Instant | None = None
    policy: Policy | None = None
    digest: DigestModel | None = None


class EnvironmentModel(CustomerModel):
    """One environment file."""

    customer: Text | None = None
    tier: Literal["production", "staging", "development"] = "production"
    deployed: Annotated[dict[Text, Annotated[EntryModel, BeforeValidator(_as_entry)]], Field(min_length=1)]
