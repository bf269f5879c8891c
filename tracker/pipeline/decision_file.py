"""The log of decisions as lines of JSON, one an entry, to move it or to keep it elsewhere."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from tracker.answers import web_address
from tracker.errors import ConfigurationError
from tracker.model import Decision, DecisionKind, Plan, Reopening
from tracker.text import clean_line, is_clean_name, unsafe_character

Entry = Decision | Reopening

_REOPEN = "reopen"
_LONGEST = 2000
# A day that is named for the last one lies in the next in another time zone.
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def write_log(entries: Iterable[Entry]) -> str:
    """Write a log, an entry a line."""
    return "".join(f"{json.dumps(_said(one), ensure_ascii=False)}\n" for one in entries)


def read_log(text: str, shown: str) -> Mapping[int, Entry]:
    """Read a log, by the number of each line; raises ConfigurationError that names the first that is none."""
    lines = enumerate(text.split("\n"), start=1)
    return {number: _entry(f"{shown} line {number}", line) for number, line in lines if line.strip()}


def _said(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(entry)
    return {"kind": _REOPEN, **said} if isinstance(entry, Reopening) else said


def _entry(place: str, line: str) -> Entry:
    try:
        said = json.loads(line)
        entry = _read(said)
        _refuse_unknown_keys(said, _said(entry))
        _check(entry)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{place}: {clean_line(str(error), 200)}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        said = clean_line(str(error), 100) if type(error) is ValueError else "the line is no decision"
        raise ConfigurationError(f"{place}: {said}: nothing was taken over") from None
    return entry


def _read(said: Any) -> Entry:
    if said["kind"] == _REOPEN:
        return msgspec.convert({key: one for key, one in said.items() if key != "kind"}, Reopening)
    return msgspec.convert(said, Decision)


def _refuse_unknown_keys(said: Any, known: Any) -> None:
    """Refuse what would be lost."""
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in known:
                raise ValueError(f"'{clean_line(str(key), 50)}' is no part of a decision")
            _refuse_unknown_keys(value, known[key])


def _check(entry: Entry) -> None:
    """Raise ValueError where an entry cannot have been exported."""
    if not is_clean_name(entry.id):
        raise ValueError("the id must be a short text")
    if any(unsafe_character(text) or len(text) > _LONGEST for text in _texts(entry)):
        raise ValueError("a text is too long or has control characters")
    if isinstance(entry, Decision):
        _check_decision(entry)
    _check_instant(entry.at)


def _check_decision(decision: Decision) -> None:
    scope, plan = decision.scope, decision.plan
    if (scope.component is None) != (scope.environment is not None and scope.name is not None):
        raise ValueError("the scope must be an entry of an environment, or a component")
    if (plan is None) != (decision.kind is not DecisionKind.PLAN):
        raise ValueError("a plan, and nothing else, says what is planned")
    if plan is not None and plan.ticket is not None and web_address(plan.ticket) is None:
        raise ValueError("the ticket must be a web address")
    for at in (decision.until, plan.on if plan else None):
        if at is not None:
            _check_instant(at)


def _check_instant(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"{at.isoformat()} is out of reach")


def _texts(entry: Entry) -> Iterable[str]:
    yield from (entry.by or "", entry.reason, *entry.covers)
    if isinstance(entry, Reopening):
        yield from entry.decisions
        return
    scope, plan = entry.scope, entry.plan or Plan(target="", on=entry.at)
    yield from (scope.environment or "", scope.name or "", scope.component or "", scope.customer or "")
    yield from (scope.line or "", plan.target, plan.ticket or "", entry.location or "", entry.tell)
