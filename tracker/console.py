"""The streams of a command: text on standard output, talk and progress on standard error."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import ConfigurationError
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.report.progress import Progress

NARROWEST = 20
_LONGEST = 10_000_000


class ReaderLeft(Exception):
    """Whoever reads the output has closed the pipe; click would end with a code that means a verdict."""


def prepare() -> None:
    """Let both streams replace what their encoding cannot write."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def show(text: str) -> None:
    """Write to standard output, where there is one; raises ConfigurationError where it cannot be written."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderLeft from None
    except OSError as error:
        forget_output()
        raise ConfigurationError(f"the output cannot be written: {error.strerror}") from None


def can_write(text: str) -> bool:
    """Whether the encoding of standard output has every character of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def say(text: str) -> None:
    """Write one sentence to standard error, where there is one that takes it."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"tracker: {clean_line(text, 2000)}\n")
            sys.stderr.flush()


def write(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a file, whole or not at all, making its folder; raises ConfigurationError.

    `mode` are the permissions of a new file, where they are not to be the usual ones.
    """
    unfinished = path.with_name(f".{path.name}.part") if path.name else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a device or a pipe keeps its place
            return
        try:
            unfinished.write_text(text, encoding="utf-8")
            if path.exists():
                shutil.copymode(path, unfinished)
            elif mode is not None:
                unfinished.chmod(mode)
            unfinished.replace(path.resolve())
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from None


def read(name: str) -> str:
    """Read a file of text, or standard input where the name is a dash; raises ConfigurationError."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            body = file.read(_LONGEST + 1)
        if len(body) > _LONGEST:
            raise ConfigurationError(f"{name} is too large: at most {_LONGEST // 1_000_000} MB are read")
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{name} is not UTF-8: save the file as UTF-8") from None
    except OSError as error:
        raise ConfigurationError(f"{name} cannot be read: {error.strerror}") from None


def forget_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush does not fail again."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_terminal() -> bool:
    """Whether all three streams are a terminal, as a full-screen program needs them."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def colours() -> bool:
    """Whether standard output is a terminal that wants colours (https://no-color.org)."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int:
    """The width of the terminal in cells: COLUMNS, else what it says, else 80."""
    return max(shutil.get_terminal_size((80, 24)).columns, NARROWEST)


@contextmanager
def progress() -> "Iterator[Progress | None]":
    """Show progress on a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from tracker.report.progress import Progress

    shown = Progress(sys.stderr)
    try:
        yield shown
    finally:
        shown.end()
