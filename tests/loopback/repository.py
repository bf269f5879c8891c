"""A repository of the loopback GitHub: what has been released in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from tracker.record import Record, replace


class Release(Record):
    """A release or a bare tag; `at` is when it was made, `edited_at` when its notes last changed."""

    tag: str
    at: datetime
    title: str
    notes: str = ""
    author: str = "a-maintainer"
    prerelease: bool = False
    bare: bool = False
    edited_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Repository:
    """A repository that tests fill; its methods return it, so that calls can be chained."""

    name: str
    id: int
    archived: bool = False
    releases: list[Release] = field(default_factory=list)

    def release(
        self,
        tag: str,
        *,
        at: datetime,
        notes: str = "",
        title: str = "",
        prerelease: bool = False,
        author: str = "a-maintainer",
    ) -> Self:
        """Publish a release; without a title its tag is shown, and one for a bare tag takes its place."""
        self.remove(tag)
        made = Release(tag=tag, at=at, title=title or tag, notes=notes, prerelease=prerelease, author=author)
        self.releases.append(made)
        return self

    def bare_tag(self, tag: str, *, at: datetime, message: str = "", author: str = "unknown") -> Self:
        """Push a tag without a release; the message of its annotation is shown as notes."""
        notes = f"<p>{message}</p>" if message else ""
        self.releases.append(Release(tag=tag, at=at, title=tag, notes=notes, author=author, bare=True))
        return self

    def edit(self, tag: str, **changes: Any) -> Self:
        """Change fields of a release in its place."""
        self.releases = [replace(one, **changes) if one.tag == tag else one for one in self.releases]
        return self

    def remove(self, tag: str) -> Self:
        """Delete a release without a trace."""
        self.releases = [one for one in self.releases if one.tag != tag]
        return self

    def newest_first(self) -> list[Release]:
        """The releases and bare tags as GitHub lists them: by the date they were made, not by that of an edit."""
        return sorted(self.releases, key=lambda one: one.at)[::-1]
