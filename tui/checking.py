"""Checking environments one after the other: how far that is, and what came of each."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from tui.asking import ask
from tui.columns import Column
from tui.keymap import key_of
from tui.line import Role
from tui.refusal import WHY_NOT, RefusalDoubted
from tui.rounds import Made, Round, made, problem
from tui.screen import TableScreen
from tui.source import Failure, FindingsSource, Tried


class CheckingScreen(TableScreen):
    """A screen that has environments checked, and shows each as soon as its check has ended.

    `progress` says how far the checks are, empty where none is under way.
    """

    @dataclass
    class Checking(Message):
        """A check of one environment begins, the first of those asked for being number 1."""

        name: str
        number: int
        asked: int

    @dataclass
    class Checked(Message):
        """A check of one environment has ended."""

        name: str
        answer: Made | Failure

    @dataclass
    class Finished(Message):
        """All checks asked for have ended."""

    def __init__(self, source: FindingsSource, now: Callable[[], datetime], columns: Sequence[Column]) -> None:
        super().__init__(source, now, columns)
        self.progress = ""
        self._round: tuple[str, ...] = ()
        self._ended: dict[str, Made | Failure] = {}
        self._outdated: set[str] = set()

    @abstractmethod
    def show_checked(self, answer: Made | Failure) -> None:
        """Show what came of one check."""

    @abstractmethod
    def load(self) -> None:
        """Ask for all environments as they stand by now."""

    def outdate(self, environments: Collection[str]) -> None:
        """Take down which environments do not stand as they did any more."""
        self._outdated.update(environments)

    def check_outdated(self) -> None:
        """Check those by what is stored, so that how they stand is remembered; for a worker that waits."""
        worker = get_current_worker()
        while self._outdated and not worker.is_cancelled:
            name = self._outdated.pop()
            answer = ask(partial(self._check_one, name, offline=True))
            if problem(answer):
                self.post_message(self.Checked(name, answer))

    def check(self, names: Sequence[str]) -> None:
        """Check some environments, unless that is under way; without any ask how all stand by now."""
        if self.progress:
            self.flash(f"Still {self.progress}.")
        elif names and self.refusal is not None:
            self.say_not_now(f"{WHY_NOT}; {key_of(self, 'go.open')} judges an environment")
        elif names:
            self.progress, self._round = "checking", tuple(names)
            self._check(self._round)
        else:
            self.load()

    @work(thread=True, exclusive=True, group="check", exit_on_error=False)
    def _check(self, names: tuple[str, ...]) -> None:
        worker = get_current_worker()
        tried: Tried = {}
        for number, name in enumerate(names, start=1):
            if worker.is_cancelled:
                return
            self.post_message(self.Checking(name, number, len(names)))
            self.post_message(self.Checked(name, ask(partial(self._check_one, name, offline=False, tried=tried))))
        self.post_message(self.Finished())

    def _check_one(self, name: str, *, offline: bool, tried: Tried | None = None) -> Made:
        return made(self.source.check(name, offline=offline, tried=tried), self.source.environment(name))

    def on_checking_screen_checking(self, message: Checking) -> None:
        """Say how far the checks are."""
        count = f" {message.number} of {message.asked}:" if message.asked > 1 else ""
        self.progress = f"checking{count} {message.name}"
        self.describe()

    def on_checking_screen_checked(self, message: Checked) -> None:
        """Show the environment as it is now, or that the check failed."""
        self._ended[message.name] = message.answer
        if isinstance(message.answer, Made) and message.answer.unkept is not None:
            self.post_message(RefusalDoubted())
        self.show_checked(message.answer)

    def on_checking_screen_finished(self) -> None:
        """Say what came of the checks, and ask how all environments stand now."""
        self.progress = ""
        checked = Round(ended={name: self._ended[name] for name in self._round})
        self.flash(checked.words, Role.PLAIN if checked.is_fine else Role.UNKNOWN)
        self.load()

    @property
    def failed(self) -> Collection[str]:
        """The environments whose last check failed, or is not remembered."""
        return {name for name, one in self._ended.items() if problem(one)}

    def shortfall(self, name: str) -> str | None:
        """Say why the last check of an environment did not all that it should; None where it did."""
        ended = self._ended.get(name)
        if ended is None:
            return None
        return problem(ended) or (ended.unread if isinstance(ended, Made) else None)
