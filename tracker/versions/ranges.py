"""Ranges of versions such as `>=8,<9`."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracker.errors import UnreadableVersion
from tracker.versions.schemes import parse
from tracker.versions.version import Version

_CLAUSE = re.compile(r"(?P<operator><=|>=|<|>|==|=)\s*v?(?P<version>\d[^\s,<>=]*)")
_COMPARE: Mapping[str, Callable[[Version, Version], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Range:
    """Clauses that a version must all satisfy."""

    clauses: tuple[tuple[str, str], ...]

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> "Range":
        """Read comma-separated clauses; raises ValueError where one is no comparison."""
        clauses = []
        for part in text.split(","):
            match = _CLAUSE.fullmatch(part.strip())
            if match is None:
                raise ValueError(f"'{part.strip()}' is not a comparison such as >=8")
            clauses.append((match["operator"], match["version"]))
        return cls(tuple(clauses))

    def check(self, scheme: str) -> None:
        """Raise UnreadableVersion for a bound that is no version under a scheme: nothing would be in the range."""
        for _, bound in self.clauses:
            parse(bound, scheme)

    def __contains__(self, version: Version) -> bool:
        return all(self._holds(version, sign, bound) for sign, bound in self.clauses)

    @staticmethod
    def _holds(version: Version, sign: str, bound: str) -> bool:
        try:
            return _COMPARE[sign](version, parse(bound, version.scheme))
        except UnreadableVersion:
            return False

    def __str__(self) -> str:
        return ",".join(sign + bound for sign, bound in self.clauses)
