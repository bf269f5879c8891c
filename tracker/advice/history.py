"""The releases of one component, put together from what upstream showed and what ships with the program."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

from tracker.model import (
    BundledFacts,
    Component,
    DateSource,
    LineRule,
    ReadBy,
    StoredReleases,
    TagRule,
    UpstreamRelease,
)
from tracker.record import Record, replace
from tracker.versions import Kind, Reading, Version, infer, line_name, read_tags, tag_of

Order = tuple[Any, ...]  # the key of a version

_GITHUB = "https://github.com"
_RELEASE_PAGES = {
    "github": "{url}/{path}/releases/tag/{tag}",
    "gitlab": "{url}/{path}/-/releases/{tag}",
    "gitea": "{url}/{path}/releases/tag/{tag}",
}


class KnownRelease(Record):
    """A release with its version and line; `stable` is False for pre-releases and what the forge calls one.

    `mentions` are the ids of vulnerabilities in its notes.
    """

    version: Version
    tag: str
    line: str
    released_at: datetime
    dated_by: DateSource
    url: str | None
    stable: bool
    withdrawn: bool
    mentions: tuple[str, ...] = ()


class History(Record):
    """All that is known of a component's releases, ascending by version, and the tags that are none.

    `lts` holds the lines that the catalog calls long-term supported. `readings` says what each tag was read as
    before the forge's word and the other sources were heard. `releases_from` is the instant the newest source was
    read and `source` its kind (feed, api, import or history); `polled_at` and `bundled_on` date the two sources
    apart. `complete` is False where releases may be missing, `archived` True where the repository is read-only.
    """

    rule: TagRule | None
    lts: frozenset[str] = frozenset()
    releases: tuple[KnownRelease, ...] = ()
    skipped: tuple[Reading, ...] = ()
    readings: tuple[Reading, ...] = ()
    complete: bool = True
    polled_at: datetime | None = None
    read_by: ReadBy = ReadBy.FEED
    bundled_on: date | None = None
    archived: bool = False

    @property
    def bundled_at(self) -> datetime | None:
        """The start of the day the bundled facts are of, in UTC."""
        return None if self.bundled_on is None else _start_of(self.bundled_on)

    @property
    def releases_from(self) -> datetime | None:
        """The instant of the newest source, None without any."""
        polled, bundled = self.polled_at, self.bundled_at
        return max(polled, bundled) if polled and bundled else polled or bundled

    @property
    def source(self) -> str | None:
        """The kind of the newest source: feed, api, import or history; None without any."""
        if self.releases_from is None:
            return None
        return self.read_by.value if self.releases_from == self.polled_at else "history"

    @property
    def line_rule(self) -> LineRule:
        """How releases group into lines."""
        return self.rule.line if self.rule else LineRule.MAJOR_MINOR

    def written(self, text: str) -> KnownRelease | None:
        """The release whose version is written so, None where none is known."""
        return next((one for one in self.releases if one.version.text == text), None)

    def before(self, instant: datetime) -> "History":
        """The same history with only what was released strictly before an instant."""
        return replace(self, releases=tuple(one for one in self.releases if one.released_at < instant))


def build_history(component: Component, stored: StoredReleases, bundled: BundledFacts | None) -> History:
    """Judge all tags of a component together and make one release of what two sources say about a version."""
    shown = stored.releases
    dates = {one.tag: one.released_at for one in shown}
    rule = component.rule or infer(dates, dates)
    shipped = _bundled_releases(component, rule, bundled)
    tags = list(dict.fromkeys(one.tag for one in (*shown, *shipped)))
    dates |= {one.tag: one.released_at for one in shipped if one.tag not in dates}
    readings = {reading.tag: reading for reading in read_tags(tags, component.rule, dates)}
    from_feed, doubles = _by_version(shown, readings, rule)
    from_bundle, _ = _by_version(shipped, readings, rule)
    merged = from_bundle | {key: _better_dated(one, from_bundle.get(key)) for key, one in from_feed.items()}
    window_joins = not stored.full_at_first or bool(from_feed.keys() & from_bundle.keys())
    return History(
        rule=rule,
        lts=frozenset(component.lts),
        releases=tuple(merged[key] for key in sorted(merged)),
        skipped=(*(reading for reading in readings.values() if reading.version is None), *doubles),
        readings=tuple(readings.values()),
        complete=stored.gap_at is None and window_joins,
        polled_at=stored.polled_at,
        read_by=stored.read_by,
        bundled_on=bundled.day if bundled else None,
        archived=stored.archived,
    )


def _bundled_releases(
    component: Component, rule: TagRule | None, bundled: BundledFacts | None
) -> tuple[UpstreamRelease, ...]:
    if bundled is None:
        return ()
    releases = []
    for text, day in bundled.releases:
        tag = text if bundled.tagged or rule is None else tag_of(text, rule)
        url, at = _release_page(component, tag), _start_of(day)
        releases.append(UpstreamRelease(tag=tag, title=tag, url=url, released_at=at, dated_by=DateSource.HISTORY))
    return tuple(releases)


def _release_page(component: Component, tag: str) -> str:
    """Name the page of a release, or that of the component where a release has none."""
    origin = component.origin
    form = _RELEASE_PAGES.get(origin.kind)
    if form is None:
        return component.repository
    return form.format(url=origin.url or _GITHUB, path=origin.path, tag=quote(tag))


def _by_version(
    releases: Iterable[UpstreamRelease], readings: Mapping[str, Reading], rule: TagRule | None
) -> tuple[dict[Order, KnownRelease], list[Reading]]:
    """Index releases by the key of their version; of two tags for one the stable is the release, else the older.

    One that was withdrawn gives way to another. ClickHouse tags a version `-testing` before it tags it `-stable`.
    All are read under one scheme, and a key is hashed and compared several times as fast as its version.
    """
    found: dict[Order, KnownRelease] = {}
    doubles: list[Reading] = []
    early = {tag for tag, reading in readings.items() if reading.kind is not Kind.STABLE}
    for release in sorted(releases, key=lambda one: (one.tag in early, one.withdrawn, one.released_at, one.tag)):
        reading = readings[release.tag]
        if reading.version is None:
            continue
        key = reading.version.key
        if key in found:
            why = f"is another tag of {found[key].tag}"
            doubles.append(Reading(tag=release.tag, kind=Kind.SKIPPED, version=None, rule=why))
        else:
            found[key] = _judged(release, reading.version, reading.kind, rule)
    return found, doubles


def _judged(release: UpstreamRelease, version: Version, kind: Kind, rule: TagRule | None) -> KnownRelease:
    return KnownRelease(
        version=version,
        tag=release.tag,
        line=line_name(version, rule.line if rule else LineRule.MAJOR_MINOR),
        released_at=release.released_at,
        dated_by=release.dated_by,
        url=release.url,
        stable=kind is Kind.STABLE and not release.prerelease,
        withdrawn=release.withdrawn,
        mentions=release.mentions,
    )


def _better_dated(shown: KnownRelease, shipped: KnownRelease | None) -> KnownRelease:
    """Keep what upstream showed, with the bundled date where upstream's own is worse."""
    if shipped is None or shipped.dated_by <= shown.dated_by:
        return shown
    return replace(shown, released_at=shipped.released_at, dated_by=shipped.dated_by)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
