"""The form that writes the first file of an environment."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.asking import ask
from tui.line import Role
from tui.prompt import Asked, Prompt
from tui.source import Failure, FindingsSource


class FirstForm(Prompt):
    """Asks for an environment and writes its file; stays open with the reason where that is refused.

    It answers with the name and with what was written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Write it", id="form.submit", priority=True),
    ]

    @dataclass
    class Written(Message):
        """The file was written, or why it was not."""

        name: str
        answer: str | Failure

    def __init__(self, source: FindingsSource) -> None:
        super().__init__(
            "A new environment",
            f"Its file is written to {source.folder}; the rest can be put in with an editor.",
            (
                Asked(word="Name", hint="such as acme/prod; it is the name of the file"),
                Asked(word="Customer", hint="whose it is; without one, its own"),
                Asked(word="Runs", hint="such as kafka=3.9.1 postgresql=16.10"),
            ),
        )
        self._source = source
        self._writing = False

    def action_submit(self) -> None:
        """Write it."""
        if not self._writing:
            self._writing = True
            self.say("Writing ...", Role.KEY)
            self._write(self.typed)

    @work(thread=True, exclusive=True, group="first", exit_on_error=False)
    def _write(self, typed: tuple[str, ...]) -> None:
        name, customer, runs = typed
        self.post_message(self.Written(name, ask(partial(self._source.init, name, customer, runs))))

    def on_first_form_written(self, message: Written) -> None:
        """Close, or say why nothing was written."""
        self._writing = False
        if isinstance(message.answer, Failure):
            self.say(f"{message.answer.text[:1].upper()}{message.answer.text[1:]}", Role.OVERDUE)
        else:
            self.dismiss((message.name, message.answer))

    def action_leave(self) -> None:
        """Leave it, unless it is being written."""
        if not self._writing:
            super().action_leave()
