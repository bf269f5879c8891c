"""The words everybody shares: frozen records and enumerations, no behaviour.

Instants are aware UTC datetimes. Versions appear here as the texts people read; the ordered kind lives in
`tracker.versions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


class LineRule(StrEnum):
    """How the releases of a component group into lines that are maintained together."""

    MAJOR_MINOR = "major.minor"
    MAJOR = "major"
    ALL_BUT_LAST = "all but last"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """How one project names its releases: which tags count, what in them is the version, how versions compare."""

    scheme: str
    pattern: str
    tag_format: str = "{version}"
    line: LineRule = LineRule.MAJOR_MINOR
    prereleases: str | None = None


class Status(StrEnum):
    """How much life there is in a project."""

    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    ABANDONED = "abandoned"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAs:
    """How other systems name a component; `image_version` finds its version in an image's tag."""

    images: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    charms: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    image_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a vulnerability service calls a component: a package URL, or an ecosystem and a name in it."""

    purl: str | None = None
    ecosystem: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """A range of versions that must not be moved to, why, and which to use instead.

    `url` is a web address or FILE.yaml#LINE in the watchlists.
    """

    range: str
    why: str
    url: str
    use: str | None = None


class TagPlace(StrEnum):
    """The part of a feed's entry that names the release."""

    LINK = "link"
    TITLE = "title"
    ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where releases are published, as a file says it.

    `path` is the repository, the address of a feed, or the name of a product, as `kind` says. `url` is that of
    the server, None for the GitHub of the settings. `tag_place` is None where the entries of a feed must tell.
    """

    path: str
    kind: str = "github"
    url: str | None = None
    tag_place: TagPlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A piece of software whose releases are followed.

    `catalogued` is False where no facts ship with the program: for a repository that only a watchlist names.
    `rule` is None where the tags alone must tell; `rule_location` is the FILE.yaml#LINE that says it. `evidence`
    is a page that shows what is said here.
    """

    name: str
    title: str
    origin: Origin
    catalogued: bool = False
    rule: TagRule | None = None
    aliases: tuple[str, ...] = ()
    lts: tuple[str, ...] = ()
    endoflife: str | None = None
    packages: tuple[Package, ...] = ()
    release_policy: str | None = None
    evidence: str | None = None
    rule_location: str | None = None
    known_as: KnownAs = KnownAs()
    version_command: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    replaced_by: tuple[str, ...] = ()
    avoid: tuple[Avoided, ...] = ()

    @property
    def repository(self) -> str:
        """Where it is released, in a word: OWNER/REPO, the address of a feed, or the page of a product."""
        origin = self.origin
        return f"https://endoflife.date/{origin.path}" if origin.kind == "endoflife" else origin.path


class DateSource(IntEnum):
    """Where a release date comes from; a higher source replaces a lower one."""

    CLOCK = 0
    HISTORY = 1
    FEED = 2
    API = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamRelease:
    """A release as a feed, an API or the bundled history shows it; nothing in it is judged.

    `prerelease` is True for a draft, too, and None where the source cannot tell. `notes` is cleaned but
    unsanitised HTML. `updated_at` is what the source says of the last change, `api_id` the forge's number of the
    release.
    """

    tag: str
    title: str
    url: str | None
    released_at: datetime
    dated_by: DateSource
    notes: str = ""
    author: str | None = None
    prerelease: bool | None = None
    withdrawn: bool = False
    updated_at: datetime | None = None
    api_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedEntry:
    """A feed entry that could not be read as a release, and why."""

    entry: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One reading of a source, newest first.

    `full` says that older releases may exist beyond it, `newest_only` that it shows the newest of each line: what
    it lacks was followed, not withdrawn. `path` is the repository as the page itself names it. `damaged` says what
    is wrong with a document that was readable in part.
    """

    repository_key: str | None
    releases: tuple[UpstreamRelease, ...]
    skipped: tuple[SkippedEntry, ...]
    full: bool = False
    newest_only: bool = False
    path: str | None = None
    damaged: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address whose releases are read.

    `forge` names whose releases they are, whatever server mirrors them, and `path` the repository there; `url` is
    asked. `kind` says how the answer is read, `tag_place` what in a feed names a release. `api_url` is where the
    API of the forge is, None without one.
    """

    forge: str
    path: str
    url: str
    kind: str = "github"
    api_url: str | None = None
    tag_place: TagPlace | None = None


