"""How much is due on real platforms: `python tests/benchmarks/noise.py FOLDER [--years 2]` prints tables.

FOLDER is as tests/facts_folder.py reads it. Twenty-five components live through every Monday of some years up to
the end of the facts; tests/platforms.py says on which versions.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tracker.record import Record

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from platforms import Lived, Past, mondays, oldest_supported, onboarded, overdue, pasts, quarterly
from tracker.model import Code, Duty, Finding, Urgency, Verdict

WORST = 5
# Overdue findings of 25 on an average Monday.
MOST_OVERDUE = 5


@dataclass(slots=True)
class Noise:
    """What was due and overdue on the days of one platform: `days` of findings, `causes` of the overdue ones."""

    days: list[datetime] = field(default_factory=list)
    due: list[int] = field(default_factory=list)
    overdue: list[list[str]] = field(default_factory=list)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    open: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def average(self) -> float:
        """Overdue findings on an average day."""
        return sum(map(len, self.overdue)) / len(self.overdue)

    @property
    def petty(self) -> Sequence[tuple[str, str]]:
        """The causes of what is overdue that are no vulnerability of high or critical urgency."""
        pressing = {(Code.VULNERABLE.value, one.value) for one in (Urgency.HIGH, Urgency.CRITICAL)}
        return [cause for cause in self.causes if cause not in pressing]


def measure(lived: Lived) -> Noise:
    """Count what is due and overdue on each day."""
    noise = Noise()
    for at, findings in lived:
        noise.days.append(at)
        noise.due.append(sum(one.verdict is Verdict.DUE for one in findings))
        noise.overdue.append([_cause(one, at) for one in findings if one.verdict is Verdict.OVERDUE])
        noise.causes.update(_kind(duty) for one in findings for duty in overdue(one, at))
        noise.open.update(_kind(duty) for one in findings for duty in one.duties)
    return noise


def _kind(duty: Duty) -> tuple[str, str]:
    return (duty.code.value, duty.urgency.value)


def _cause(finding: Finding, at: datetime) -> str:
    worst = min(overdue(finding, at), key=lambda duty: duty.due_at or at)
    return f"{finding.name} {finding.deployed.version} ({worst.subject} {worst.urgency})"


def print_noise(name: str, noise: Noise) -> None:
    """Print what is due on a platform, why, and on which days most."""
    print(f"\n## {name}: {len(noise.days)} judgements of 25 components")
    print("\n| verdict | average | most |\n|---|---|---|")
    print(f"| due | {sum(noise.due) / len(noise.due):.2f} | {max(noise.due)} |")
    print(f"| overdue | {noise.average:.2f} | {max(map(len, noise.overdue))} |")
    print("\n| duty | urgency | open | overdue |\n|---|---|---|---|")
    for kind, count in sorted(noise.open.items()):
        print(f"| {kind[0]} | {kind[1]} | {count} | {noise.causes[kind]} |")
    worst = sorted(zip(noise.overdue, noise.days, strict=True), key=lambda pair: -len(pair[0]))[:WORST]
    for names, day in worst:
        if names:
            print(f"- {day:%F}: {', '.join(names)}")


class Platforms(Record):
    """What was due on the three platforms."""

    patched: Noise
    onboarded: Noise
    quarterly: Noise


def live(known: Mapping[str, Past], days: Sequence[datetime]) -> Platforms:
    """Live through some Mondays with each platform; new ones are taken on every fourth of them."""
    return Platforms(
        patched=measure(oldest_supported(known, days)),
        onboarded=measure(onboarded(known, days[::4], each=5)),
        quarterly=measure(quarterly(known, days)),
    )


def bounds_broken(noise: Platforms) -> Sequence[str]:
    """Say what is overdue that must not be."""
    broken = [f"patched: {code} {urgency}" for code, urgency in noise.patched.causes]
    broken += [f"onboarded: {code} {urgency}" for code, urgency in noise.onboarded.causes]
    broken += [f"quarterly: {code} {urgency}" for code, urgency in noise.quarterly.petty]
    if noise.quarterly.average > MOST_OVERDUE:
        broken.append(f"quarterly: {noise.quarterly.average:.2f} overdue on average")
    return broken


def main() -> None:
    """Live through the years and print each platform; exit with 1 where a bound does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--years", type=float, default=2)
    chosen = parser.parse_args()
    noise = live(pasts(chosen.folder), mondays(chosen.years))
    print_noise("on the oldest supported lines, patched every Monday", noise.patched)
    print_noise("first seen that day, on arbitrary versions", noise.onboarded)
    print_noise("patched every quarter, moved before the end of support", noise.quarterly)
    broken = bounds_broken(noise)
    print(f"\nbounds broken: {', '.join(broken) or 'none'}")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
