"""Whether findings are true: `python tests/benchmarks/truth.py FOLDER` prints how often, and what differs.

FOLDER is as tests/facts_folder.py reads it. Its facts go into a store and are judged as `check --as-of` judges
them; tests/truth_oracle.py calculates the same from the raw facts. The exit code is 1 where they differ.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from facts_folder import RealFacts, real_facts, real_records, real_releases
from tracker.catalog.lookup import COMPONENTS
from tracker.model import (
    Code,
    Deployment,
    Environment,
    Finding,
    Source,
    Tier,
)
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.watching import Watched, WatchedEnvironment
from tracker.product import read_product
from tracker.store import PackageSnapshot, RepositorySnapshot, Store, SupportSnapshot
from tracker.upstream.services import osv
from tracker.yaml_file import read_document
from truth_oracle import Oracle, Truth, numbers_of, order

INSTANTS = tuple(
    datetime.fromisoformat(day).replace(tzinfo=UTC)
    for day in (
        "2021-07-01",
        "2022-07-01",
        "2023-07-01",
        "2024-04-01",
        "2024-10-01",
        "2025-04-01",
        "2025-10-01",
        "2026-04-01",
        "2026-08-22",
    )
)
READ_AT = datetime(2026, 8, 22, tzinfo=UTC)
FIELDS = Truth.__struct_fields__


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a finding is not what the oracle says."""

    name: str
    version: str
    at: datetime
    field: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.name} {self.version} at {self.at:%F}: {self.field} {self.found!r} and not {self.expected!r}"


@dataclass(slots=True)
class Agreement:
    """How many fields of findings agree, by field, and the differences."""

    combinations: int = 0
    agree: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    differences: list[Difference] = field(default_factory=list)


def compare(folder: Path, instants: Sequence[datetime] = INSTANTS, per_component: int = 16) -> Agreement:
    """Judge versions of every component that has two kinds of facts, and compare with what is true."""
    known = [facts for facts in real_facts(folder) if facts.sources >= 2 and facts.stable]
    asked = {facts.name: _versions(facts, per_component) for facts in known}
    oracles = {facts.name: _oracle(facts) for facts in known}
    found = Agreement()
    with tempfile.TemporaryDirectory() as place, Store.open(f"sqlite:///{place}/truth.db") as store:
        store.take_over(_snapshots(known), _source_of, READ_AT)
        for at in instants:
            _compare_at(found, at, asked, oracles, _judged(store, known, asked, at))
    return found


def _compare_at(
    found: Agreement,
    at: datetime,
    asked: Mapping[str, Sequence[str]],
    oracles: Mapping[str, Oracle],
    findings: Sequence[Finding],
) -> None:
    by_name = {one.name: one for one in findings}
    for name, oracle in oracles.items():
        for version in asked[name]:
            _count(found, name, version, at, oracle.truth(version, at), by_name[f"{name}/{version}"])


