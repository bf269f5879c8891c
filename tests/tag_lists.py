"""Tag lists of real projects with what a reader finds in them, and how well a selection does on them.

A folder holds OWNER__REPO.tsv (a tag, a tab and a date a line), OWNER__REPO.label.json, and for some
OWNER__REPO.truth.json, the versions that a table of release dates knows.
"""

import json
import random
import re
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.model import TagRule
from tracker.versions import Kind, Reading, read_tags


@dataclass(frozen=True)
class TagList:
    """The tags of one repository with their dates, its label, and the versions of the truth that have a tag."""

    repository: str
    dates: Mapping[str, datetime]
    label: Mapping[str, Any]
    truth: Mapping[str, Any]

    @cached_property
    def right(self) -> set[str]:
        """The tags that may be called the newest stable release."""
        others = [*self.label["same_release"], *self.label["also_acceptable"]]
        return {self.label["latest_stable_tag"], *(one if isinstance(one, str) else one["tag"] for one in others)}

    def is_release(self, tag: str) -> bool:
        """Say whether the label's own patterns take a tag for a release."""
        patterns = (self.label["tag_pattern"], *self.label["older_patterns"])
        return tag not in self.label["exclude_tags"] and any(re.search(one, tag) for one in patterns)


@dataclass
class Score:
    """What was counted; each list names the tags or lines that are wrong.

    `not_in_truth` are the stable versions that the truth does not have: `gaps` by the reason for which the truth
    is known to lack them, and `unknown` the rest.
    """

    newest: int = 0
    unambiguous: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    wrong_lines: list[str] = field(default_factory=list)
    called_stable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    gaps: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    true_versions: int = 0
    stable_versions: int = 0

    @property
    def not_in_truth(self) -> int:
        """How many stable versions the truth does not have, for whatever reason."""
        return len(self.unknown) + sum(map(len, self.gaps.values()))


@dataclass(frozen=True)
class Gap:
    """Releases that the truth of a repository lacks, and why; tests/data/truth_gaps.toml explains the fields."""

    repository: str
    tags: str
    reason: str
    count: int
    evidence: str
    respelt: str | None = None

    def holds(self, repository: str, tag: str) -> bool:
        """Say whether a tag is one of them."""
        return repository == self.repository and re.fullmatch(self.tags, tag) is not None


GAPS = tuple(
    Gap(**{"respelt" if key == "as" else key: value for key, value in one.items()})
    for one in tomllib.loads((Path(__file__).parent / "data" / "truth_gaps.toml").read_text("utf-8"))["gap"]
)


def tag_lists(folder: Path) -> Iterator[TagList]:
    """Read every repository of a folder."""
    for path in sorted(folder.glob("*.label.json")):
        stem = path.name.removesuffix(".label.json")
        label = json.loads(path.read_text(encoding="utf-8"))
        rows = [line.split("\t") for line in (folder / f"{stem}.tsv").read_text(encoding="utf-8").splitlines()]
        truth = folder / f"{stem}.truth.json"
        yield TagList(
            repository=label["repo"],
            dates={tag: datetime.fromisoformat(at) for tag, at in rows},
            label=label,
            truth=json.loads(truth.read_text(encoding="utf-8")) if truth.exists() else {},
        )


def newest_of(readings: Sequence[Reading]) -> Reading | None:
    """The newest stable of some readings; of two tags of one version the first."""
    stable = [one for one in readings if one.kind is Kind.STABLE]
    return max(stable, key=lambda one: one.version.key if one.version else (), default=None)


def ours(one: TagList) -> str | None:
    """Select as this program does without its catalog."""
    newest = newest_of(read_tags(tuple(one.dates), None, one.dates))
    return newest.tag if newest else None


def made_up(count: int) -> list[str]:
    """Make the tags of one repository, a quarter of them pre-releases, in no order."""
    tags = [f"v{n // 500}.{n // 10 % 50}.{n % 10}{'-rc.1' if n % 4 == 0 else ''}" for n in range(count)]
    random.Random(7).shuffle(tags)
    return tags


def seconds_to_read(tags: Sequence[str]) -> float:
    """Measure the processor time to judge and order tags."""
    began = time.process_time()
    readings = read_tags(tags, None)
    sorted(readings, key=lambda one: one.version.key if one.version else ())
    newest_of(readings)
    return time.process_time() - began


def score(lists: Sequence[TagList], rules: Mapping[str, TagRule]) -> Score:
    """Judge this program on some lists, with a rule where one is known of a repository."""
    total = Score()
    for one in lists:
        readings = read_tags(tuple(one.dates), rules.get(one.repository), one.dates)
        stable = [reading for reading in readings if reading.kind is Kind.STABLE]
        _count_newest(total, one, stable)
        _count_lines(total, one, stable)
        _count_truth(total, one, {str(reading.version): reading.tag for reading in stable})
    return total


def _count_newest(total: Score, one: TagList, stable: Sequence[Reading]) -> None:
    newest = newest_of(stable)
    right = newest is not None and newest.tag in one.right
    total.newest += right
    total.unambiguous += right and not one.label["ambiguous"]
    if not right:
        total.wrong.append(f"{one.repository}: {newest.tag if newest else None}")
    called = {reading.tag for reading in stable} & {no["tag"] for no in one.label["not_releases"]}
    total.called_stable += [f"{one.repository}: {tag}" for tag in sorted(called)]


def _count_lines(total: Score, one: TagList, stable: Sequence[Reading]) -> None:
    for line in one.label["lines"]:
        on_line = [reading for reading in stable if f"{reading.version}.".startswith(f"{line['line']}.")]
        newest = newest_of(on_line)
        if newest is not None and line["newest_version"] == str(newest.version):
            total.lines += 1
        else:
            total.wrong_lines.append(f"{one.repository}: {line['tag']}")


def _count_truth(total: Score, one: TagList, stable: Mapping[str, str]) -> None:
    """Compare with the truth: versions that a tag spells, and all that are called stable."""
    if not one.truth:
        return
    spelt = {_spelling(tag) for tag in one.dates}
    known = set(one.truth["versions"])
    tagged = {version for version in known - set(one.truth["not_in_tag_list"]) if _spelling(version) in spelt}
    total.true_versions += len(tagged)
    total.stable_versions += len(stable)
    total.missing += [f"{one.repository}: {version}" for version in sorted(tagged - stable.keys())]
    for version in sorted(stable.keys() - known):
        tag = stable[version]
        reasons = [gap.reason for gap in GAPS if gap.holds(one.repository, tag)]
        found = total.gaps[reasons[0]] if reasons else total.unknown
        found.append(f"{one.repository}: {tag}")


def _spelling(text: str) -> str:
    """The end of a tag from its first number between separators, with dots for underscores."""
    match = re.search(r"(?:^|[^0-9])([0-9]+(?:[._][0-9]+)+.*)$", text)
    plain = match[1] if match else text
    return re.sub(r"[-_](final|lts|stable|release)$", "", plain).replace("_", ".")
