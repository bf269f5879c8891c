"""The pane that shows one finding, and fetches what stands behind it and the notes of releases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.model import FeedFailure, Finding, ReachedList
from tracker.record import replace
from tui.asking import ask
from tui.detail import finding_lines
from tui.detail_chain import Behind, chain_lines, growth_words, on_the_way
from tui.detail_notes import WayNotes, notes_lines
from tui.line import Line
from tui.source import Chain, Failure, FindingsSource
from tui.text_view import TextView
from tui.turns import Turns
from tui.words import finding_release


class DetailPane(TextView):
    """One finding in full; what a worker has to read follows below what is known at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "screen.step(1)", "Next", id="go.next", tooltip="Next finding"),
        Binding("N", "screen.step(-1)", "Previous finding", id="go.previous", show=False),
        Binding("right_square_bracket", "turn(1)", "Next notes", id="go.note", show=False),
        Binding("left_square_bracket", "turn(-1)", "Notes before", id="go.note-before", show=False),
    ]

    @dataclass
    class Explained(Message):
        """What stands behind a finding has come; an answer of an older generation is dropped."""

        generation: int
        chain: Chain | Failure

    @dataclass
    class NotesRead(Message):
        """The notes of a release have come; an answer of an older generation is dropped."""

        generation: int
        tag: str
        notes: str | Failure

    @dataclass
    class ElsewhereRead(Message):
        """Who runs a component has come; an answer of an older generation is dropped."""

        generation: int
        found: ReachedList | Failure

    class Unturned(Message):
        """There are no notes to turn to."""

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._source = source
        self._now = now
        self._finding: Finding | None = None
        self._behind = Behind(environment="")
        self._notes = WayNotes()
        self._generation = 0
        self._reading = Turns(self, "behind")
        self._turning = Turns(self, "notes")
        self._looking = Turns(self, "elsewhere")

    def show_finding(self, environment: str, finding: Finding, feed_failure: FeedFailure | None) -> None:
        """Show a finding; what was read stays until it is read anew, unless it is about another one."""
        old, self._finding = self._finding, finding
        same = old is not None and (old.name, self._behind.environment) == (finding.name, environment)
        known = self._behind if same else Behind(environment=environment)
        self._behind = replace(known, feed_failure=feed_failure)
        if old != finding or not same:
            self._generation += 1
            if old is None or not same or _way(old) != _way(finding):
                self._notes = WayNotes().along(finding, ())
            self._reading.ask(partial(self._read, self._generation, environment, finding, self._notes))
        self._show(from_top=not same)

    def show_nothing(self) -> None:
        """Show an empty pane."""
        self._generation += 1
        self._finding = None
        self.show(())

    def _read(self, generation: int, environment: str, finding: Finding, notes: WayNotes) -> None:
        # What stands above comes first, so that nothing moves under who reads the notes.
        self.post_message(
            self.Explained(generation, ask(partial(self._source.explain, environment, finding.name)))
        )
        if notes.tag is not None and notes.tag not in notes.read:
            self._read_notes(generation, finding, notes.tag)

    def _read_notes(self, generation: int, finding: Finding, tag: str) -> None:
        notes = ask(partial(self._source.notes, finding.facts.feed or "", tag))
        self.post_message(self.NotesRead(generation, tag, notes))

    def _look(self, generation: int, component: str) -> None:
        self.post_message(self.ElsewhereRead(generation, ask(partial(self._source.elsewhere, component))))

    def on_detail_pane_explained(self, message: Explained) -> None:
        """Add what stands behind the finding, and look who else has it now that the reader rests here."""
        message.stop()
        finding = self._finding
        if message.generation != self._generation or finding is None:
            return
        self._behind = replace(self._behind, chain=message.chain)
        self._notes = self._notes.along(finding, on_the_way(finding, message.chain))
        self._looking.ask(partial(self._look, self._generation, finding.component))
        self._show()

    def on_detail_pane_notes_read(self, message: NotesRead) -> None:
        """Add the notes, unless another finding is shown by now."""
        message.stop()
        if message.generation == self._generation:
            self._notes = self._notes.with_notes(message.tag, message.notes)
            self._show()

    def on_detail_pane_elsewhere_read(self, message: ElsewhereRead) -> None:
        """Add who else has it, unless another finding is shown by now."""
        message.stop()
        if message.generation == self._generation:
            self._behind = replace(self._behind, elsewhere=message.found)
            self._show()

    def action_turn(self, steps: int) -> None:
        """Turn to the notes of the next release on the way, or of the one before."""
        self._notes = self._notes.moved(steps)
        stop, finding = self._notes.stop, self._finding
        if stop is None or finding is None:
            self.post_message(self.Unturned())
            return
        if stop.tag not in self._notes.read:
            self._turning.ask(partial(self._read_notes, self._generation, finding, stop.tag))
        self._show()
        self.go_to(f"Notes of {stop.version}")

    def _show(self, *, from_top: bool = False) -> None:
        if self._finding is not None:
            self.draw(partial(self._lines_of, self._finding), from_top=from_top)

    def _lines_of(self, finding: Finding, width: int) -> Sequence[Line]:
        now, behind = self._now(), self._behind
        return (
            *finding_lines(finding, now, growth_words(finding, behind, now), width),
            *chain_lines(finding, behind, now, width),
            *notes_lines(self._notes),
        )


def _way(finding: Finding) -> tuple[object, ...]:
    """What the notes depend on."""
    return finding.facts.feed, finding_release(finding), finding.deployed.versions
