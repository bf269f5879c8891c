"""What was seen deployed, and since when."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from tracker.model import Environment, Sighting, Upgrade
from tracker.store.database import batched
from tracker.store.tables import sighting

_IN_ORDER = (sighting.c.environment, sighting.c.name, sighting.c.seen_at)


def see(connection: Connection, environments: Collection[Environment], now: datetime) -> None:
    """Record the versions of some environments' entries where they differ from those last recorded."""
    last = _last(connection, [one.name for one in environments])
    new: list[Mapping[str, Any]] = []
    corrected: list[Mapping[str, Any]] = []
    for environment in environments:
        for one in environment.deployments:
            seen, versions = last.get((environment.name, one.name)), _text(one.versions)
            if seen is not None and seen.versions == versions:
                continue
            if seen is None or seen.seen_at < now:
                row = {"environment": environment.name, "name": one.name, "versions": versions, "seen_at": now}
                new.append(row)
            else:
                corrected.append({"of": seen.id, "versions": versions})
    if new:
        connection.execute(insert(sighting), new)
    if corrected:
        connection.execute(update(sighting).where(sighting.c.id == bindparam("of")), corrected)


def sightings(
    connection: Connection, environments: Collection[str], as_of: datetime
) -> Mapping[str, Mapping[str, Sighting]]:
    """Give the sightings of entries by environment and name, as `Store.sightings` says."""
    found: dict[str, dict[str, Sighting]] = {name: {} for name in environments}
    for names in batched(environments):
        wanted = select(*_IN_ORDER, sighting.c.versions).where(sighting.c.environment.in_(names))
        for environment, name, seen_at, versions in connection.execute(wanted.order_by(*_IN_ORDER)).all():
            mine = found[environment]
            first = mine.get(name)
            if first is None or seen_at < as_of:
                since = first.first_seen_at if first else seen_at
                mine[name] = Sighting(first_seen_at=since, versions=_versions(versions))
    return found


def upgrades(
    connection: Connection, environments: Collection[str], since: datetime, until: datetime
) -> Mapping[str, tuple[Upgrade, ...]]:
    """Give the entries whose versions were seen to change after one instant, up to and with another.

    By environment; of several changes, the versions before the first and after the last.
    """
    found: dict[str, list[Upgrade]] = {name: [] for name in environments}
    for names in batched(environments):
        mine = sighting.c.environment.in_(names) & (sighting.c.seen_at <= until)
        changed = (
            select(sighting.c.environment, sighting.c.name).where(mine, sighting.c.seen_at > since).distinct()
        )
        entries = {(row.environment, row.name) for row in connection.execute(changed)}
        if not entries:
            continue
        seen: dict[tuple[str, str], list[Any]] = {}
        for row in connection.execute(select(sighting).where(mine).order_by(*_IN_ORDER)):
            if (row.environment, row.name) in entries:
                seen.setdefault((row.environment, row.name), []).append(row)
        for (environment, name), rows in seen.items():
            before, after = [row for row in rows if row.seen_at <= since], rows[-1]
            if before and before[-1].versions != after.versions:
                upgrade = Upgrade(
                    name=name,
                    before=_versions(before[-1].versions),
                    after=_versions(after.versions),
                    seen_at=after.seen_at,
                )
                found[environment].append(upgrade)
    return {name: tuple(some) for name, some in found.items()}


def _last(connection: Connection, environments: Collection[str]) -> Mapping[tuple[str, str], Any]:
    last: dict[tuple[str, str], Any] = {}
    for names in batched(environments):
        wanted = select(sighting).where(sighting.c.environment.in_(names)).order_by(*_IN_ORDER)
        last.update(((row.environment, row.name), row) for row in connection.execute(wanted).all())
    return last


@lru_cache(maxsize=4096)
def _versions(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _text(versions: tuple[str, ...]) -> str:
    return json.dumps(versions)
