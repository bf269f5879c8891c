"""Findings and releases as text for a terminal or a pipe."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from tracker.model import Check, Finding, ListedRelease, ReleaseList, TagTrace, Verdict
from tracker.report.attention import sentences
from tracker.report.happenings import happened
from tracker.report.layout import columns, fit
from tracker.report.wording import (
    SIGNS,
    age_of_facts,
    counted,
    first_step,
    move_to,
    remarks,
    when,
    why,
)

Paint = Callable[[str, Verdict | None], str]

_HEADINGS = ("", "COMPONENT", "DEPLOYED", "MOVE TO", "WHY", "DUE")
_GIVING_WAY = (4, 2, 3, 1)  # why, deployed, move to, component


_COLOURS: Mapping[Verdict | None, str] = {
    None: "1",
    Verdict.OVERDUE: "1;31",
    Verdict.DUE: "33",
    Verdict.UNKNOWN: "35",
    Verdict.ADVICE: "36",
    Verdict.WAIVED: "2",
    Verdict.OK: "2",
}

_MOST_EVENTS = 20
_KINDS = {"stable": "stable", "prerelease": "pre-release", "skipped": "skipped"}


def plain(text: str, _: Verdict | None) -> str:
    """Paint nothing, as for a pipe."""
    return text


def painter(*, colours: bool) -> Paint:
    """Paint a line by its verdict where colours are wanted; the sign in front says the same without them."""
    return _painted if colours else plain


def _painted(text: str, verdict: Verdict | None) -> str:
    return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m"


def check_text(check: Check, *, width: int, paint: Paint = plain) -> str:
    """One environment: a heading, a line a finding with its sign first, and what matters in three lines."""
    lines = (
        paint(fit(_heading(check), width).rstrip(), None),
        "",
        *_findings(check, width, paint),
        "",
        *_summary(check, width),
    )
    return "\n".join(lines) + "\n"


def releases_text(releases: ReleaseList, *, width: int) -> str:
    """The releases of a component, newest first, then the tags that are none with the reason."""
    rows: list[Sequence[str]] = [("VERSION", "LINE", "RELEASED", "TAG", "")]
    rows += [_release_row(one, releases.newest) for one in releases.releases]
    known = (
        f"as of {releases.releases_from.date()}, from the {releases.source}" if releases.releases_from else "none"
    )
    gap = "" if releases.complete else " Releases may be missing."
    heading = f"{releases.component}   {releases.repository}, newest stable release {releases.newest or 'unknown'}"
    table = columns(rows, width, giving_way=(4, 3))
    return "\n".join((heading, "", *table, *_happened(releases, width), "", f"Facts: {known}.{gap}")) + "\n"


def _happened(releases: ReleaseList, width: int) -> Iterator[str]:
    """What happened upstream, the latest first and no more of it than is read."""
    told = [(str(day), text) for day, text in happened(releases.events)]
    if told:
        yield ""
        yield from columns([("NOTICED", "WHAT HAPPENED"), *told[:_MOST_EVENTS]], width, giving_way=(1,))
        if len(told) > _MOST_EVENTS:
            yield f"and {len(told) - _MOST_EVENTS} earlier: --format json has all"


def tags_text(trace: TagTrace, *, width: int) -> str:
    """What each tag was read as and by which rule, under the newest release of each line."""
    newest = trace.newest
    named = f"{newest.version} ({newest.tag})" if newest else "cannot be told"
    lines: list[Sequence[str]] = [("LINE", "NEWEST", "TAG")]
    lines += [(one.line, one.version, one.tag) for one in trace.lines]
    rows: list[Sequence[str]] = [("TAG", "READ AS", "VERSION", "RULE")]
    rows += [(one.tag, _KINDS[one.kind], one.version or "-", one.rule) for one in trace.tags]
    table = columns(lines, width, giving_way=(2, 1))
    tags = columns(rows, width, giving_way=(3, 0, 2))
    heading = f"{trace.component}   {trace.repository}, newest stable release {named}"
    return "\n".join((heading, _decided(trace), "", *table, "", *tags)) + "\n"


def _decided(trace: TagTrace) -> str:
    """Say by what the tags were read."""
    if trace.decided_by:
        return f"Read by {trace.decided_by.replace('#', ' line ')}."
    if any(one.version for one in trace.tags):
        return "Read by what all tags have in common."
    if trace.tags:
        return "The tags do not tell how releases are named: a catalog file can say it."
    return "No tag is known: poll it, or give a list with --from."


def _release_row(one: ListedRelease, newest: str | None) -> Sequence[str]:
    day = str(one.released_at.date()) if one.released_at else "-"
    if one.skipped is not None:
        return ("-", "-", day, one.tag, f"skipped: {one.skipped}")
    kind = "newest" if one.version == newest else "" if one.stable else "pre-release"
    return (one.version or "-", one.line or "-", day, one.tag, "withdrawn" if one.withdrawn else kind)


def _heading(check: Check) -> str:
    owner = "" if check.customer == check.environment else f"{check.customer}, "
    parts = "1 component" if len(check.findings) == 1 else f"{len(check.findings)} components"
    return f"{check.environment}   {owner}{check.tier}, {parts}"


def _findings(check: Check, width: int, paint: Paint) -> Iterator[str]:
    rows = [_HEADINGS, *(_row(finding, check) for finding in check.findings)]
    heading, *lines = columns(rows, width, giving_way=_GIVING_WAY)
    yield heading
    for line, finding in zip(lines, check.findings, strict=True):
        yield paint(line, finding.verdict)


def _row(finding: Finding, check: Check) -> Sequence[str]:
    target = move_to(finding)
    nodes = len(set(finding.deployed.versions))
    mixed = f" (+{nodes - 1})" if nodes > 1 else ""
    return (
        SIGNS[finding.verdict],
        finding.name,
        finding.deployed.version + mixed,
        target.version if target else "-",
        why(finding),
        when(finding, check.as_of),
    )


def _summary(check: Check, width: int) -> Iterator[str]:
    yield counted(check.findings).capitalize() + "."
    for sentence in (first_step(check), *sentences(check), age_of_facts(check), *remarks(check)):
        if sentence:
            yield from textwrap.wrap(sentence, width, break_long_words=False, break_on_hyphens=False)
