"""The interface in a real terminal, as a process of its own."""

import os
from pathlib import Path

import pytest
from textual import constants

from terminal import Terminal
from tui_driving import make_app
from tui_source import FakeSource

HERE = Path(__file__).parent
# Clipboard, link and other strings for the terminal, its C1 controls, and a bell before a stranger's text.
_STRANGE = ("\x1b]52", "\x1b]8;", "\x1bP", "\x9b", "\x90", "\x9d", "\x1b[2J[", "\x07a")
_DIRECTIONS = "\u202e\u202d\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff"
PROGRAM = """
from tui.app import run
from examples import NOW
from tui_hostile import hostile

run(hostile(), None, lambda: NOW)
"""
SAMPLES = """
from tui.app import run
from examples import NOW
from tui_source import FakeSource

run(FakeSource(), None, lambda: NOW)
"""
VANISHING = """
import os
from pathlib import Path
from tui.app import run
from tui.habits import Habits
from examples import NOW
from tui_source import FakeSource

source = FakeSource()
if os.environ["GATE"] == "closed":
    source.gate.clear()

def keep(memory):
    Path(os.environ["KEPT"]).write_text(str(memory.listed))

run(source, None, lambda: NOW, Habits(keep=keep))
"""


def opened(program: str, **variables: str) -> Terminal:
    """Start a program in a terminal."""
    paths = os.pathsep.join(map(str, [HERE, HERE.parent, HERE.parents[1]]))
    return Terminal(["-c", program], {"PYTHONPATH": paths, **variables}, (140, 40))


def toured() -> Terminal:
    """Open every screen with hostile texts in every field, and quit."""
    with opened(PROGRAM) as terminal:
        terminal.until("ENVIRONMENT")
        terminal.drain(0.3)
        for key in (
            b"\r",
            b"\r",
            b"?",
            b"\x1b[D",
            b"t",
            b"\x1b",
            b"y",
            b"\x1b",
            b"2",
            b"\r",
            b"4",
            b"\r",
            b"5",
            b"\r",
        ):
            terminal.send(key)
            terminal.drain(0.3)
        terminal.send(b"\x11")
        assert terminal.wait() == 0
    return terminal


@pytest.fixture(scope="module")
def shown() -> Terminal:
    return toured()


def test_o01_markup_is_shown_as_it_is(shown: Terminal) -> None:
    assert "[red]x[/red]" in shown.text
    assert "[@click=app.quit]" in shown.text


def test_o02_no_sequence_of_a_stranger_reaches_the_terminal(shown: Terminal) -> None:
    text = shown.output.decode()

    assert [one for one in _STRANGE if one in text] == []


def test_o03_what_turns_or_hides_text_is_removed(shown: Terminal) -> None:
    text = shown.output.decode()

    assert "gnp" in text
    assert [one for one in _DIRECTIONS if one in text] == []


def test_it_starts_shows_and_quits() -> None:
    with opened(SAMPLES) as terminal:
        terminal.until("env-prod")
        terminal.send(b"q")
        assert terminal.wait() == 0
    assert terminal.output.rstrip().endswith((b"\x1b[?1004l", b"\x1b[?25h", b"l", b"h"))


def test_no_color_shows_none() -> None:
    with opened(SAMPLES, NO_COLOR="1", COLORTERM="truecolor") as terminal:
        terminal.until("env-prod")
        terminal.drain(0.3)
        terminal.send(b"q")
        terminal.wait()

    assert b"\x1b[" in terminal.output
    assert {(red, green, blue) for red, green, blue in terminal.colours if not red == green == blue} == set()


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
def test_an_ansi_theme_leaves_the_colours_to_the_terminal(theme: str) -> None:
    with opened(SAMPLES, TEXTUAL_THEME=theme, COLORTERM="") as terminal:
        terminal.until("env-prod")
        terminal.drain(0.3)
        terminal.send(b"q")
        terminal.wait()

    assert terminal.colours == set()


def test_a_terminal_that_becomes_too_small_says_so_and_recovers() -> None:
    with opened(SAMPLES) as terminal:
        terminal.until("env-prod")
        terminal.drain(0.3)
        place = len(terminal.output)
        terminal.resize(50, 10)
        terminal.until("60 x 20", since=place)
        place = len(terminal.output)
        terminal.resize(100, 30)
        terminal.until("env-prod", since=place)
        terminal.send(b"q")
        assert terminal.wait() == 0


@pytest.mark.parametrize(("asked", "theme"), [("textual-dark", "tracker"), ("ansi-dark", "ansi-dark")])
def test_the_theme(asked: str, theme: str, source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_THEME", asked)
    app = make_app(source)
    assert (app.theme == "tracker") is (theme == "tracker")


@pytest.mark.parametrize("gate", ["open", "closed"])
def test_it_ends_when_its_terminal_vanishes(gate: str, tmp_path: Path) -> None:
    with opened(VANISHING, GATE=gate, KEPT=str(tmp_path / "kept")) as terminal:
        terminal.until("env-prod" if gate == "open" else "Reading")
        terminal.send(b"C")  # something to remember
        terminal.drain(0.3)
        assert terminal.vanish() == 0

    assert (tmp_path / "kept").read_text() == "True"


def test_it_gives_its_terminal_back_when_it_is_asked_to_end(tmp_path: Path) -> None:
    with opened(VANISHING, GATE="closed", KEPT=str(tmp_path / "kept")) as terminal:
        terminal.until("Reading")
        terminal.send(b"C")
        terminal.drain(0.3)
        assert terminal.terminate() == 0

    assert b"\x1b[?1049l" in terminal.output  # the screen that the shell had
    assert (tmp_path / "kept").read_text() == "True"
