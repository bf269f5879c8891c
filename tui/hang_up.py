"""The end of a program that is asked to end, or whose terminal has gone.

SIGTERM would leave the terminal as it is drawn, without an echo and with the mouse told to the shell.

A terminal that goes sends SIGHUP to those it controls, and to no others. Textual's thread that reads the keys then
meets the end of its input again and again without a pause (https://github.com/Textualize/textual/pull/6690), and
the one that draws may wait for ever, since what it hands over to be written is taken by nobody.
"""

import asyncio
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
    """End the program at SIGTERM, and once the terminal that its keys come from has gone.

    Keys from elsewhere are not watched. Called in the loop of the program.
    """
    keys = sys.__stdin__
    if sys.platform != "win32" and not app.is_headless and keys is not None and keys.isatty():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _end, app)
        Thread(target=_watch, args=(app, keys.fileno()), name="hang-up", daemon=True).start()


def _end(app: App[None]) -> None:
    """Give the terminal back; a second SIGTERM ends the program at once."""
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    app.exit()


def _watch(app: App[None], terminal: int) -> None:
    asked = select.poll()
    asked.register(terminal, 0)  # a hang-up is told unasked
    if any(told & _GONE for _, told in asked.poll()):
        app.call_later(app.exit)
        time.sleep(_GRACE_SECONDS)
        os._exit(128 + signal.SIGHUP)
