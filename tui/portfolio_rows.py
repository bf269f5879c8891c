"""Environments as rows of a table: under their customers, or all in one list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from tracker.model import Tier, Verdict
from tracker.record import Record
from tracker.report.wording import due_in
from tui.columns import Column
from tui.filter import Order, Row, soon
from tui.line import Role
from tui.rows import verdict_row
from tui.source import EnvironmentRow
from tui.words import rank

_SIGN = Column(heading="", least=2, most=2)
_NUMBERS = (
    Column(heading="TIER", least=10, most=12, optional=True),
    Column(heading="BEHIND", least=6, most=8, right=True, optional=True),
    Column(heading="OVERDUE", least=7, most=9, right=True),
    Column(heading="DUE", least=3, most=6, right=True),
    Column(heading="NEXT DUE", least=12, most=13),
)
LISTED_COLUMNS = (
    _SIGN,
    Column(heading="ENVIRONMENT", least=16, most=44, share=5),
    Column(heading="CUSTOMER", least=9, most=32, share=4),
    *_NUMBERS,
)
# The customers stand above their environments; a filter still finds them in their own column.
GROUPED_COLUMNS = (
    _SIGN,
    Column(heading="ENVIRONMENT", least=16, most=60, share=5),
    Column(heading="CUSTOMER", least=0, most=0),
    *_NUMBERS,
)
_INDENT = "  "
_TIERS = [*Tier]


class _Standing(Record):
    """How one environment, or several together, stand; `behind` is None where that is not known.

    `said` stands in place of the next date.
    """

    verdict: Verdict | None
    behind: int | None
    overdue: int
    due: int
    next_due: datetime | None
    said: str = ""


def customer_key(customer: str) -> str:
    """The key of a customer's heading; no environment is named like it, for a name does not begin with a slash."""
    return f"/customer/{customer}"


def listed_rows(environments: Iterable[EnvironmentRow], failed: Collection[str], now: datetime) -> tuple[Row, ...]:
    """Make one list of all environments; `failed` names those whose last check failed."""
    return tuple(_listed(one, _standing(one, one.name in failed), now) for one in environments)


def grouped_rows(
    environments: Iterable[EnvironmentRow], failed: Collection[str], now: datetime
) -> tuple[Row, ...]:
    """Make a heading for each customer with its worst verdict and its counts, and its environments below it.

    Those of its lower tiers stand folded under headings of their own. An environment of which no customer is
    named stands alone.
    """
    customers: dict[str, list[EnvironmentRow]] = {}
    for one in environments:
        customers.setdefault(_customer(one), []).append(one)
    rows: list[Row] = []
    for customer, members in customers.items():
        standings = {one.name: _standing(one, one.name in failed) for one in members}
        rows.extend(_group(customer, members, standings, now))
    return tuple(rows)


def _customer(one: EnvironmentRow) -> str:
    return one.customer or one.name


def _group(
    customer: str, members: Sequence[EnvironmentRow], standings: Mapping[str, _Standing], now: datetime
) -> Iterable[Row]:
    if [one.name for one in members] == [customer]:
        yield _listed(members[0], standings[customer], now)
        return
    key = customer_key(customer)
    yield _heading(key, (customer, len(members)), [*standings.values()], now)
    tiers = sorted({one.tier for one in members if one.tier is not None}, key=_TIERS.index)
    for one in members:
        if one.tier not in tiers[1:]:
            yield _below(_listed(one, standings[one.name], now), (key,))
    for tier in tiers[1:]:
        these = [one for one in members if one.tier is tier]
        if these:
            above = f"/{tier}/{customer}"
            together = [standings[one.name] for one in these]
            heading = _heading(above, (tier, len(these)), together, now)
            yield _below(heading, (key,))._replace(opens=False)
            for one in these:
                yield _below(_listed(one, standings[one.name], now), (key, above))


def _below(row: Row, above: tuple[str, ...]) -> Row:
    sign, name, *others = row.cells
    return row._replace(cells=(sign, _INDENT * len(above) + name, *others), above=above)


def _standing(one: EnvironmentRow, failed: bool) -> _Standing:
    summary = one.summary
    if summary is None or one.error is not None:
        said = "failed" if failed else "unreadable" if one.error else "not checked"
        verdict = Verdict.UNKNOWN if one.error else None
        return _Standing(verdict=verdict, behind=None, overdue=0, due=0, next_due=None, said=said)
    return _Standing(
        verdict=summary.verdict,
        behind=summary.behind,
        overdue=summary.counts.get(Verdict.OVERDUE, 0),
        due=summary.counts.get(Verdict.DUE, 0),
        next_due=summary.next_due,
        said="failed" if failed else "",
    )


def _together(standings: Sequence[_Standing]) -> _Standing:
    """Say how several stand: the worst verdict, the sums, the next date; what is not known says so alone."""
    known = [one for one in standings if one.behind is not None]
    verdicts = [one.verdict for one in standings if one.verdict is not None]
    dates = [one.next_due for one in known if one.next_due is not None]
    return _Standing(
        verdict=min(verdicts, key=rank, default=None),
        behind=sum(one.behind or 0 for one in known) if known else None,
        overdue=sum(one.overdue for one in known),
        due=sum(one.due for one in known),
        next_due=min(dates, default=None),
        said="" if known else standings[0].said,
    )


def _listed(one: EnvironmentRow, standing: _Standing, now: datetime) -> Row:
    return _row(one.name, (one.name, one.customer or "-", one.tier or "-"), standing, now)


def _heading(key: str, named: tuple[str, int], standings: Sequence[_Standing], now: datetime) -> Row:
    name, count = named
    row = _row(key, (f"{name} ({count:,})", "", ""), _together(standings), now)
    sign, _, *roles = row.roles
    return row._replace(roles=(sign, Role.STRONG, *roles), opens=True)


def _row(key: str, names: tuple[str, str, str], standing: _Standing, now: datetime) -> Row:
    numbers: tuple[str, ...] = ("-", "-", "-")
    order: tuple[Order, ...] = (-1,) * 3
    if standing.behind is not None:
        values = (standing.behind, standing.overdue, standing.due)
        numbers, order = tuple(f"{value:,}" for value in values), values
    due = standing.said or due_in(standing.next_due, now) or "-"
    return verdict_row(key, standing.verdict, (*names, *numbers, due), (*names, *order, soon(standing.next_due)))
