"""The end of a program whose terminal has gone.

A terminal that goes sends SIGHUP to those it controls, and to no others. Textual's thread that reads the keys then
meets the end of its input again and again without a pause (https://github.com/Textualize/textual/pull/6690), and
the one that draws may wait for ever, since what it hands over to be written is taken by nobody.
"""

import os
import select
import signal
import sys
import time
from threading import Thread

from textual.app import App

# So long an end may take that keeps what is to be remembered.
_GRACE_SECONDS = 5.0
_GONE = select.POLLHUP | select.POLLERR if sys.platform != "win32" else 0


def end_with_terminal(app: App[None]) -> None:
    """End the program once the terminal that its keys come from has gone; keys from elsewhere are not watched."""
    keys = sys.__stdin__
    if sys.platform != "win32" and not app.is_headless and keys is not None and keys.isatty():
        Thread(target=_watch, args=(app, keys.fileno()), name="hang-up", daemon=True).start()


def _watch(app: App[None], terminal: int) -> None:
    asked = select.poll()
    asked.register(terminal, 0)  # a hang-up is told unasked
    if any(told & _GONE for _, told in asked.poll()):
        app.call_later(app.exit)
        time.sleep(_GRACE_SECONDS)
        os._exit(128 + signal.SIGHUP)
