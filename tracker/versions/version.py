"""The ordered version every scheme produces."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A version under a scheme: its text as written, and the key that orders it within that scheme.

    `numbers` are its leading numbers, empty where numbers would mislead (a date stamp). Comparing versions of
    two schemes raises TypeError.
    """

    text: str
    scheme: str
    key: tuple[Any, ...] = field(repr=False)
    numbers: tuple[int, ...]
    prerelease: bool

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        return self.scheme == other.scheme and bool(self.key == other.key)

    def __lt__(self, other: "Version") -> bool:
        return bool(self.key < self._comparable(other))

    def __le__(self, other: "Version") -> bool:
        return bool(self.key <= self._comparable(other))

    def __gt__(self, other: "Version") -> bool:
        return bool(self.key > self._comparable(other))

    def __ge__(self, other: "Version") -> bool:
        return bool(self.key >= self._comparable(other))

    def _comparable(self, other: "Version") -> tuple[Any, ...]:
        if self.scheme != other.scheme:
            msg = f"{self.text} is a {self.scheme} version and {other.text} a {other.scheme} one"
            raise TypeError(msg)
        return other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.text
