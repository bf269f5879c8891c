"""What is advised: findings, their duties, targets and reasons."""

from datetime import datetime
from enum import StrEnum

from tracker.model.decision import Decision, Woken
from tracker.model.deployment import Hold
from tracker.model.vulnerability import Rating
from tracker.record import Record


class State(StrEnum):
    """Where a deployed version stands among the known releases; policy has no say in it."""

    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"
    UNJUDGED = "unjudged"


class Verdict(StrEnum):
    """What a finding asks for; the members stand in order, worst first."""

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    ADVICE = "advice"
    WAIVED = "waived"
    OK = "ok"


class Urgency(StrEnum):
    """How pressing a duty is, least first; not the severity of a vulnerability."""

    NONE = "none"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class Phase(StrEnum):
    """The phase of support a line is in."""

    ACTIVE = "active"
    SECURITY = "security"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Coverage(StrEnum):
    """How much of one kind of fact is known for a finding."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    STALE = "stale"


class Code(StrEnum):
    """Why something is said; codes of reasons and duties."""

    BEHIND = "behind"
    LINE_BEHIND = "line-behind"
    SUPPORT_ENDED = "support-ended"
    SUPPORT_ENDING = "support-ending"
    SUPPORT_UNKNOWN = "support-unknown"
    CONTRACT = "contract"
    HORIZON = "horizon"
    VULNERABLE = "vulnerable"
    VULNERABILITIES_UNKNOWN = "vulnerabilities-unknown"
    SOAKING = "soaking"
    MIXED_VERSIONS = "mixed-versions"
    VERSION_UNREADABLE = "version-unreadable"
    PATCH_UNKNOWN = "patch-unknown"
    PACKAGED = "packaged"
    DISTRIBUTOR_BUILD = "distributor-build"
    FACTS_STALE = "facts-stale"
    NO_FACTS = "no-facts"
    GAP = "gap"
    POLICY = "policy"
    DECISION = "decision"
    CURRENT = "current"
    AHEAD = "ahead"
    ABANDONED = "abandoned"
    KNOWN_BAD = "known-bad"
    WITHDRAWN = "withdrawn"
    LAG = "lag"
    WINDOW = "window"


class Reason(Record):
    """One sentence of explanation with its evidence: a web address or FILE.yaml#LINE in the watchlists."""

    code: Code
    text: str
    url: str | None


class Duty(Record):
    """What makes a finding due; its `id` stays from day to day.

    `subject` is what it is about: the line, the release, or the vulnerability. `cause` says it in a sentence,
    `url` is its evidence, `rule` the rule that set the due date. An `inherited` duty is older than its clock. An
    `unclear` one may not concern what is deployed: it is never the sole cause of due. `fixed_in` is the lowest
    release that ends it. `decision` is the id of the decision on it. `aliases` are other ids of its subject.
    `rating` and `exploited` are those of a vulnerability.
    """

    id: str
    code: Code
    subject: str
    urgency: Urgency
    arose_at: datetime
    due_at: datetime | None
    rule: str
    cause: str
    url: str | None
    inherited: bool = False
    unclear: bool = False
    fixed_in: str | None = None
    decision: str | None = None
    aliases: tuple[str, ...] = ()
    rating: Rating | None = None
    exploited: bool = False


class Opening(Record):
    """The next time in which an environment may be changed; `in_time` where that is before the finding is due.

    `starts_at` has passed where it may be changed now; `ends_at` is exclusive, None where no end is set.
    """

    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    in_time: bool


class Target(Record):
    """A release one could move to; `support_ends` is the end of support of its line, where one is known."""

    version: str
    tag: str
    released_at: datetime | None
    url: str | None
    support_ends: datetime | None
    line: str | None = None


class Targets(Record):
    """The four releases a finding names; None where there is none or it is the deployed one."""

    fix_minimum: Target | None = None
    line: Target | None = None
    recommended: Target | None = None
    newest: Target | None = None


class Behind(Record):
    """The distance to the newest stable release; `days` are whole, None means it cannot be said."""

    releases: int | None
    majors: int | None
    minors: int | None
    patches: int | None
    days: int | None
    libyears: float | None


class Support(Record):
    """The support of the deployed line; `contract` says that the end is one that was bought."""

    line: str | None
    phase: Phase
    ends_at: datetime | None
    source: str | None
    contract: bool = False


class Deployed(Record):
    """The deployed version as the finding reports it; `since` is where the clocks of its duties may start."""

    version: str
    versions: tuple[str, ...]
    tag: str | None
    released_at: datetime | None
    source: str
    since: datetime


class FindingFacts(Record):
    """What a finding rests on: the age and source of its releases, and whether any may be missing.

    `feed` is the address they are read from.
    """

    releases_from: datetime | None
    source: str | None
    complete: bool
    feed: str | None = None


class CoverageOf(Record):
    """How complete each kind of fact is."""

    releases: Coverage
    support: Coverage
    vulnerabilities: Coverage


class Finding(Record):
    """The advice on one entry of an environment, with every reason for it.

    `decisions` are those in force, `woken` those that ended by themselves while what they covered is open.
    """

    name: str
    component: str
    repository: str
    state: State
    verdict: Verdict
    urgency: Urgency
    deployed: Deployed
    targets: Targets
    behind: Behind
    support: Support
    coverage: CoverageOf
    due_at: datetime | None
    duties: tuple[Duty, ...]
    hold: Hold | None
    decisions: tuple[Decision, ...] = ()
    woken: tuple[Woken, ...] = ()
    window: Opening | None = None
    facts: FindingFacts
    reasons: tuple[Reason, ...]
