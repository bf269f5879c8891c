"""One finding: where it stands, where it could go, what is due, and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.cells import cell_len

from tracker.model import Duty, Finding, Phase, State, Target, Verdict
from tracker.report.explanation import decision_line
from tracker.report.wording import SIGNS, decided, due_in, move_to, when
from tracker.text import clean_line
from tui.filter import sorting
from tui.line import Line, Role, fit, line, span
from tui.plots import deadline
from tui.words import ROLES, day, finding_release, standing_word

HANG = 4

# A passage with the address of its notes.
LONGEST = 1000

_BAR = 32
_RUNGS = (
    ("lowest fix", "fix_minimum"),
    ("same line", "line"),
    ("recommended", "recommended"),
    ("newest", "newest"),
)
_PHASES = {Phase.ACTIVE: "to", Phase.SECURITY: "fixes to", Phase.ENDED: "ended"}


def finding_lines(finding: Finding, now: datetime, growth: str | None = None) -> tuple[Line, ...]:
    """Write what a finding itself says; `growth` is a plot of how far behind it has been, None for none."""
    return (
        *finding_head(finding, now),
        *([] if growth is None else [line(span(growth, Role.MUTED))]),
        *section("Releases", _ladder(finding, now)),
        *section("Duties", _duties(finding, now)),
        *section("Why", _reasons(finding)),
        *section("Decided", _decisions(finding)),
    )


def section(title: str, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Put lines below a heading; without any there is no heading."""
    listed = tuple(lines)
    return (Line(), line(span(clean_line(title), Role.HEADING)), *listed) if listed else ()


def finding_head(finding: Finding, now: datetime) -> Iterator[Line]:
    """Write the name, the move and the verdict."""
    target = move_to(finding)
    move = f" > {clean_line(target.version)}" if target else ""
    yield line(span(clean_line(finding.name), Role.STRONG), f"   {clean_line(finding.deployed.version)}{move}")
    yield line(
        span(SIGNS[finding.verdict].strip(), ROLES[finding.verdict]),
        span(f" {_verdict(finding, now)}", ROLES[finding.verdict]),
        span(f"   {finding.state.value}{_distance(finding)}", Role.MUTED),
    )


def _verdict(finding: Finding, now: datetime) -> str:
    due = when(finding, now)
    if finding.verdict is Verdict.WAIVED:
        return f"{standing_word(finding)}{f' until {due}' if due else ''}"
    return due if finding.verdict is Verdict.OVERDUE else f"{finding.verdict.value} {due}".rstrip()


def _distance(finding: Finding) -> str:
    behind = finding.behind
    if finding.state is not State.BEHIND or not behind.releases:
        return ""
    days = "" if behind.days is None else f", {behind.days:,} days"
    return f" by {behind.releases:,} {'release' if behind.releases == 1 else 'releases'}{days}"


def _ladder(finding: Finding, now: datetime) -> Iterator[Line]:
    rungs = _rungs(finding, now)
    widths = [max(4, *(cell_len(rung[column]) for rung in rungs)) for column in range(3)]
    widths[0] = min(max(widths[0], 7), 14)
    chosen = finding_release(finding)
    yield _rung(("VERSION", "RELEASED", "LINE", "SUPPORT"), "", widths, Role.HEADING)
    deployed, *above = rungs
    yield _rung(deployed, "deployed", widths, Role.MUTED)
    for (target, labels), rung in zip(_joined(finding), above, strict=True):
        role = Role.STRONG if target is chosen else Role.MUTED
        yield _rung(rung, ", ".join(labels), widths, role, ">" if target is chosen else " ")


def _rungs(finding: Finding, now: datetime) -> list[tuple[str, str, str, str]]:
    """What is said of the deployed version, and of every release that is a target."""
    running, support = finding.deployed, finding.support
    ends = f"{_PHASES[support.phase]} {day(support.ends_at, '?')}" if support.phase in _PHASES else "unknown"
    bought = ", bought" if support.contract else ""
    first = (clean_line(running.version), day(running.released_at), clean_line(support.line or "-"), ends + bought)
    return [first, *(_told(target, now) for target, _ in _joined(finding))]


def _tense(ends_at: datetime, now: datetime) -> str:
    return "ended" if ends_at <= now else "to"


