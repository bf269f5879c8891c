"""Records as JSON text, indented as the standard library does it with `indent=2`, and many times as fast.

The library's fast encoder cannot indent, and it would write anew what thousands of findings share.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

MOST_KEPT = 10_000  # texts of a kind, up to a kilobyte each

Way = Callable[[Any], str]

_quoted: Way = json.encoder.encode_basestring_ascii


class JsonText:
    """Writes values as JSON; the texts of some kinds of records are kept for when a record comes again.

    `shapes` say what is written in place of records of some kinds.

    Instants are RFC 3339 in UTC. Raises TypeError for what is neither a record nor known to JSON.
    """

    def __init__(
        self, kept: Collection[type] = (), shapes: Mapping[type, Callable[[Any], object]] | None = None
    ) -> None:
        self.kept = frozenset(kept)
        self.shapes = shapes or {}
        self._levels: list[_Ways] = []

    def of(self, value: Any, depth: int = 0) -> str:
        """The text of a value in a line that is indented so many times."""
        return self.ways(depth)[type(value)](value)

    def ways(self, depth: int) -> "_Ways":
        """How values are written at a depth."""
        while len(self._levels) <= depth:
            self._levels.append(_Ways(self, len(self._levels)))
        return self._levels[depth]


class _Ways(dict[type, Way]):
    """How values are written in lines of one indentation, by their type; found when a type is first met."""

    def __init__(self, text: JsonText, depth: int) -> None:
        super().__init__()
        self._text = text
        self._depth = depth

    def __missing__(self, kind: type) -> Way:
        if kind in self._text.shapes:
            shape = self._text.shapes[kind]
            self[kind] = lambda record: self._text.of(shape(record), self._depth)
        else:
            self[kind] = self._record_way(kind) if is_dataclass(kind) else self._way(kind)
        return self[kind]

    def _way(self, kind: type) -> Way:
        ways: Mapping[type, Way] = {
            type(None): lambda _: "null",
            bool: lambda value: "true" if value else "false",
            int: int.__repr__,
            str: _quoted,
            datetime: _instant,
            date: lambda day: f'"{day.isoformat()}"',
            Enum: lambda member: json.dumps(member.value),
            tuple: self._list,
            list: self._list,
            Mapping: self._mapping,
        }
        return next((way for one, way in ways.items() if issubclass(kind, one)), json.dumps)

    def _record_way(self, kind: type) -> Way:
        """Write the records of a kind by a form that has the names of their fields."""
        names = [field.name for field in fields(kind)]
        values = attrgetter(*names)
        form = self._enclosed("{}", [f"{_quoted(name)}: %s" for name in names])
        inner = self._text.ways(self._depth + 1)

        def write(record: object) -> str:
            return form % tuple([inner[type(value)](value) for value in values(record)])

        return _keeping(write) if kind in self._text.kept else write

    def _list(self, values: Iterable[Any]) -> str:
        inner = self._text.ways(self._depth + 1)
        return self._enclosed("[]", [inner[type(value)](value) for value in values])

    def _mapping(self, values: Mapping[str, Any]) -> str:
        inner = self._text.ways(self._depth + 1)
        return self._enclosed("{}", [f"{_quoted(key)}: {inner[type(one)](one)}" for key, one in values.items()])

    def _enclosed(self, brackets: str, parts: list[str]) -> str:
        """Put parts on lines of their own between brackets; what is empty stays on one line."""
        if not parts:
            return brackets
        line = "\n" + "  " * self._depth
        return f"{brackets[0]}{line}  {f',{line}  '.join(parts)}{line}{brackets[1]}"


def _keeping(write: Way) -> Way:
    """Keep texts by the identity of their records, and the records with them, so that no other can take it."""
    kept: dict[int, tuple[object, str]] = {}

    def known(record: object) -> str:
        found = kept.get(id(record))
        if found is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            found = kept[id(record)] = record, write(record)
        return found[1]

    return known


@lru_cache(maxsize=65536)
def _instant(at: datetime) -> str:
    return f'"{at.astimezone(UTC).isoformat().replace("+00:00", "Z")}"'
