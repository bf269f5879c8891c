"""How the last checks of environments ended, and where these stood day by day."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from tracker.model import Summary, TrendDay, Verdict
from tracker.store.database import batched
from tracker.store.tables import summary, trend
from tracker.summary_row import summary_of

_MEASURES = TrendDay.__struct_fields__


def keep_summaries(connection: Connection, summaries: Collection[Summary]) -> None:
    """Replace the stored outcome of some environments' last checks."""
    if not summaries:
        return
    for names in batched(one.environment for one in summaries):
        connection.execute(delete(summary).where(summary.c.environment.in_(names)))
    connection.execute(insert(summary), [_row(one) for one in summaries])


def keep_trend(connection: Connection, days: Mapping[str, TrendDay]) -> None:
    """Store where some environments stand on a day, in place of what an earlier check of that day stored."""
    if not days:
        return
    same = (trend.c.environment == bindparam("at_environment")) & (trend.c.day == bindparam("on_day"))
    keys = [{"at_environment": name, "on_day": one.day} for name, one in days.items()]
    connection.execute(delete(trend).where(same), keys)
    connection.execute(insert(trend), [_trend_row(name, one) for name, one in days.items()])


def summaries(connection: Connection) -> Mapping[str, Summary]:
    """Give the stored outcome of every environment, by its name."""
    return {row["environment"]: summary_of(dict(row)) for row in connection.execute(select(summary)).mappings()}


def trends(
    connection: Connection, environments: Collection[str], first: date, last: date
) -> Mapping[str, tuple[TrendDay, ...]]:
    """Give the stored days of some environments from one to another, both included, oldest first."""
    found: dict[str, list[TrendDay]] = {name: [] for name in environments}
    for names in batched(environments):
        wanted = select(trend).where(trend.c.environment.in_(names), trend.c.day.between(first, last))
        for row in connection.execute(wanted.order_by(trend.c.day)):
            found[row.environment].append(_trend_day(row))
    return {name: tuple(days) for name, days in found.items()}


def _row(one: Summary) -> Mapping[str, Any]:
    return {
        "environment": one.environment,
        "customer": one.customer,
        "tier": one.tier.value,
        "checked_at": one.checked_at,
        "verdict": one.verdict.value,
        "counts": json.dumps({verdict.value: _by_urgency(one, verdict) for verdict in one.counts}),
        "behind": one.behind,
        "next_due": one.next_due,
    }


def _by_urgency(one: Summary, verdict: Verdict) -> int | Mapping[str, int]:
    """Give how many findings have a verdict by their urgency, as a plain number where that is not known."""
    known = {urgency.value: count for (of, urgency), count in one.urgencies.items() if of is verdict}
    return known or one.counts[verdict]


def _trend_row(environment: str, one: TrendDay) -> Mapping[str, Any]:
    return {"environment": environment} | {name: getattr(one, name) for name in _MEASURES}


def _trend_day(row: Any) -> TrendDay:
    return TrendDay(**{name: getattr(row, name) for name in _MEASURES})
