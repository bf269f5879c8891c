"""What a component is: where it is released, how its tags are read, what other systems call it."""

from enum import StrEnum

from tracker.record import Record


class LineRule(StrEnum):
    """How the releases of a component group into lines that are maintained together."""

    MAJOR_MINOR = "major.minor"
    MAJOR = "major"
    ALL_BUT_LAST = "all but last"
    ROLLING = "rolling"


class TagRule(Record):
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


class KnownAs(Record):
    """How other systems name a component; `image_version` finds its version in an image's tag."""

    images: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    charms: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    image_version: str | None = None


class Package(Record):
    """What a vulnerability service calls a component: a package URL, or an ecosystem and a name in it."""

    purl: str | None = None
    ecosystem: str | None = None
    name: str | None = None


class Avoided(Record):
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


class Origin(Record):
    """Where releases are published, as a file says it.

    `path` is the repository, the address of a feed, or the name of a product, as `kind` says. `url` is that of
    the server, None for the GitHub of the settings. `tag_place` is None where the entries of a feed must tell.
    """

    path: str
    kind: str = "github"
    url: str | None = None
    tag_place: TagPlace | None = None


class Component(Record):
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
