"""Real records of 34 components against a second, plain reading of the rules they follow."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.advice import Exposure, Outlook, build_history, concerning
from tracker.catalog import load_catalog, load_facts
from tracker.model import Component, StoredReleases, TagRule
from tracker.upstream.services import osv
from tracker.versions import Version, parse

_DATA = os.environ.get("TRACKER_TEST_DATA")
pytestmark = pytest.mark.skipif(not _DATA, reason="TRACKER_TEST_DATA names no folder of real records")
FOLDER = Path(_DATA or ".")
NAMES = sorted(path.stem for path in (FOLDER / "osv").glob("*.json"))
THEN = datetime(2026, 8, 22, tzinfo=UTC)


def known(name: str) -> tuple[Component, Outlook, list[dict[str, Any]]]:
    component = load_catalog(FOLDER).find(name)
    assert component is not None
    history = build_history(component, StoredReleases(), load_facts(name))
    records = json.loads((FOLDER / "osv" / f"{name}.json").read_text(encoding="utf-8"))
    return component, Outlook(history, None, THEN), records


def exposure(component: Component, outlook: Outlook, records: list[dict[str, Any]]) -> Exposure:
    read = osv.read_page(json.dumps({"vulns": records}).encode())
    assert read.skipped == ()
    return Exposure(concerning(component, read.records), outlook)


def plain(text: str, rule: TagRule) -> Version:
    """A version as Bitnami writes it: of MinIO only the day."""
    day = re.fullmatch(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", text) if rule.scheme == "date" else None
    return parse("-".join(part.zfill(2) for part in day.groups()) if day else text, rule.scheme)


def is_vulnerable(version: Version, record: Mapping[str, Any], rule: TagRule) -> bool:
    """Evaluate a record as the pseudo-code of the OSV schema does, event by event."""
    return any(
        _in_range(version, one["events"], rule) for affected in record["affected"] for one in affected["ranges"]
    )


def _in_range(version: Version, events: list[dict[str, str]], rule: TagRule) -> bool:
    vulnerable = False
    for kind, bound in sorted(_bounds(events, rule), key=lambda pair: pair[1].key if pair[1] else ()):
        if kind == "introduced" and (bound is None or version >= bound):
            vulnerable = True
        elif bound is not None and (version >= bound if kind == "fixed" else version > bound):
            vulnerable = vulnerable and kind == "introduced"
    return vulnerable


def _bounds(events: list[dict[str, str]], rule: TagRule) -> Iterator[tuple[str, Version | None]]:
    for event in events:
        for kind, text in event.items():
            yield kind, None if text == "0" else plain(text, rule)


@pytest.mark.parametrize("name", NAMES)
def test_every_known_version_is_affected_by_what_a_plain_reading_says(name: str) -> None:
    component, outlook, records = known(name)
    rule = outlook.history.rule
    assert rule is not None
    tried = exposure(component, outlook, records)

    for one in outlook.history.releases:
        plainly = {record["aliases"][0] for record in records if is_vulnerable(one.version, record, rule)}
        assert {match.vulnerability.id for match in tried.of(one.version)} == plainly, one.version


@pytest.mark.parametrize("name", NAMES)
def test_every_fix_is_the_lowest_and_its_day_the_first_of_those_listed_else_of_those_not_affected(
    name: str,
) -> None:
    component, outlook, records = known(name)
    rule = outlook.history.rule
    assert rule is not None
    tried = exposure(component, outlook, records)
    by_name = {record["aliases"][0]: record for record in records}

    stable = [one for one in outlook.history.releases if one.stable]
    for one in stable[:: max(1, len(stable) // 25)]:
        for match in tried.of(one.version):
            record = by_name[match.vulnerability.id]
            above = [other for other in stable if other.version > one.version]
            free = [other for other in above if not is_vulnerable(other.version, record, rule)]
            fixes = _fixes(record, rule)
            listed = [other for other in free if other.version in fixes]
            assert match.fix == (free[0] if free else None)
            assert match.fixed_at == min((other.released_at for other in listed or free), default=None)


def _fixes(record: Mapping[str, Any], rule: TagRule) -> frozenset[Version | None]:
    """The versions that a record calls fixed."""
    ranges = (one for affected in record["affected"] for one in affected["ranges"])
    return frozenset(bound for one in ranges for kind, bound in _bounds(one["events"], rule) if kind == "fixed")
