"""Choosing and ordering the rows of a table; pure, so that a worker can do it.

What is typed after `/`: words are AND-ed; `!word` excludes; `col:word` looks into the column whose heading
begins so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tui.line import Role

Order = tuple[tuple[float, str], ...]

_RUNS = re.compile(r"(\d+)|(\D+)")


class Row(NamedTuple):
    """One row of a table: a key that stays, clean cells, and for each a value that sorts it and its role."""

    key: str
    cells: tuple[str, ...]
    order: tuple[Order, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a filter; `column` is None where every cell counts."""

    word: str
    excludes: bool = False
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Which rows are wanted in which order; `column` None leaves them in the order they came."""

    terms: tuple[Term, ...] = ()
    column: int | None = None
    reverse: bool = False


def natural(text: str) -> Order:
    """A value that sorts a text as people count: `v9` before `v10`."""
    return tuple((int(digits) if digits else -1, rest) for digits, rest in _RUNS.findall(text.casefold()))


def number(value: float) -> Order:
    """A value that sorts a number."""
    return ((value, ""),)


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


def arrange(rows: Iterable[Row], wanted: Arrangement) -> tuple[Row, ...]:
    """Return the rows that match, sorted; equal rows keep the order they came in."""
    chosen = [row for row in rows if all(_matches(row, term) for term in wanted.terms)]
    column = wanted.column
    if column is not None:
        chosen.sort(key=lambda row: row.order[column], reverse=wanted.reverse)
    elif wanted.reverse:
        chosen.reverse()
    return tuple(chosen)


def _matches(row: Row, term: Term) -> bool:
    cells = row.cells if term.column is None else (row.cells[term.column],)
    return any(term.word in cell.casefold() for cell in cells) is not term.excludes
