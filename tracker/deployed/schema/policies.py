"""What a policy may say, whole or as one layer."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, model_validator

from tracker.advice.policy import TRACKS
from tracker.deployed.schema.values import Duration, Strict, Term, Text, as_list
from tracker.versions import Range

_COUNT = re.compile(r"[1-9]\d{0,4}")


def _track(text: str) -> str:
    if text not in TRACKS:
        try:
            Range.parse(text)
        except ValueError:
            raise ValueError(f"'{text}' is none of {', '.join(TRACKS)}, nor a range such as '>=8,<9'") from None
    return text


def _count(text: str) -> str:
    if not _COUNT.fullmatch(text):
        raise ValueError(f"'{text}' is not a whole number from 1 to 99999")
    return text


def _range(text: str) -> str:
    try:
        Range.parse(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a range such as '>=8,<9'") from None
    return text


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


Ranges = Annotated[list[Annotated[str, AfterValidator(_range)]], BeforeValidator(as_list)]
Count = Annotated[str, AfterValidator(_count)]


class SoakModel(Strict):
    """How old a release must be before it is recommended."""

    major: Duration | None = None
    minor: Duration | None = None
    patch: Duration | None = None


class SupportModel(Strict):
    """How early the end of support is a duty."""

    warn: Duration | None = None


class StaleModel(Strict):
    """From which age on facts cannot make a finding ok."""

    polled: Duration | None = None
    bundled: Duration | None = None
    inventory: Duration | None = None


class TermsModel(Strict):
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


class LagModel(Strict):
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


class TierModel(Strict):
    """What a policy says differently for one tier."""

    sla: Terms | None = None


class PolicyModel(Strict):
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
