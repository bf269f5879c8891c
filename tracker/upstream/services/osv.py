"""OSV: which vulnerabilities are known of a package, asked without any version.

The requests: https://google.github.io/osv.dev/api/. The records: https://ossf.github.io/osv-schema/.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from tracker.advice import names_of
from tracker.answers import Answer, Instant, Line, Name, read_answer, read_part, web_address
from tracker.errors import BadAnswer
from tracker.model import Affected, AffectedRange, Package, Severity, SkippedEntry, Vulnerability
from tracker.rating import rate
from tracker.record import Record
from tracker.text import clean_line

# So many packages are asked about in one request, of the thousand that are allowed.
AT_ONCE = 500
_MOST_REFERENCES = 500


class Listing(Record):
    """One page of what is known of a package: when each record was last modified, by id."""

    modified: Mapping[str, datetime]
    next_token: str | None


class Page(Record):
    """One page of the records of a package, and those of them that could not be read."""

    records: tuple[Vulnerability, ...]
    skipped: tuple[SkippedEntry, ...]
    next_token: str | None


class _Listed(Answer):
    id: Name
    modified: Instant


class _Result(Answer):
    vulns: list[_Listed] | None = None
    next_page_token: str | None = None


class _Batch(Answer):
    results: list[_Result]


class _Severity(Answer):
    type: Name
    score: Line


class _Event(Answer):
    introduced: Name | None = None
    fixed: Name | None = None
    last_affected: Name | None = None
    limit: Name | None = None


class _Range(Answer):
    type: Name
    repo: Line | None = None
    events: list[_Event] | None = None


class _Package(Answer):
    ecosystem: Name | None = None
    name: Name | None = None
    purl: Name | None = None


class _Affected(Answer):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[Name] | None = None
    severity: list[_Severity] | None = None


class _Reference(Answer):
    url: str = ""


class _Record(Answer):
    id: Name
    modified: Instant
    published: Instant | None = None
    withdrawn: Instant | None = None
    aliases: list[Name] | None = None
    summary: Line | None = None
    details: Line | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    references: list[_Reference] | None = None
    database_specific: dict[str, Any] | None = None


class _Page(Answer):
    vulns: list[Any] | None = None
    next_page_token: str | None = None


def key_of(package: Package) -> str:
    """Name a package in one text: its package URL, else ECOSYSTEM/NAME."""
    return package.purl or f"{package.ecosystem}/{package.name}"


def query(package: Package, token: str | None = None) -> dict[str, Any]:
    """The question about one package, and the page of the answer that a token leads to."""
    named = {"purl": package.purl} if package.purl else {"ecosystem": package.ecosystem, "name": package.name}
    return {"package": named} | ({"page_token": token} if token else {})


def content(question: Mapping[str, Any]) -> bytes:
    """Write a question as the body of a request."""
    return json.dumps(question).encode()


def record_url(base: str, name: str) -> str:
    """Where the record of an id is."""
    return f"{base}/vulns/{quote(name, safe='')}"


def read_listings(body: bytes, count: int) -> Sequence[Listing]:
    """Read the answer to `count` questions of a batch, in their order; raises BadAnswer."""
    results = read_answer(body, _Batch).results
    if len(results) != count:
        raise BadAnswer(f"answered {len(results)} questions of {count}")
    return [
        Listing(
            modified={listed.id: listed.modified for listed in one.vulns or ()},
            next_token=one.next_page_token or None,
        )
        for one in results
    ]


def read_page(body: bytes) -> Page:
    """Read a page of records; raises BadAnswer where it is none, and passes over records that are none."""
    page = read_answer(body, _Page)
    records, skipped = [], []
    for one in page.vulns or ():
        try:
            records.append(_vulnerability(read_part(one, _Record)))
        except BadAnswer as error:
            name = one.get("id") if isinstance(one, dict) else None
            skipped.append(
                SkippedEntry(entry=clean_line(str(name or "a record without an id")), reason=str(error))
            )
    return Page(records=tuple(records), skipped=tuple(skipped), next_token=page.next_page_token or None)


def read_record(body: bytes) -> Vulnerability:
    """Read one record; raises BadAnswer."""
    return _vulnerability(read_answer(body, _Record))


def concerns(record: Vulnerability, package: Package) -> bool:
    """Say whether a record names a package, whatever the way of writing that its ecosystem allows."""
    wanted = names_of(package)
    return any(wanted & names_of(one.package) for one in record.affected if one.package is not None)


def _vulnerability(record: _Record) -> Vulnerability:
    """Make the record ours; without a summary the beginning of its details stands for it."""
    stated = (record.database_specific or {}).get("severity")
    stated = clean_line(stated, 40) if isinstance(stated, str) and stated else None
    addresses = (web_address(one.url) for one in record.references or ())
    severities, affected = _severities(record.severity), tuple(map(_affected, record.affected or ()))
    return Vulnerability(
        id=record.id,
        source="osv",
        modified_at=record.modified,
        aliases=tuple(dict.fromkeys(record.aliases or ())),
        summary=record.summary or record.details or "",
        published_at=record.published,
        withdrawn_at=record.withdrawn,
        severities=severities,
        stated_severity=stated,
        # Bitnami rates the package and not the record.
        rating=rate(stated, severities or [two for one in affected for two in one.severities]),
        affected=affected,
        references=tuple(dict.fromkeys(filter(None, addresses)))[:_MOST_REFERENCES],
    )


def _affected(affected: _Affected) -> Affected:
    return Affected(
        package=Package(**affected.package.model_dump()) if affected.package else None,
        ranges=tuple(
            AffectedRange(kind=one.type, events=_events(one.events or ()), repository=web_address(one.repo or ""))
            for one in affected.ranges or ()
        ),
        versions=tuple(affected.versions or ()),
        severities=_severities(affected.severity),
    )


def _events(events: Iterable[_Event]) -> tuple[tuple[str, str], ...]:
    return tuple((kind, version) for one in events for kind, version in one if version is not None)


def _severities(severities: Iterable[_Severity] | None) -> tuple[Severity, ...]:
    return tuple(Severity(notation=one.type, score=one.score) for one in severities or ())
