"""Records of several databases about one vulnerability, made one."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from tracker.model import Rating, Vulnerability
from tracker.record import Record, replace

_CVE = re.compile(r"CVE-(?P<year>\d{4})-(?P<number>\d+)")
_PUBLIC = ("CVE-", "GHSA-")
_RATINGS = [*Rating]
# Where a record comes from that a database, and not the team, has written.
_SERVICE = "osv"


class Merged(Record):
    """One vulnerability with the records that speak of it.

    `imported` says that its day of publication is that of a database that took it over from another.
    """

    vulnerability: Vulnerability
    records: tuple[Vulnerability, ...]
    imported: bool


def merged(records: Iterable[Vulnerability]) -> tuple[Merged, ...]:
    """Make one vulnerability of all records that share an id or an alias, directly or by way of others.

    They are in the order of their ids, whatever the order of the records.
    """
    groups = _groups(sorted(records, key=_id_and_source))
    return tuple(sorted(map(_one, groups), key=lambda one: one.vulnerability.id))


def names_in(record: Vulnerability) -> tuple[str, ...]:
    """All ids of a record."""
    return (record.id, *record.aliases)


def _groups(records: Iterable[Vulnerability]) -> Iterator[list[Vulnerability]]:
    group_of: dict[str, list[Vulnerability]] = {}
    for record in records:
        near = {id(group_of[name]): group_of[name] for name in names_in(record) if name in group_of}
        joined = [one for group in near.values() for one in group] + [record]
        group_of |= dict.fromkeys((name for one in joined for name in names_in(one)), joined)
    for group in {id(group): group for group in group_of.values()}.values():
        yield sorted(group, key=_id_and_source)


def _one(records: list[Vulnerability]) -> Merged:
    names = sorted({name for record in records for name in names_in(record)}, key=_precedence)
    best = max(records, key=lambda record: _RATINGS.index(record.rating))
    own = [record for record in records if _is_first_hand(record)]
    taken_over = any(name.startswith(_PUBLIC) for name in names) and not any(one.published_at for one in own)
    vulnerability = replace(
        best,
        id=names[0],
        modified_at=max(record.modified_at for record in records),
        aliases=tuple(names[1:]),
        summary=next((record.summary for record in (*own, *records) if record.summary), ""),
        published_at=_earliest(record.published_at for record in records),
        severities=tuple(dict.fromkeys(one for record in records for one in record.severities)),
        affected=tuple(one for record in records for one in record.affected),
        references=tuple(dict.fromkeys(one for record in records for one in record.references)),
        exploited_at=_earliest(record.exploited_at for record in records),
        mitigation=next((record.mitigation for record in records if record.mitigation), None),
    )
    return Merged(vulnerability=vulnerability, records=tuple(records), imported=taken_over)


def _id_and_source(record: Vulnerability) -> tuple[str, str]:
    return record.id, record.source


def _is_first_hand(record: Vulnerability) -> bool:
    """Say whether a record is not one that its database took over: it has the id, or the team wrote it."""
    return record.id.startswith(_PUBLIC) or record.source != _SERVICE


def _precedence(name: str) -> tuple[int, int, int, str]:
    """Order ids by how well they are known, and those of CVE by year and number."""
    cve = _CVE.fullmatch(name)
    if cve:
        return (0, int(cve["year"]), int(cve["number"]), name)
    return (1 if name.startswith("GHSA-") else 2, 0, 0, name)


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at), default=None)
