"""How fast feeds are polled: `python tests/benchmarks/polling.py` prints ratios, `--help` names the sizes.

Whole processes are measured, in turn, against one server on 127.0.0.1 (feed_server.py, on another core):

- unchanged: `tracker poll` of feeds that all answer 304, over nvchecker (`pip install nvchecker`) on the same
  addresses through its `regex` source with its default of 20 connections and its preferred HTTP library. nvchecker
  sends no conditions, so it gets every body; `short` is nvchecker on answers of six bytes.
- first: `tracker poll` of feeds never seen, over feedparser alone on the same bodies, read from files.
- scale: `tracker poll` of unchanged feeds at several sizes, with the most memory it held.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from importlib import util
from pathlib import Path

from tracker.record import Record

sys.path[:0] = [str(Path(__file__).parents[1])]

from benchmarks.feed_server import feed_body

HERE = Path(__file__).parent
_PER_ENVIRONMENT = 100
_FEEDPARSER = """
import io, sys
from pathlib import Path
import feedparser
for path in Path(sys.argv[1]).iterdir():
    assert feedparser.parse(io.BytesIO(path.read_bytes()){options})["entries"]
"""
# A process counts the memory of the one that started it as its own most, so a small one starts and measures it.
_LAUNCHER = """
import json, os, sys, time
began = time.perf_counter()
started = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(started, 0)
wall = time.perf_counter() - began
cost = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1000}
open(sys.argv[1], "w").write(json.dumps(cost))
sys.exit(1 if status else 0)
"""
_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # as installed programs are: a clone is not compiled at every start
_PLAIN = ", sanitize_html=False, resolve_relative_uris=False"


class Cost(Record):
    """What one process took: seconds of the wall clock, seconds of CPU, and the most memory it held in MB."""

    wall: float
    cpu: float
    peak: float


@contextmanager
def feed_server() -> Iterator[str]:
    """Run the server in a process of its own; yield its address."""
    command = [sys.executable, str(HERE / "feed_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def cost(command: Sequence[str], environment: Mapping[str, str] | None = None, output: Path | None = None) -> Cost:
    """Run a command to its end, its output in a file; raises AssertionError with its words where it fails."""
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile() as taken:
        settings = {**os.environ, **_COMPILED, **(environment or {})}
        launcher = [sys.executable, "-S", "-c", _LAUNCHER, taken.name, *command]
        with output.open("wb") if output else nullcontext(said) as written:
            status = subprocess.run(launcher, env=settings, stdout=written, stderr=said, check=False).returncode
        said.seek(0)
        assert status == 0, said.read().decode(errors="replace")[-2000:]
        return Cost(**json.load(taken))


class Poller:
    """`tracker poll` of some products in a folder of its own."""

    command = (sys.executable, "-m", "tracker", "poll")

    def __init__(self, home: Path, server: str, count: int, connections: int | None = None) -> None:
        watchlists = home / "watchlists"
        watchlists.mkdir(parents=True, exist_ok=True)
        for first in range(0, count, _PER_ENVIRONMENT):
            entries = range(first, min(first + _PER_ENVIRONMENT, count))
            lines = (f"  p{n}: {{version: 2.4.0, repo: acme/p{n}}}\n" for n in entries)
            (watchlists / f"env-{first}.yaml").write_text(f"deployed:\n{''.join(lines)}")
        self._database = home / "tracker.db"
        self._environment = {
            "TRACKER_WATCHLISTS": str(watchlists),
            "TRACKER_DATABASE_URL": f"sqlite:///{self._database}",
            "TRACKER_GITHUB_URL": server,
            "TRACKER_GITHUB_API_URL": "",
            "NO_PROXY": "127.0.0.1",
        }
        if connections:
            self._environment["TRACKER_HOST_CONNECTIONS"] = str(connections)

    def forget(self) -> None:
        """Remove the database, so that the next poll is the first."""
        for path in self._database.parent.glob("tracker.db*"):
            path.unlink()

    def poll(self) -> Cost:
        """Poll all feeds once."""
        return cost(self.command, self._environment)


def nvchecker(folder: Path, addresses: Sequence[str], regex: str) -> Callable[[], Cost]:
    """Prepare nvchecker on some addresses; every run reads and writes its file of versions."""
    sections = (f"[p{n}]\nsource = 'regex'\nurl = '{url}'\nregex = '{regex}'\n" for n, url in enumerate(addresses))
    folder.mkdir(exist_ok=True)
    file = folder / "nvchecker.toml"
    file.write_text("[__config__]\noldver = 'old.json'\nnewver = 'old.json'\n" + "".join(sections))
    command = [sys.executable, "-m", "nvchecker", "--failures", "-l", "error", "-c", str(file)]
    return lambda: cost(command, {"NO_PROXY": "127.0.0.1"})


def feedparser_alone(folder: Path, count: int, options: str = "") -> Callable[[], Cost]:
    """Prepare feedparser on the bodies of some products."""
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"p{n}.atom").write_bytes(feed_body(n))
    command = [sys.executable, "-c", _FEEDPARSER.format(options=options), str(folder)]
    return lambda: cost(command)


def in_turn(rounds: int, **runs: Callable[[], Cost]) -> dict[str, Cost]:
    """Run each once a round, one after the other; return the least that each took.

    What is more than that was taken by whatever else the machine did.
    """
    taken: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            taken[name].append(run())
    return {name: _least(costs) for name, costs in taken.items()}


def _least(costs: Sequence[Cost]) -> Cost:
    return Cost(
        wall=min(one.wall for one in costs),
        cpu=min(one.cpu for one in costs),
        peak=max(one.peak for one in costs),
    )


def unchanged(home: Path, server: str, count: int, rounds: int) -> dict[str, Cost]:
    """Poll feeds that have not changed, with tracker and with nvchecker."""
    default, more = Poller(home / "4", server, count), Poller(home / "16", server, count, 16)
    default.poll()
    more.poll()
    runs = {"tracker": default.poll, "tracker, 16 connections": more.poll}
    if util.find_spec("nvchecker"):
        tag = r"<id>tag:github.com,2008:Repository/\d+/v([^<]+)</id>"
        feeds = [f"{server}/acme/p{n}/releases.atom" for n in range(count)]
        runs["nvchecker"] = nvchecker(home / "nv", feeds, tag)
        short = [f"{server}/short/p{n}" for n in range(count)]
        runs["nvchecker, short"] = nvchecker(home / "nv-short", short, "v(.+)")
    return in_turn(rounds, **runs)


def first(home: Path, server: str, count: int, rounds: int) -> dict[str, Cost]:
    """Poll feeds for the first time, and parse their bodies with feedparser alone."""
    poller = Poller(home / "first", server, count)
    poller.poll()

    def poll() -> Cost:
        poller.forget()
        return poller.poll()

    return in_turn(
        rounds,
        tracker=poll,
        feedparser=feedparser_alone(home / "bodies", count),
        **{"feedparser, unsanitised": feedparser_alone(home / "bodies", count, _PLAIN)},
    )


def scale(home: Path, server: str, counts: Sequence[int], rounds: int) -> dict[str, Cost]:
    """Poll different numbers of feeds: first, then unchanged."""
    costs = {}
    for count in counts:
        poller = Poller(home / f"scale-{count}", server, count)
        costs[f"{count:,} first"] = poller.poll()
        costs[f"{count:,} unchanged"] = in_turn(rounds, poll=poller.poll)["poll"]
    return costs


def print_costs(title: str, costs: Mapping[str, Cost]) -> None:
    """Print what each took, and the ratio of the first to it by the wall clock and by CPU."""
    ours = next(iter(costs.values()))
    print(f"\n| {title} | seconds | CPU seconds | MB | ratio | CPU ratio |\n|---|---|---|---|---|---|")
    for name, one in costs.items():
        ratios = f"{ours.wall / one.wall:.2f} | {ours.cpu / one.cpu:.2f}"
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.peak:.0f} | {ratios} |", flush=True)


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/polling.py")
    parser.add_argument("--unchanged", type=int, default=5000, metavar="N", help="unchanged feeds [5000]; 0: none")
    parser.add_argument("--first", type=int, default=1000, metavar="N", help="feeds never seen [1000]; 0: none")
    parser.add_argument("--scale", type=int, nargs="*", default=[5000, 10000, 20000], metavar="N", help="sizes")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds; the least counts [5]")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, feed_server() as server:
        home = Path(folder)
        if chosen.unchanged:
            costs = unchanged(home, server, chosen.unchanged, chosen.rounds)
            print_costs(f"{chosen.unchanged:,} unchanged feeds", costs)
        if chosen.first:
            print_costs(f"{chosen.first:,} new feeds", first(home, server, chosen.first, chosen.rounds))
        if chosen.scale:
            print_costs("sizes", scale(home, server, chosen.scale, min(chosen.rounds, 3)))


if __name__ == "__main__":
    main()