class EventKind(StrEnum):
    """What can happen upstream between two readings."""

    NEW = "new"
    RELEASED = "released"
    EDITED = "edited"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    REAPPEARED = "reappeared"
    GAP = "gap"
    FILLED = "filled"
    RENAMED = "renamed"
    REPLACED = "replaced"
    ARCHIVED = "archived"
    GONE = "gone"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened upstream, noticed at an instant; `tag` is None where it concerns no single release.

    `before` and `after` hold what changed, by name: the title and notes of an edit, a repository's path, an id.
    """

    kind: EventKind
    at: datetime
    tag: str | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask with the next time; opaque, sent back unchanged."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What a host has asked for: until when to leave it alone, and what is left of the quota it grants.

    `strikes` counts how often in a row it asked to wait without saying for how long.
    """

    paused_until: datetime | None = None
    strikes: int = 0
    quota_limit: int | None = None
    quota_remaining: int | None = None
    quota_resets_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportLine:
    """What a source says of the support of one release line.

    `ended` is the source's own statement where it gives no date. `lts_from` is the day the line became, or
    will become, long-term supported.
    """

    name: str
    released_at: datetime | None = None
    active_until: datetime | None = None
    ends_at: datetime | None = None
    ended: bool = False
    lts_from: datetime | None = None
    maintained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportFacts:
    """The support statements of one source about a component, as of a day, with the page that says so.

    `read_at` is when they were last read from a service, None for those that ship with the program.
    """

    lines: tuple[SupportLine, ...]
    source: str
    day: date
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How bad a vulnerability is in one notation, such as CVSS_V3, and the score or vector written in it."""

    notation: str
    score: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedRange:
    """Versions of a package, told by what happens at some of them, in the order of the record.

    `kind` says how they compare: SEMVER, ECOSYSTEM, or GIT, whose commits are those of `repository`. An event is
    one of introduced, fixed, last_affected and limit, with a version.
    """

    kind: str
    events: tuple[tuple[str, str], ...]
    repository: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A package and which versions of it a vulnerability affects: those in the ranges and those listed."""

    package: Package | None
    ranges: tuple[AffectedRange, ...] = ()
    versions: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """A known vulnerability as a service records it, under its own id and those of others for the same.

    `stated_severity` is the word of the database it comes from, as written there. `withdrawn_at` is when it was
    taken back, `exploited_at` the day from which on the catalogue of known exploited ones lists it.
    """

    id: str
    source: str
    modified_at: datetime
    aliases: tuple[str, ...] = ()
    summary: str = ""
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    severities: tuple[Severity, ...] = ()
    stated_severity: str | None = None
    affected: tuple[Affected, ...] = ()
    references: tuple[str, ...] = ()
    exploited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledFacts:
    """What ships with the program about one component: its releases with their days, and its support.

    `releases` holds raw tags where `tagged` is True, else versions.
    """

    day: date
    releases: tuple[tuple[str, date], ...]
    tagged: bool
    support: SupportFacts | None


class ReadBy(StrEnum):
    """How the releases of a source were last read."""

    FEED = "feed"
    API = "api"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReleases:
    """What the store holds of one repository; `gap_at` is when a gap in its history was noticed that is open.

    `full_at_first` says that the first reading filled the feed's window, so older releases may exist.
    """

    releases: tuple[UpstreamRelease, ...] = ()
    skipped: tuple[SkippedEntry, ...] = ()
    polled_at: datetime | None = None
    read_by: ReadBy = ReadBy.FEED
    full_at_first: bool = False
    gap_at: datetime | None = None
    archived: bool = False


