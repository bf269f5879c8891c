"""Everything upstream published of what is deployed anywhere, newest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message

from tracker.model import Published, PublishedRelease
from tracker.record import Record
from tui.asking import ask
from tui.line import Line, line
from tui.listing import BROWSE, Listed, ListingScreen
from tui.notes import release_notes
from tui.release_lines import (
    RELEASE_COLUMNS,
    ReleaseRow,
    release_counts,
    release_key,
    release_lines,
    release_remark,
    release_row,
)
from tui.source import Failure, FindingsSource
from tui.words import counted


class _Made(Record):
    """An answer, and the rows made of it."""

    published: Published = Published()
    rows: tuple[ReleaseRow, ...] = ()


class Releases(ListingScreen[PublishedRelease]):
    """The releases of all components in use, and the notes of the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [BROWSE]
    title_text = "Releases"
    reading = "Reading what upstream published ..."
    filtered_out = "No release matches the filter."

    @dataclass
    class NotesRead(Message):
        """The notes of a release have come; those of another one than is shown are dropped."""

        key: str
        notes: str | Failure

    def __init__(self, source: FindingsSource, now: Callable[[], datetime]) -> None:
        super().__init__(source, now, RELEASE_COLUMNS)
        self._notes: tuple[str, str | Failure | None] = ("", None)
        self._made = _Made()

    def make_list(self) -> Listed[PublishedRelease]:
        """Ask for all releases and make their rows; both are kept, for the next answer shares with them."""
        published = self.source.releases()
        self._made = _Made(published=published, rows=tuple(_rows(self._made, published)))
        return Listed(
            rows=self._made.rows,
            counts=release_counts(published, self.now()),
            about=_about(published),
            remark=release_remark(published),
            empty=(line(self._empty(published)),),
        )

    def on_unmount(self) -> None:
        """Let go of the answer, too."""
        self._made = _Made()

    @property
    def item(self) -> PublishedRelease | None:
        """The release under the cursor."""
        row = self.table.row
        return row.release if isinstance(row, ReleaseRow) else None

    def _empty(self, published: Published) -> str:
        if not published.components:
            return f"Nothing is deployed in {self.source.folder}: `tracker init NAME` writes an environment."
        return "No release is known yet: run `tracker poll` to read every feed, or check an environment."

    def name_of(self, item: PublishedRelease) -> str:
        """Name a release."""
        return f"{item.component} {item.version}"

    def address_of(self, item: PublishedRelease) -> str | None:
        """The page of a release."""
        return item.url

    def show_page(self, item: PublishedRelease | None, *, from_top: bool) -> None:
        """Show what is known of a release at once; its notes follow."""
        key = "" if item is None else release_key(item)
        if item is not None and key != self._notes[0]:
            self._notes = (key, None)
            self._read(key, item.feed, item.tag)
        super().show_page(item, from_top=from_top)

    def page(self, item: PublishedRelease) -> tuple[Line, ...]:
        """Write what is known of a release, with its notes."""
        return (*release_lines(item, self.now()), *release_notes(item.version, item.url, self._notes[1]))

    @work(thread=True, exclusive=True, group="notes", exit_on_error=False)
    def _read(self, key: str, feed: str, tag: str) -> None:
        notes = ask(lambda: self.source.notes(feed, tag))
        self.post_message(self.NotesRead(key, notes))

    def on_releases_notes_read(self, message: NotesRead) -> None:
        """Add the notes, unless another release is shown by now."""
        item = self.item
        if message.key == self._notes[0] and item is not None:
            self._notes = (message.key, message.notes)
            self.pane.show(self.page(item), from_top=False)


def _rows(before: _Made, published: Published) -> Iterator[ReleaseRow]:
    """Make the rows; those of a feed whose releases are the same as before are taken in their order."""
    same = dict(before.published.bases.items() & published.bases.items())
    kept = (row for row in before.rows if row.release.feed in same)
    return (next(kept) if one.feed in same else release_row(one) for one in published.releases)


def _about(published: Published) -> str:
    releases = counted(len(published.releases), "release")
    others = f", {counted(published.left_out, 'other tag')}" if published.left_out else ""
    return f"{releases} of {counted(published.components, 'component')}{others}"
