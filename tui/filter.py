"""Choosing and ordering the rows of a table; pure, so that a worker can do it.

What is typed after `/`: words are AND-ed; `!word` excludes; `col:word` looks into the column whose heading
begins so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import inf
from typing import NamedTuple, Protocol

from tracker.record import Record
from tui.line import Role

# What sorts a cell: a text is compared as people count, a number by its value. Sixty thousand texts taken apart
# beforehand would hold 100 MB, and most are never sorted by.
Order = str | float
_Above = tuple[str, ...]

_RUNS = re.compile(r"(\d+)|(\D+)")
# So many rows are sorted without letting the interface have its turn: 4 ms.
_AT_ONCE = 4_000
_Key = tuple[tuple[float, str], ...]


class TableRow(Protocol):
    """One row of a table: a key that stays, clean cells, and for each its role and a value that sorts it.

    `above` are the keys of the headings it is folded under, the outermost first. `opens` is None but for a
    heading, and says whether one stands open until the reader turns it.
    """

    @property
    def key(self) -> str:
        """What tells it from all others."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in its columns."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The role of each cell."""

    @property
    def above(self) -> tuple[str, ...]:
        """The headings it stands under."""

    @property
    def opens(self) -> bool | None:
        """Whether a heading stands open; None for any other row."""

    def sorted_by(self, column: int) -> Order:
        """Give the value that sorts a cell."""


class Row(NamedTuple):
    """A row that was made whole, of a table that has not many."""

    key: str
    cells: tuple[str, ...]
    order: tuple[Order, ...]
    roles: tuple[Role, ...]
    above: tuple[str, ...] = ()
    opens: bool | None = None

    def sorted_by(self, column: int) -> Order:
        """Give the value that sorts a cell."""
        return self.order[column]


class Term(Record):
    """One word of a filter; `column` is None where every cell counts."""

    word: str
    excludes: bool = False
    column: int | None = None


class Arrangement(Record):
    """Which rows are wanted in which order; `column` None leaves them in the order they came.

    `turned` are the keys of the headings that the reader folded or unfolded.
    """

    terms: tuple[Term, ...] = ()
    column: int | None = None
    reverse: bool = False
    turned: frozenset[str] = frozenset()


def soon(instant: datetime | None) -> float:
    """What sorts a cell with an instant; none comes last."""
    return inf if instant is None else instant.timestamp()


def parse(text: str, headings: Sequence[str]) -> tuple[Term, ...]:
    """Read a filter as it was typed; a column no heading begins with makes the word a plain one."""
    return tuple(term for word in text.casefold().split() if (term := _term(word, headings)).word)


def _term(typed: str, headings: Sequence[str]) -> Term:
    word = typed.removeprefix("!")
    name, colon, rest = word.partition(":")
    if colon and name:
        for column, heading in enumerate(headings):
            if heading.casefold().startswith(name):
                return Term(word=rest, excludes=word != typed, column=column)
    return Term(word=word, excludes=word != typed)


def arrange(rows: Iterable[TableRow], wanted: Arrangement) -> tuple[TableRow, ...]:
    """Return the rows that match, sorted; equal rows keep the order they came in.

    Rows under headings are sorted among themselves, and so are the headings. A heading stays while anything
    under it matches, and a filter unfolds it.
    """
    kept = [row for row in rows if row.opens is not None or all(_matches(row, term) for term in wanted.terms)]
    if all(row.opens is None for row in kept):
        return tuple(_sorted(kept, wanted))
    used = {key for row in kept if row.opens is None for key in row.above}
    below: defaultdict[_Above, list[TableRow]] = defaultdict(list)
    for row in kept:
        if row.opens is None or row.key in used:
            below[row.above].append(row)
    return tuple(_walk(below, (), wanted))


def _walk(below: Mapping[_Above, list[TableRow]], above: _Above, wanted: Arrangement) -> Iterator[TableRow]:
    for row in _sorted(below[above], wanted):
        yield row
        if row.opens is not None and is_open(row, wanted):
            yield from _walk(below, (*above, row.key), wanted)


def _sorted(rows: list[TableRow], wanted: Arrangement) -> list[TableRow]:
    """Sort rows that stand under the same heading, those that are headings there behind the others."""
    column = wanted.column
    if column is None:
        found = rows[::-1] if wanted.reverse else rows
    else:
        found = _ordered(rows, [sorting(row.sorted_by(column)) for row in rows], reverse=wanted.reverse)
    return sorted(found, key=lambda row: row.opens is not None) if found and found[0].above else found


def is_open(row: TableRow, wanted: Arrangement) -> bool:
    """Say whether what stands under a heading is in view: always while a filter is in force."""
    return bool(wanted.terms) or bool(row.opens) is not (row.key in wanted.turned)


def _ordered(rows: Sequence[TableRow], keys: Sequence[_Key], *, reverse: bool) -> list[TableRow]:
    """Sort in runs, and then the runs, which Python merges: no step holds the interface up for long."""
    places = [*range(len(rows))]
    runs = (places[first : first + _AT_ONCE] for first in range(0, len(places), _AT_ONCE))
    ordered = [place for run in runs for place in sorted(run, key=keys.__getitem__, reverse=reverse)]
    ordered.sort(key=keys.__getitem__, reverse=reverse)
    return [rows[place] for place in ordered]


def sorting(value: Order) -> _Key:
    """Return what Python sorts a cell by."""
    if isinstance(value, str):
        return tuple((int(digits) if digits else -1, rest) for digits, rest in _RUNS.findall(value.casefold()))
    return ((value, ""),)


def _matches(row: TableRow, term: Term) -> bool:
    cells = row.cells if term.column is None else (row.cells[term.column],)
    return any(term.word in cell.casefold() for cell in cells) is not term.excludes
