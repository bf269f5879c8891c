"""The whole chain of one finding as text, for reading it without opening anything else."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from tracker.model import Considered, Decision, Duty, Explanation, Fact, Finding, RuleInForce, Target
from tracker.report.changes import changes_lines
from tracker.report.layout import columns
from tracker.report.wording import SIGNS, decided, due_in, telling_reason

_TARGETS = ("fix_minimum", "line", "recommended", "newest")
_DAY = timedelta(days=1)


def explanation_text(one: Explanation, *, width: int) -> str:
    """Everything behind a finding, in sections; nothing is cut."""
    sections = (
        ("Facts", _facts(one, width)),
        ("Duties", _duties(one, width)),
        ("Targets", _targets(one.finding, width)),
        ("Changes on the way", _changes(one, width)),
        ("Releases above it", _considered(one.considered, width)),
        ("Policy", _policy(one.policy, width)),
        ("Decisions", _decisions(one.finding.decisions, width)),
        ("Reasons", _reasons(one.finding, width)),
    )
    told = ((title, [*lines]) for title, lines in sections)
    parts = [[*_verdict(one, width)], *([title, *lines] for title, lines in told if lines)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _verdict(one: Explanation, width: int) -> Iterator[str]:
    finding = one.finding
    owner = "" if one.customer == one.environment else f"{one.customer}, "
    yield f"{one.environment} {finding.name} {finding.deployed.version}   {owner}{one.tier}"
    days = due_in(finding.due_at, one.as_of)
    stands = days if days.startswith(finding.verdict) else ", ".join(filter(None, (finding.verdict, days)))
    sentence = f"{stands}: {telling_reason(finding).text}."
    yield from _wrapped(f"{SIGNS[finding.verdict]}  {sentence}", width, indent=4)
    move = finding.targets.recommended
    if move is not None:
        yield from _wrapped(f"    Move to {move.version}.", width, indent=4)
    asked = f"judged as of {one.as_of:%Y-%m-%d %H:%M}Z"
    read = one.read_as[0].upper() + one.read_as[1:]
    yield from _wrapped(f"    {read}; {one.location.replace('#', ' line ')}; {asked}.", width, indent=4)


def _facts(one: Explanation, width: int) -> Iterator[str]:
    for told in fact_lines(one):
        yield from _wrapped(f"  {told}", width)


def fact_lines(one: Explanation) -> Iterator[str]:
    """What a finding rests on, with the age and the source of each fact, and how much of each kind is known."""
    for fact in one.facts:
        yield f"{fact.kind}: {fact.said}{_age(one, fact)}{_at(fact.source)}"
    coverage = one.finding.coverage
    said = f"releases {coverage.releases}, support {coverage.support}, vulnerabilities {coverage.vulnerabilities}"
    yield f"coverage: {said}"


def _age(one: Explanation, fact: Fact) -> str:
    if fact.known_at is None:
        return ""
    if one.as_of_asked:
        return f", as of {fact.known_at.date()}"
    age = one.as_of - fact.known_at
    told = f"{age // _DAY} days" if age >= 2 * _DAY else f"{age // timedelta(hours=1)} hours"
    return f", as of {fact.known_at:%Y-%m-%d %H:%M}Z, {told} old"


def _duties(one: Explanation, width: int) -> Iterator[str]:
    for duty in one.finding.duties:
        yield from _wrapped(f"  {duty.code} {duty.subject}: {duty.cause}{_at(duty.url)}", width)
        yield from _wrapped(f"      {_clock(duty, one.as_of)}", width)
        if duty.fixed_in is not None:
            yield f"      fixed in {duty.fixed_in}"
        if duty.decision is not None:
            made = next((decided(each) for each in one.finding.decisions if each.id == duty.decision), "")
            yield from _wrapped(f"      decided: {made or duty.decision.replace('#', ' line ')}", width)


def _clock(duty: Duty, as_of: datetime) -> str:
    """How urgent a duty is, when its clock began and runs out, and by which rule."""
    unclear = " and unclear" if duty.unclear else ""
    inherited = ", inherited: its cause is older than that" if duty.inherited else ""
    due = f"due {duty.due_at.date()}, {due_in(duty.due_at, as_of)}" if duty.due_at else "no due date"
    return f"{duty.urgency}{unclear}; arose {duty.arose_at.date()}{inherited}; {due}, by {duty.rule}"


def _targets(finding: Finding, width: int) -> Iterator[str]:
    targets = [(name, getattr(finding.targets, name)) for name in _TARGETS]
    if not any(target for _, target in targets):
        return
    rows = [("  TARGET", "VERSION", "LINE", "RELEASED", "SUPPORT ENDS", "CHANGE")]
    rows += [_target(name, target, finding) for name, target in targets]
    yield from columns(rows, width, giving_way=(1, 5))


def _target(name: str, target: Target | None, finding: Finding) -> tuple[str, str, str, str, str, str]:
    label = f"  {name.replace('_', ' ')}"
    if target is None:
        return label, "-", "", "", "", ""
    released, ends = _day(target.released_at), _day(target.support_ends)
    return label, target.version, target.line or "-", released, ends, _change(target, finding)


def _change(target: Target, finding: Finding) -> str:
    """How a move changes the end of support, in days."""
    now, then = finding.support.ends_at, target.support_ends
    if now is None or then is None:
        return "" if now is None else "no end known"
    days = (then - now).days
    return "same" if days == 0 else f"{days:+} days"


def _day(at: datetime | None) -> str:
    return "-" if at is None else f"{at.date()}"


def _considered(releases: Sequence[Considered], width: int) -> Iterator[str]:
    for told in considered_lines(releases):
        yield from _wrapped(told, width)


def considered_lines(releases: Sequence[Considered]) -> Iterator[str]:
    """Tell of releases, the newest first, together where the same is said; `=>` marks the choice."""
    for _, group in groupby(reversed(releases), key=_said):
        yield _run([*group])


def _said(one: Considered) -> tuple[object, ...]:
    return one.kept, one.code, one.rule, one.evidence, one.targets


def _run(group: Sequence[Considered]) -> str:
    newest, oldest = group[0], group[-1]
    versions, days = newest.version, f"{newest.released_at.date()}"
    if len(group) > 1:
        versions = f"{oldest.version} … {newest.version} ({len(group)} releases)"
        first, last = min(one.released_at for one in group), max(one.released_at for one in group)
        days = f"{first.date()} to {last.date()}"
    targets = f" [{', '.join(name.replace('_', ' ') for name in newest.targets)}]" if newest.targets else ""
    sign = "=>" if newest.kept else "  "
    return f"{sign}{versions}, {days}{targets}: {newest.rule}{_at(newest.evidence)}"


def _changes(one: Explanation, width: int) -> Iterator[str]:
    for said in changes_lines(one.changes) if one.changes else ():
        yield from _wrapped(said, width)


def _policy(rules: Iterable[RuleInForce], width: int) -> Iterator[str]:
    rows = [(f"  {one.key}", one.value, layer_of(one)) for one in rules]
    yield from columns(rows, width, giving_way=(2, 1)) if rows else ()


def layer_of(one: RuleInForce) -> str:
    """The layer of the policy that won, and where it says so."""
    return f"{one.layer}, {one.location.replace('#', ' line ')}" if one.location else one.layer


def _decisions(decisions: Iterable[Decision], width: int) -> Iterator[str]:
    for one in decisions:
        yield from _wrapped(f"  {decision_line(one)}", width)


def decision_line(one: Decision) -> str:
    """What was decided, since when, why and where."""
    ticket = f", {one.plan.ticket}" if one.plan and one.plan.ticket else ""
    told = f" (customers are told: {one.tell})" if one.tell else ""
    return f"{decided(one)}, since {one.at.date()}{ticket}: {one.reason}{told}{_at(one.location)}"


def _reasons(finding: Finding, width: int) -> Iterator[str]:
    for reason in finding.reasons:
        yield from _wrapped(f"  {reason.code}: {reason.text}{_at(reason.url)}", width)


def _at(place: str | None) -> str:
    """Where a sentence has its evidence: a web address as it is, a place in the watchlists by file and line."""
    if place is None:
        return ""
    return f" ({place if '://' in place else place.replace('#', ' line ')})"


def _wrapped(text: str, width: int, *, indent: int = 6) -> list[str]:
    """Wrap a line that may be longer than the terminal; what follows stands deeper."""
    return textwrap.wrap(
        text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
