"""One finding in full: where it stands, where it could go, why, and what that rests on."""

from collections.abc import Iterator
from datetime import datetime

from rich.cells import cell_len

from tracker.model import ChangesOnTheWay, Coverage, Duty, FeedFailure, Finding, Phase, Target, Targets, Verdict
from tracker.report.changes import changes_lines
from tracker.report.wording import decided, due_in, move_to, when
from tracker.text import clean_line
from tui.line import Line, Role, fit, line, span
from tui.notes import release_notes
from tui.source import Failure
from tui.words import (
    ROLES,
    age_words,
    day,
    finding_release,
    sign,
)

# A passage with the address of its notes.
LONGEST = 1000

_HANG = 4
_LABEL = 13
_PHASES = {
    Phase.ACTIVE: "supported to",
    Phase.SECURITY: "security fixes to",
    Phase.ENDED: "support ended",
}


def finding_lines(finding: Finding, feed_failure: FeedFailure | None, now: datetime) -> tuple[Line, ...]:
    """Write everything known of one finding but the notes of its release."""
    return (
        *_head(finding, now),
        *_section("Releases", _ladder(finding, now)),
        *_section("Duties", _duties(finding, now)),
        *_section("Why", _reasons(finding)),
        *_section("Facts", _facts(finding, feed_failure, now)),
    )


def changes_section(finding: Finding, changes: ChangesOnTheWay | Failure | None) -> tuple[Line, ...]:
    """Write what changes on the way to the release to move to; empty until it is known."""
    target = move_to(finding)
    if target is None or changes is None:
        return ()
    if isinstance(changes, Failure):
        told = [f"  The notes on the way could not be read: {changes.text}"]
    else:
        told = [*changes_lines(changes)]
    return _section(
        f"Changes up to {target.version}", (line(f"  {clean_line(one, LONGEST)}", hang=_HANG) for one in told)
    )


def notes_lines(finding: Finding, notes: str | Failure | None) -> tuple[Line, ...]:
    """Write the notes of the release to move to; None says that they are on their way."""
    release = finding_release(finding)
    if release is None:
        return ()
    return release_notes(release.version, release.url, notes)


def _head(finding: Finding, now: datetime) -> Iterator[Line]:
    role = ROLES[finding.verdict]
    target = move_to(finding)
    move = f" > {_one(target.version)}" if target else ""
    yield line(span(_one(finding.name), Role.STRONG), f"   {_one(finding.deployed.version)}{move}")
    yield line(
        sign(finding.verdict),
        span(f" {_verdict(finding, now)}", role),
        span(f"   {finding.state.value}", Role.MUTED),
    )


def _verdict(finding: Finding, now: datetime) -> str:
    due = when(finding, now)
    return due if finding.verdict is Verdict.OVERDUE else f"{finding.verdict.value} {due}".rstrip()


def _section(title: str, lines: Iterator[Line]) -> tuple[Line, ...]:
    return (Line(), line(span(_one(title), Role.HEADING)), *lines)


def _ladder(finding: Finding, now: datetime) -> Iterator[Line]:
    running, rungs = finding.deployed, _rungs(finding.targets)
    versions = [_one(running.version), *(_one(target.version) for _, target in rungs if target)]
    width = min(max(map(cell_len, versions)), 14)
    yield _rung("deployed", running.version, width, running.released_at, _support(finding))
    chosen = finding_release(finding)
    for label, target in rungs:
        if target is None:
            yield line(span(f"  {label:<{_LABEL}}-", Role.MUTED))
        else:
            mark = ">" if target is chosen else " "
            yield _rung(label, target.version, width, target.released_at, _supported(target, now), mark)


def _rungs(targets: Targets) -> tuple[tuple[str, Target | None], ...]:
    return (
        ("lowest fix", targets.fix_minimum),
        ("same line", targets.line),
        ("recommended", targets.recommended),
        ("newest", targets.newest),
    )


