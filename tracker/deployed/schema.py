"""What the files of a watchlists folder may say; everything in them is a text until it is validated here."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from tracker.advice import parse_duration, parse_window
from tracker.advice.policy import TRACKS
from tracker.mail_address import is_mail_address
from tracker.model import Origin
from tracker.versions import Range
from tracker.yaml_source import Repository, SourceOfFile

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SERVICE = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
_COUNT = re.compile(r"[1-9]\d{0,4}")


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


def _track(text: str) -> str:
    if text not in TRACKS:
        try:
            Range.parse(text)
        except ValueError:
            raise ValueError(f"'{text}' is none of {', '.join(TRACKS)}, nor a range such as '>=8,<9'") from None
    return text


def _range(text: str) -> str:
    try:
        Range.parse(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a range such as '>=8,<9'") from None
    return text


def _count(text: str) -> str:
    if not _COUNT.fullmatch(text):
        raise ValueError(f"'{text}' is not a whole number from 1 to 99999")
    return text


def _window(text: str) -> str:
    parse_window(text)
    return text


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"'{text}' is not an hour such as 07:30")
    return text


def _zone(text: str) -> str:
    # Most checks meet no time zone, and this import reads the folders that zones are in.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"'{text}' is not a time zone such as Europe/Amsterdam") from None
    return text


def _address(text: str) -> str:
    """Check an e-mail address, or the URL of a service that passes messages on."""
    if not (is_mail_address(text) or _SERVICE.fullmatch(text)):
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


def _shape(value: Any) -> str:
    """Tell the word none from keys, so that a mistake in one is not told as one in the other."""
    return "text" if isinstance(value, str) else "mapping"


def _none_or(example: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text != "none":
            raise ValueError(f"'{text}' is neither none nor a mapping such as {example}")
        return text

    return check


Text = Annotated[str, AfterValidator(_line)]
Duration = Annotated[str, AfterValidator(_duration)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[list[Text], BeforeValidator(_as_list), Field(min_length=1)]
Ranges = Annotated[list[Annotated[str, AfterValidator(_range)]], BeforeValidator(_as_list)]
Windows = Annotated[list[Annotated[str, AfterValidator(_window)]], BeforeValidator(_as_list)]
Zone = Annotated[str, AfterValidator(_zone)]
Recipients = Annotated[
    list[Annotated[str, AfterValidator(_address)]], BeforeValidator(_as_list), Field(min_length=1)
]
Told = Literal["low", "normal", "high", "critical"]
Term = Annotated[str, AfterValidator(_term)]
Count = Annotated[str, AfterValidator(_count)]


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

    critical: Term | None = None
    high: Term | None = None
    normal: Term | None = None
    low: Term | None = None


Terms = Annotated[
    Annotated[TermsModel, Tag("mapping")]
    | Annotated[str, AfterValidator(_none_or("{critical: 7d, high: 30d}")), Tag("text")],
    Discriminator(_shape),
]


class LagModel(_Strict):
    """How far behind is too far while nothing is wrong."""

    days: Count | None = None
    lines: Count | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.days is None) == (self.lines is None):
            raise ValueError("must hold days or lines, and not both")
        return self


Lag = Annotated[
    Annotated[LagModel, Tag("mapping")]
    | Annotated[str, AfterValidator(_none_or("{days: 540} or {lines: 3}")), Tag("text")],
    Discriminator(_shape),
]


class TierModel(_Strict):
    """What a policy says differently for one tier."""

    sla: Terms | None = None


class PolicyModel(_Strict):
    """One policy, or one layer of it: what it does not say, the layer below says."""

    extends: Text | None = None
    track: Annotated[str, AfterValidator(_track)] | None = None
    reason: Text | None = None
    prereleases: Literal["yes", "no"] | None = None
    soak: SoakModel | None = None
    lag: Lag | None = None
    support: SupportModel | None = None
    warn: Duration | None = None
    stale: StaleModel | None = None
    sla: Terms | None = None
    allow: Ranges | None = None
    deny: Ranges | None = None
    tiers: dict[Literal["production", "staging", "development"], TierModel] | None = None

    @model_validator(mode="after")
    def _with_a_reason(self) -> Self:
        if self.track == "none" and self.reason is None:
            raise ValueError("track: none needs a reason")
        return self


Policy = Annotated[PolicyModel, BeforeValidator(_as_policy)]


class HoldModel(_Strict):
    """A decision to stay on a version until a day, made on another one where that is told."""

    until: Instant
    reason: Text
    by: Text | None = None
    since: Instant | None = None
    tell: Text | None = None


class DigestModel(_Strict):
    """Who gets the digest, when, and what of it."""

    to: Recipients
    at: Annotated[str, AfterValidator(_clock)] = "07:30"
    timezone: Zone = "UTC"
    every: Literal["day", "weekday", "monday", "month"] = "day"
    least: Told = "low"
    audience: Literal["customer", "team"] = "customer"
    quiet: Literal["yes", "no"] = "no"


class AlertModel(_Strict):
    """Who is told at once of a vulnerability, from which urgency on."""

    to: Recipients
    urgency: Told = "critical"
    audience: Literal["customer", "team"] = "customer"


class _AboutSome(_Strict):
    """For the team: of some customers and some environments, or of all where neither is named."""

    audience: Literal["team"] = "team"
    customers: Texts | None = None
    environments: Texts | None = None


class TeamDigestModel(_AboutSome, DigestModel):
    """A digest of the team's own."""

    audience: Literal["team"] = "team"


class TeamAlertModel(_AboutSome, AlertModel):
    """An alert of the team's own."""

    audience: Literal["team"] = "team"


class TeamFile(BaseModel):
    """What tracker.yaml says of messages to the team; the rest of it are settings."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    digests: dict[Text, TeamDigestModel] = Field(default_factory=dict)
    alerts: dict[Text, TeamAlertModel] = Field(default_factory=dict)


class ContractModel(_Strict):
    """Support bought beyond what the project gives, until a day."""

    until: Instant
    by: Text
    reason: Text


class FreezeModel(_Strict):
    """Days on which nothing is changed, in the time zone that holds; `until` is the first day after them."""

    starts: Day = Field(alias="from")
    until: Day
    reason: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.until <= self.starts:
            raise ValueError("until must be later than from: it is the first day after the freeze")
        return self


class EntryModel(_Strict):
    """One deployed component; `repo` is short for a `source` on GitHub."""

    version: Texts
    component: Text | None = None
    repo: Repository | None = None
    source: SourceOfFile | None = None
    hold: HoldModel | None = None
    policy: Policy | None = None
    support: ContractModel | None = None

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
    alert: AlertModel | None = None
    windows: Windows | None = None
    freezes: list[FreezeModel] | None = None
    timezone: Zone | None = None
    support: ContractModel | None = None


class EnvironmentModel(CustomerModel):
    """One environment file."""

    customer: Text | None = None
    tier: Literal["production", "staging", "development"] = "production"
    deployed: Annotated[dict[Text, Annotated[EntryModel, BeforeValidator(_as_entry)]], Field(min_length=1)]
