"""What upstream published of all components in use, and whom of ours each release concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedEntry:
    """An entry of an environment and the version that its file names, the lowest where nodes differ."""

    environment: str
    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """The entries that run a release, and those below it that could move to it.

    `environments` counts those of the entries below. `unclear` are the entries whose version nobody can place.
    """

    running: tuple[DeployedEntry, ...] = ()
    below: tuple[DeployedEntry, ...] = ()
    environments: int = 0
    unclear: tuple[DeployedEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRelease:
    """A release of a component in use, whom it concerns, and the URL of the feed that its notes are asked by.

    `mentions` are the ids of vulnerabilities in its notes.
    """

    component: str
    feed: str
    tag: str
    version: str
    line: str
    stable: bool
    withdrawn: bool
    released_at: datetime
    url: str | None
    mentions: tuple[str, ...]
    concerned: Concerned


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Published:
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
