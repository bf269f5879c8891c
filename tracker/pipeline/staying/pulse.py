"""Whether a program that stays up is alive: when its loop last turned, for those who look on from outside."""

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from logging import WARNING
from pathlib import Path
from typing import Protocol

from tracker.log import tell
from tracker.record import Record

# The longest that one turn takes where all is well: it polls, asks and judges, each within minutes.
HANGS_AFTER = 900.0

_warn = partial(tell, __name__, level=WARNING)


class Watch(Protocol):
    """What time it is, and how many seconds have passed since some start."""

    def now(self) -> datetime:
        """The instant that the machine's clock shows."""
        ...

    def passed(self) -> float:
        """Seconds since some start, that nobody can set."""
        ...


class Beat(Record):
    """When the loop turned: the instant, and the second of a clock that nobody can set."""

    at: datetime
    passed: float


class Pulse:
    """When the loop last turned; read by any thread, and told on each turn to a file and to systemd."""

    def __init__(self, watch: Watch, file: Path | None = None) -> None:
        self._watch = watch
        self._tellers: list[Callable[[str], None]] = [_tell_systemd]
        if file:
            self._tellers.append(partial(_tell_file, file))
        self._failed: set[str] = set()
        self._last = Beat(at=watch.now(), passed=watch.passed())

    @property
    def turned_at(self) -> datetime:
        """The instant of the last turn."""
        return self._last.at

    @property
    def silent(self) -> float:
        """The seconds since the last turn."""
        return self._watch.passed() - self._last.passed

    @property
    def hangs(self) -> bool:
        """Whether the last turn takes longer than any does where all is well."""
        return self.silent > HANGS_AFTER

    def beat(self) -> None:
        """Note that the loop turns; where that cannot be told, it is logged once."""
        self._last = Beat(at=self._watch.now(), passed=self._watch.passed())
        for tell_it in self._tellers:
            try:
                tell_it(f"{self._last.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
            except OSError as error:
                told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
                if told not in self._failed:
                    self._failed.add(told)
                    _warn("health-not-told", error=told)


def _tell_file(file: Path, at: str) -> None:
    """Write the instant; to be looked at is when the file was written."""
    file.write_text(f"{at}\n", encoding="utf-8")


def _tell_systemd(_: str) -> None:
    """Say that the service is ready and alive (https://www.freedesktop.org/software/systemd/man/sd_notify.html)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.settimeout(1)
            door.connect("\0" + address[1:] if address.startswith("@") else address)
            door.sendall(b"READY=1\nWATCHDOG=1")
