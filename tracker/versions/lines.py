"""Release lines: which releases are maintained together, and which support statement speaks of a version."""

from collections.abc import Collection
from functools import lru_cache

from tracker.model import LineRule
from tracker.versions.version import Version

ROLLING = "rolling"

_DEPTH = {LineRule.MAJOR_MINOR: 2, LineRule.MAJOR: 1}


def line_name(version: Version, rule: LineRule) -> str:
    """Name the line a version belongs to; date stamps and single numbers have one line, `rolling`.

    All but the last number is the line of projects that once had more numbers: PostgreSQL's 16.3 and 9.6.24.
    """
    if rule is LineRule.ROLLING or version.scheme in {"integer", "date"}:
        return ROLLING
    depth = max(len(version.numbers) - 1, 1) if rule is LineRule.ALL_BUT_LAST else _DEPTH[rule]
    padded = (*version.numbers, 0) if len(version.numbers) < depth else version.numbers
    return _joined(padded[:depth])


@lru_cache(maxsize=4096)
def _joined(numbers: tuple[int, ...]) -> str:
    """Write numbers with dots; the many releases of a line share its name."""
    return ".".join(map(str, numbers))


def supported_line(version: Version, names: Collection[str]) -> str | None:
    """Find the most specific of the support lines a version falls under: 3.6.1 under 3.6.1, else 3.6, else 3.

    A line may keep the zeros of a calendar (2026.07), whether the version does or not.
    """
    numbers = (*version.numbers, 0, 0)[: max(len(version.numbers), 3)] if version.numbers else ()
    for depth in range(len(numbers), 0, -1):
        for width in (1, 2):
            name = ".".join(f"{number:0{width}}" for number in numbers[:depth])
            if name in names:
                return name
    return None
