"""Columns of text on a terminal, measured in cells rather than characters."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

NARROWEST = 8


def fit(text: str, width: int) -> str:
    """Return the text padded or cut to a width in cells; an ellipsis marks a cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…"


def columns(rows: Sequence[Sequence[str]], width: int, *, giving_way: Sequence[int]) -> list[str]:
    """Lay rows out in columns two blanks apart; where they are too wide, some columns give way in turn."""
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    over = sum(widths) + 2 * (len(widths) - 1) - width
    for column in giving_way:
        cut = min(max(over, 0), max(widths[column] - NARROWEST, 0))
        widths[column] -= cut
        over -= cut
    lines = ("  ".join(fit(cell, size) for cell, size in zip(row, widths, strict=True)) for row in rows)
    return [fit(line, width).rstrip() for line in lines]
