"""The columns of a table: how wide each becomes, and one row of cells laid into them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

from rich.cells import cell_len

from tracker.record import Record, replace
from tui.line import Role, Span, fit, span

GAP = 2


class Column(Record):
    """One column: its heading, its width in cells from `least` to `most`, and its share of the room between.

    Where there is no room for all, the optional ones are left out from the left; one whose `most` is 0 is never
    shown, and yet its cells can be filtered. `draw` makes of a text what stands in so many cells, `head` the same
    of the heading; where they are None, the text itself stands there. What has its own `head` is a drawing, and
    takes what it is given.
    """

    heading: str
    least: int
    most: int
    share: int = 1
    right: bool = False
    optional: bool = False
    draw: Callable[[str, int], str] | None = None
    head: Callable[[str, int], str] | None = None


def room(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> tuple[int, ...]:
    """Measure how many cells the widest text of each column takes."""
    return tuple(
        max((cell_len(_drawn(row[index], column, column.most)) for row in rows), default=0)
        for index, column in enumerate(columns)
    )


def fitted(columns: Sequence[Column], needed: Sequence[int]) -> tuple[Column, ...]:
    """Take from each column what its texts do not need, so that others have it or it stays free at the end."""
    return tuple(
        replace(column, least=min(column.least, cells), most=min(column.most, cells))
        if column.heading and column.head is None
        else column
        for column, cells in zip(columns, needed, strict=True)
    )


@lru_cache(maxsize=64)
def widths(columns: tuple[Column, ...], width: int) -> tuple[int, ...]:
    """Give each column its least width and its share of what is left, cell by cell; 0 leaves it out."""
    given = [column.least for column in columns]
    for index, column in enumerate(columns):
        if column.optional and _taken(given) > width:
            given[index] = 0
    spare = width - _taken(given)
    while spare > 0:
        growing = [index for index, column in enumerate(columns) if 0 < given[index] < column.most]
        if not growing:
            break
        index = min(growing, key=lambda one: (given[one] - columns[one].least) / columns[one].share)
        given[index] += 1
        spare -= 1
    return tuple(given)


def _taken(given: Sequence[int]) -> int:
    return sum(width + GAP for width in given if width) - GAP


def column_at(given: Sequence[int], x: int) -> int | None:
    """Find the column that stands at a cell; the gap after a column belongs to it."""
    ends = accumulate(width and width + GAP for width in given)
    return next((index for index, end in enumerate(ends) if 0 <= x < end), None)


def lay(
    texts: Sequence[str], columns: Sequence[Column], given: Sequence[int], roles: Sequence[Role]
) -> tuple[Span, ...]:
    """Lay the cells of one row into their columns, a gap after each but the last in sight."""
    drawn = [_drawn(text, one, width) for text, one, width in zip(texts, columns, given, strict=True)]
    return _laid(drawn, columns, given, roles)


def _drawn(text: str, column: Column, width: int) -> str:
    return column.draw(text, width) if column.draw else text


def lay_headings(
    texts: Sequence[str], columns: Sequence[Column], given: Sequence[int], roles: Sequence[Role]
) -> tuple[Span, ...]:
    """Lay the headings over their columns."""
    drawn = [
        one.head(text, width) if one.head else text for text, one, width in zip(texts, columns, given, strict=True)
    ]
    return _laid(drawn, columns, given, roles)


def _laid(
    texts: Sequence[str], columns: Sequence[Column], given: Sequence[int], roles: Sequence[Role]
) -> tuple[Span, ...]:
    last = max((index for index, width in enumerate(given) if width), default=0)
    return tuple(
        Span(_cell(text, width, GAP if index < last else 0, column.right), role)
        for index, (text, column, width, role) in enumerate(zip(texts, columns, given, roles, strict=True))
        if width
    )


# The same cells are painted again and again; a screenful of them is 300.
@lru_cache(maxsize=4_096)
def _cell(text: str, width: int, gap: int, right: bool) -> str:
    return span(fit(text, width, right=right) + " " * gap).text
