"""What the files of environments and customers may say."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from tracker.deployed.schema.messages import AlertModel, DigestModel
from tracker.deployed.schema.policies import Policy
from tracker.deployed.schema.values import Day, Instant, Strict, Text, Texts, Windows, Zone
from tracker.model import Origin
from tracker.yaml_source import Repository, SourceOfFile


def _as_entry(value: Any) -> Any:
    """`kafka: 3.6.1` is short for `kafka: {version: 3.6.1}`."""
    return {"version": value} if isinstance(value, str | list) else value


class HoldModel(Strict):
    """A decision to stay on a version until a day, made on another one where that is told."""

    until: Instant
    reason: Text
    by: Text | None = None
    since: Instant | None = None
    tell: Text | None = None


class ContractModel(Strict):
    """Support bought beyond what the project gives, until a day."""

    until: Instant
    by: Text
    reason: Text


class FreezeModel(Strict):
    """Days on which nothing is changed, in the time zone that holds; `until` is the first day after them."""

    starts: Day = Field(alias="from")
    until: Day
    reason: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.until <= self.starts:
            raise ValueError("until must be later than from: it is the first day after the freeze")
        return self


class EntryModel(Strict):
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


class CustomerModel(Strict):
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
