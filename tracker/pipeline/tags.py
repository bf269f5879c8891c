"""Why each tag of a component is a release or none."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tracker.advice import History
from tracker.errors import ConfigurationError
from tracker.model import Component, LineRule, NewestOf, TagTrace, TracedTag
from tracker.pipeline.knowledge import gather
from tracker.pipeline.watching import find_anywhere, source_of
from tracker.record import Record
from tracker.settings import Settings
from tracker.store import Store
from tracker.text import clean_line, is_clean_name
from tracker.versions import Kind, Reading, Version, line_name, read_tags


class TagList(Record):
    """Tags a person gives, in their order, with the dates of those that have one."""

    tags: tuple[str, ...]
    dates: Mapping[str, datetime]


def trace_known_tags(settings: Settings, name: str, now: datetime) -> TagTrace:
    """Say what each known tag of a component was read as, newest version first.

    Nothing is written. Raises ConfigurationError, StorageError.
    """
    component = find_anywhere(settings, name)
    source = source_of(settings, component)
    with Store.open_existing(settings.database_url) as store:
        history = gather(store, [(component, source)], now)[source.url].outlook.history
    readings = sorted(_heard(history), key=lambda one: (one.version is not None, _order(one)), reverse=True)
    return _trace(component, readings, history.line_rule)


def trace_tag_list(settings: Settings, name: str, given: TagList) -> TagTrace:
    """Say what each tag of a list is read as; nothing that is stored counts. Raises ConfigurationError."""
    component = find_anywhere(settings, name)
    sound = [tag for tag in given.tags if is_clean_name(tag)]
    read = {one.tag: one for one in read_tags(sound, component.rule, given.dates)}
    readings = [read.get(tag) or _unsound(tag) for tag in given.tags]
    rule = component.rule
    return _trace(component, readings, rule.line if rule else LineRule.MAJOR_MINOR, given.dates)


def read_tag_list(text: str, shown: str) -> TagList:
    """Read lines of a tag, or of a tag, a tab and a date (RFC 3339, or a day); `shown` names them in errors.

    A tag that stands twice counts once. Raises ConfigurationError for a date that is none.
    """
    tags: dict[str, datetime | None] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        tag, _, rest = line.removesuffix("\r").partition("\t")
        if tag:
            tags.setdefault(tag, _date(rest.partition("\t")[0].strip(), f"{shown} line {number}"))
    return TagList(tags=tuple(tags), dates={tag: at for tag, at in tags.items() if at is not None})


def _date(text: str, place: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        shown = clean_line(text, 60)
        message = f"{place}: '{shown}' is not a date: write a tag, or a tag, a tab and a date such as 2026-08-20"
        raise ConfigurationError(message) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _heard(history: History) -> Iterable[Reading]:
    """Give the readings with the word of the forge and the doubles of a version."""
    skipped = {one.tag: one for one in history.skipped}
    early = {one.tag for one in history.releases if not one.stable}
    for one in history.readings:
        if one.tag in early and one.kind is Kind.STABLE:
            rule = f"{one.rule}; the forge calls it a pre-release"
            yield Reading(tag=one.tag, kind=Kind.PRERELEASE, version=one.version, rule=rule)
        else:
            yield skipped.get(one.tag, one)


def _unsound(tag: str) -> Reading:
    why = "holds characters that no tag may hold"
    return Reading(tag=clean_line(tag), kind=Kind.SKIPPED, version=None, rule=why)


def _trace(
    component: Component, readings: Iterable[Reading], rule: LineRule, dates: Mapping[str, datetime] | None = None
) -> TagTrace:
    readings = tuple(readings)
    newest: dict[str, tuple[Version, str]] = {}
    for version, tag in sorted(_stable(readings), key=lambda one: (one[0].key, _age(one[1], dates)), reverse=True):
        newest.setdefault(line_name(version, rule), (version, tag))
    lines = tuple(NewestOf(line=name, tag=tag, version=version.text) for name, (version, tag) in newest.items())
    return TagTrace(
        component=component.name,
        repository=component.repository,
        decided_by=component.rule_location,
        newest=next(iter(lines), None),
        lines=lines,
        tags=tuple(_traced(one) for one in readings),
    )


def _stable(readings: Iterable[Reading]) -> Iterable[tuple[Version, str]]:
    return ((one.version, one.tag) for one in readings if one.kind is Kind.STABLE and one.version is not None)


def _age(tag: str, dates: Mapping[str, datetime] | None) -> tuple[float, str]:
    """Sort the oldest of two tags of one version last, where the newest comes last."""
    at = (dates or {}).get(tag)
    return (-at.timestamp() if at else 0.0, tag)


def _order(one: Reading) -> tuple[object, ...]:
    return (*(one.version.key if one.version is not None else ()), one.tag)


def _traced(one: Reading) -> TracedTag:
    version = None if one.version is None else one.version.text
    return TracedTag(tag=one.tag, version=version, kind=one.kind.value, rule=one.rule)
