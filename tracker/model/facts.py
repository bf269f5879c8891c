"""What is known beside releases: support, vulnerabilities, and what ships with the program."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.model.component import Package


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
