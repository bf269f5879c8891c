"""A program in a real terminal, as a process of its own: what it shows, when, and what a key brings; needs Linux.

A moment is measured on two clocks: the wall's, and the wall's less what the thread that draws had to wait for a
core, which is what it would have taken on a machine that does nothing else.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.record import Record

# What says how large the terminal of whoever runs the tests is.
_SIZE = ("COLUMNS", "LINES")
PATIENCE = 30.0
# A program that repaints now and then would else be waited for without end.
LONGEST = 120.0
_TESTS = Path(__file__).parent
_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # as installed programs are: a clone is not compiled at every start
_SEQUENCES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[PX^_][^\x1b]*\x1b\\|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|.)")


class Moment(Record):
    """Seconds that something took: `wall`, and of these `waited` for a core."""

    wall: float
    waited: float

    @property
    def alone(self) -> float:
        """Seconds it would have taken on an idle machine; waiting that began before the moment is told in it."""
        return max(self.wall - self.waited, 0.0)


class Terminal:
    """A program whose standard streams are a terminal of its own; leaving the context ends it."""

    def __init__(
        self, command: Sequence[str], variables: Mapping[str, str] | None = None, size: tuple[int, int] = (80, 24)
    ) -> None:
        self._reader, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        paths = os.pathsep.join([str(_TESTS), str(_TESTS.parent)])
        inherited = {name: text for name, text in os.environ.items() if name not in _SIZE}
        given = {**inherited, "TERM": "xterm-256color", "PYTHONPATH": paths, **_COMPILED, **(variables or {})}
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *command],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=given,
            start_new_session=True,
        )
        os.close(terminal)
        self.output = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._reader)

    @property
    def text(self) -> str:
        """Everything that was written so far, without the sequences that move and colour."""
        return _SEQUENCES.sub(b"", self.output).decode(errors="replace")

    @property
    def colours(self) -> set[tuple[int, int, int]]:
        """Every colour that was named by its parts, as red, green and blue."""
        named = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", self.output)
        return {(int(red), int(green), int(blue)) for red, green, blue in named}

    def read(self, patience: float = PATIENCE) -> bytes:
        """Read what the program shows next, nothing once it has ended; fail where nothing comes."""
        assert select.select([self._reader], [], [], patience)[0], f"nothing came after: {self.text[-500:]}"
        try:
            part = os.read(self._reader, 65_536)
        except OSError:  # how Linux says that nobody is left to write
            return b""
        self.output += part
        return part

    def until(self, *texts: str, since: int = 0) -> Moment:
        """Read until one of some texts was shown; the moment is counted from the start of the program.

        `since` is the place in the output from which a text counts.
        """
        words, end = [text.encode() for text in texts], time.monotonic() + LONGEST
        while not any(word in self.output[since:] for word in words):
            assert time.monotonic() < end, f"it never showed {texts}: {self.text[-2000:]}"
            assert self.read(), f"it ended before it showed {texts}: {self.text[-2000:]}"
        return Moment(wall=time.perf_counter() - self._began, waited=self.waited())

    def press(self, keys: bytes) -> Moment:
        """Press a key and wait for what it paints."""
        self.drain()
        began, waited = time.perf_counter(), self.waited()
        os.write(self._reader, keys)
        assert self.read(), f"it ended after {keys!r}: {self.text[-2000:]}"
        return Moment(wall=time.perf_counter() - began, waited=self.waited() - waited)

    def send(self, keys: bytes) -> int:
        """Press keys; return the place in the output after which their answers come."""
        os.write(self._reader, keys)
        return len(self.output)

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._reader, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._process.send_signal(signal.SIGWINCH)  # as its shell's terminal would

    def drain(self, quiet: float = 0.0) -> None:
        """Read what is there already, and until nothing comes for some seconds."""
        while select.select([self._reader], [], [], quiet)[0] and self.read():
            pass

    def wait(self) -> int:
        """Read to the end of the program and return its exit code."""
        while self.read():
            pass
        return self._process.wait(PATIENCE)

    def terminate(self) -> int:
        """Ask the program to end, as `kill` does; return its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def vanish(self) -> int:
        """Close the terminal without a signal; return the exit code of the program, which must end by itself."""
        gone, other = pty.openpty()
        os.close(other)
        os.dup2(gone, self._reader)  # leaving the context closes what stands there now
        os.close(gone)
        return self._process.wait(PATIENCE)

    def waited(self) -> float:
        """Seconds that the thread which draws has waited for a core so far."""
        return int(Path(f"/proc/{self._process.pid}/schedstat").read_text().split()[1]) / 1e9

    @property
    def peak(self) -> float:
        """The most memory that the program has held, in megabytes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1.024 / 1000  # type: ignore[index]
