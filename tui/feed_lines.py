"""Feeds, services and hosts as rows, the worst first, and one of them as a page."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from tracker.model import Condition, FeedHealth, Health, HostState, ServiceHealth, Verdict
from tracker.record import Record
from tracker.report.feeds import clock_time, pace, quota_left
from tracker.report.wording import SIGNS
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Row
from tui.line import Line, Role, Span, cut_word, line, span
from tui.words import ROLES, age_words, counted, day, span_of_time

FEED_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="SOURCE", least=16, most=40, share=4),
    Column(heading="READ", least=8, most=10),
    Column(heading="NEXT TRY", least=8, most=10),
    Column(heading="STATE", least=16, most=60, share=5, draw=cut_word),
)
_CONDITIONS = {
    Condition.LOST: Verdict.OVERDUE,
    Condition.FAILING: Verdict.DUE,
    Condition.UNREAD: Verdict.UNKNOWN,
    Condition.RENAMED: Verdict.ADVICE,
    Condition.INCOMPLETE: Verdict.ADVICE,
    Condition.OFF: Verdict.WAIVED,
    Condition.WELL: Verdict.OK,
}
_ORDER = [*Condition]
_READ_BY = {"feed": "its feed", "api": "the API of its forge", "import": "an import"}
_HANG = 4
_LABEL = 12


class HostHealth(Record):
    """What a host has asked for."""

    host: str
    state: HostState


AnySource = FeedHealth | ServiceHealth | HostHealth


class _Standing(Record):
    """What a row says of a source; `key` tells it from all others."""

    key: str
    name: str
    condition: Condition
    read_at: datetime | None
    next_at: datetime | None
    text: str


def sorted_sources(health: Health, now: datetime) -> tuple[tuple[str, AnySource], ...]:
    """Give all sources by a key of their own, the worst first; hosts stand after feeds and services."""
    hosts = (HostHealth(host=name, state=state) for name, state in health.hosts.items())
    every: tuple[AnySource, ...] = (*health.feeds, *health.services, *hosts)
    standing = [(one, _standing(one, now)) for one in every]
    standing.sort(key=lambda pair: (_ORDER.index(pair[1].condition), pair[1].key))
    return tuple((said.key, one) for one, said in standing)


def source_name(one: AnySource) -> str:
    """Name a source."""
    if isinstance(one, FeedHealth):
        return one.path
    return f"{one.service} (service)" if isinstance(one, ServiceHealth) else f"{one.host} (host)"


def _standing(one: AnySource, now: datetime) -> _Standing:
    if isinstance(one, FeedHealth):
        return _Standing(
            key=f"1 {one.url}",
            name=source_name(one),
            condition=one.condition,
            read_at=one.read_at,
            next_at=one.due_at,
            text=_feed_text(one),
        )
    if isinstance(one, ServiceHealth):
        return _Standing(
            key=f"2 {one.service}",
            name=source_name(one),
            condition=one.condition,
            read_at=one.last,
            next_at=one.again_at,
            text=_service_text(one),
        )
    return _Standing(
        key=f"3 {one.host}",
        name=source_name(one),
        condition=_host_condition(one.state, now),
        read_at=None,
        next_at=one.state.paused_until,
        text=_host_text(one.state, now),
    )


def _feed_text(feed: FeedHealth) -> str:
    texts = {
        Condition.UNREAD: "never read: `tracker poll` reads it",
        Condition.RENAMED: f"is called {feed.renamed_to} by now",
        Condition.INCOMPLETE: "releases may be missing",
        Condition.OFF: "switched off by a setting",
        Condition.WELL: f"every {pace(feed.every)}" if feed.every else "read well",
    }
    return (feed.error or texts[feed.condition]).removeprefix(f"{urlsplit(feed.url).netloc}: ")


def _service_text(service: ServiceHealth) -> str:
    if service.errors:
        first = next(iter(service.errors.values()))
        return f"{len(service.errors)} of {service.total} could not be read: {first}"
    return f"{service.read} of {service.total} were read so far"


def _host_condition(host: HostState, now: datetime) -> Condition:
    paused = host.paused_until is not None and host.paused_until > now
    spent = host.quota_remaining == 0 and quota_left(host, now) is not None
    return Condition.FAILING if paused or spent else Condition.WELL


def _host_text(host: HostState, now: datetime) -> str:
    paused = host.paused_until is not None and host.paused_until > now
    asked = "asked to be left alone" if paused else ""
    return "; ".join(filter(None, (asked, quota_left(host, now)))) or "asks for nothing"


def source_row(key: str, one: AnySource, now: datetime) -> Row:
    """Make the row of a source."""
    said = _standing(one, now)
    verdict = _CONDITIONS[said.condition]
    role, plain = ROLES[verdict], Role.MUTED if said.condition is Condition.OFF else Role.PLAIN
    is_host = isinstance(one, HostHealth)
    read = age_words(said.read_at, now) if said.read_at else "-" if is_host else "never"
    return Row(
        key=key,
        cells=(SIGNS[verdict], clean_line(said.name), read, _next(said, now), clean_line(said.text)),
        order=(
            _ORDER.index(said.condition),
            clean_line(said.name),
            said.read_at.timestamp() if said.read_at else 0,
            said.next_at.timestamp() if said.next_at else 0,
            clean_line(said.text),
        ),
        roles=(role, plain, plain, plain, plain if verdict is Verdict.OK else role),
    )


def _next(said: _Standing, now: datetime) -> str:
    if said.next_at is None or said.condition is Condition.OFF:
        return "-"
    return f"in {span_of_time(said.next_at - now)}" if said.next_at > now else "now"


def health_counts(health: Health, now: datetime) -> tuple[Span, ...]:
    """Count the sources by their condition, the worst first."""
    found = [_standing(one, now).condition for _, one in sorted_sources(health, now)]
    return tuple(
        span(f"{SIGNS[verdict].strip()} {found.count(one)} {one.value}  ", ROLES[verdict])
        for one, verdict in _CONDITIONS.items()
        if one in found
    )


def source_lines(one: AnySource, now: datetime) -> tuple[Line, ...]:
    """Write everything about a source."""
    said = _standing(one, now)
    verdict = _CONDITIONS[said.condition]
    head = (
        line(span(clean_line(said.name), Role.STRONG), hang=_HANG),
        line(span(f"{SIGNS[verdict].strip()} {said.condition.value}", ROLES[verdict])),
        Line(),
    )
    if isinstance(one, FeedHealth):
        return (*head, *_feed_facts(one, said, now))
    if isinstance(one, ServiceHealth):
        return (*head, *_service_facts(one, said, now))
    return (*head, *_host_facts(one.state, now))


def _feed_facts(feed: FeedHealth, said: _Standing, now: datetime) -> Iterator[Line]:
    yield _fact("address", feed.url)
    yield _fact("read for", f"{', '.join(feed.components)} in {counted(feed.environments, 'environment')}")
    by = f", from {_READ_BY[feed.read_by.value]}" if feed.read_at else ""
    yield _fact("last read", f"{_at(feed.read_at, now)}{by}")
    yield _fact("next try", _at_next(said, now))
    yield _fact("pace", f"every {pace(feed.every)}" if feed.every else "not known yet")
    if feed.error is not None:
        yield Line()
        times = "once" if feed.failures <= 1 else f"{feed.failures} times in a row"
        yield line(span(f"It failed {times}, last {_at(feed.failed_at, now)}:", Role.HEADING), hang=_HANG)
        yield line(span(f"  {clean_line(feed.error)}", Role.UNKNOWN), hang=_HANG)
    if feed.renamed_to is not None:
        yield Line()
        yield line("It was renamed: write the new name in the watchlist or component file.", hang=_HANG)
        yield line(f"  {clean_line(feed.renamed_to)}", hang=_HANG)
    if feed.gap_at is not None:
        yield Line()
        yield line(
            f"Releases may be missing since {day(feed.gap_at)}: `tracker poll` tries to fill the gap.", hang=_HANG
        )
    if feed.archived:
        yield Line()
        yield line("Its repository is archived: no release is to be expected.", hang=_HANG)


def _service_facts(service: ServiceHealth, said: _Standing, now: datetime) -> Iterator[Line]:
    yield _fact("read", f"{service.read} of {service.total} documents in use")
    yield _fact("last read", _at(service.last, now))
    yield _fact("next try", _at_next(said, now))
    if service.errors:
        yield Line()
        yield line(span("Could not be read", Role.HEADING))
    for name, error in service.errors.items():
        yield line(f"  {clean_line(name)}", span(f"   {clean_line(error)}", Role.UNKNOWN), hang=_HANG)


def _host_facts(host: HostState, now: datetime) -> Iterator[Line]:
    yield _fact("asks", _host_text(host, now))
    if host.paused_until is not None and host.paused_until > now:
        yield _fact("until", clock_time(host.paused_until, now))
    if host.quota_limit is not None:
        yield _fact("quota", f"{host.quota_limit:,} requests")


def _at(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{clock_time(at, now)}, {age_words(at, now)}"


def _at_next(said: _Standing, now: datetime) -> str:
    told = _next(said, now)
    return f"{clock_time(said.next_at, now)}, {told}" if said.next_at and told not in {"-", "now"} else told


def _fact(label: str, text: str) -> Line:
    return line(span(f"  {label:<{_LABEL}}", Role.MUTED), clean_line(text), hang=_LABEL + 2)
