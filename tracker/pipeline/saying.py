"""Reading what a person typed about a decision, and finding out who that person is."""

import getpass
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime

from tracker.answers import web_address
from tracker.deployed.schema import parse_instant
from tracker.model import Wakening
from tracker.pipeline.deciding import Ending
from tracker.text import clean_line, unsafe_character

_EVENTS = ", ".join(Wakening)
_LONGEST = 500  # characters


def author() -> str | None:
    """Who decides: git's e-mail in this folder, else the login, None where neither can be told."""
    git = shutil.which("git")
    if git is not None:
        asked = subprocess.run(  # noqa: S603 - a fixed command
            [git, "config", "user.email"], capture_output=True, text=True, check=False, errors="replace"
        )
        if asked.stdout.strip():
            return clean_line(asked.stdout)
    try:
        return clean_line(getpass.getuser())
    except (OSError, KeyError):
        return None


def read_line(text: str) -> str:
    """Take a text as it is; raises ValueError where it is not one line that can be shown."""
    if unsafe_character(text) or "\n" in text or "\t" in text or len(text) > _LONGEST:
        raise ValueError(f"write one line of at most {_LONGEST} characters without control characters")
    return text.strip()


def read_ending(ends: Sequence[str]) -> Ending:
    """Read what ends a decision, a day or an event or both, in any order; raises ValueError."""
    days = [_end(one) for one in ends if one not in {*Wakening}]
    events = [Wakening(one) for one in ends if one in {*Wakening}]
    if not ends:
        raise ValueError(f"say what ends it: a day such as 2027-01-31, or {_EVENTS}")
    if len(days) > 1 or len(events) > 1:
        raise ValueError("name one day and one event at most")
    return Ending(until=days[0] if days else None, wakes=events[0] if events else None)


def read_day(text: str) -> datetime:
    """Read a day, which means 00:00Z of it, or an instant; raises ValueError."""
    return parse_instant(text)


def read_ticket(text: str) -> str:
    """Take the web address of a ticket; raises ValueError where it is none."""
    if web_address(text) is None:
        raise ValueError("name a web address such as https://tickets.acme.example/42")
    return text


def _end(text: str) -> datetime:
    try:
        return read_day(text)
    except ValueError as error:
        raise ValueError(f"{error}, nor one of {_EVENTS}") from None
