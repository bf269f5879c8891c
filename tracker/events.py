"""What happened upstream: one reading of a source compared with what was known before it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.model import Event, EventKind, FeedPage, UpstreamRelease
from tracker.record import Record, field, replace

# So many edits at once are one event: whoever edits half a page of releases changes all of them.
BULK = 5
_APART = timedelta(minutes=10)

_WRAPPING = re.compile(r"\s+(?:class|id|style|dir|data-[\w-]+)=(?:\"[^\"<>]*\"|'[^'<>]*')")
_SIGNED = re.compile(r"(\ssrc=[\"'][^\"'?<>]*)\?[^\"'<>]*")
_AT_A_TAG = re.compile(r"\s+(?=<)|(?<=>)\s+")
_SPACE = re.compile(r"\s+")
_FORMATTED = re.compile(r"<(?!/?(?:p|br|pre)\b)[a-z]", re.IGNORECASE)


class Remembered(Record):
    """What is known of a source before a reading.

    `read_before` is False at the first reading, which announces nothing. `window` holds the tags of the last page,
    in its order; `missing` those that a page has lacked once, and when that was noticed.
    """

    releases: Mapping[str, UpstreamRelease] = field(default_factory=dict)
    window: Sequence[str] = ()
    missing: Mapping[str, datetime] = field(default_factory=dict)
    read_before: bool = False


class Changes(Record):
    """What a reading adds and changes, the tags whose text it changed, and the events it makes."""

    new: tuple[UpstreamRelease, ...]
    changed: tuple[UpstreamRelease, ...]
    edited: frozenset[str] = frozenset()
    events: tuple[Event, ...]


class PageChanges(Changes):
    """What a page changes, and what is to be remembered of it; `joins` is False where it leaves a gap."""

    window: tuple[str, ...]
    missing: Mapping[str, datetime]
    joins: bool


def compare(before: Remembered, page: FeedPage, now: datetime) -> PageChanges:
    """Say what a page of a source changes in what was known; the same page again changes nothing."""
    shown = {one.tag: one for one in page.releases}
    known = {tag: one for tag, one in shown.items() if tag in before.releases}
    merged = {tag: _merged(before.releases[tag], one) for tag, one in known.items()}
    missing, gone = _missing(before, page, now)
    withdrawn = {tag: replace(before.releases[tag], withdrawn=True) for tag in gone}
    joins = not before.read_before or not page.full or bool(known)
    new = tuple(one for tag, one in shown.items() if tag not in known)
    happened = _happened(before.releases, {**merged, **withdrawn}, now)
    events = (*_announced(new, now), *happened, *([] if joins else [Event(kind=EventKind.GAP, at=now)]))
    return PageChanges(
        new=new,
        changed=tuple(one for one in (*merged.values(), *withdrawn.values()) if one != before.releases[one.tag]),
        edited=frozenset(tag for tag, one in merged.items() if _texts(one) != _texts(before.releases[tag])),
        window=tuple(before.window) if page.damaged else tuple(shown),
        missing=missing,
        joins=joins,
        events=events if before.read_before else (),
    )


def compare_history(
    known: Mapping[str, UpstreamRelease],
    found: Iterable[UpstreamRelease],
    since: datetime | None,
    now: datetime,
) -> Changes:
    """Say what older releases, found to fill a gap, change in what was known.

    Those released after `since` were missed and are announced; where it is None, all were there before the first
    reading. The texts that a feed has shown stay, since an API renders them in its own way.
    """
    listed = {one.tag: one for one in found}
    new = tuple(one for tag, one in listed.items() if tag not in known)
    merged = {tag: _with_flags(known[tag], one) for tag, one in listed.items() if tag in known}
    missed = [one for one in new if since and one.released_at > since]
    return Changes(
        new=new,
        changed=tuple(one for tag, one in merged.items() if one != known[tag]),
        events=(*_announced(missed, now), *_happened(known, merged, now)),
    )


def _with_flags(known: UpstreamRelease, listed: UpstreamRelease) -> UpstreamRelease:
    """Take over what only an API tells: the date of publishing, the number, and whether it is a pre-release."""
    shown = replace(known, released_at=listed.released_at, dated_by=listed.dated_by, withdrawn=listed.withdrawn)
    return _merged(known, replace(shown, prerelease=listed.prerelease, api_id=listed.api_id))


def _merged(known: UpstreamRelease, shown: UpstreamRelease) -> UpstreamRelease:
    """Take over what a source shows now; what it leaves unsaid stays, and a date gives way to a better one.

    The ids of vulnerabilities in the texts are the store's to find, where these change.
    """
    dated = shown if _is_better_dated(shown, known) else known
    return replace(
        shown,
        notes=known.notes if _essence(known.notes) == _essence(shown.notes) else shown.notes,
        released_at=dated.released_at,
        dated_by=dated.dated_by,
        prerelease=known.prerelease if shown.prerelease is None else shown.prerelease,
        updated_at=shown.updated_at or known.updated_at,
        api_id=shown.api_id or known.api_id,
        mentions=known.mentions,
    )


def _is_better_dated(shown: UpstreamRelease, known: UpstreamRelease) -> bool:
    """A better source replaces a date; from the same source it only moves back, since edits move it forward."""
    earlier = shown.dated_by == known.dated_by and shown.released_at < known.released_at
    return shown.dated_by > known.dated_by or earlier


def _essence(notes: str) -> str:
    """Leave out of notes what a server writes differently for each reader: classes, cards, signatures, blanks."""
    bare = _AT_A_TAG.sub("", _SIGNED.sub(r"\1", _WRAPPING.sub("", notes)))
    return _SPACE.sub(" ", bare).strip()


def _missing(before: Remembered, page: FeedPage, now: datetime) -> tuple[Mapping[str, datetime], Sequence[str]]:
    """Tell which tags a page lacks so far, and which for the second time, so that they are withdrawn.

    A window slides: what followed the last tag that is still shown has left it and is not missing, for the order
    of a feed never changes, whatever is edited. A page that is damaged or only shows the newest of each line says
    nothing of what it lacks. Servers leave a release out now and then, so one sighting is none
    (https://github.com/release-argus/Argus/issues/351).
    """
    shown = {one.tag for one in page.releases}
    still = [place for place, tag in enumerate(before.window) if tag in shown]
    if page.damaged or page.newest_only or (page.full and not still):
        return before.missing, ()
    reach = max(still) if page.full else len(before.window)
    pending = {tag: at for tag, at in before.missing.items() if tag not in shown}
    gone = [tag for tag, at in pending.items() if now - at >= _APART]
    lacking = {tag: now for tag in before.window[:reach] if tag not in shown and tag in before.releases}
    return lacking | {tag: at for tag, at in pending.items() if tag not in gone}, gone


def _announced(new: Iterable[UpstreamRelease], now: datetime) -> Iterator[Event]:
    for one in new:
        yield Event(kind=EventKind.NEW, at=now, tag=one.tag)


def _happened(
    known: Mapping[str, UpstreamRelease], now_known: Mapping[str, UpstreamRelease], now: datetime
) -> Sequence[Event]:
    events = [event for tag, one in now_known.items() if (event := _event(known[tag], one, now))]
    edits = [event for event in events if event.kind is EventKind.EDITED]
    if len(edits) < BULK:
        return events
    return [*(event for event in events if event not in edits), _together(edits, now)]


def _event(known: UpstreamRelease, one: UpstreamRelease, now: datetime) -> Event | None:
    """Say what happened to one release, the weightiest first."""
    if one.withdrawn != known.withdrawn:
        kind = EventKind.WITHDRAWN if one.withdrawn else EventKind.REAPPEARED
        return Event(kind=kind, at=now, tag=one.tag)
    before, after = _identity(known), _identity(one)
    if before.keys() == after.keys() and before != after:
        return Event(kind=EventKind.MOVED, at=now, tag=one.tag, before=before, after=after)
    texts, now_texts = _texts(known), _texts(one)
    if texts == now_texts:
        return None
    kind = EventKind.RELEASED if _looks_bare(known) and not _looks_bare(one) else EventKind.EDITED
    before = {name: text for name, text in texts.items() if text != now_texts[name]}
    return Event(kind=kind, at=now, tag=one.tag, before=before, after={name: now_texts[name] for name in before})


def _texts(release: UpstreamRelease) -> dict[str, str]:
    return {"title": release.title, "notes": release.notes}


def _identity(release: UpstreamRelease) -> dict[str, str]:
    """What changes where a tag is moved: the forge's number of its release, and a bare tag's own date.

    The date of a release says nothing, since every edit moves it; who made a bare tag is often unknown.
    """
    if release.api_id:
        return {"id": release.api_id}
    if release.updated_at and release.author in {None, "unknown"} and _looks_bare(release):
        return {"date": release.updated_at.isoformat()}
    return {}


def _looks_bare(release: UpstreamRelease) -> bool:
    """Say whether an entry looks like a tag without a release: titled by the tag, its notes a plain message."""
    titled = release.title == release.tag or release.title.startswith(f"{release.tag}: ")
    return titled and release.api_id is None and not _FORMATTED.search(release.notes)


def _together(edits: Sequence[Event], now: datetime) -> Event:
    """Make one event of many edits; what changed is named by tag and field."""
    return Event(
        kind=EventKind.EDITED,
        at=now,
        before={f"{one.tag} {name}": text for one in edits for name, text in one.before.items()},
        after={f"{one.tag} {name}": text for one in edits for name, text in one.after.items()},
    )
