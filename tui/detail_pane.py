"""The pane that shows one finding and fetches the notes of its release, and what changes on the way to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.model import ChangesOnTheWay, FeedFailure, Finding
from tui.asking import ask
from tui.detail import changes_section, finding_lines, notes_lines
from tui.source import Failure, FindingsSource
from tui.text_view import TextView
from tui.words import finding_release


class DetailPane(TextView):
    """One finding in full; the notes follow when a worker has read them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "screen.step(1)", "Next", id="go.next", tooltip="Next finding"),
        Binding("N", "screen.step(-1)", "Previous finding", id="go.previous", show=False),
    ]

    @dataclass
    class NotesRead(Message):
        """The notes of a release have come; an answer of an older generation is dropped."""

        generation: int
        notes: str | Failure

    @dataclass
    class ChangesRead(Message):
        """What changes on the way has come; an answer of an older generation is dropped."""

        generation: int
        changes: ChangesOnTheWay | Failure | None

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._source = source
        self._now = now
        self._finding: Finding | None = None
        self._feed_failure: FeedFailure | None = None
        self._notes: str | Failure | None = None
        self._changes: ChangesOnTheWay | Failure | None = None
        self._generation = 0

    def show_finding(self, environment: str, finding: Finding, feed_failure: FeedFailure | None) -> None:
        """Show a finding; the notes are read again only where the release is another one."""
        old, self._finding, self._feed_failure = self._finding, finding, feed_failure
        release = finding_release(finding)
        same = old is not None and old.name == finding.name
        if old is None or _way(old) != _way(finding):
            self._generation += 1
            self._notes = self._changes = None
            if release is not None:
                self._read(self._generation, environment, finding, release.tag)
        self._draw(finding, from_top=not same)

    def show_nothing(self) -> None:
        """Show an empty pane."""
        self._generation += 1
        self._finding = None
        self.show(())

    @work(thread=True, exclusive=True, group="notes", exit_on_error=False)
    def _read(self, generation: int, environment: str, finding: Finding, tag: str) -> None:
        # What stands above comes first, so that nothing moves under who reads the notes.
        changes = ask(lambda: self._source.changes(environment, finding))
        self.post_message(self.ChangesRead(generation, changes))
        notes = ask(lambda: self._source.notes(finding.facts.feed or "", tag))
        self.post_message(self.NotesRead(generation, notes))

    def on_detail_pane_notes_read(self, message: NotesRead) -> None:
        """Add the notes, unless another release is shown by now."""
        message.stop()
        if message.generation == self._generation and self._finding is not None:
            self._notes = message.notes
            self._draw(self._finding, from_top=False)

    def on_detail_pane_changes_read(self, message: ChangesRead) -> None:
        """Add what changes on the way, unless another release is shown by now."""
        message.stop()
        if message.generation == self._generation and self._finding is not None:
            self._changes = message.changes
            self._draw(self._finding, from_top=False)

    def _draw(self, finding: Finding, *, from_top: bool) -> None:
        facts = finding_lines(finding, self._feed_failure, self._now())
        changes = changes_section(finding, self._changes)
        self.show((*facts, *changes, *notes_lines(finding, self._notes)), from_top=from_top)


def _way(finding: Finding) -> tuple[object, ...]:
    """What the notes, and what changes on the way, depend on."""
    return finding.facts.feed, finding_release(finding), finding.deployed.versions
