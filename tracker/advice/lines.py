"""Which releases belong together, by the project's own lines and by what a source says of support."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from tracker.advice.history import History
from tracker.versions import Version, line_name, supported_line


def names_line(version: Version, history: History) -> bool:
    """Say whether a text such as `16` names a line, whose releases have more numbers, and not a release."""
    given = version.numbers
    if not given or version.prerelease or any(one.version.text == version.text for one in history.releases):
        return False
    return any(
        len(one.version.numbers) > len(given) and is_under(one.version, version) for one in history.releases
    )


def is_under(version: Version, line: Version) -> bool:
    """Say whether a version begins with the numbers of another, as 16.3 does with those of 16."""
    return version.numbers[: len(line.numbers)] == line.numbers


class Lines:
    """The lines and support cycles of one history.

    A *line* is what the component's rule says, or the support cycle where that is finer (PostgreSQL 9.5 and 9.6,
    of which the rule only says 9). A *cycle* is what support is stated for, or the line where nothing is stated
    (all of Elasticsearch 7 is one cycle of many lines).
    """

    def __init__(self, cycles: Collection[str], history: History) -> None:
        self._cycles = cycles
        self._history = history
        self._known: dict[Version, tuple[str, str]] = {}

    def line_of(self, version: Version) -> str:
        """Name the line a version is on."""
        return self._names(version)[0]

    def cycle_of(self, version: Version) -> str:
        """Name the support cycle a version is in."""
        return self._names(version)[1]

    def opened(self, line: str) -> datetime | None:
        """The date of the first stable release of a line, None without any."""
        return self._opened.get(line)

    def major_opened(self, major: tuple[int, ...]) -> datetime | None:
        """The date of the first stable release of a major, named by its leading number; None without any."""
        return self._majors_opened.get(major)

    def last_release(self, cycle: str) -> datetime | None:
        """The date of the last stable release of a cycle, None without any."""
        return self._last.get(cycle)

    def _names(self, version: Version) -> tuple[str, str]:
        names = self._known.get(version)
        if names is None:
            rule_line = line_name(version, self._history.line_rule)
            cycle = supported_line(version, self._cycles)
            finer = cycle is not None and cycle.count(".") > rule_line.count(".")
            names = (cycle if cycle and finer else rule_line, cycle or rule_line)
            self._known[version] = names
        return names

    @cached_property
    def _opened(self) -> dict[str, datetime]:
        opened: dict[str, datetime] = {}
        for one in self._history.stable():
            line = self.line_of(one.version)
            opened[line] = min(opened.get(line, one.released_at), one.released_at)
        return opened

    @cached_property
    def _majors_opened(self) -> dict[tuple[int, ...], datetime]:
        opened: dict[tuple[int, ...], datetime] = {}
        for one in self._history.stable():
            major = one.version.numbers[:1]
            opened[major] = min(opened.get(major, one.released_at), one.released_at)
        return opened

    @cached_property
    def _last(self) -> dict[str, datetime]:
        last: dict[str, datetime] = {}
        for one in self._history.stable():
            cycle = self.cycle_of(one.version)
            last[cycle] = max(last.get(cycle, one.released_at), one.released_at)
        return last
