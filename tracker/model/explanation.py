"""Everything behind one finding, for reading it without opening anything else."""

from datetime import datetime

from tracker.model.change import ChangesOnTheWay
from tracker.model.deployment import Tier
from tracker.model.finding import Code, Finding
from tracker.record import Record


class Considered(Record):
    """A release above the deployed one, and the rule that kept or dropped it.

    `rule` is a clause without the version, so that neighbours of which the same is said can be told together.
    `url` is the page of the release, `evidence` what the rule rests on where that is something else. `ripens_at`
    is when it will have soaked, None where it has. `affected_by` are the vulnerabilities that clearly affect it,
    `targets` the names of the targets it is.
    """

    version: str
    tag: str
    line: str
    released_at: datetime
    url: str | None
    stable: bool
    kept: bool
    code: Code
    rule: str
    evidence: str | None = None
    ripens_at: datetime | None = None
    affected_by: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Fact(Record):
    """One fact that a finding rests on: what it says, where it is from, and as of when that was known.

    `source` is a web address or FILE.yaml#LINE.
    """

    kind: str
    said: str
    source: str | None = None
    known_at: datetime | None = None


class RuleInForce(Record):
    """A setting of the policy: its dotted key, its value, and the layer that won, with its FILE.yaml#LINE."""

    key: str
    value: str
    layer: str
    location: str | None


class Explanation(Record):
    """The whole chain of one finding at an instant.

    `location` is the FILE.yaml#LINE of the entry. `read_as` says how its text was read. `as_of_asked` is True
    where the user named the instant, so that nothing has an age. `considered` stand in the order of versions,
    `facts` in the order in which they are told. `changes` are those on the way to where it advises to move, None
    where it does not.
    """

    environment: str
    customer: str
    tier: Tier
    as_of: datetime
    as_of_asked: bool
    location: str
    read_as: str
    finding: Finding
    facts: tuple[Fact, ...]
    considered: tuple[Considered, ...]
    policy: tuple[RuleInForce, ...]
    changes: ChangesOnTheWay | None
