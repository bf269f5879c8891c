"""Vulnerabilities as services record them, the packages they are listed for, and which of them are exploited."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from tracker.model import Vulnerability
from tracker.record import Record, replace
from tracker.store.database import batched
from tracker.store.tables import exploited, release, vulnerability, vulnerability_package


class KnownRecord(Record):
    """What is known of a record without its content; `withdrawn` says that it was taken back."""

    modified_at: datetime
    withdrawn: bool


class PackageReading(Record):
    """What a service says of one package now: records that are new or changed.

    `unlisted` are ids that no longer concern the package, `gone` those that the service has no record of any more.
    """

    records: tuple[Vulnerability, ...] = ()
    unlisted: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def newest_fact(connection: Connection) -> tuple[object, ...]:
    """Count and date what makes vulnerabilities known, exploited or fixed; it differs once some has come."""
    columns = (
        (vulnerability.c.id, vulnerability.c.recorded_at),
        (exploited.c.cve, exploited.c.recorded_at),
        (release.c.id, release.c.first_seen_at),
        (release.c.id, release.c.edited_at),
    )
    asked = (select(func.count(key), func.max(at)) for key, at in columns)
    return tuple(value for one in asked for value in connection.execute(one).one())


def known_records(connection: Connection, package: str) -> Mapping[str, KnownRecord]:
    """Tell which records are known of a package, by id."""
    shown = (vulnerability.c.id, vulnerability.c.modified_at, vulnerability.c.withdrawn_at)
    mine = vulnerability_package.c.package == package
    rows = connection.execute(select(*shown).join_from(vulnerability_package, vulnerability).where(mine))
    return {
        row.id: KnownRecord(modified_at=row.modified_at, withdrawn=row.withdrawn_at is not None) for row in rows
    }


def keep_package(connection: Connection, package: str, reading: PackageReading, now: datetime) -> None:
    """Write what a service says of a package now.

    A record that is gone counts as taken back and changed now, so that one that returns is read again.
    """
    for record in reading.records:
        _keep_record(connection, record, now)
    _list(connection, package, [record.id for record in reading.records])
    for some in batched(reading.unlisted):
        mine = (vulnerability_package.c.package == package) & vulnerability_package.c.vulnerability_id.in_(some)
        connection.execute(delete(vulnerability_package).where(mine))
    for some in batched(reading.gone):
        gone = {"withdrawn_at": now, "modified_at": now, "recorded_at": now}
        connection.execute(update(vulnerability).where(vulnerability.c.id.in_(some)).values(**gone))


def vulnerabilities_of(connection: Connection, packages: Iterable[str]) -> Mapping[str, tuple[Vulnerability, ...]]:
    """Give the records listed for some packages, by package and in the order of their ids, withdrawn ones too."""
    found: dict[str, list[Vulnerability]] = defaultdict(list)
    read: dict[str, Vulnerability] = {}
    exploited_at = exploited_since(connection)
    for some in batched(packages):
        mine = vulnerability_package.c.package.in_(some)
        rows = connection.execute(
            select(vulnerability_package.c.package, vulnerability)
            .join_from(vulnerability_package, vulnerability)
            .where(mine)
            .order_by(vulnerability.c.id)
        )
        for row in rows:
            if row.id not in read:
                read[row.id] = _vulnerability(row, exploited_at)
            found[row.package].append(read[row.id])
    return {package: tuple(records) for package, records in found.items()}


def keep_exploited(connection: Connection, listed: Mapping[str, datetime], now: datetime) -> None:
    """Write which vulnerabilities a catalogue lists, each since its day; what it no longer lists is taken back."""
    known = {row.cve: row for row in connection.execute(select(exploited))}
    new = [{"cve": cve, "added_on": day, "recorded_at": now} for cve, day in listed.items() if cve not in known]
    if new:
        connection.execute(insert(exploited), new)
    for cve, row in known.items():
        day = listed.get(cve)
        if day is None and row.withdrawn_at is None:
            connection.execute(update(exploited).where(exploited.c.cve == cve).values(withdrawn_at=now))
        elif day is not None and (row.withdrawn_at is not None or row.added_on != day):
            listed_again = {"added_on": day, "recorded_at": now, "withdrawn_at": None}
            connection.execute(update(exploited).where(exploited.c.cve == cve).values(**listed_again))


def _keep_record(connection: Connection, record: Vulnerability, now: datetime) -> None:
    row = {
        "source": record.source,
        "modified_at": record.modified_at,
        "published_at": record.published_at,
        "withdrawn_at": record.withdrawn_at,
        "recorded_at": now,
        "body": msgspec.json.encode(replace(record, exploited_at=None)).decode(),
    }
    if not connection.execute(update(vulnerability).where(vulnerability.c.id == record.id).values(**row)).rowcount:
        connection.execute(insert(vulnerability).values(id=record.id, **row))


def _list(connection: Connection, package: str, ids: Iterable[str]) -> None:
    mine = vulnerability_package.c.package == package
    known = set(connection.execute(select(vulnerability_package.c.vulnerability_id).where(mine)).scalars())
    rows = [{"package": package, "vulnerability_id": one} for one in ids if one not in known]
    if rows:
        connection.execute(insert(vulnerability_package), rows)


def exploited_since(connection: Connection) -> Mapping[str, datetime]:
    """Tell which vulnerabilities are known to be exploited, and since when."""
    listed = select(exploited.c.cve, exploited.c.added_on).where(exploited.c.withdrawn_at.is_(None))
    return {row.cve: row.added_on for row in connection.execute(listed)}


def _vulnerability(row: Any, exploited_at: Mapping[str, datetime]) -> Vulnerability:
    """Make a record of a row, with what has become of it since it was read."""
    record = msgspec.json.decode(row.body, type=Vulnerability)
    days = [exploited_at[name] for name in (record.id, *record.aliases) if name in exploited_at]
    return replace(
        record,
        modified_at=row.modified_at,
        withdrawn_at=row.withdrawn_at,
        exploited_at=min(days, default=None),
    )
