"""Reading the vulnerabilities of packages: all are listed first, then only what is new or changed is fetched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.errors import BadAnswer, FetchError
from tracker.model import Package, SkippedEntry, Vulnerability
from tracker.pipeline.polling.patience import side_by_side
from tracker.pipeline.services.documents import Documents, failed_now, misread, read_now, told
from tracker.pipeline.services.listing import MOST_PAGES, Lister, Modified, endless
from tracker.record import replace
from tracker.store import OSV, DocumentState, KnownRecord, PackageReading, Subject
from tracker.upstream import Failed
from tracker.upstream.services import osv

# Up to so many records of a package are asked for one by one, more of them together with all its others.
FEW = 5
_NOT_FOUND = 404


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was fetched of one package; `gone` are ids that lead to no record."""

    records: dict[str, Vulnerability] = field(default_factory=dict)
    skipped: list[SkippedEntry] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


class PackageReader:
    """Reads what OSV knows of packages, given by their keys; each is kept as a whole or not at all."""

    def __init__(self, documents: Documents, base: str, states: Mapping[str, DocumentState]) -> None:
        self._documents = documents
        self._store = documents.store
        self._base = base
        self._states = states

    async def read(self, packages: Mapping[str, Package]) -> None:
        """Read some packages, and write what is known of each or why it could not be read."""
        lister = Lister(self._documents, self._base)
        listed = await lister.list(packages)
        for key, error in lister.errors.items():
            await self._keep_failure(key, error)
        await side_by_side(self._read(key, packages[key], modified) for key, modified in listed.items())

    async def _read(self, key: str, package: Package, listed: Modified) -> None:
        """Fetch what is new, changed or listed no more of a package, and write it."""
        known = self._store.known_records(key)
        news = [name for name, modified in listed.items() if _is_news(known.get(name), modified)]
        unlisted = [name for name, one in known.items() if name not in listed and not one.withdrawn]
        try:
            found = await self._find(key, package, news, unlisted)
        except FetchError as error:
            await self._keep_failure(key, str(error))
            return
        left = (found.records[name] for name in unlisted if name in found.records)
        reading = PackageReading(
            records=tuple(found.records.values()),
            # A withdrawn record is listed no more either, but it still concerns its packages.
            unlisted=frozenset(
                one.id for one in left if one.withdrawn_at is None and not osv.concerns(one, package)
            ),
            gone=frozenset(found.gone),
        )
        state, now = self._state(key, found.skipped), self._documents.now
        await self._documents.write(lambda: self._store.keep_package(key, reading, state, now))

    async def _find(self, key: str, package: Package, news: Sequence[str], unlisted: Collection[str]) -> _Found:
        """Fetch records; raises FetchError where any could not be asked for."""
        found = _Found()
        many = len(news) > FEW
        if many:
            await self._find_all(key, package, found)
        for name in unlisted if many else (*news, *unlisted):
            await self._find_one(name, found)
        return found

    async def _find_all(self, key: str, package: Package, found: _Found) -> None:
        """Fetch all records of a package, page after page."""
        url, token = f"{self._base}/query", None
        for _ in range(MOST_PAGES):
            outcome = await self._documents.ask(url, osv.content(osv.query(package, token)))
            if isinstance(outcome, Failed):
                raise FetchError(told(url, key, outcome))
            try:
                page = osv.read_page(outcome.body)
            except BadAnswer as error:
                raise FetchError(misread(url, key, error)) from None
            found.records |= {one.id: one for one in page.records}
            found.skipped += page.skipped
            token = page.next_token
            if token is None:
                return
        raise FetchError(endless(url, key))

    async def _find_one(self, name: str, found: _Found) -> None:
        """Fetch one record, or note that there is none or that it cannot be read."""
        url = osv.record_url(self._base, name)
        outcome = await self._documents.ask(url)
        if isinstance(outcome, Failed):
            if outcome.status != _NOT_FOUND:
                raise FetchError(told(url, name, outcome))
            found.gone.add(name)
            return
        try:
            record = osv.read_record(outcome.body)
            found.records[record.id] = record
        except BadAnswer as error:
            found.skipped.append(SkippedEntry(entry=name, reason=str(error)))

    async def _keep_failure(self, key: str, error: str) -> None:
        await self._documents.keep_failure(Subject(service=OSV, name=key), self._states[key], error)

    def _state(self, key: str, skipped: Sequence[SkippedEntry]) -> DocumentState:
        """How a package stands that was read; records that could not be read are told as its error."""
        state = read_now(self._documents.now)
        if not skipped:
            return state
        count = "1 record" if len(skipped) == 1 else f"{len(skipped)} records"
        first = f"{skipped[0].entry} {skipped[0].reason}"
        error = f"{count} of {key} cannot be read: {first}"
        failed = failed_now(self._states[key], error, self._documents.now)
        return replace(failed, read_at=state.read_at)


def _is_news(known: KnownRecord | None, modified: datetime) -> bool:
    return known is None or known.modified_at != modified