def _told(target: Target, now: datetime) -> tuple[str, str, str, str]:
    ends = (
        "unknown"
        if target.support_ends is None
        else f"{_tense(target.support_ends, now)} {day(target.support_ends)}"
    )
    return clean_line(target.version), day(target.released_at), clean_line(target.line or "-"), ends


def _joined(finding: Finding) -> list[tuple[Target, list[str]]]:
    """The targets from the lowest, each with all the names it has."""
    joined: dict[str, tuple[Target, list[str]]] = {}
    for label, name in _RUNGS:
        target: Target | None = getattr(finding.targets, name)
        if target is not None:
            joined.setdefault(target.tag, (target, []))[1].append(label)
    chosen = finding_release(finding)
    rungs = sorted(joined.items(), key=lambda rung: sorting(rung[1][0].version))
    return [(chosen if chosen and chosen.tag == tag else target, labels) for tag, (target, labels) in rungs]


def _rung(cells: tuple[str, str, str, str], label: str, widths: list[int], role: Role, mark: str = " ") -> Line:
    version, released, on_line, ends = cells
    plain = Role.PLAIN if role is Role.MUTED else role
    return line(
        span(f"{mark} {fit(version, max(widths[0], cell_len(version)))}", plain),
        span(
            f"  {fit(released, 10)}  {fit(on_line, widths[2])}  {fit(ends, 16)}",
            Role.MUTED if role is Role.STRONG else role,
        ),
        span(f"  {label}".rstrip(), role),
        hang=HANG,
    )


def _duties(finding: Finding, now: datetime) -> Iterator[Line]:
    if not finding.duties:
        yield line(span("  Nothing has to be done.", Role.MUTED))
    for duty in finding.duties:
        verdict = _stands(finding, duty, now)
        yield line(span(f"  {SIGNS[verdict].strip():<2} {clean_line(duty.cause)}", ROLES[verdict]), hang=5)
        if duty.due_at is not None:
            bar = deadline(duty.arose_at, duty.due_at, now, _BAR, covered=duty.decision is not None)
            left = due_in(duty.due_at, now)
            yield line(span(f"     {bar}  {left}", ROLES[verdict]), hang=5)
        yield line(span(f"     {', '.join(_clock(duty))}", Role.MUTED), hang=5)
        yield from _covered(finding, duty)


def _stands(finding: Finding, duty: Duty, now: datetime) -> Verdict:
    """How a duty alone would make the finding stand."""
    if duty.decision is not None:
        return Verdict.WAIVED
    if duty.unclear:
        return Verdict.UNKNOWN
    if duty.due_at is not None and now > duty.due_at:
        return Verdict.OVERDUE
    soon = duty.due_at is not None and duty.due_at == finding.due_at and finding.verdict is Verdict.DUE
    return Verdict.DUE if soon else Verdict.ADVICE


def _clock(duty: Duty) -> Iterator[str]:
    """When the clock of a duty began, by which rule, and what ends it."""
    yield f"arose {day(duty.arose_at)}{', inherited' if duty.inherited else ''}"
    yield f"due {day(duty.due_at)}" if duty.due_at else "no due date"
    yield f"{duty.urgency.value} urgency"
    if duty.fixed_in is not None:
        yield f"fixed in {clean_line(duty.fixed_in)}"
    yield clean_line(duty.rule)


def _covered(finding: Finding, duty: Duty) -> Iterator[Line]:
    """Write what was decided about a duty."""
    for decision in finding.decisions:
        if decision.id == duty.decision:
            yield line(span(f"     {clean_line(decided(decision))}", Role.WAIVED), hang=5)


def _reasons(finding: Finding) -> Iterator[Line]:
    for reason in finding.reasons:
        yield line(f"  {clean_line(reason.text)}", hang=HANG)
        if reason.url:
            yield line(span(f"    {clean_line(reason.url)}", Role.MUTED), hang=HANG)


def _decisions(finding: Finding) -> Iterator[Line]:
    for decision in finding.decisions:
        yield line(span(f"  ~  {clean_line(decision_line(decision), LONGEST)}", Role.WAIVED), hang=5)
    for woken in finding.woken:
        yield line(
            span(f"  !  {clean_line(decided(woken.decision))}; that is over: {clean_line(woken.why)}", Role.DUE),
            hang=5,
        )
