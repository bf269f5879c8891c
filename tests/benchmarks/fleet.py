"""How fast many environments are checked: `python tests/benchmarks/fleet.py` prints tables, `--help` names sizes.

It makes a folder of environments with 60 components of the catalog, and a database of 100,000 releases on the
real lines of these components, with support and made-up vulnerabilities. An environment has a policy out of three,
a tier out of three and any of thirty versions: every third question is a new one. Measured are:

- check: whole processes of `tracker check --all --offline --format json --fail-on never` at several numbers of
  environments, the first time and again, and a plain program that reads the releases from the database, and the
  environments and as much JSON with the standard library.
- judged anew: one question that nobody has asked before, in this process.
"""

import argparse
import itertools
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker.record import Record, replace

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from benchmarks.polling import Cost, cost
from tracker.advice import Exposure, Outlook, Question, advise, build_history, resolve_policy
from tracker.catalog import load_catalog, load_facts
from tracker.model import (
    Affected,
    AffectedRange,
    Component,
    DateSource,
    Deployment,
    FeedPage,
    Rating,
    StoredReleases,
    Tier,
    UpstreamRelease,
    Vulnerability,
)
from tracker.pipeline.watching import source_of
from tracker.settings import Settings
from tracker.store import Asked, DocumentState, PackageReading, Store
from tracker.upstream.services.osv import key_of
from tracker.versions import read_tags, tag_of

COMPONENTS, RELEASES, VULNERABILITIES = 60, 100_000, 1_000
_PATCHES = timedelta(days=540)  # a line is mended for so long
_PLAIN = """
import json, pathlib, sqlite3, sys
import yaml
rows = sqlite3.connect(sys.argv[1]).execute("SELECT * FROM release").fetchall()
read = [yaml.load(path.read_text(), yaml.CBaseLoader) for path in pathlib.Path(sys.argv[2]).glob("*.yaml")]
assert rows and read
left = int(sys.argv[3])
finding = {"reasons": [{"code": "x" * 20, "text": "x" * 60, "url": None} for _ in range(20)]}
while left > 0:
    text = json.dumps(finding, indent=2)
    sys.stdout.write(text)
    left -= len(text)
"""


class Followed(Record):
    """A component with its releases, and the versions of them that people run."""

    component: Component
    releases: tuple[UpstreamRelease, ...]
    run: tuple[str, ...]


def followed(count: int = COMPONENTS, releases: int = RELEASES) -> tuple[Followed, ...]:
    """Fill the bundled releases of some components of the catalog up with patches of their lines."""
    chosen = [*_with_lines()]
    chosen.sort(key=lambda one: (not one.packages, one.name not in {"kafka", "grafana", "postgresql"}, one.name))
    each = releases // count
    return tuple(_filled(one, each) for one in chosen[:count])


def _with_lines() -> Iterator[Component]:
    for component in load_catalog().components():
        facts = load_facts(component.name) if component.catalogued else None
        if facts is None or component.origin.kind != "github":
            continue
        known = build_history(component, StoredReleases(), facts)
        lines = {one.line for one in known.releases if len(one.version.numbers) > 1}
        if known.rule is not None and len(lines) >= 6:
            yield component


