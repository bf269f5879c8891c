"""How well and how fast tags are read: `python tests/benchmarks/tags.py FOLDER` prints two tables.

FOLDER holds tag lists as tests/tag_lists.py reads them. Other programs take part where they are installed, each
with its own choice from the same list and without a configuration: lastversion reads every tag and the highest
stable version counts; nvchecker sorts the list.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module, util
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from packaging.version import InvalidVersion, Version

from tag_lists import Select, made_up, ours, score, seconds_to_read, tag_lists

Dates = Mapping[str, datetime]


def packaging_naive(dates: Dates) -> str | None:
    """The highest stable version that `packaging` can read of the raw tags."""
    return _highest(dates, Version)


def newest_date(dates: Dates) -> str | None:
    """The tag with the newest date."""
    return max(dates, key=lambda tag: dates[tag], default=None)


def lastversion(dates: Dates) -> str | None:
    """The highest stable version that lastversion makes of the tags."""
    holder: Any = import_module("lastversion.repo_holders.base").BaseProjectHolder("acme/product", None)
    return _highest(dates, holder.sanitize_version)


def nvchecker(dates: Dates) -> str | None:
    """The last tag as nvchecker sorts them."""
    core: Any = import_module("nvchecker.core")
    chosen = core.apply_list_options(list(dates), {}, "product")
    return None if chosen is None else str(chosen)


def _highest(dates: Dates, read: Callable[[str], Any]) -> str | None:
    versions = {}
    for tag in dates:
        try:
            version = read(tag)
        except InvalidVersion:
            continue
        if version and not version.is_prerelease:
            versions[tag] = version
    return max(versions, key=lambda tag: versions[tag], default=None)


def print_accuracy(folder: Path) -> None:
    """Print how many of the newest stable releases each selection finds, then all counts of this program."""
    lists = [*tag_lists(folder)]
    clear = [one for one in lists if not one.label["ambiguous"]]
    print(f"| newest stable release found | unambiguous ({len(clear)}) | all ({len(lists)}) |\n|---|---|---|")
    for name, select in _selections().items():
        right = {one.repository for one in lists if select(one.dates) in one.right}
        found = len([one for one in clear if one.repository in right])
        print(f"| {name} | {found / len(clear):.0%} | {len(right) / len(lists):.0%} |")
    counts = score(lists, {})
    labelled = counts.lines + len(counts.wrong_lines)
    print(f"\nlines: {counts.lines} of {labelled}; no releases called stable: {counts.called_stable or 'none'}")
    print(f"true versions missing: {len(counts.missing)} of {counts.true_versions} {counts.missing}")
    print(f"stable and not in the truth: {counts.not_in_truth} of {counts.stable_versions}; listed with evidence:")
    for reason, tags in sorted(counts.gaps.items()):
        print(f"  {reason}: {len(tags)}")
    share = len(counts.unknown) / counts.stable_versions
    print(f"left: {len(counts.unknown)} ({share:.2%}) {counts.unknown}")


def _selections() -> Mapping[str, Select]:
    every = {
        "tracker": ours,
        "lastversion": lastversion,
        "nvchecker": nvchecker,
        "packaging, naive": packaging_naive,
        "newest date": newest_date,
    }
    absent = {name for name in ("lastversion", "nvchecker") if util.find_spec(name) is None}
    return {name: select for name, select in every.items() if name not in absent}


def print_speed() -> None:
    """Print the processor time to judge and order the tags of one made-up repository."""
    print("\n| tags | seconds | tags a minute |\n|---|---|---|")
    for count in (1_000, 10_000, 100_000):
        took = seconds_to_read(made_up(count))
        print(f"| {count:,} | {took:.3f} | {count / took * 60:,.0f} |")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python tests/benchmarks/tags.py FOLDER, a folder of tag lists")
    print_accuracy(Path(sys.argv[1]))
    print_speed()
