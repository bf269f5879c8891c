"""One finding: where it stands, where it could go, and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.cells import cell_len

from tracker.model import Finding, Phase, State, Support, Target, Verdict
from tracker.report.explanation import decision_line
from tracker.report.wording import SIGNS, decided, move_to, when
from tracker.text import clean_line
from tui.detail_duties import duty_lines
from tui.filter import sorting
from tui.line import Line, Role, fit, line, span
from tui.words import ROLES, day, finding_release, standing_word

HANG = 4

# A page of usual width.
ROOM = 80

# A passage with the address of its notes.
LONGEST = 1000

# What stands between the columns of the ladder and behind them: the gaps, and the longest single name of a target.
_BESIDE = 2 + 3 * 2 + len("  recommended")
_RUNGS = (
    ("lowest fix", "fix_minimum"),
    ("same line", "line"),
    ("recommended", "recommended"),
    ("newest", "newest"),
)
_PHASES = {Phase.ACTIVE: "to", Phase.SECURITY: "fixes to", Phase.ENDED: "ended"}
_ENDLESS = {Phase.ACTIVE: "supported", Phase.SECURITY: "only fixes", Phase.ENDED: "ended"}


def finding_lines(
    finding: Finding, now: datetime, growth: str | None = None, width: int = ROOM
) -> tuple[Line, ...]:
    """Write what a finding itself says in so many cells; `growth` plots how far behind it has been."""
    return (
        *finding_head(finding, now),
        *([] if growth is None else [line(span(growth, Role.MUTED))]),
        *section("Releases", _ladder(finding, now, width)),
        *section("Duties", duty_lines(finding, now, width)),
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


def _ladder(finding: Finding, now: datetime, width: int) -> Iterator[Line]:
    rungs = _rungs(finding, now)
    widths = [max(4, *(cell_len(rung[column]) for rung in rungs)) for column in range(4)]
    widths[0] = min(max(widths[0], 7), 14)
    widths[1] = max(widths[1], 8)
    widths[3] = min(max(widths[3], 7), 27)
    if sum(widths) + _BESIDE > width:
        widths[1] = 0
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
    bought = ", bought" if support.contract else ""
    ends = f"{_supported(support)}{bought}"
    first = (clean_line(running.version), day(running.released_at), clean_line(support.line or "-"), ends)
    return [first, *(_told(target, now) for target, _ in _joined(finding))]


def _supported(support: Support) -> str:
    words = _ENDLESS if support.ends_at is None else _PHASES
    return f"{words.get(support.phase, 'unknown')} {day(support.ends_at, '')}".rstrip()


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
    """Lay a rung into its columns; one without a width is left out."""
    version, *others = cells
    laid = [f"  {fit(text, width)}" for text, width in zip(others, widths[1:], strict=True) if width]
    return line(
        span(
            f"{mark} {fit(version, max(widths[0], cell_len(version)))}", Role.PLAIN if role is Role.MUTED else role
        ),
        span("".join(laid) if label else "".join(laid).rstrip(), Role.MUTED if role is Role.STRONG else role),
        span(f"  {label}".rstrip(), role),
        hang=HANG,
    )


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
