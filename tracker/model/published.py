"""What upstream published of all components in use, and whom of ours each release concerns."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from tracker.record import Record, field


class DeployedEntry(Record):
    """An entry of an environment and the version that its file names, the lowest where nodes differ."""

    environment: str
    name: str
    version: str


class Entries(Protocol):
    """Entries in their order, which may be picked only when they are gone through."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[DeployedEntry]:
        """Give them again and again."""


class Concerned(Record):
    """The entries that run a release, and those below it that could move to it.

    `environments` counts those of the entries below. `unclear` are the entries whose version nobody can place.
    """

    running: Entries = ()
    below: Entries = ()
    environments: int = 0
    unclear: tuple[DeployedEntry, ...] = ()


class PublishedRelease(Record):
    """A release of a component in use, whom it concerns, and the URL of the feed that its notes are asked by.

    `mentions` are the ids of vulnerabilities in its notes. The URL of its page is `site` and `page` together: of
    40,000 releases it would hold 4 MB, and most of one repository begin alike and end with the tag.
    """

    component: str
    feed: str
    tag: str
    version: str
    line: str
    stable: bool
    withdrawn: bool
    released_at: datetime
    site: str | None
    page: str
    mentions: tuple[str, ...]
    concerned: Concerned

    @property
    def url(self) -> str | None:
        """The page of the release, None where it has none."""
        return None if self.site is None else self.site + self.page


class Published(Record, weakref=True):
    """The releases of `components` components, newest first.

    `left_out` counts tags that are no release of their component, `incomplete` names the components of which
    releases may be missing, and `errors` tells of files that could not be read. `bases` are hashes of what the
    releases of each feed follow from, by its URL: they are the same while that is.
    """

    releases: tuple[PublishedRelease, ...] = ()
    components: int = 0
    left_out: int = 0
    incomplete: tuple[str, ...] = ()
    bases: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
