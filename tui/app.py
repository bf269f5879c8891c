"""The Textual app: it opens the first screens and those that others ask for, and goes from place to place."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import constants, work
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import Screen
from textual.worker import get_current_worker

from tracker.record import replace
from tracker.text import clean_line
from tui.asking import ask
from tui.browser import PageTried, PageWanted, open_page
from tui.calm import calm_interpreter
from tui.habits import Habits
from tui.hang_up import end_with_terminal
from tui.history import History
from tui.keymap import Keymap, key_of, keymap
from tui.keys import mouse_of, offers
from tui.line import Role
from tui.place import Destination
from tui.places import COMPONENT_SCREEN, PLACE_BINDINGS, PLACE_WORDS, go, leads_to, visit
from tui.portfolio import Portfolio
from tui.refusal import RefusalLearned
from tui.remembering import RememberingApp, Unwritten
from tui.screen import PlaceWanted, TableScreen
from tui.screen_names import PLACES
from tui.source import Failure, FindingsSource, Sides
from tui.theme import THEMES, TRACKER
from tui.wanted import CompareWanted, ReachWanted, Viewing, WhatIfWanted

if TYPE_CHECKING:
    from tui.entries import Entry

RECENT = 5


class TrackerApp(RememberingApp, inherit_bindings=False):
    """The terminal interface over a source of findings.

    `environment` is opened first where it is given; `now` reads the clock; `habits` is what the reader brings
    along; `browse` opens a web page in a thread and says whether it could.
    """

    CSS_PATH = "tracker.tcss"
    TITLE = "tracker"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{role}" for role in Role}
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="program.quit", show=False, priority=True),
        Binding("ctrl+c", "say_how_to_quit", "Say how to quit", id="program.interrupt", show=False),
        *PLACE_BINDINGS,
        Binding("colon,ctrl+p", "find", "Find", id="program.palette", tooltip="Go anywhere, do anything"),
        Binding("question_mark,f1", "keys", "Help", id="program.help"),
    ]

    def __init__(
        self,
        source: FindingsSource,
        environment: str | None = None,
        *,
        now: Callable[[], datetime],
        habits: Habits | None = None,
        browse: Callable[[str], bool] = open_page,
    ) -> None:
        super().__init__(habits or Habits())
        self._source = source
        self._environment = environment
        self._now = now
        self._browse = browse
        self.refusal: str | None = None
        places = self.memory.places
        self._history = History(places=places, at=len(places) - 1)
        self.keymap = self._take_keys()
        self._wear_first()

    def _take_keys(self) -> Keymap:
        keys = keymap(self.habits.keys)
        self.set_keymap(keys.for_textual)
        return keys

    def _wear_first(self) -> None:
        """Wear the theme of the setting, else the one remembered, else what TEXTUAL_THEME names."""
        for theme, _ in THEMES:
            self.register_theme(theme)
        standard = TRACKER.name if constants.DEFAULT_THEME == "textual-dark" else constants.DEFAULT_THEME
        wanted = [self.habits.theme, self.memory.theme, standard, TRACKER.name]
        self.theme = next(name for name in wanted if name in self.available_themes)

    def _problems(self) -> Iterator[str]:
        yield from self.habits.problems
        yield from (f"{self.habits.keys_from}: {problem}" for problem in self.keymap.problems)
        if self.habits.theme is not None and self.habits.theme not in self.available_themes:
            yield f"there is no theme {self.habits.theme}: {', '.join(theme.name for theme, _ in THEMES)} are"

    def get_default_screen(self) -> Screen[None]:
        """Begin with all environments."""
        return Portfolio(self._source, self._now)

    def on_mount(self) -> None:
        """Open the environment that was asked for, and say what is wrong with the reader's files."""
        end_with_terminal(self)
        if self._environment is not None:
            from tui.environment import EnvironmentScreen

            self.push_screen(EnvironmentScreen(self._source, self._now, self._environment))
        if told := "; ".join(self._problems()):
            self.call_after_refresh(self._say, told, Role.UNKNOWN)

    def on_unmount(self) -> None:
        """Let the source end what is under way, so that no thread holds the program back."""
        self._source.close()

    def on_key(self, event: Key) -> None:
        """Let a key act only where the screen lets it."""
        if isinstance(self.screen, TableScreen) and not self.screen.passes(event):
            event.prevent_default()

    def action_keys(self) -> None:
        """Show what the keys and the mouse do."""
        from tui.help_screen import HelpScreen

        self.push_screen(HelpScreen(offers(self.screen), mouse_of(self.screen)))

    def action_visit(self, name: str) -> None:
        """Go to one of the screens that a digit leads to."""
        if isinstance(self.screen, TableScreen) and self.screen.place.screen == name:
            self._say(f"This is {name.capitalize()}.")
        visit(self, name, self._source, self._now)

    def action_find(self) -> None:
        """Ask where to go or what to do."""
        from tui.entries import (
            action_entries,
            deployed_candidates,
            recent_entries,
            screen_entries,
            theme_entries,
            vulnerability_candidates,
        )
        from tui.palette import Palette

        offered = offers(self.screen)
        at_once = (
            *recent_entries(self._history.recent[:RECENT]),
            *screen_entries(PLACE_WORDS, offered),
            *action_entries(PLACES, offered),
            *theme_entries(((theme.name, about) for theme, about in THEMES), self.theme),
        )
        palette = Palette(
            at_once,
            lambda: deployed_candidates(self._source.contents(), COMPONENT_SCREEN),
            lambda: vulnerability_candidates(self._source.vulnerabilities()),
        )
        self.push_screen(palette, self._do)

    async def _do(self, entry: "Entry | None") -> None:
        from tui.entries import Wear

        if entry is None:
            return
        if isinstance(entry.deed, Destination):
            self._go(entry.deed)
        elif isinstance(entry.deed, Wear):
            self.theme = entry.deed.theme
            self.remember(replace(self.memory, theme=self.theme))
        else:
            await self.run_action(entry.deed.action, entry.deed.node)

    def action_travel(self, steps: int) -> None:
        """Go back or forward over the places where the reader was; a screen that is none lies ahead."""
        there = self._history.step(steps) if steps > 0 or self._is_at_a_place else self._history
        if there is None or there.here is None:
            self._say("You have been nowhere before." if steps < 0 else "There is nothing ahead.")
            return
        self._history = there
        self._go(Destination(there.here))

    @property
    def _is_at_a_place(self) -> bool:
        return isinstance(self.screen, TableScreen) and self.screen.place == self._history.here

    def on_place_wanted(self, message: PlaceWanted) -> None:
        """Go where a screen leads."""
        self._go(message.destination)

    def _go(self, destination: Destination) -> None:
        if not go(self, destination.place, self._source, self._now):
            self._say(f"There is no screen {destination.place.screen}.")
            return
        screen = self.screen
        if isinstance(screen, TableScreen):
            screen.call_after_refresh(screen.show_destination, destination)

    def on_table_screen_arrived(self, message: TableScreen.Arrived) -> None:
        """Remember where the reader is."""
        if message.screen.at_rest:
            self._learn_refusal()
        if message.screen is self.screen and leads_to(message.screen.place):
            self._history = self._history.arrived(message.screen.place)
            self.remember(self.memory.with_places(self._history.places))

    def on_refusal_doubted(self) -> None:
        """Ask again why nothing can be kept."""
        self._learn_refusal()

    @work(thread=True, exclusive=True, group="refusal", exit_on_error=False)
    def _learn_refusal(self) -> None:
        worker = get_current_worker()
        answer = ask(self._source.unwritable)
        if not worker.is_cancelled:
            self.post_message(RefusalLearned(answer.text if isinstance(answer, Failure) else answer))

    def on_refusal_learned(self, message: RefusalLearned) -> None:
        """Let every screen say it."""
        if message.text != self.refusal:
            self.refusal = message.text
            for screen in self.screen_stack:
                if isinstance(screen, TableScreen):
                    screen.show_refusal()

    def on_unwritten(self, message: Unwritten) -> None:
        """Say that nothing will be remembered."""
        self._say(message.text, Role.UNKNOWN)

    def action_say_how_to_quit(self) -> None:
        """Say which key quits, where an interrupt is what a terminal would expect."""
        self._say(f"{key_of(self, 'program.quit')} quits.")

    def on_reach_wanted(self, message: ReachWanted) -> None:
        """Open the entries that something concerns."""
        from tui.reached import ReachedScreen

        self.push_screen(ReachedScreen(self._source, self._now, message.sought))

    def action_what_if(self) -> None:
        """Suppose something of the environment in view."""
        from tui.what_if import WhatIfScreen

        seen = (one.environment_in_view for one in reversed(self.screen_stack) if isinstance(one, Viewing))
        name = next(filter(None, seen), None)
        if name is None:
            self._say("There is no environment in view: open one first.")
        elif isinstance(self.screen, WhatIfScreen):
            self._say(f"This is What-if, of {clean_line(name)}.")
        else:
            self.push_screen(WhatIfScreen(self._source, self._now, name))

    def on_what_if_wanted(self, message: WhatIfWanted) -> None:
        """Suppose something of an environment, at one of its entries."""
        from tui.what_if import WhatIfScreen

        self.push_screen(WhatIfScreen(self._source, self._now, message.environment, message.name))

    def on_compare_wanted(self, message: CompareWanted) -> None:
        """Compare two sides; ask which, unless they are chosen."""
        from tui.compare import sides_prompt

        if message.chosen:
            self._compare(message.sides)
        else:
            known = tuple(name for one in self.screen_stack if isinstance(one, Portfolio) for name in one.names)
            self.push_screen(sides_prompt(message.sides, known), self._compare_typed)

    def _compare_typed(self, typed: tuple[str, ...] | None) -> None:
        if typed is not None:
            left, right, left_day, right_day = typed
            self._compare(Sides(left=left, left_day=left_day, right=right or left, right_day=right_day))

    def _compare(self, sides: Sides) -> None:
        from tui.compare import CompareScreen

        if isinstance(self.screen, CompareScreen):
            self.screen.show_sides(sides)
        else:
            self.push_screen(CompareScreen(self._source, self._now, sides))

    def on_page_wanted(self, message: PageWanted) -> None:
        """Start the browser."""
        self._say(f"Opening {message.url} ...")
        self._open(message.url)

    @work(thread=True, exclusive=True, group="browser", exit_on_error=False)
    def _open(self, url: str) -> None:
        opened = ask(lambda: self._browse(url))
        self.post_message(PageTried(url, opened is True))

    def on_page_tried(self, message: PageTried) -> None:
        """Say what happened."""
        self._say(message.text)

    def _say(self, text: str, role: Role = Role.PLAIN) -> None:
        tables = [screen for screen in self.screen_stack if isinstance(screen, TableScreen)]
        tables[-1].flash(text, role)


def run(
    source: FindingsSource,
    environment: str | None,
    now: Callable[[], datetime],
    habits: Habits | None = None,
) -> None:
    """Run the interface until the reader quits, and keep what the next run should know."""
    app = TrackerApp(source, environment, now=now, habits=habits)
    with calm_interpreter():
        app.run()
    with suppress(OSError):
        app.keep()
