"""The interface in a real terminal, as a process of its own."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios

import pytest
from textual import constants

from tui_examples import FakeSource, make_app

PROGRAM = """
from dataclasses import replace
from tui.app import run
from tui_examples import NOW, FakeSource, row

source = FakeSource()
source.rows = (row("e\\x1b]52;c;aGk=\\x07"), replace(row("x"), error="\\x9b2J [@click=app.quit]"))
run(source, None, lambda: NOW)
"""


def test_it_starts_shows_and_quits_in_a_terminal() -> None:
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    )
    os.close(terminal)
    shown = b""
    while b"aGk=" not in shown:
        shown += part(reader)
    os.write(reader, b"q")
    while more := part(reader):
        shown += more
    assert process.wait(10) == 0
    os.close(reader)
    assert b"\x1b]52" not in shown
    assert "\x9b" not in shown.decode()


def part(reader: int) -> bytes:
    """Read what the program shows next, nothing once it has closed its side; fail after ten seconds."""
    assert select.select([reader], [], [], 10)[0], "the program shows nothing"
    try:
        return os.read(reader, 65_536)
    except OSError:  # how Linux says that nobody is left to write
        return b""


@pytest.mark.parametrize(("asked", "theme"), [("textual-dark", "tracker"), ("ansi-dark", "ansi-dark")])
def test_the_theme(asked: str, theme: str, source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_THEME", asked)
    app = make_app(source)
    assert (app.theme == "tracker") is (theme == "tracker")
