"""How quick the terminal UI is: `python tests/benchmarks/terminal.py` prints a table, `--help` names the sizes.

60,000 findings in 450 environments (fleet.py: 135 components with 30,000 releases), in a real terminal of 140x40
cells, each moment in turn with the same one of a minimal Textual program:

- frame, first rows: from the start of the program.
- key, idle: from a key to what it paints, some time after the last one, on the first screen and on Releases.
- key, palette: opening the palette over all that is deployed and vulnerable, and each letter typed into it.
- key, loading: the same while the list of releases is read again, and while an environment is judged.

Each is told as it was on the wall's clock, and alone: less what the thread that draws waited for a core.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from benchmarks.fleet import Fleet, followed
from terminal import LONGEST, Moment, Terminal

ENVIRONMENTS, COMPONENTS, RELEASES = 450, 135, 30_000
SIZE = (140, 40)
_ROWS = (b"j", b"j", b"k", b"j", b"j", b"\x1b[6~", b"k", b"\x1b[5~")
# Nothing listens there: what is stored is fresh, and whatever would be asked elsewhere fails at once.
_NOWHERE = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "COLORTERM": "truecolor"}
_HEADINGS = ("quickest", "median", "p95", "worst", "p95 on the wall", "plain program, p95")
_PLAIN = """
from rich.segment import Segment
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

class Lines(Widget, can_focus=True):
    BINDINGS = [
        ("j", "move(1)", ""), ("k", "move(-1)", ""), ("pagedown", "move(36)", ""), ("pageup", "move(-36)", "")
    ]
    top = 0

    def render_line(self, y):
        return Strip([Segment(f"line {self.top + y}".ljust(self.size.width))])

    def action_move(self, lines):
        self.top += lines
        self.refresh()

class Plain(App):
    def compose(self):
        yield Lines()

