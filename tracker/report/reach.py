"""Whom something reaches, as a table, as Markdown and as JSON."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracker.model import Reach, Reached, ReachedList
from tracker.report.layout import columns
from tracker.report.markdown import escape
from tracker.report.wording import SIGNS, decided, due_in

_HEADINGS = ("", "CUSTOMER", "ENVIRONMENT", "NAME", "VERSION", "FIX", "DUE", "NEXT WINDOW", "DECIDED")
_ALWAYS = frozenset({0, 1, 2, 3, 4})
_ORDER = (8, 1, 2, 7, 3, 4)  # which columns give way in turn

_COUNTED: Mapping[Reach, str] = {
    Reach.AFFECTED: "affected",
    Reach.UNCLEAR: "unclear",
    Reach.UNKNOWN: "unreadable",
}


def reach_text(found: ReachedList, *, width: int) -> str:
    """A line an entry with its sign first, and how far it is done; columns without anything are left out."""
    shown, rows = _table(found)
    lines = textwrap.wrap(f"{found.asked}   {_counted(found)}", width)
    if rows:
        giving_way = [shown.index(column) for column in _ORDER if column in shown]
        headings = [_HEADINGS[column] for column in shown]
        lines += ["", *columns([headings, *rows], width, giving_way=giving_way)]
    told = [*_remarks(found)]
    lines += ["", *(line for one in told for line in textwrap.wrap(one, width))] if told else []
    return "\n".join(lines) + "\n"


def reach_markdown(found: ReachedList) -> str:
    """The same as a section with a table."""
    shown, rows = _table(found)
    lines = [f"## {escape(found.asked)}", "", escape(_counted(found))]
    if rows:
        lines += ["", _row([_HEADINGS[column].capitalize() for column in shown]), _row(["---"] * len(shown))]
        lines += [_row([escape(cell) for cell in cells]) for cells in rows]
    lines += [line for one in _remarks(found) for line in ("", escape(one))]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(found: ReachedList) -> tuple[list[int], list[list[str]]]:
    """The cells of the columns that say anything, and which columns these are."""
    rows = [_cells(one, found) for one in found.entries]
    shown = [column for column in range(len(_HEADINGS)) if column in _ALWAYS or any(row[column] for row in rows)]
    return shown, [[row[column] for column in shown] for row in rows]


def _cells(one: Reached, found: ReachedList) -> tuple[str, ...]:
    doubt = f" ({_COUNTED[one.reach]})" if one.why else ""
    window = f"{one.window.starts_at:%Y-%m-%d %H:%M}Z" if one.window else ""
    return (
        SIGNS[one.verdict],
        one.customer,
        one.environment,
        one.name,
        one.version + doubt,
        one.fix or "",
        due_in(one.due_at, found.as_of),
        window if one.window is None or one.window.in_time else f"{window} (too late)",
        ", ".join(map(decided, one.decisions)),
    )


def _counted(found: ReachedList) -> str:
    """How many run it, and how many of them are done."""
    what = " or ".join(found.components)
    entries = "1 entry runs" if found.running == 1 else f"{found.running} entries run"
    if not found.running:
        return f"no environment runs {what}"
    if found.done is None:
        return f"{entries} {what}"
    counts = Counter(one.reach for one in found.entries)
    told = "".join(f"{counts[reach]} {word}, " for reach, word in _COUNTED.items() if counts[reach])
    return f"{entries} {what}: {told}done {found.done} of {found.running}"


def _remarks(found: ReachedList) -> Iterator[str]:
    if found.done is not None and found.running and not found.entries:
        yield f"Nobody is affected by {found.asked}."
    others = [name for name in found.ids if name.casefold() != found.asked.casefold()]
    if others:
        yield f"Also known as {', '.join(others)}."
    for one in found.entries:
        if one.why is not None:
            yield f"{one.environment} {one.name}: {one.why}."
