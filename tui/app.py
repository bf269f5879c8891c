"""The Textual app: it opens the first screens, shows the help, and starts the browser."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import constants, work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.asking import ask
from tui.browser import PageTried, PageWanted, open_page
from tui.calm import CalmApp, calm_interpreter
from tui.compare import CompareScreen, sides_prompt
from tui.environment import EnvironmentScreen
from tui.help_screen import HelpScreen
from tui.keys import offers
from tui.places import PLACE_BINDINGS, visit
from tui.portfolio import Portfolio
from tui.reached import ReachedScreen
from tui.screen import TableScreen
from tui.source import FindingsSource, Sides
from tui.theme import TRACKER
from tui.wanted import CompareWanted, ReachWanted, Viewing, WhatIfWanted
from tui.what_if import WhatIfScreen


class TrackerApp(CalmApp, inherit_bindings=False):
    """The terminal interface over a source of findings.

    `environment` is opened first where it is given; `now` reads the clock; `browse` opens a web page in a
    thread and says whether it could.
    """

    CSS_PATH = "tracker.tcss"
    TITLE = "tracker"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="program.quit", show=False, priority=True),
        Binding("ctrl+c", "say_how_to_quit", "Say how to quit", id="program.interrupt", show=False),
        *PLACE_BINDINGS,
        Binding("question_mark,f1", "keys", "Help", id="program.help"),
    ]

    def __init__(
        self,
        source: FindingsSource,
        environment: str | None = None,
        *,
        now: Callable[[], datetime],
        browse: Callable[[str], bool] = open_page,
    ) -> None:
        super().__init__()
        self._source = source
        self._environment = environment
        self._now = now
        self._browse = browse
        self.register_theme(TRACKER)
        if constants.DEFAULT_THEME == "textual-dark":  # TEXTUAL_THEME names no other
            self.theme = TRACKER.name

    def get_default_screen(self) -> Screen[None]:
        """Begin with all environments."""
        return Portfolio(self._source, self._now)

    def on_mount(self) -> None:
        """Open the environment that was asked for."""
        if self._environment is not None:
            self.push_screen(EnvironmentScreen(self._source, self._now, self._environment))

    def on_unmount(self) -> None:
        """Let the source end what is under way, so that no thread holds the program back."""
        self._source.close()

    def action_keys(self) -> None:
        """Show what the keys do."""
        self.push_screen(HelpScreen(offers(self.screen)))

    def action_visit(self, name: str) -> None:
        """Go to one of the screens that a digit leads to."""
        visit(self, name, self._source, self._now)

    def action_say_how_to_quit(self) -> None:
        """Say which key quits, where an interrupt is what a terminal would expect."""
        self._say("ctrl+q quits.")

    def on_reach_wanted(self, message: ReachWanted) -> None:
        """Open the entries that something concerns."""
        self.push_screen(ReachedScreen(self._source, self._now, message.sought))

    def action_what_if(self) -> None:
        """Suppose something of the environment in view."""
        seen = (one.environment_in_view for one in reversed(self.screen_stack) if isinstance(one, Viewing))
        name = next(filter(None, seen), None)
        if name is None:
            self._say("There is no environment in view: open one first.")
        elif not isinstance(self.screen, WhatIfScreen):
            self.push_screen(WhatIfScreen(self._source, self._now, name))

    def on_what_if_wanted(self, message: WhatIfWanted) -> None:
        """Suppose something of an environment, at one of its entries."""
        self.push_screen(WhatIfScreen(self._source, self._now, message.environment, message.name))

    def on_compare_wanted(self, message: CompareWanted) -> None:
        """Compare two sides; ask which, unless they are chosen."""
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

    def _say(self, text: str) -> None:
        tables = [screen for screen in self.screen_stack if isinstance(screen, TableScreen)]
        tables[-1].flash(text)


def run(source: FindingsSource, environment: str | None, now: Callable[[], datetime]) -> None:
    """Run the interface until the reader quits."""
    with calm_interpreter():
        TrackerApp(source, environment, now=now).run()