Plain().run()
"""


@dataclass(slots=True)
class Measured:
    """The moments of one program by what they are called, and the most memory it held in megabytes.

    `listed` is the most it held once it had read all releases, and read them again.
    """

    moments: dict[str, list[Moment]] = field(default_factory=dict)
    peak: float = 0.0
    listed: float = 0.0

    def add(self, name: str, *moments: Moment) -> None:
        """Take some moments down."""
        self.moments.setdefault(name, []).extend(moments)

    def worst(self, name: str, share: float = 0.95) -> float:
        """Milliseconds, alone, that a share of the moments stays under."""
        taken = sorted(one.alone for one in self.moments[name])
        return taken[min(int(len(taken) * share), len(taken) - 1)] * 1000

    def least(self, name: str) -> float:
        """Milliseconds, alone, of the quickest of the moments."""
        return min(one.alone for one in self.moments[name]) * 1000


def fleet(home: Path, environments: int = ENVIRONMENTS, releases: int = RELEASES) -> Mapping[str, str]:
    """Make a folder of environments with a database, check them all, and give the variables that name both."""
    made = Fleet(home, followed(COMPONENTS, releases), datetime.now(UTC).replace(microsecond=0))
    made.write(environments)
    made.check(home / "check.json")
    own = {name: str(home / name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    return {**made.environment, **_NOWHERE, **own}


def start(variables: Mapping[str, str], measured: Measured) -> None:
    """Start the interface, and end it once it has shown everything."""
    with Terminal(["-m", "tracker", "ui"], variables, SIZE) as terminal:
        measured.add("frame", terminal.until("Portfolio"))
        measured.add("first rows", terminal.until("env-0"))


def use(variables: Mapping[str, str], measured: Measured) -> None:
    """Use the interface as a person does, while it rests and while it loads."""
    with Terminal(["-m", "tracker", "ui"], variables, SIZE) as terminal:
        terminal.until("env-0")
        terminal.drain(3)
        measured.add("key, idle", *idle(terminal, 8))
        measured.add("key, palette", *looking(terminal, 3))
        place = terminal.send(b"2")
        terminal.until("as of", since=place)
        terminal.drain(1)
        measured.add("key, idle on releases", *idle(terminal, 8))
        measured.add("key, loading releases", *loading(terminal, b"r", "as of"))
        measured.listed = max(measured.listed, terminal.peak)
        terminal.drain(1)
        terminal.send(b"1")
        terminal.drain(1)
        terminal.send(b"gj")  # from the heading of the first customer to an environment
        terminal.drain(1)
        place = terminal.send(b"\r")
        terminal.until(" of 135", since=place)
        terminal.drain(1)
        measured.add("key, loading environment", *loading(terminal, b"r", "checked"))
        measured.peak = max(measured.peak, terminal.peak)
        terminal.send(b"\x11")
        assert terminal.wait() == 0


def use_plain(measured: Measured) -> None:
    """Start and use the minimal program."""
    with Terminal(["-c", _PLAIN], {"COLORTERM": "truecolor"}, SIZE) as terminal:
        measured.add("frame", terminal.until("line 3"))
        terminal.drain(0.5)
        measured.add("key, idle", *idle(terminal, 4))
        measured.peak = max(measured.peak, terminal.peak)


def idle(terminal: Terminal, rounds: int) -> Sequence[Moment]:
    """Press keys one after the other, each once everything that the last one brought was painted."""
    moments = []
    for key in _ROWS * rounds:
        terminal.drain(0.06)
        moments.append(terminal.press(key))
    return moments


def looking(terminal: Terminal, rounds: int) -> Sequence[Moment]:
    """Open the palette, look for a few names letter by letter while it reads and after, and close it."""
    moments = []
    for _ in range(rounds):
        terminal.drain(0.3)
        for key in (b":", *(bytes([letter]) for letter in b"kafka 3"), *(b"\x7f",) * 3, b"\x1b[B", b"\x1b[A"):
            moments.append(terminal.press(key))
            time.sleep(0.05)
        terminal.send(b"\x1b")
        terminal.drain(1)
    return moments


def loading(terminal: Terminal, key: bytes, until: str) -> Sequence[Moment]:
    """Press a key that loads something, and others until some text tells that it is loaded."""
    place = terminal.send(key)
    moments: list[Moment] = []
    end = time.monotonic() + LONGEST
    time.sleep(0.05)
    while until.encode() not in terminal.output[place:] or len(moments) < 10:
        assert time.monotonic() < end, f"{until} never came: {terminal.text[-2000:]}"
        moments.append(terminal.press(b"k" if len(moments) % 2 else b"j"))
        time.sleep(0.03)
    return moments


def measure(variables: Mapping[str, str], rounds: int, uses: int = 1) -> tuple[Measured, Measured]:
    """Measure the interface and the minimal program in turn."""
    ours, plain = Measured(), Measured()
    for number in range(rounds):
        use_plain(plain)
        start(variables, ours)
        if number < uses:
            use(variables, ours)
    return ours, plain


def print_table(ours: Measured, plain: Measured) -> None:
    """Print what was measured."""
    print(f"\n| ms | {' | '.join(_HEADINGS)} |\n|{'---|' * 7}")
    for name, moments in ours.moments.items():
        median = statistics.median(one.alone for one in moments) * 1000
        wall = sorted(one.wall for one in moments)[int(len(moments) * 0.95)] * 1000
        beside = f"{plain.worst(name):.1f}" if name in plain.moments else ""
        print(
            f"| {name} ({len(moments)}) | {ours.least(name):.1f} | {median:.1f} | {ours.worst(name):.1f} "
            f"| {ours.worst(name, 1):.1f} | {wall:.1f} | {beside} |"
        )
    print(f"\nmost memory: {ours.peak:.0f} MB, {ours.listed:.0f} MB before an environment is judged")
    print(f"the plain program: {plain.peak:.0f} MB")


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/terminal.py")
    parser.add_argument("--environments", type=int, default=ENVIRONMENTS, metavar="N", help="[450]")
    parser.add_argument("--releases", type=int, default=RELEASES, metavar="N", help="stored releases [30000]")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="starts of each program [5]")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        variables = fleet(Path(folder), chosen.environments, chosen.releases)
        print_table(*measure(variables, chosen.rounds, uses=2))


if __name__ == "__main__":
    main()
