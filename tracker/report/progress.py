"""Progress of reading feeds, on one line of a terminal."""

import shutil
from typing import TextIO

from tracker.report.layout import fit

_ERASE = "\r\x1b[K"


class Progress:
    """Says on a terminal how many of how many feeds are read and how many failed; what failed is told later."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._failed = 0
        self._shown = False

    def __call__(self, path: str, error: str | None, done: int, total: int) -> None:
        """Tell of one more feed."""
        self._shown = True
        self._failed += error is not None
        failed = f", {self._failed} failed" if self._failed else ""
        line = f"reading feeds: {done} of {total}{failed}  {path}"
        width = shutil.get_terminal_size().columns - 1
        self._terminal.write(_ERASE + fit(line, width).rstrip())
        self._terminal.flush()

    def end(self) -> None:
        """Leave the line empty for what follows."""
        if self._shown:
            self._terminal.write(_ERASE)
            self._terminal.flush()
