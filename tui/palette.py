"""One line to type into that goes anywhere and does anything."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input

from tui.asking import ask
from tui.drawing import GAP, LineBar, ScrollingLines
from tui.entries import Entry, candidate, entry_of
from tui.line import Line, Role, Span, line, span
from tui.matching import Asked, Candidate, Candidates, Together, asked, best, places_of
from tui.source import Failure


class PaletteLines(ScrollingLines, inherit_bindings=False):
    """What was found, the closest first."""

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """An entry was clicked."""

        entry: Entry

    def __init__(self) -> None:
        super().__init__(id="palette-lines")
        self._entries: tuple[Entry, ...] = ()
        self._words: tuple[Asked, ...] = ()
        self._notice = Line()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if self._entries else None

    def show(self, entries: Sequence[Entry], words: Sequence[Asked], notice: Line) -> None:
        """Replace the entries; the notice stands where there are none."""
        self._entries, self._words, self._notice = tuple(entries), tuple(words), notice
        self.cursor = 0
        self.set_height(len(entries))
        self.scroll_to(y=0, animate=False, force=True)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on an entry."""
        return max(0, min(cursor, len(self._entries) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the entry under the cursor into sight."""
        height = max(self.inner.height, 1)
        if not self.top <= new < self.top + height:
            self.scroll_to(y=new if new < self.top else new - height + 1, animate=False, force=True)
        for index in (old, new):
            self.refresh(Region(0, index - self.top, self.size.width, 1))

    def move(self, entries: int) -> None:
        """Move the cursor."""
        self.cursor += entries

    def page(self, pages: int) -> None:
        """Move the cursor by what is in sight."""
        self.cursor += pages * max(self.inner.height - 1, 1)

    def on_click(self, event: Click) -> None:
        """Choose an entry."""
        index = self.top + event.y
        if index < len(self._entries):
            self.post_message(self.Chosen(self._entries[index]))

    def render_line(self, y: int) -> Strip:
        """Draw one entry."""
        width, index = self.inner.width, self.top + y
        if index >= len(self._entries):
            return self.strip(self._notice.spans if index == 0 else (), width)
        entry = self._entries[index]
        right = [span(f"{entry.kind} ", Role.MUTED), span(f"{entry.key:>6} ", Role.KEY)]
        left = [span(" "), *self._letters(entry), span(f"   {entry.about}", Role.MUTED)]
        room = width - sum(one.width for one in right) - GAP
        over = Role.CURSOR if index == self.cursor else None
        return Strip.join(
            [self.strip(left, room, over), self.strip([span(" " * GAP), *right], width - room, over)]
        )

    def _letters(self, entry: Entry) -> list[Span]:
        """The name, with the letters that were typed set apart."""
        plain = Role.PLAIN if entry.why_not is None else Role.MUTED
        folded = entry.name.casefold()
        typed = places_of(self._words, folded) if len(folded) == len(entry.name) else frozenset()
        pieces = groupby(range(len(entry.name)), lambda index: index in typed)
        return [
            span("".join(entry.name[index] for index in piece), Role.KEY if found else plain)
            for found, piece in pieces
        ]


class Palette(ModalScreen[Entry], inherit_bindings=False):
    """Entries that are known at once, and others that a worker asks for in turn; what is chosen is handed back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="palette.choose", priority=True),
        Binding("down,ctrl+n", "move(1)", "Next", id="palette.down", priority=True),
        Binding("up", "move(-1)", "Previous", id="palette.up", priority=True),
        Binding("pagedown", "page(1)", "Next page", id="palette.page-down", priority=True),
        Binding("pageup", "page(-1)", "Previous page", id="palette.page-up", priority=True),
        Binding("escape,ctrl+p", "close", "Close", id="palette.close", priority=True),
    ]

    @dataclass
    class Read(Message):
        """The other entries have come, or why they have not."""

        answer: Candidates | Failure

    @dataclass
    class Found(Message):
        """A worker has searched; an answer of an older generation is dropped."""

        generation: int
        count: int
        found: tuple[Candidate, ...]

    def __init__(self, at_once: Iterable[Entry], *later: Callable[[], Candidates]) -> None:
        super().__init__()
        self._candidates: tuple[Candidates, ...] = (tuple(map(candidate, at_once)),)
        self._later = later
        self._reading = len(later)
        self._problem = ""
        self._generation = 0
        self._words: tuple[Asked, ...] = ()
        self.typing = Input(id="palette-text", compact=True, placeholder="Go to or do ...", select_on_focus=False)
        self.typing.cursor_blink = False
        self.lines = PaletteLines()
        self.told = LineBar(id="palette-told")

    def on_unmount(self) -> None:
        """Let go of the candidates, which would else be held until garbage is collected."""
        self._candidates, self._later = (), ()

    def compose(self) -> ComposeResult:
        """A line to type into, and what was found."""
        with Vertical(id="palette"):
            yield self.typing
            yield self.lines
            yield self.told

    def on_mount(self) -> None:
        """Show what is known at once, and ask for the rest."""
        self.set_focus(self.typing)
        self._search()
        self._read()

    @work(thread=True, group="read", exit_on_error=False)
    def _read(self) -> None:
        for later in self._later:
            self.post_message(self.Read(ask(later)))

    def on_palette_read(self, message: Read) -> None:
        """Search in all."""
        self._reading -= 1
        if isinstance(message.answer, Failure):
            self._problem = message.answer.text
        else:
            self._candidates += (message.answer,)
        self._search()

    def on_input_changed(self) -> None:
        """Search for what is typed."""
        self._search()

    def _search(self) -> None:
        self._generation += 1
        self._words = asked(self.typing.value)
        self._find(self._generation, self._words)

    # As in the table: Textual would hold the candidates with the worker, and writes out what has no description.
    @work(thread=True, exclusive=True, group="find", description="find", exit_on_error=False)
    def _find(self, generation: int, words: tuple[Asked, ...]) -> None:
        count, found = best(Together(self._candidates), words)
        self.post_message(self.Found(generation, count, found))

    def on_palette_found(self, message: Found) -> None:
        """Show what was found, unless something else is looked for by now."""
        if message.generation != self._generation:
            return
        nothing = "Reading what is deployed ..." if self._reading else "Nothing is called so."
        entries = [*map(entry_of, message.found)]
        self.lines.show(entries, self._words, line(span(f" {nothing}", Role.MUTED)))
        self.told.show(line(span(f" {self._problem}", Role.UNKNOWN)), line(span(self._count(message), Role.MUTED)))

    def _count(self, message: Found) -> str:
        shown = len(message.found)
        count = f"{shown:,} of {message.count:,}" if shown < message.count else f"{shown:,}"
        return f"{count}{', reading ...' if self._reading else ''} "

    def on_palette_lines_chosen(self, message: PaletteLines.Chosen) -> None:
        """Hand back what was clicked."""
        self._choose(message.entry)

    def action_choose(self) -> None:
        """Hand back what is under the cursor."""
        if self.lines.entry is not None:
            self._choose(self.lines.entry)

    def _choose(self, entry: Entry) -> None:
        if entry.why_not is None:
            self.dismiss(entry)
        else:
            self.told.show(line(span(f" Not now: {entry.why_not}.", Role.UNKNOWN)))

    def action_move(self, entries: int) -> None:
        """Move the cursor."""
        self.lines.move(entries)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is in sight."""
        self.lines.page(pages)

    def action_close(self) -> None:
        """Go back to where the reader was."""
        self.dismiss()
