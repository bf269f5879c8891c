"""Who is told what and when: digests and alerts of environments, of customers and of the team."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tracker.deployed.schema.values import Strict, Text, Texts, Zone, as_list
from tracker.mail_address import is_mail_address

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SERVICE = re.compile(r"[a-z][a-z0-9+.-]*://\S+")


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"'{text}' is not an hour such as 07:30")
    return text


def _address(text: str) -> str:
    """Check an e-mail address, or the URL of a service that passes messages on."""
    if not (is_mail_address(text) or _SERVICE.fullmatch(text)):
        raise ValueError(f"'{text}' is not an e-mail address")
    return text


Recipients = Annotated[
    list[Annotated[str, AfterValidator(_address)]], BeforeValidator(as_list), Field(min_length=1)
]
Told = Literal["low", "normal", "high", "critical"]


class DigestModel(Strict):
    """Who gets the digest, when, and what of it."""

    to: Recipients
    at: Annotated[str, AfterValidator(_clock)] = "07:30"
    timezone: Zone = "UTC"
    every: Literal["day", "weekday", "monday", "month"] = "day"
    least: Told = "low"
    audience: Literal["customer", "team"] = "customer"
    quiet: Literal["yes", "no"] = "no"


class AlertModel(Strict):
    """Who is told at once of a vulnerability, from which urgency on."""

    to: Recipients
    urgency: Told = "critical"
    audience: Literal["customer", "team"] = "customer"


class _AboutSome(Strict):
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
