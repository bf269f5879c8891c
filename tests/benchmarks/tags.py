"""How well and how fast tags are read: `python tests/benchmarks/tags.py FOLDER` prints two tables.

FOLDER holds tag lists as tests/tag_lists.py reads them. Other programs take part where they are installed.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from other_programs import installed
from tag_lists import made_up, ours, score, seconds_to_read, tag_lists


def print_accuracy(folder: Path) -> None:
    """Print how many of the newest stable releases each selection finds, then all counts of this program."""
    lists = [*tag_lists(folder)]
    clear = [one for one in lists if not one.label["ambiguous"]]
    print(f"| newest stable release found | unambiguous ({len(clear)}) | all ({len(lists)}) |\n|---|---|---|")
    for name, select in ({"tracker": ours} | dict(installed())).items():
        right = {one.repository for one in lists if select(one) in one.right}
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
