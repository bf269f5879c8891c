"""The components and vulnerabilities of all environments as rows, and one of them as a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.model import DeployedEntry, Fleet, FleetComponent, FleetDuties, FleetVulnerability, Urgency
from tracker.report.wording import due_in
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Order, Row, soon, sorting
from tui.line import Line, Role, Span, line, span
from tui.words import listed, unreadable_files

FleetItem = FleetComponent | FleetVulnerability

COMPONENT_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="COMPONENT", least=12, most=30, share=4),
    Column(heading="RUN BY", least=6, most=8, right=True),
    Column(heading="VERSIONS", least=14, most=30, share=4, optional=True),
    Column(heading="CVES", least=4, most=6, right=True, optional=True),
    Column(heading="OPEN", least=4, most=6, right=True),
    Column(heading="OVERDUE", least=7, most=9, right=True),
    Column(heading="NEXT DUE", least=12, most=13),
)
VULNERABILITY_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="VULNERABILITY", least=19, most=24, share=2),
    Column(heading="IN", least=8, most=30, share=4),
    Column(heading="URGENCY", least=8, most=8, optional=True),
    Column(heading="DONE", least=10, most=16, right=True),
    Column(heading="COVERED", least=7, most=9, right=True, optional=True),
    Column(heading="OVERDUE", least=7, most=9, right=True, optional=True),
    Column(heading="NEXT DUE", least=12, most=13),
)
_SIGNS = ("!!", " !", " .", " ~", "")
_ROLES = (Role.OVERDUE, Role.DUE, Role.ADVICE, Role.WAIVED, Role.MUTED)
_SOON = timedelta(days=7)
_URGENCIES = [*Urgency]
_LONGEST = 10
_HANG = 4


def component_row(one: FleetComponent, now: datetime) -> Row:
    """Make the row of a component."""
    versions = _by_version(one.entries)
    texts = (
        one.component,
        f"{len(one.entries):,}",
        _most_common(versions),
        f"{len(one.vulnerabilities):,}",
        f"{one.owed.open:,}",
        f"{one.owed.overdue:,}",
    )
    values = (len(one.entries), len(versions), len(one.vulnerabilities), one.owed.open, one.owed.overdue)
    return _row(one.feed, texts, (one.component, *values), one.owed, now)


def vulnerability_row(one: FleetVulnerability, now: datetime) -> Row:
    """Make the row of a vulnerability."""
    where = listed(one.components, 3)
    texts = (
        one.id,
        where,
        one.urgency.value,
        f"{one.done:,} of {one.entries:,}",
        f"{one.owed.covered:,}",
        f"{one.owed.overdue:,}",
    )
    values = (_URGENCIES.index(one.urgency), one.done / one.entries, one.owed.covered, one.owed.overdue)
    return _row(one.id, texts, (one.id, where, *values), one.owed, now)


def _row(key: str, texts: Sequence[str], order: Sequence[Order], owed: FleetDuties, now: datetime) -> Row:
    rank = _rank(owed, now)
    role, plain = _ROLES[rank], Role.PLAIN if owed.open else Role.MUTED
    due = due_in(owed.next_due, now) or "-"
    return Row(
        key=key,
        cells=(_SIGNS[rank], *map(clean_line, texts), due),
        order=(rank, *order, soon(owed.next_due)),
        roles=(role, *(plain,) * len(texts), role),
    )


def _rank(owed: FleetDuties, now: datetime) -> int:
    """How pressing it is: overdue, due within a week, open, covered, or nothing."""
    if owed.overdue:
        return 0
    if owed.open:
        return 1 if owed.next_due is not None and owed.next_due - now <= _SOON else 2
    return 3 if owed.covered else 4


def fleet_counts(found: Iterable[FleetItem], now: datetime) -> tuple[Span, ...]:
    """Count what is overdue, due within a week, open, covered, and free of duties, which need not be fine."""
    counts = Counter(_rank(one.owed, now) for one in found)
    words = ("overdue", "due in 7 days", "open", "covered", "owe nothing")
    return tuple(
        span(f"{_SIGNS[rank]} {counts[rank]:,} {words[rank]}  ".lstrip(), _ROLES[rank])
        for rank in range(len(words))
        if counts[rank]
    )


def fleet_remark(found: Fleet) -> str:
    """What is missing from the list, and why."""
    unchecked = f"Never checked, so nothing is known of their duties: {listed(found.unchecked, 3)}."
    return clean_line(f"{unchecked if found.unchecked else ''} {unreadable_files(found.errors)}")


def no_vulnerabilities(found: Fleet) -> str:
    """Say why none is listed."""
    if not found.checked_from:
        return "Nothing was checked yet"
    asked = found.vulnerabilities_asked
    if asked is None:
        return "No vulnerability is known to be open, and no service was asked for any"
    if not asked.read:
        return "Known vulnerabilities were never read"
    return "No vulnerability is known to be open"


def vulnerability_remark(found: Fleet) -> str:
    """What is missing from the list of vulnerabilities, and why."""
    asked = found.vulnerabilities_asked
    if asked is None or asked.read == asked.total:
        return fleet_remark(found)
    why = next((f": {one}" for one in asked.errors.values()), "")
    if not asked.read:
        return clean_line(f"Never read from {asked.service}{why}")
    never = f"{asked.total - asked.read:,} of {asked.total:,} packages were never read"
    return clean_line(f"{never} from {asked.service}{why}. {fleet_remark(found)}").strip()


def component_lines(one: FleetComponent, now: datetime) -> tuple[Line, ...]:
    """Write where each version of a component runs, and what is owed for it."""
    return (
        line(span(clean_line(one.component), Role.STRONG), f"   run by {_entries(len(one.entries))}"),
        *_owed_lines(one.owed, now),
        *_named("Vulnerabilities that are open", one.vulnerabilities),
        *_versions(one.entries),
    )


def vulnerability_lines(one: FleetVulnerability, now: datetime) -> tuple[Line, ...]:
    """Write whom a vulnerability is open for, and how far it is done."""
    return (
        line(span(clean_line(one.id), Role.STRONG), f"   {one.urgency.value}"),
        line(span(clean_line(f"in {', '.join(one.components)}"), Role.MUTED)),
        line(f"done for {one.done:,} of {_entries(one.entries)}"),
        *_owed_lines(one.owed, now),
        *_versions(one.affected),
    )


def _entries(count: int) -> str:
    return f"{count:,} entry" if count == 1 else f"{count:,} entries"


def _owed_lines(owed: FleetDuties, now: datetime) -> Iterator[Line]:
    rank = _rank(owed, now)
    if owed.open:
        due = f", due {due_in(owed.next_due, now)}" if owed.next_due else ""
        late = f", {owed.overdue:,} overdue" if owed.overdue else due
        yield line(span(f"open in {_entries(owed.open)}{late}", _ROLES[rank]))
    if owed.covered:
        yield line(span(f"covered by decisions in {_entries(owed.covered)}", Role.WAIVED))
    if not owed.open and not owed.covered:
        yield line(span("nothing is owed by the last checks", Role.MUTED))


def _named(title: str, names: Sequence[str]) -> Iterator[Line]:
    if names:
        yield Line()
        yield line(span(f"{title} ({len(names):,})", Role.HEADING))
        yield line(f"  {clean_line(listed(names, _LONGEST))}", hang=2)


def _versions(entries: Sequence[DeployedEntry]) -> Iterator[Line]:
    for version, mine in _by_version(entries).items():
        yield Line()
        yield line(span(f"{clean_line(version)} ({len(mine):,})", Role.HEADING))
        names = [one.environment for one in mine]
        yield line(f"  {clean_line(listed(names, _LONGEST))}", hang=_HANG)


def _most_common(versions: Mapping[str, Sequence[DeployedEntry]]) -> str:
    first, entries = next(iter(versions.items()))
    return f"{first} x{len(entries):,} +{len(versions) - 1}" if len(versions) > 1 else first


def _by_version(entries: Iterable[DeployedEntry]) -> Mapping[str, Sequence[DeployedEntry]]:
    """Group entries by what they deploy, the version that most deploy first."""
    found: dict[str, list[DeployedEntry]] = {}
    for one in entries:
        found.setdefault(one.version, []).append(one)
    ordered = sorted(found, key=sorting, reverse=True)
    return {version: found[version] for version in sorted(ordered, key=lambda one: -len(found[one]))}