def _rung(
    label: str, version: str, width: int, released_at: datetime | None, supported: str, mark: str = " "
) -> Line:
    version = _one(version)
    chosen = mark != " "
    return line(
        span(f"{mark} {label:<{_LABEL}}", Role.STRONG if chosen else Role.MUTED),
        span(fit(version, max(width, cell_len(version))), Role.STRONG if chosen else Role.PLAIN),
        span(f"  {day(released_at, ''):<10}  {supported}", Role.MUTED),
        hang=_LABEL + 2,
    )


def _support(finding: Finding) -> str:
    support = finding.support
    if support.phase is Phase.UNKNOWN:
        return _NO_END
    return f"{_PHASES[support.phase]} {day(support.ends_at, 'an unknown day')}"


_NO_END = "end of support unknown"


def _supported(target: Target, now: datetime) -> str:
    if target.support_ends is None:
        return _NO_END
    return f"{'support ended' if target.support_ends <= now else 'supported to'} {day(target.support_ends)}"


def _duties(finding: Finding, now: datetime) -> Iterator[Line]:
    if not finding.duties:
        yield line(span("  Nothing has to be done.", Role.MUTED))
    for duty in finding.duties:
        late = duty.due_at is not None and now > duty.due_at
        role = Role.OVERDUE if late and finding.verdict is Verdict.OVERDUE else Role.PLAIN
        what = f"  {_one(duty.cause)}"
        due = f", due {day(duty.due_at)}, {due_in(duty.due_at, now)}" if duty.due_at else ", no due date"
        yield line(span(f"{what}{due}", role), hang=_HANG)
        since = f"since {day(duty.arose_at)}{', inherited' if duty.inherited else ''}"
        said = f"    {duty.urgency.value} urgency, {since}; {_one(duty.rule)}"
        yield line(span(said, Role.MUTED), hang=_HANG)
        yield from _ends(finding, duty)


def _ends(finding: Finding, duty: Duty) -> Iterator[Line]:
    """Write what ends a duty, and what was decided about it."""
    if duty.fixed_in is not None:
        yield line(span(f"    fixed in {_one(duty.fixed_in)}", Role.MUTED), hang=_HANG)
    made = [decided(one) for one in finding.decisions if one.id == duty.decision]
    for text in made:
        yield line(span(f"    {_one(text)}", Role.WAIVED), hang=_HANG)


def _reasons(finding: Finding) -> Iterator[Line]:
    for reason in finding.reasons:
        yield line(f"  {_one(reason.text)}", hang=_HANG)
        if reason.url:
            yield line(span(f"    {_one(reason.url)}", Role.MUTED), hang=_HANG)


def _facts(finding: Finding, failure: FeedFailure | None, now: datetime) -> Iterator[Line]:
    facts, coverage = finding.facts, finding.coverage
    if failure is not None:
        yield line(span(f"  its feed could not be read: {_one(failure.error)}", Role.UNKNOWN), hang=_HANG)
    if facts.releases_from is None:
        yield line("  no releases are known", hang=_HANG)
    else:
        source = f", from {_one(facts.source)}" if facts.source else ""
        gap = "" if facts.complete else ", some may be missing"
        age = age_words(facts.releases_from, now)
        yield line(f"  releases as of {day(facts.releases_from)} ({age}){source}{gap}", hang=_HANG)
    for kind, known in (("support", coverage.support), ("vulnerabilities", coverage.vulnerabilities)):
        yield line(f"  {kind}: {_KNOWN[known]}", hang=_HANG)
    if len(finding.deployed.versions) > 1:
        yield line(f"  nodes run {', '.join(map(_one, finding.deployed.versions))}", hang=_HANG)
    yield line(
        f"  {_one(finding.repository)}, deployed version from the {_one(finding.deployed.source)}", hang=_HANG
    )


_KNOWN = {
    Coverage.FULL: "known",
    Coverage.PARTIAL: "known in part",
    Coverage.NONE: "not known",
    Coverage.STALE: "known, but long ago",
}


def _one(text: str) -> str:
    return clean_line(text)
