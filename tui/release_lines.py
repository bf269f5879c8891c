"""The releases of all components in use as rows, and one of them as a page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import ClassVar

from tracker.model import Concerned, DeployedEntry, Published, PublishedRelease
from tracker.record import Record
from tracker.text import clean_line
from tui.columns import Column
from tui.filter import Order
from tui.line import Line, Role, Span, level, line, span
from tui.words import age_words, day, listed, unreadable_files

RELEASE_COLUMNS = (
    Column(heading="", least=2, most=2),
    Column(heading="RELEASED", least=10, most=10),
    Column(heading="COMPONENT", least=10, most=28, share=4),
    Column(heading="RELEASE", least=9, most=20, share=2),
    Column(heading="WHAT", least=13, most=18, share=4, optional=True),
    Column(heading="CONCERNS", least=14, most=40, share=4),
)
_LONGEST = 10
_CELLS = 30
_HANG = 4


def release_key(release: PublishedRelease) -> str:
    """What tells a release from all others."""
    return f"{release.feed} {release.tag}"


class ReleaseRow(Record):
    """The row of a release, with those of its cells that take long to make.

    Its key, its cells and what sorts it are made when they are asked for: those of 40,000 would hold 16 MB.
    """

    release: PublishedRelease
    sign: str
    day: str
    what: str
    whom: str
    roles: tuple[Role, ...]
    above: ClassVar[tuple[str, ...]] = ()
    opens: ClassVar[bool | None] = None

    @property
    def key(self) -> str:
        """What tells the release from all others."""
        return release_key(self.release)

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the columns."""
        release = self.release
        return (self.sign, self.day, _kept(release.component), _kept(release.version), self.what, self.whom)

    def sorted_by(self, column: int) -> Order:
        """Give the value that sorts a cell."""
        value = _SORTED_BY.get(column)
        return self.cells[column] if value is None else value(self.release)


def release_row(release: PublishedRelease) -> ReleaseRow:
    """Make the row of a release."""
    whom, (sign, role) = release.concerned, _sign(release)
    plain = Role.PLAIN if whom.below or whom.running else Role.MUTED
    return ReleaseRow(
        release=release,
        sign=sign,
        day=_kept(day(release.released_at)),
        what=_kept(_what(release)),
        whom=_kept(_whom(whom)),
        roles=_roles(role, plain, role if release.withdrawn else plain),
    )


# Of 60,000 rows most have a text or all their roles in common with others: each is held once.
@lru_cache(maxsize=16_384)
def _kept(text: str) -> str:
    cleaned = clean_line(text)
    return text if cleaned == text else cleaned


@lru_cache(maxsize=64)
def _roles(sign: Role, plain: Role, what: Role) -> tuple[Role, ...]:
    return (sign, plain, plain, plain, what, plain)


_SIGNS = (" x", " .", " =", " ~", "")


def _sign(release: PublishedRelease) -> tuple[str, Role]:
    """The sign of a release: withdrawn, early, of concern to somebody, deployed, or none of these."""
    whom = release.concerned
    if release.withdrawn:
        return " x", Role.DUE if whom.running else Role.MUTED
    if not release.stable:
        return " ~", Role.MUTED
    if whom.below:
        return " .", Role.ADVICE
    return (" =", Role.OK) if whom.running else ("", Role.MUTED)


_SORTED_BY: Mapping[int, Callable[[PublishedRelease], float]] = {
    0: lambda release: _SIGNS.index(_sign(release)[0]),
    1: lambda release: release.released_at.timestamp(),
    5: lambda release: release.concerned.environments,
}


def _what(release: PublishedRelease) -> str:
    marks = ["withdrawn"] if release.withdrawn else [] if release.stable else ["pre-release"]
    if release.mentions:
        marks.append(_some(release.mentions[0], len(release.mentions)))
    return ", ".join(marks)


def _whom(whom: Concerned) -> str:
    if whom.below:
        return _some(next(iter(whom.below)).environment, whom.environments)
    running = dict.fromkeys(one.environment for one in whom.running)
    return f"in {_some(next(iter(running)), len(running))}" if running else "-"


def _some(first: str, count: int) -> str:
    return f"{first} +{count - 1}" if count > 1 else first


def release_counts(published: Published, now: datetime) -> tuple[Span, ...]:
    """Count what came lately, what concerns somebody, and what was withdrawn."""
    ages = [now - one.released_at for one in published.releases]
    concerning = sum(1 for one in published.releases if one.concerned.below)
    withdrawn = sum(1 for one in published.releases if one.withdrawn)
    told = (
        (sum(1 for age in ages if age <= timedelta(days=7)), "in 7 days", Role.PLAIN),
        (sum(1 for age in ages if age <= timedelta(days=30)), "in 30 days", Role.PLAIN),
        (concerning, "above what is deployed", Role.ADVICE),
        (withdrawn, "withdrawn", Role.UNKNOWN),
    )
    return tuple(span(f"{count:,} {words}  ", role) for count, words, role in told if count)


def release_remark(published: Published) -> str:
    """What may be missing from the list, and why."""
    names = published.incomplete
    missing = f"Releases may be missing: {listed(names, 3)}." if names else ""
    return clean_line(f"{missing} {unreadable_files(published.errors)}")


def release_lines(release: PublishedRelease, now: datetime) -> tuple[Line, ...]:
    """Write what is known of a release, but its notes."""
    return (*_head(release, now), *_places(release))


def _head(release: PublishedRelease, now: datetime) -> Iterator[Line]:
    version = f"   {clean_line(release.version)}"
    yield line(span(clean_line(release.component), Role.STRONG), version)
    told = [f"released {day(release.released_at)}, {age_words(release.released_at, now)}", f"line {release.line}"]
    if release.tag != release.version:
        told.append(f"tag {release.tag}")
    yield line(span(clean_line(", ".join(told)), Role.MUTED))
    if release.withdrawn:
        yield line(span("withdrawn by its project: do not move to it", Role.UNKNOWN))
    elif not release.stable:
        yield line(span("a pre-release", Role.UNKNOWN))
    if release.mentions:
        yield line(f"its notes name {clean_line(', '.join(release.mentions))}", hang=_HANG)


def _places(release: PublishedRelease) -> Iterator[Line]:
    whom = release.concerned
    yield from _entries("Above what is deployed in", whom.below, release.component)
    yield from _entries("Deployed in", whom.running, release.component)
    yield from _entries("Cannot be compared with", whom.unclear, release.component)
    if not (whom.below or whom.running or whom.unclear):
        told = "Every environment is above it." if release.stable and not release.withdrawn else "Nobody runs it."
        yield Line()
        yield line(span(told, Role.MUTED))


def _entries(title: str, entries: Iterable[DeployedEntry], component: str) -> Iterator[Line]:
    listed = tuple(entries)
    if not listed:
        return
    yield Line()
    yield line(span(f"{title} ({len(listed):,})", Role.HEADING))
    shown = listed[:_LONGEST]
    names = level((f"  {clean_line(one.environment)}" for one in shown), _CELLS)
    for named, one in zip(names, shown, strict=True):
        entry = "" if one.name == component else f"{clean_line(one.name)} "
        yield line(named, span(f"   {entry}{clean_line(one.version)}", Role.MUTED), hang=_HANG)
    if len(listed) > _LONGEST:
        more = f"  and {len(listed) - _LONGEST:,} more: `tracker affected {clean_line(component)}` lists all"
        yield line(span(more, Role.MUTED), hang=_HANG)
