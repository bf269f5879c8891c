"""Where an environment stood day by day: a few numbers and a small plot of each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from tracker.model import TrendDay
from tracker.report.layout import columns

# The marks of a plot, least first. ASCII has no heights, so its marks grow darker; none of them is Markdown's.
BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = ".:-=+xX%"

_NARROWEST = 8
_IN_A_LINE = 12

_MEASURES: Mapping[str, Callable[[TrendDay], float]] = {
    "releases behind": lambda one: one.releases,
    "days behind": lambda one: one.days,
    "libyears": lambda one: one.libyears,
    "open duties": lambda one: one.open,
    "overdue duties": lambda one: one.overdue,
}


def trend_text(environment: str, days: Sequence[TrendDay], *, width: int, marks: str = BLOCKS) -> str:
    """The first and last value of each measure, the change, and a plot from the first day to the last."""
    measures = {"components": lambda one: one.findings, **_MEASURES}
    rows = [("", "FIRST", "LAST", "CHANGE"), *(_row(name, days, value) for name, value in measures.items())]
    sizes = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = max(width - sum(sizes) - 2 * len(sizes), _NARROWEST)
    plots = ["", *(plot(days, value, room, marks) for value in measures.values())]
    cells = [
        (name, *(number.rjust(size) for number, size in zip(numbers, sizes[1:], strict=True)), drawn)
        for (name, *numbers), drawn in zip(rows, plots, strict=True)
    ]
    first, last = days[0].day, days[-1].day
    checked = "1 day" if len(days) == 1 else f"{len(days)} days"
    heading = f"{environment}   {first} to {last}, checked on {checked}"
    return "\n".join((*columns([(heading,)], width, giving_way=(0,)), "", *_table(cells, width))) + "\n"


def trend_line(days: Sequence[TrendDay], marks: str = BLOCKS) -> str | None:
    """One sentence on what has changed from the first day to the last; None where there are not two."""
    if len(days) < 2:
        return None
    told = (_told(name, days, value, marks) for name, value in _MEASURES.items())
    return f"Since {days[0].day}: {', '.join(told)}."


def plot(days: Sequence[TrendDay], value: Callable[[TrendDay], float], width: int, marks: str) -> str:
    """A measure from the first day to the last in at most a width, between its lowest value and its highest.

    A mark stands for a day, or for the last check of several; a day without a check is blank.
    """
    first = days[0].day
    span = (days[-1].day - first) // timedelta(days=1) + 1
    size = min(span, width)
    drawn = [" "] * size
    for one, mark in zip(days, heights([value(one) for one in days], marks), strict=True):
        drawn[(one.day - first) // timedelta(days=1) * size // span] = mark
    return "".join(drawn)


def heights(numbers: Sequence[float], marks: str = BLOCKS) -> str:
    """A mark for each number, from the lowest of them to the highest."""
    low, reach = min(numbers), max(numbers) - min(numbers)
    return "".join(marks[round((one - low) / reach * (len(marks) - 1)) if reach else 0] for one in numbers)


def _table(cells: Sequence[Sequence[str]], width: int) -> list[str]:
    return columns(cells, width, giving_way=(4, 0))


def _row(name: str, days: Sequence[TrendDay], value: Callable[[TrendDay], float]) -> tuple[str, str, str, str]:
    first, last = value(days[0]), value(days[-1])
    return name, _number(first), _number(last), _change(last - first)


def _told(name: str, days: Sequence[TrendDay], value: Callable[[TrendDay], float], marks: str) -> str:
    first, last = _number(value(days[0])), _number(value(days[-1]))
    moved = f"{name} still {last}" if first == last else f"{name} {first} to {last}"
    constant = len({value(one) for one in days}) == 1
    return moved if constant else f"{moved} {plot(days, value, _IN_A_LINE, marks)}"


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _change(value: float) -> str:
    return "0" if not value else f"{value:+d}" if isinstance(value, int) else f"{value:+.2f}"