class Tier(StrEnum):
    """How much an environment matters."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A decision to stay on a version on purpose; `until` is exclusive."""

    until: datetime
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One entry of an environment: what runs there under which name, as its file says.

    `origin` is set where the entry itself says where its releases are published. `policies` are the layers over
    the built-in policy, outermost first. `location` is FILE.yaml#LINE in the watchlists.
    """

    name: str
    component: str
    versions: tuple[str, ...]
    location: str
    origin: Origin | None = None
    hold: Hold | None = None
    policies: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A customer's platform as its file describes it."""

    name: str
    customer: str
    tier: Tier
    deployments: tuple[Deployment, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When an entry of an environment was first seen, and the versions recorded for the instant asked about."""

    first_seen_at: datetime
    versions: tuple[str, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence of explanation with its evidence: a web address or FILE.yaml#LINE in the watchlists."""

    code: Code
    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What makes a finding due; its `id` stays from day to day, `subject` is the line or release it is about."""

    id: str
    code: Code
    subject: str
    urgency: Urgency
    arose_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A release one could move to; `support_ends` is the end of support of its line, where one is known."""

    version: str
    tag: str
    released_at: datetime | None
    url: str | None
    support_ends: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The four releases a finding names; None where there is none or it is the deployed one."""

    fix_minimum: Target | None = None
    line: Target | None = None
    recommended: Target | None = None
    newest: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The distance to the newest stable release; `days` are whole, None means it cannot be said."""

    releases: int | None
    majors: int | None
    minors: int | None
    patches: int | None
    days: int | None
    libyears: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The support of the deployed line."""

    line: str | None
    phase: Phase
    ends_at: datetime | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """The deployed version as the finding reports it; `since` is where the clocks of its duties may start."""

    version: str
    versions: tuple[str, ...]
    tag: str | None
    released_at: datetime | None
    source: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacts:
    """What a finding rests on: the age and source of its releases, and whether any may be missing.

    `feed` is the address they are read from.
    """

    releases_from: datetime | None
    source: str | None
    complete: bool
    feed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOf:
    """How complete each kind of fact is."""

    releases: Coverage
    support: Coverage
    vulnerabilities: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The advice on one entry of an environment, with every reason for it."""

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
    facts: FindingFacts
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailure:
    """A component whose feed could not be read, why, and how old the facts are that were used instead."""

    component: str
    error: str
    facts_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFailure:
    """A support or vulnerability service that could not be read, why, and how old the facts are used instead."""

    service: str
    error: str
    facts_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """What reading for an environment brought: feeds asked, of them unchanged, and what could not be read."""

    polled: int = 0
    unchanged: int = 0
    failed: tuple[FeedFailure, ...] = ()
    services: tuple[ServiceFailure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The findings of one environment at one instant, first what to do first.

    `bundled_from` and `bundled_to` are the days of the oldest and newest bundled facts used, `imported_from` that
    of the oldest imported ones. `as_of_asked` is True where the user named the instant, so no clock time is told.
    """

    environment: str
    customer: str
    tier: Tier
    as_of: datetime
    verdict: Verdict
    polling: Polling
    findings: tuple[Finding, ...]
    bundled_from: date | None = None
    bundled_to: date | None = None
    imported_from: date | None = None
    as_of_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRelease:
    """A tag of a component as `tracker releases` lists it; `skipped` says why it is no release."""

    tag: str
    version: str | None
    line: str | None
    stable: bool
    released_at: datetime | None
    url: str | None
    withdrawn: bool
    skipped: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseList:
    """The releases known of one component, newest first.

    `complete` is False where some may be missing; `releases_from` is when the newest source of them, a `feed` or
    the bundled `history`, was read. `events` is what happened upstream since the first reading, oldest first.
    """

    component: str
    repository: str
    complete: bool
    releases_from: datetime | None
    source: str | None
    newest: str | None
    releases: tuple[ListedRelease, ...]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedTag:
    """One tag, what it was read as (stable, prerelease or skipped), and the rule that decided it."""

    tag: str
    version: str | None
    kind: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestOf:
    """The newest stable release of one line."""

    line: str
    tag: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTrace:
    """What every tag of a component was read as, and what follows: the newest release, of all and of each line.

    `decided_by` is the FILE.yaml#LINE whose rule read them, None where the tags alone told it. `lines` stand
    newest first, `tags` in the order they were given.
    """

    component: str
    repository: str
    decided_by: str | None
    newest: NewestOf | None
    lines: tuple[NewestOf, ...]
    tags: tuple[TracedTag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The stored outcome of an environment's last check, shown before a new one is ready."""

    environment: str
    customer: str
    tier: Tier
    checked_at: datetime
    verdict: Verdict
    counts: Mapping[Verdict, int]
    behind: int
    next_due: datetime | None