def _versions(facts: RealFacts, count: int) -> Sequence[str]:
    """Some versions of a component from the oldest to the newest, and some patches that nobody released."""
    known = sorted({str(order(one)): one for one in sorted(facts.stable, key=len)}.values(), key=order)
    step = max(len(known) / count, 1)
    some = [known[int(place * step)] for place in range(min(count, len(known)))]
    rule = facts.component.rule
    ends = () if rule is None or rule.scheme == "date" else (known[-1], known[len(known) // 2])
    return list(dict.fromkeys([*some, known[-1], *map(_next_patch, ends)]))


def _next_patch(version: str) -> str:
    """The version with one more in its last number, and nothing behind it."""
    *first, last = numbers_of(version)
    return ".".join(map(str, (*first, last + 1)))


def _oracle(facts: RealFacts) -> Oracle:
    said = read_document(COMPONENTS / f"{facts.component.name}.yaml", facts.component.name).content
    return Oracle(
        stable=facts.stable,
        cycles=facts.cycles,
        records=facts.records,
        packages=frozenset((one.ecosystem or "", one.name or "") for one in facts.component.packages),
        line_rule=said.get("line", "major.minor"),
        scheme=said["scheme"],
    )


def _snapshots(known: Sequence[RealFacts]) -> Iterator[RepositorySnapshot | SupportSnapshot | PackageSnapshot]:
    for facts in known:
        yield RepositorySnapshot(
            forge="facts",
            path=facts.name,
            repository_key=facts.name,
            read_at=READ_AT,
            complete=True,
            archived=False,
            releases=tuple(real_releases(facts)),
        )
        if facts.product:
            product, support = facts.component.endoflife or "", read_product(facts.product).support
            yield SupportSnapshot(product=product, read_at=READ_AT, facts=support)
        for package in facts.component.packages:
            if package.ecosystem == "Bitnami":
                records = tuple(real_records(facts))
                yield PackageSnapshot(package=osv.key_of(package), read_at=READ_AT, records=records)


def _source(name: str) -> Source:
    return Source(forge="facts", path=name, url=f"https://facts.example/{name}")


def _source_of(snapshot: RepositorySnapshot) -> Source:
    return _source(snapshot.path)


def _judged(
    store: Store, known: Sequence[RealFacts], asked: Mapping[str, Sequence[str]], at: datetime
) -> Sequence[Finding]:
    """Judge all versions of all components as one environment, as of an instant."""
    entries = tuple(
        Watched(
            deployment=Deployment(
                name=f"{facts.name}/{version}",
                component=facts.component.name,
                versions=(version,),
                location="facts.yaml#1",
            ),
            component=facts.component,
            source=_source(facts.name),
        )
        for facts in known
        for version in asked[facts.name]
    )
    environment = Environment(
        name="facts",
        customer="facts",
        tier=Tier.PRODUCTION,
        deployments=tuple(one.deployment for one in entries),
        since=min(INSTANTS) - timedelta(days=3650),
    )
    watched = WatchedEnvironment(environment=environment, entries=entries)
    (check,) = judge_all(store, [watched], ReadNow(), Instant(at=at, live=False))
    return check.findings


def _count(found: Agreement, name: str, version: str, at: datetime, truth: Truth, finding: Finding) -> None:
    found.combinations += 1
    ours = _told(finding)
    for part in FIELDS:
        expected, told = getattr(truth, part), getattr(ours, part)
        if expected == told:
            found.agree[part] += 1
        else:
            found.differences.append(Difference(name, version, at, part, expected, told))


def _told(finding: Finding) -> Truth:
    """What a finding says, in the words of the oracle."""
    targets, behind, support = finding.targets, finding.behind, finding.support
    return Truth(
        state=finding.state.value,
        line=targets.line.version if targets.line else None,
        newest=targets.newest.version if targets.newest else None,
        behind=(
            behind.releases,
            behind.majors,
            behind.minors,
            behind.patches,
            behind.days,
            behind.libyears,
        ),
        support=(support.line, support.phase.value, support.ends_at),
        vulnerabilities=frozenset(duty.subject for duty in finding.duties if duty.code is Code.VULNERABLE),
    )


def print_agreement(found: Agreement, most: int = 5) -> None:
    """Print the share of findings that agree in each field, and some differences of each kind."""
    print(f"{found.combinations:,} combinations of component, version and date")
    print("\n| field | agree | differ |\n|---|---|---|")
    for name, count in found.agree.items():
        print(f"| {name} | {count / found.combinations:.2%} | {found.combinations - count} |")
    kinds: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for one in found.differences:
        kinds[one.name, one.field].append(one)
    for kind, differences in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        print(f"\n{' '.join(kind)}: {len(differences)}")
        for one in differences[:most]:
            print(f"  {one}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python tests/benchmarks/truth.py FOLDER, a folder of facts")
    agreement = compare(Path(sys.argv[1]))
    print_agreement(agreement)
    sys.exit(1 if agreement.differences else 0)
