"""The releases since the deployed one on an axis of time, a row for each line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from rich.cells import cell_len

from tracker.model import Code, Considered, Explanation, Finding
from tracker.text import clean_line
from tui.line import Line, Role, fit, line, span
from tui.plots import Axis, Mark, row_of

_MOST = 9
_NAME = 12
_LEGEND = "  D deployed  > to move to  N newest  o release  O several  x withdrawn  | today"


def release_plot(explanation: Explanation, now: datetime, width: int) -> Iterator[Line]:
    """Draw what was released since the deployed version: its line, those of the targets, and the newest ones."""
    finding = explanation.finding
    rows = _lines(finding, [one for one in explanation.considered if one.stable])
    dates = [one.released_at for marks in rows.values() for one in marks]
    running = finding.deployed.released_at
    if not dates:
        said = "Nothing was released above it." if running else "No release above it is known."
        yield line(span(f"  {said}", Role.MUTED))
        return
    shown = _shown(rows)
    name = min(max(map(cell_len, map(clean_line, shown))), _NAME)
    axis = Axis(start=min([*dates, *([running] if running else [])]), end=now, width=max(width - name - 5, 8))
    yield line(span(f"  {'':<{name}} {axis.ticks()}".rstrip(), Role.MUTED))
    for title in shown:
        first = [Mark(at=running, sign="D", role=Role.STRONG)] if running and title == next(iter(rows)) else []
        marks = sorted(_marks(rows[title]), key=lambda one: _RANK.index(one.sign))
        yield line(f"  {fit(clean_line(title), name)} ", *row_of([*marks, *first], now, axis))
    if len(shown) < len(rows):
        yield line(span(f"  {len(rows) - len(shown)} lines between them are left out", Role.MUTED))
    yield line(span(_LEGEND, Role.MUTED), hang=2)


def _lines(finding: Finding, releases: Iterable[Considered]) -> Mapping[str, Sequence[Considered]]:
    """Group releases by their line, that of the deployed version first."""
    listed = [*releases]
    own = next((one.line for one in listed if "line" in one.targets), finding.support.line)
    rows: dict[str, list[Considered]] = {own or finding.deployed.version: []}
    for one in listed:
        rows.setdefault(one.line, []).append(one)
    return rows


def _shown(rows: Mapping[str, Sequence[Considered]]) -> Sequence[str]:
    """The first line, those with a target, and the last ones, as many as are looked at."""
    titles = [*rows]
    told = [title for title in titles[1:] if any(one.targets for one in rows[title])]
    rest = [title for title in reversed(titles[1:]) if title not in told]
    wanted = {titles[0], *told, *rest[: max(_MOST - 1 - len(told), 0)]}
    return [title for title in titles if title in wanted]


_RANK = "xoN>D"


def _marks(releases: Iterable[Considered]) -> Iterator[Mark]:
    for one in releases:
        if one.code is Code.WITHDRAWN:
            yield Mark(at=one.released_at, sign="x", role=Role.UNKNOWN)
        elif one.kept:
            yield Mark(at=one.released_at, sign=">", role=Role.ADVICE)
        elif "newest" in one.targets:
            yield Mark(at=one.released_at, sign="N", role=Role.STRONG)
        else:
            yield Mark(at=one.released_at, sign="o")
