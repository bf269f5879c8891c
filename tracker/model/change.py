"""What changes for whoever moves from one release to another, as the notes on the way say it."""

from enum import StrEnum

from tracker.record import Record


class ChangeKind(StrEnum):
    """What a passage of release notes speaks of, in the order in which people want to read of it."""

    BREAKING = "breaking"
    REMOVED = "removed"
    DEPRECATED = "deprecated"
    DEFAULT = "default"
    MIGRATION = "migration"
    SECURITY = "security"


class ReleaseNotes(Record):
    """The notes of one release: cleaned but unsanitised HTML, or Markdown; None where none are known."""

    version: str
    tag: str
    url: str | None
    notes: str | None


class Change(Record):
    """A passage of release notes, as one line of plain text, and the first release whose notes have it."""

    kind: ChangeKind
    text: str
    version: str
    url: str | None


class ChangeGroup(Record):
    """The changes of one kind, in the order of their releases; `left_out` counts those beyond the bound."""

    kind: ChangeKind
    changes: tuple[Change, ...]
    left_out: int = 0


class Hurdles(Record):
    """How many breaking changes, removals and migrations a way has; `url` is the first page that tells of one."""

    breaking: int = 0
    removed: int = 0
    migrations: int = 0
    url: str | None = None


class ChangesOnTheWay(Record):
    """What the notes of the releases between two versions speak of.

    `releases` counts these releases, `unknown` names the versions without known notes, and `cut` those whose notes
    were too long to be read to their end.
    """

    groups: tuple[ChangeGroup, ...] = ()
    releases: int = 0
    unknown: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        """Of how many of the releases the notes are known."""
        return self.releases - len(self.unknown)
