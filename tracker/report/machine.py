"""Checks, releases and tags as JSON, in the shapes programs rely on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from tracker.model import (
    Check,
    Decision,
    DutyEvent,
    Explanation,
    ReachedList,
    ReleaseList,
    TagTrace,
    TrendDay,
)
from tracker.record import Record
from tracker.report.decisions import plain_decision
from tracker.report.json_text import json_text


def checks_json(checks: Iterable[Check], *, several: bool) -> Iterator[str]:
    """Write one environment as `tracker.check/1`, several as `tracker.checks/1`; the pieces are valid together.

    A check is written before the next is asked for. Of no check there is nothing to write.
    """
    pieces = (json_text(_check(check), 2 if several else 0) for check in checks)
    first = next(pieces, None)
    if first is None:
        return
    yield f'{{\n  "schema": "tracker.checks/1",\n  "environments": [\n    {first}' if several else first
    for piece in pieces:
        yield f",\n    {piece}"
    yield "\n  ]\n}\n" if several else "\n"


def releases_json(releases: ReleaseList) -> str:
    """A component's releases as `tracker.releases/1`."""
    return _written({"schema": "tracker.releases/1"} | _plain(releases))


def tags_json(trace: TagTrace) -> str:
    """What a component's tags were read as, as `tracker.tags/1`."""
    plain = _plain(trace)
    newest = trace.newest
    plain["newest"] = None if newest is None else {"tag": newest.tag, "version": newest.version}
    return _written({"schema": "tracker.tags/1"} | plain)


def trend_json(environment: str, days: Sequence[TrendDay]) -> str:
    """Where an environment stood day by day as `tracker.trend/1`, oldest first."""
    return _written({"schema": "tracker.trend/1", "environment": environment, "days": _plain(tuple(days))})


def duty_log_json(environment: str, events: Sequence[DutyEvent]) -> str:
    """What became of duties as `tracker.log/1`, in the order it was noticed."""
    plain = [_plain(one) | {"before": dict(one.before)} for one in events]
    return _written({"schema": "tracker.log/1", "environment": environment, "events": plain})


def explanation_json(explanation: Explanation) -> str:
    """The whole chain of one finding as `tracker.explain/1`."""
    return _written({"schema": "tracker.explain/1"} | _plain(explanation))


def reach_json(found: ReachedList) -> str:
    """Whom something reaches as `tracker.affected/1`."""
    return _written({"schema": "tracker.affected/1"} | _plain(found))


def _written(whole: Mapping[str, Any]) -> str:
    return json_text(whole) + "\n"


def _check(check: Check) -> dict[str, Any]:
    return {
        "schema": "tracker.check/1",
        "environment": check.environment,
        "customer": check.customer,
        "tier": check.tier,
        "as_of": check.as_of,
        "verdict": check.verdict,
        "facts": check.polling,
        "findings": [_plain(one) if one.decisions or one.woken else one for one in check.findings],
    }


def _plain(value: Any) -> Any:
    """Turn records, instants and enumerations into what JSON knows; instants are RFC 3339 in UTC."""
    if isinstance(value, Decision):
        return plain_decision(value)
    if isinstance(value, Record):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
