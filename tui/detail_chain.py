"""What stands behind a finding: changes, releases passed over, policy, facts, its log, and who else has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.model import (
    Code,
    Considered,
    DutyEvent,
    Explanation,
    FeedFailure,
    Finding,
    Reached,
    ReachedList,
    RuleInForce,
)
from tracker.record import Record
from tracker.report.changes import changes_lines
from tracker.report.duty_log import happened
from tracker.report.explanation import considered_lines, fact_lines, layer_of
from tracker.report.wording import SIGNS, due_in, move_to
from tracker.text import clean_line
from tui.detail import HANG, LONGEST, section
from tui.line import Line, Role, level, line, span
from tui.plots import growth
from tui.release_plot import release_plot
from tui.source import Chain, Failure
from tui.words import ROLES, day, finding_release

_MOST = 10
_GROWTH = 20
_SHIPPED = "built-in"
_CELLS = 36


class Behind(Record):
    """What has come so far of what stands behind a finding; None is on its way."""

    environment: str
    chain: Chain | Failure | None = None
    elsewhere: ReachedList | Failure | None = None
    feed_failure: FeedFailure | None = None


def growth_words(finding: Finding, behind: Behind, now: datetime) -> str | None:
    """A plot of how many newer releases there were, from the day of the deployed one until now; None of none.

    It is empty as long as nobody knows.
    """
    if not isinstance(behind.chain, Chain):
        return ""
    dates = [one.released_at for one in _stable(behind.chain.explanation.considered)]
    if not dates:
        return None
    start = finding.deployed.released_at or min(dates)
    plot = growth(dates, start, now, _GROWTH)
    return f"{len(dates):,} newer since {day(start)}  {plot}"


def on_the_way(finding: Finding, chain: Chain | Failure | None) -> tuple[Considered, ...]:
    """The releases from the deployed one up to the one to move to, ascending; empty where they are not known."""
    release = finding_release(finding)
    if release is None or not isinstance(chain, Chain):
        return ()
    passed = _stable(chain.explanation.considered)
    place = next((index for index, one in enumerate(passed) if one.tag == release.tag), None)
    return () if place is None else passed[: place + 1]


def _stable(considered: Sequence[Considered]) -> tuple[Considered, ...]:
    return tuple(one for one in considered if one.stable and one.code is not Code.WITHDRAWN)


def chain_lines(finding: Finding, behind: Behind, now: datetime, width: int) -> tuple[Line, ...]:
    """Write what stands behind a finding, as far as it has come."""
    chain = behind.chain
    if chain is None:
        return section("Behind it", [line(span("  Reading what it rests on ...", Role.MUTED))])
    if isinstance(chain, Failure):
        told = line(span(f"  What it rests on could not be read: {chain.text}", Role.UNKNOWN), hang=HANG)
        return (*section("Behind it", [told]), *_facts(None, behind.feed_failure))
    explanation = chain.explanation
    return (
        *_changes(finding, explanation),
        *section(f"Releases since {clean_line(finding.deployed.version)}", release_plot(explanation, now, width)),
        *section("Passed over", _considered(explanation.considered)),
        *section("Policy", _policy(explanation.policy)),
        *_facts(explanation, behind.feed_failure),
        *section("Log", _log(chain.events)),
        *_others(finding, behind),
    )


def _changes(finding: Finding, explanation: Explanation) -> tuple[Line, ...]:
    target = move_to(finding)
    if target is None or explanation.changes is None:
        return ()
    told = (line(f"  {clean_line(one, LONGEST)}", hang=HANG) for one in changes_lines(explanation.changes))
    return section(f"Changes up to {target.version}", told)


def _considered(releases: Sequence[Considered]) -> Iterator[Line]:
    for told in considered_lines(releases):
        role = Role.STRONG if told.startswith("=>") else Role.PLAIN
        yield line(span(f"{told[:2]}{clean_line(told[2:], LONGEST)}", role), hang=HANG)


def _policy(rules: Sequence[RuleInForce]) -> Iterator[Line]:
    """Write what the layers of this installation say first; what nobody changed is muted."""
    keys = level((clean_line(one.key) for one in rules), _CELLS)
    values = level((clean_line(one.value) for one in rules), _CELLS)
    told = zip(rules, keys, values, strict=True)
    for one, key, value in sorted(told, key=lambda row: row[0].layer == _SHIPPED):
        yield line(
            span(f"  {key}  {value}", Role.MUTED if one.layer == _SHIPPED else Role.PLAIN),
            span(f"  {clean_line(layer_of(one))}", Role.MUTED),
            hang=HANG,
        )


def _facts(explanation: Explanation | None, failure: FeedFailure | None) -> tuple[Line, ...]:
    lines = []
    if failure is not None:
        said = f"  its feed could not be read: {clean_line(failure.error)}"
        lines.append(line(span(said, Role.UNKNOWN), hang=HANG))
    if explanation is not None:
        lines += [line(f"  {clean_line(one, LONGEST)}", hang=HANG) for one in fact_lines(explanation)]
        lines.append(line(f"  {clean_line(explanation.read_as, LONGEST)}", hang=HANG))
    return section("Facts", lines)


def _log(events: Sequence[DutyEvent]) -> Iterator[Line]:
    """Write what became of the duties, the latest first."""
    for one in [*reversed(events)][:_MOST]:
        about = f"{one.duty.code} {one.duty.subject}: {happened(one)}"
        yield line(span(f"  {day(one.at)}", Role.MUTED), f"  {clean_line(about, LONGEST)}", hang=HANG)
    if len(events) > _MOST:
        yield _more(len(events) - _MOST, "`tracker log` has all")


def _others(finding: Finding, behind: Behind) -> tuple[Line, ...]:
    found = behind.elsewhere
    if found is None:
        lines: Sequence[Line] = [line(span("  Looking into the other environments ...", Role.MUTED))]
    elif isinstance(found, Failure):
        lines = [line(span(f"  The other environments could not be read: {found.text}", Role.UNKNOWN), hang=HANG)]
    else:
        here = (behind.environment, finding.name)
        lines = [*_elsewhere([one for one in found.entries if (one.environment, one.name) != here], found)]
    return section("Also deployed in", lines)


def _elsewhere(others: Sequence[Reached], found: ReachedList) -> Iterator[Line]:
    if not others:
        yield line(span("  Nobody else runs it.", Role.MUTED))
    shown = others[:_MOST]
    places = level((clean_line(one.environment) for one in shown), _CELLS)
    versions = level(map(_running, shown), _CELLS)
    for one, place, version in zip(shown, places, versions, strict=True):
        due = due_in(one.due_at, found.as_of)
        yield line(
            span(f"  {SIGNS[one.verdict]} ", ROLES[one.verdict]),
            f"{place}  {version}",
            span(f"  {clean_line(one.customer)}{', ' if due else ''}{due}", Role.MUTED),
            hang=5,
        )
    if len(others) > _MOST:
        yield _more(len(others) - _MOST, f"`tracker affected {clean_line(found.asked)}` lists all")


def _running(one: Reached) -> str:
    named = "" if one.name == one.component else f"{clean_line(one.name)} "
    return f"{named}{clean_line(one.version)}"


def _more(count: int, where: str) -> Line:
    return line(span(f"  and {count:,} more: {where}", Role.MUTED), hang=HANG)