def _filled(component: Component, count: int) -> Followed:
    known = build_history(component, StoredReleases(), load_facts(component.name))
    assert known.rule is not None
    opened: dict[str, datetime] = {}
    for one in known.releases:
        opened[one.line] = min(opened.get(one.line, one.released_at), one.released_at)
    days = {one.tag: one.released_at for one in known.releases}
    newest_first, ends = sorted(opened.items(), key=lambda pair: pair[1], reverse=True), max(days.values())
    each = count // len(opened) + 1
    for patch in itertools.count():
        for line, at in newest_first:
            if len(days) < count:
                days.setdefault(tag_of(f"{line}.{patch}", known.rule), min(at + _PATCHES / each * patch, ends))
        if len(days) >= count:
            break
    read = [one for one in read_tags([*days], component.rule, days) if one.version and not one.version.prerelease]
    newest = sorted((one.version for one in read if one.version), reverse=True)
    page = f"https://github.com/{component.origin.path}/releases/tag/"
    releases = tuple(
        UpstreamRelease(tag=tag, title=tag, url=page + tag, released_at=at, dated_by=DateSource.FEED)
        for tag, at in sorted(days.items(), key=lambda pair: pair[1], reverse=True)
    )
    # Thirty versions over the newer half of all releases.
    run = tuple(version.text for version in newest[: len(newest) // 2 : max(len(newest) // 60, 1)])
    return Followed(component=component, releases=releases, run=run)


def _patch(one: Followed, now: datetime) -> UpstreamRelease:
    """The release after the newest of them, with a last number that none has."""
    newest, tags = one.releases[0].tag, {each.tag for each in one.releases}
    start, number, end = re.split(r"(\d+)(?!.*\d)", newest, maxsplit=1)
    following = (f"{start}{more}{end}" for more in itertools.count(int(number) + 1))
    tag = next(each for each in following if each not in tags)
    page = f"https://github.com/{one.component.origin.path}/releases/tag/{tag}"
    return UpstreamRelease(tag=tag, title=tag, url=page, released_at=now, dated_by=DateSource.FEED)


class Fleet:
    """A folder of environments and a database in a folder of its own."""

    def __init__(self, home: Path, fleet: Sequence[Followed], now: datetime) -> None:
        self.home = home
        self.fleet = fleet
        self.settings = Settings(watchlists=home / "watchlists", database_url=f"sqlite:///{home / 'tracker.db'}")
        self._fill(now)

    def _fill(self, now: datetime) -> None:
        """Write what is known into the database."""
        self.settings.watchlists.mkdir(parents=True, exist_ok=True)
        with Store.open(self.settings.database_url) as store:
            for one in self.fleet:
                self._keep(store, one, one.releases, now)
            self._keep_services(store, now)

    def release(self, now: datetime) -> None:
        """Let every component publish one more patch of what people run."""
        with Store.open(self.settings.database_url) as store:
            for one in self.fleet:
                self._keep(store, one, (_patch(one, now), *one.releases), now)

    def _keep(self, store: Store, one: Followed, releases: tuple[UpstreamRelease, ...], now: datetime) -> None:
        source = source_of(self.settings, one.component)
        claimed = store.claim([source], owner="us", until=now + timedelta(hours=1), now=now)
        page = FeedPage(repository_key=None, releases=releases, skipped=())
        store.keep_page(source, page, Asked(at=now, fence=claimed[source.url].fence))

    def _keep_services(self, store: Store, now: datetime) -> None:
        chance, read = random.Random(5), DocumentState(read_at=now)
        for one in self.fleet:
            facts = load_facts(one.component.name)
            if one.component.endoflife and facts and facts.support:
                support = replace(facts.support, day=now.date(), read_at=now)
                store.services.keep_support(one.component.endoflife, support, read)
            records = _vulnerabilities(one, VULNERABILITIES // len(self.fleet) + 1, now, chance)
            for package in one.component.packages[:1]:
                store.services.keep_package(key_of(package), PackageReading(records=records), read, now)

    def write(self, count: int) -> None:
        """Make the folder hold so many environments."""
        chance = random.Random(count)
        for path in self.settings.watchlists.glob("*.yaml"):
            path.unlink()
        policies = "careful:\n  track: lts\n  soak: {major: 60d}\neager:\n  track: newest\n"
        (self.settings.watchlists / "policies.yaml").write_text(policies)
        customers = "".join(
            f"Customer {n}: {{policy: {chance.choice(['standard', 'standard', 'careful', 'eager'])}}}\n"
            for n in range(count // 4 + 1)
        )
        (self.settings.watchlists / "customers.yaml").write_text(customers)
        for n in range(count):
            (self.settings.watchlists / f"env-{n:04}.yaml").write_text(self._environment(n, chance))

    def _environment(self, number: int, chance: random.Random) -> str:
        tier = chance.choice(["production", "production", "staging", "development"])
        since = (
            f"since: {date(2025, 1, 1) + timedelta(days=7 * chance.randrange(12))}\n" if number % 10 == 0 else ""
        )
        entries = "".join(f"  {one.component.name}: {chance.choice(one.run)}\n" for one in self.fleet)
        return f"customer: Customer {number // 4}\ntier: {tier}\n{since}deployed:\n{entries}"

    def check(self, output: Path) -> Cost:
        """Check all environments in a process of its own, into a file."""
        return cost([sys.executable, "-m", "tracker", *CHECK], self.environment, output)

    def plain(self, output: Path) -> Cost:
        """Read the same files and write as much as a check did, judging nothing."""
        places = (self.home / "tracker.db", self.settings.watchlists, output.stat().st_size)
        command = [sys.executable, "-c", _PLAIN, *map(str, places)]
        return cost(command, self.environment, self.home / "plain.json")

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that make a command use this fleet."""
        return {
            "TRACKER_WATCHLISTS": str(self.settings.watchlists),
            "TRACKER_DATABASE_URL": self.settings.database_url,
            "TRACKER_GITHUB_URL": self.settings.github_url,
        }


CHECK = ("check", "--all", "--offline", "--format", "json", "--fail-on", "never")


def _vulnerabilities(one: Followed, count: int, now: datetime, chance: random.Random) -> tuple[Vulnerability, ...]:
    """Make up vulnerabilities that begin at one release and are fixed at one of the next that people run."""
    package = one.component.packages[0] if one.component.packages else None
    texts = [*reversed(one.run)]
    records = []
    for number in range(count):
        begins = chance.randrange(len(texts) - 1)
        fixed = min(begins + chance.randrange(1, 5), len(texts) - 1)
        events = (("introduced", texts[begins]), ("fixed", texts[fixed]))
        affected = Affected(package=package, ranges=(AffectedRange(kind="ECOSYSTEM", events=events),))
        records.append(
            Vulnerability(
                id=f"OSV-{one.component.name}-{number}",
                source="osv",
                modified_at=now,
                published_at=now - timedelta(days=chance.randrange(900)),
                rating=chance.choice([*Rating]),
                affected=(affected,),
            )
        )
    return tuple(records)


def judged_anew(one: Followed, now: datetime, rounds: int = 5) -> Sequence[float]:
    """Seconds that each version of a component takes that no question has asked about before."""
    taken = []
    for _ in range(rounds):
        stored = StoredReleases(releases=one.releases, polled_at=now)
        facts = load_facts(one.component.name)
        history = build_history(one.component, stored, facts)
        outlook = Outlook(history, facts.support if facts else None, now)
        exposure = Exposure((), outlook)
        policy = resolve_policy((), Tier.PRODUCTION)
        for text in one.run:
            deployment = Deployment(
                name=one.component.name, component=one.component.name, versions=(text,), location="env.yaml#3"
            )
            question = Question(
                environment="env",
                tier=Tier.PRODUCTION,
                deployment=deployment,
                versions=(text,),
                component=one.component,
                outlook=outlook,
                exposure=exposure,
                policy=policy,
                since=now - timedelta(days=100),
            )
            began = time.perf_counter()
            advise(question)
            taken.append(time.perf_counter() - began)
    return taken


def print_costs(costs: Mapping[str, Cost]) -> None:
    """Print what each took."""
    print("\n| | seconds | CPU seconds | MB |\n|---|---|---|---|")
    for name, one in costs.items():
        print(f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.peak:.0f} |", flush=True)


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/fleet.py")
    parser.add_argument("--environments", type=int, nargs="*", default=[100, 1000], metavar="N", help="sizes")
    parser.add_argument("--releases", type=int, default=RELEASES, metavar="N", help="stored releases [100000]")
    parser.add_argument("--keep", metavar="DIR", help="where to make the folder and the database, to be kept")
    chosen = parser.parse_args()
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(chosen.keep or folder)
        made = Fleet(home, followed(releases=chosen.releases), now)
        costs: dict[str, Cost] = {}
        for count in chosen.environments:
            made.write(count)
            output = home / "check.json"
            costs[f"{count:,} environments, first"] = made.check(output)
            costs[f"{count:,} environments, again"] = made.check(output)
            costs[f"{count:,} environments, plain"] = made.plain(output)
        print_costs(costs)
        print("\n| judged anew | versions | median µs | slowest tenth µs |\n|---|---|---|---|")
        for one in made.fleet:
            if one.component.name in {"kafka", "grafana", "postgresql"}:
                taken = sorted(judged_anew(one, now))
                median, slow = statistics.median(taken) * 1e6, taken[len(taken) * 9 // 10] * 1e6
                print(f"| {one.component.name} | {len(one.run)} | {median:.0f} | {slow:.0f} |")


if __name__ == "__main__":
    main()
