"""The releases and support dates that ship with the program, as of a day.

One JSON file a component, one release or support line a line, so that a rebuild reads well as a difference.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tracker.errors import ConfigurationError
from tracker.model import BundledFacts, SupportFacts, SupportLine

FACTS = Path(__file__).parent / "facts"


def load_facts(name: str, folder: Path = FACTS) -> BundledFacts | None:
    """Read what ships about a catalog component, None where nothing does.

    Days of support become 00:00 UTC. Raises ConfigurationError for a file that is damaged.
    """
    path = next((path for path in folder.glob("*.json") if path.stem == name), None)
    if path is None:
        return None
    try:
        return _facts(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        message = f"the bundled facts of {name} are damaged: install the program again"
        raise ConfigurationError(message) from None


def facts_text(facts: BundledFacts) -> str:
    """Write facts as `load_facts` reads them."""
    parts = {"day": _compact(facts.day.isoformat()), "tagged": _compact(facts.tagged)}
    parts["releases"] = _rows([tag, day.isoformat()] for tag, day in facts.releases)
    support = facts.support
    if support is not None:
        parts["support_source"] = _compact(support.source)
        parts["support_day"] = _compact(support.day.isoformat())
        parts["support_lines"] = _rows(_line_row(line) for line in support.lines)
    return "{\n" + ",\n".join(f'"{key}": {text}' for key, text in parts.items()) + "\n}\n"


def _rows(rows: Iterable[object]) -> str:
    return "[\n" + ",\n".join(_compact(row) for row in rows) + "\n]"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _facts(document: Mapping[str, Any]) -> BundledFacts:
    releases = tuple((tag, date.fromisoformat(day)) for tag, day in document["releases"])
    return BundledFacts(
        day=date.fromisoformat(document["day"]),
        releases=releases,
        tagged=document["tagged"],
        support=_support(document) if "support_source" in document else None,
    )


def _support(document: Mapping[str, Any]) -> SupportFacts:
    return SupportFacts(
        lines=tuple(_line(row) for row in document["support_lines"]),
        source=document["support_source"],
        day=date.fromisoformat(document["support_day"]),
    )


def _line(row: Mapping[str, Any]) -> SupportLine:
    return SupportLine(
        name=row["name"],
        released_at=_start_of(row.get("released")),
        active_until=_start_of(row.get("active")),
        ends_at=_start_of(row.get("ends")),
        ended=row.get("ended", False),
        lts_from=_start_of(row.get("lts")),
        maintained=row.get("maintained", False),
    )


def _line_row(line: SupportLine) -> dict[str, object]:
    days = {
        "released": line.released_at,
        "active": line.active_until,
        "ends": line.ends_at,
        "lts": line.lts_from,
    }
    marks = {"ended": line.ended, "maintained": line.maintained}
    return {
        "name": line.name,
        **{key: at.date().isoformat() for key, at in days.items() if at is not None},
        **{key: True for key, mark in marks.items() if mark},
    }


def _start_of(day: str | None) -> datetime | None:
    return None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
