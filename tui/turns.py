"""Questions of which only the last one matters."""

from collections.abc import Callable
from threading import Lock

from textual.widget import Widget


class Turns:
    """Asks one question at a time in a worker of a widget; of those that come meanwhile only the last is asked.

    A thread cannot be ended: a reader who passes over many rows would leave as many of them at work.
    """

    def __init__(self, widget: Widget, group: str) -> None:
        self._widget = widget
        self._group = group
        self._next: Callable[[], None] | None = None
        self._busy = False
        self._lock = Lock()

    def ask(self, question: Callable[[], None]) -> None:
        """Ask a question as soon as the one under way has its answer; it must not raise."""
        with self._lock:
            self._next = question
            if self._busy:
                return
            self._busy = True
        self._widget.run_worker(
            self._work, thread=True, group=self._group, description=self._group, exit_on_error=False
        )

    def _work(self) -> None:
        while (question := self._take()) is not None:
            question()

    def _take(self) -> Callable[[], None] | None:
        with self._lock:
            question, self._next = self._next, None
            self._busy = question is not None
            return question
