"""Asking a source from a worker thread."""

from collections.abc import Callable
from typing import TypeVar

from tui.source import Failure, failure

Answer = TypeVar("Answer")


def ask(question: Callable[[], Answer]) -> Answer | Failure:
    """Return the answer to a question, or why there is none; whatever goes wrong becomes a line to show."""
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - a screen says what happened; nothing below may end the program
        return failure(error)
