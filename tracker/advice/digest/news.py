"""What there is to tell of one environment since a reader was told the last time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from tracker.advice.digest.speaking import cause_of, ended, unjudged, upstream, woken
from tracker.model import (
    Cause,
    Check,
    Closing,
    Duty,
    DutyEvent,
    DutyEventKind,
    EventKind,
    Finding,
    Happened,
    News,
    Place,
    Reader,
    Section,
    Span,
    Target,
    Terms,
    Tier,
    Topic,
    Urgency,
    Verdict,
)

_URGENCIES = [*Urgency]
_PRESSING = frozenset({Verdict.OVERDUE, Verdict.DUE})
_AROSE = frozenset({DutyEventKind.AROSE, DutyEventKind.SEEN, DutyEventKind.DECISION_ENDED})
_NEW = frozenset({EventKind.NEW, EventKind.RELEASED})
_FAR = datetime.max.replace(tzinfo=UTC)


def news_of(check: Check, terms: Mapping[str, Terms], happened: Happened, reader: Reader) -> Iterator[News]:
    """Tell of every entry what became due, is new, stands, was done or could not be judged.

    What counts is when it was learned: after the last digest, and up to and with the end of the span.
    """
    lately = [one for one in happened.duties if learned(one.noticed_at, reader.span)]
    recent = frozenset(one.duty.id for one in lately if one.kind in _AROSE or _is_worse(one))
    over = frozenset(one.decision for one in lately if one.kind is DutyEventKind.DECISION_ENDED)
    for finding in check.findings:
        told = _Told(check, finding, terms[finding.name], reader)
        yield from told.of_duties(recent, over, new_releases(finding, terms, happened, reader))
        yield from told.of_upstream(happened)
        yield from told.of_doubts()
    yield from _done(check, happened, lately, reader)


def learned(at: datetime, span: Span) -> bool:
    """Say whether an instant lies in a span; of two spans that meet, it is in exactly one."""
    return (span.since is None or span.since < at) and at <= span.until


def new_releases(
    finding: Finding, terms: Mapping[str, Terms], happened: Happened, reader: Reader
) -> Mapping[str, str | None]:
    """Give the tags of releases that are new to a reader, with the line that each opened; at first none is."""
    known = terms[finding.name].releases
    if not known or reader.span.since is None:
        return {}
    events = happened.upstream.get(finding.facts.feed or "", ())
    tags = {one.tag for one in events if one.kind in _NEW and learned(one.at, reader.span)}
    return {tag: line for tag, line in known.items() if tag in tags}


def is_told(urgency: Urgency, reader: Reader) -> bool:
    """Say whether a reader wishes to be told of what is so urgent."""
    return _URGENCIES.index(urgency) >= _URGENCIES.index(reader.least)


def move_to(finding: Finding) -> Target | None:
    """The release to move to: what policy recommends, else what would end the duties."""
    return finding.targets.recommended or finding.targets.fix_minimum


class _Told:
    """What is told of one finding."""

    def __init__(self, check: Check, finding: Finding, terms: Terms, reader: Reader) -> None:
        self._check, self._finding, self._terms, self._reader = check, finding, terms, reader
        self._open = [duty for duty in finding.duties if duty.decision is None and is_told(duty.urgency, reader)]

    def of_duties(
        self, recent: Collection[str], over: Collection[str | None], new: Mapping[str, str | None]
    ) -> Iterator[News]:
        """Tell of what became due or still is, and of what is new; what woke up says so."""
        finding, first = self._finding, self._reader.span.since is None
        pressing = [duty for duty in self._open if self._presses(duty)]
        if finding.verdict not in _PRESSING:
            pressing = []
        became = [duty for duty in pressing if duty.id in recent or self._became(duty)]
        fresh = [duty for duty in self._open if duty not in pressing and (first or duty.id in recent)]
        awake = self._woken(over)
        if became:
            yield self._news(Section.DUE, became, awake)
        elif pressing:
            yield self._news(Section.STANDING, pressing[:1], ())
        if fresh and not became:
            yield self._news(Section.NEW, fresh, awake)
        elif awake and not became:
            yield self._news(Section.NEW, (), awake)
        if not (became or fresh):
            yield from self._of_release(new)

    def of_upstream(self, happened: Happened) -> Iterator[News]:
        """Tell what happened to the repository, and to the tag that is deployed."""
        finding = self._finding
        if self._reader.span.since is None or not is_told(Urgency.NORMAL, self._reader):
            return
        for event in happened.upstream.get(finding.facts.feed or "", ()):
            said = upstream(event)
            if event.kind is EventKind.MOVED and event.tag == finding.deployed.tag:
                said = f"{event.tag} was moved to other content"
            if said is not None and learned(event.at, self._reader.span):
                yield News(topic=self._topic(Section.NEW, None, said), place=self._place(), urgency=Urgency.NORMAL)

    def of_doubts(self) -> Iterator[News]:
        """Tell that it could not be judged: what could not for one reason is one line."""
        if self._finding.verdict is Verdict.UNKNOWN:
            why = unjudged(self._finding)
            yield News(topic=Topic(section=Section.UNJUDGED, component="", said=why), place=self._place())

    def _of_release(self, new: Mapping[str, str | None]) -> Iterator[News]:
        """Tell of a release that is recommended from now on, or opened a line; the first digest tells of none."""
        targets, span = self._finding.targets, self._reader.span
        least = is_told(max(self._finding.urgency, Urgency.LOW, key=_URGENCIES.index), self._reader)
        if span.since is None or not least:
            yield from self._advised() if least else ()
            return
        ripe_at, recommended, newest = self._terms.ripe_at, targets.recommended, targets.newest
        ripe = ripe_at is not None and span.since < ripe_at <= span.until
        if recommended is not None and (recommended.tag in new or ripe):
            yield self._released(recommended, "is recommended from now on")
        elif newest is not None and new.get(newest.tag):
            yield self._released(newest, f"opened line {new[newest.tag]}")

    def _advised(self) -> Iterator[News]:
        """Tell of a move that no duty asks for, which only the first digest does."""
        target = self._finding.targets.recommended
        if target is not None and self._finding.verdict is Verdict.ADVICE and not self._finding.duties:
            topic = self._topic(Section.STANDING, target)
            yield News(topic=topic, place=self._place(), urgency=self._finding.urgency)

    def _released(self, target: Target, said: str) -> News:
        topic = self._topic(Section.NEW, target, said)
        return News(topic=topic, place=self._place(), urgency=self._finding.urgency)

    def _news(self, section: Section, duties: Sequence[Duty], awake: Sequence[Cause]) -> News:
        version, audience = self._finding.deployed.version, self._reader.audience
        causes = (*(cause_of(duty, version, audience) for duty in duties), *awake)
        dates = [duty.due_at for duty in duties if duty.due_at]
        return News(
            topic=self._topic(section, move_to(self._finding)),
            place=self._place(min(dates, default=None)),
            causes=tuple(dict.fromkeys(causes)),
            urgency=max((duty.urgency for duty in duties), key=_URGENCIES.index, default=Urgency.NONE),
        )

    def _topic(self, section: Section, target: Target | None, said: str = "") -> Topic:
        to, url = (target.version, target.url) if target else (None, None)
        return _topic(section, self._finding.component, to, url, said)

    def _place(self, due_at: datetime | None = None) -> Place:
        finding, check = self._finding, self._check
        plan = next((one.plan for one in finding.decisions if one.plan), None)
        note = f"planned for {plan.on.date()}" if plan else ""
        version = finding.deployed.version
        return _place(check.environment, check.customer, check.tier, finding.name, version, due_at, note)

    def _woken(self, over: Collection[str | None]) -> Sequence[Cause]:
        span, audience = self._reader.span, self._reader.audience
        if not self._open and self._finding.duties:
            return ()
        return [
            woken(one, audience)
            for one in self._finding.woken
            if one.decision.id in over or (not self._finding.duties and learned(one.at, span))
        ]

    def _presses_at(self, duty: Duty) -> datetime:
        """When a duty began to press: as its deadline came near, or at once where it is critical."""
        near = duty.due_at - self._terms.warn if duty.due_at else _FAR
        return min(near, duty.arose_at) if duty.urgency is Urgency.CRITICAL else near

    def _presses(self, duty: Duty) -> bool:
        return self._presses_at(duty) <= self._reader.span.until

    def _became(self, duty: Duty) -> bool:
        """Say whether a duty became due, or overdue, in the span."""
        since, until = self._reader.span.since, self._reader.span.until
        turned = (self._presses_at(duty), duty.due_at)
        return since is None or any(at is not None and since < at <= until for at in turned)


# Many readers are told of the same component; of one entry, the few readers that it concerns, one after the other.
@lru_cache(maxsize=4096)
def _topic(section: Section, component: str, to: str | None, url: str | None, said: str) -> Topic:
    return Topic(section=section, component=component, to=to, url=url, said=said)


@lru_cache(maxsize=256)
def _place(
    environment: str, customer: str, tier: Tier, name: str, version: str, due_at: datetime | None, note: str
) -> Place:
    return Place(
        environment=environment,
        customer=customer,
        tier=tier,
        name=name,
        version=version,
        due_at=due_at,
        note=note,
    )


def _is_worse(event: DutyEvent) -> bool:
    """Say whether a duty became more urgent, or is due earlier or for another reason than before."""
    if event.kind is not DutyEventKind.CHANGED:
        return False
    before, after = event.before, event.duty
    urgency = before.get("urgency")
    risen = urgency is not None and _URGENCIES.index(Urgency(urgency)) < _URGENCIES.index(after.urgency)
    due_at = before.get("due_at")
    was = datetime.fromisoformat(due_at) if due_at else _FAR
    return risen or "code" in before or ("due_at" in before and after.due_at is not None and after.due_at < was)


def _done(check: Check, happened: Happened, lately: Sequence[DutyEvent], reader: Reader) -> Iterator[News]:
    """Tell of upgrades with the duties they closed, of what left, and of duties that ended without either."""
    if reader.span.since is None:
        return
    components = {one.name: one.component for one in check.findings}
    closed = [one for one in lately if one.kind is DutyEventKind.CLOSED and is_told(one.duty.urgency, reader)]
    upgraded = {one.name: one for one in happened.upgrades if learned(one.seen_at, reader.span)}
    for name in dict.fromkeys((*upgraded, *(one.duty.name for one in closed))):
        mine = [one for one in closed if one.duty.name == name]
        upgrade = upgraded.get(name)
        versions = upgrade.before if upgrade else mine[0].duty.versions
        place = Place(
            environment=check.environment,
            customer=check.customer,
            tier=check.tier,
            name=name,
            version=", ".join(versions),
            note=_timeliness(mine) if upgrade else "",
        )
        causes = dict.fromkeys(ended(one.duty, reader.audience) for one in mine)
        topic = Topic(
            section=Section.DONE,
            component=components.get(name, name),
            to=", ".join(upgrade.after) if upgrade else None,
            said="" if upgrade else _left(mine),
        )
        yield News(topic=topic, place=place, causes=tuple(causes))


def _left(closed: Sequence[DutyEvent]) -> str:
    removed = any(one.closed_by is Closing.REMOVED for one in closed)
    return "no longer deployed" if removed else "no longer open"


def _timeliness(closed: Sequence[DutyEvent]) -> str:
    """Say whether what an upgrade closed was closed in time; nothing where it closed nothing that was due."""
    dated = [(one.noticed_at, one.duty.due_at) for one in closed if one.duty.due_at]
    if not dated:
        return ""
    return "in time" if all(at <= due_at for at, due_at in dated) else "late"
