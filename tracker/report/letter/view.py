"""What a digest says, put into short texts for all formats alike."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tracker.model import (
    Audience,
    Cause,
    Check,
    Digest,
    Finding,
    Hurdles,
    Line,
    Move,
    Phase,
    Place,
    Section,
    Tier,
    Urgency,
    Verdict,
)
from tracker.record import Record
from tracker.report import wording
from tracker.text import clean_line

_MOST_PLACES, _MOST_CAUSES = 6, 3
_NAME, _SENTENCE = 80, 240

_TITLES: Mapping[Section, str] = {
    Section.DUE: "Became due",
    Section.NEW: "New",
    Section.STANDING: "Still open",
    Section.DONE: "Done",
    Section.UNJUDGED: "Could not be judged",
}
_FIRST_TITLES: Mapping[Section, str] = {
    **_TITLES,
    Section.DUE: "Due",
    Section.NEW: "To do, not due yet",
    Section.STANDING: "Advised",
}
_MOST: Mapping[Section, int] = {
    Section.DUE: 15,
    Section.NEW: 15,
    Section.STANDING: 10,
    Section.DONE: 10,
    Section.UNJUDGED: 8,
}


class LineView(Record):
    """One line: what it is about, the release to move to, why, and where.

    `places` are those that are named; `more` says in words what is left out of them. `way` says what there is to
    mind on the way there, and where it is told. `tone` is bad, warn, doubt, plain or good.
    """

    component: str
    said: str
    to: str
    url: str | None
    causes: tuple[Cause, ...]
    more_causes: str
    places: tuple[str, ...]
    more: str
    way: Cause | None
    tone: str


class SectionView(Record):
    """One part of a digest; `more` says how many lines are left out and what shows them."""

    title: str
    count: int
    lines: tuple[LineView, ...]
    more: str


class DigestView(Record):
    """A digest in words: its subject, its title, when and of what it tells, and its parts.

    `counts` has how many findings have each verdict, with its word and its tone.
    """

    subject: str
    title: str
    span: str
    counts: tuple[tuple[int, str, str], ...]
    sections: tuple[SectionView, ...]
    remarks: tuple[str, ...]
    quiet: bool


class EntryView(Record):
    """One entry in the table of all that runs in an environment."""

    name: str
    version: str
    to: str
    url: str | None
    standing: str
    tone: str
    support: str


_TONES: Mapping[Verdict, str] = {
    Verdict.OVERDUE: "bad",
    Verdict.DUE: "warn",
    Verdict.UNKNOWN: "doubt",
    Verdict.ADVICE: "plain",
    Verdict.WAIVED: "plain",
    Verdict.OK: "good",
}
_WORDS: Mapping[Verdict, str] = {
    Verdict.OVERDUE: "overdue",
    Verdict.DUE: "due soon",
    Verdict.UNKNOWN: "unknown",
    Verdict.ADVICE: "advised",
    Verdict.WAIVED: "agreed to wait",
    Verdict.OK: "fine",
}


def view(digest: Digest) -> DigestView:
    """Put a digest into words."""
    first = digest.reader.span.since is None
    titles = _FIRST_TITLES if first else _TITLES
    by_section: dict[Section, list[Line]] = {section: [] for section in Section}
    for line in digest.lines:
        by_section[line.topic.section].append(line)
    sections = [
        _section(digest, section, titles[section], lines) for section, lines in by_section.items() if lines
    ]
    return DigestView(
        subject=_subject(digest, by_section),
        title=_name(digest.title),
        span=_span(digest),
        counts=tuple((count, _WORDS[one], _TONES[one]) for one, count in digest.counts.items()),
        sections=tuple(sections),
        remarks=tuple(_remarks(digest)),
        quiet=not digest.changed,
    )


def moves(digest: Digest) -> Iterator[Move]:
    """Say of which moves is told what there is to mind on the way: of each line that is due, the most pressing."""
    due = [line for line in digest.lines if line.topic.section is Section.DUE]
    for line in due[: _MOST[Section.DUE]]:
        if move := _move(line):
            yield move


def entries(check: Check) -> tuple[EntryView, ...]:
    """Put all findings of an environment into rows, what is worst first."""
    return tuple(_entry(check, one) for one in check.findings)


def _entry(check: Check, finding: Finding) -> EntryView:
    target = wording.move_to(finding)
    ends_at = finding.support.ends_at
    ended = finding.support.phase is Phase.ENDED
    return EntryView(
        name=_name(finding.name),
        version=_name(finding.deployed.version),
        to=_name(target.version) if target else "",
        url=target.url if target else None,
        standing=_standing(check, finding),
        tone=_TONES[finding.verdict],
        support=f"{'ended' if ended else 'until'} {ends_at.date()}" if ends_at else "ended" if ended else "",
    )


def _standing(check: Check, finding: Finding) -> str:
    when = "" if finding.verdict is Verdict.WAIVED else wording.due_in(finding.due_at, check.as_of)
    if finding.verdict is Verdict.OVERDUE:
        return when
    told = [one.tell for one in finding.decisions if one.tell] if finding.verdict is Verdict.WAIVED else []
    reason = f": {clean_line('; '.join(told), _SENTENCE)}" if told else ""
    return ", ".join(filter(None, (_WORDS[finding.verdict], when))) + reason


def _subject(digest: Digest, lines: Mapping[Section, Sequence[Line]]) -> str:
    """Say what is new in a few words, what is worst first."""
    if digest.reader.span.since is None:
        told = ", ".join(f"{count} {_WORDS[verdict]}" for verdict, count in digest.counts.items())
    else:
        words = ((Section.DUE, "now due"), (Section.NEW, "new"), (Section.DONE, "done"))
        told = ", ".join(f"{len(lines[section])} {word}" for section, word in words if lines[section])
    return clean_line(f"{_name(digest.title)}: {told or 'nothing new'} ({digest.reader.span.day})", 200)


def _span(digest: Digest) -> str:
    span, count = digest.reader.span, len(digest.environments)
    where = "1 environment" if count == 1 else f"{count} environments"
    if span.since is None:
        return f"{span.day}, {where}: all there is to tell"
    days = (span.until.date() - span.since.date()).days
    over = f", {days} days" if days > 1 else ""
    return f"{span.day}, {where}, since {span.since:%Y-%m-%d %H:%M}Z{over}"


def _section(digest: Digest, section: Section, title: str, lines: Sequence[Line]) -> SectionView:
    most = _MOST[section]
    left = len(lines) - most
    more = f"and {left} more{_where_to_look(digest)}" if left > 0 else ""
    shown = tuple(_line(digest, line) for line in lines[:most])
    return SectionView(title=title, count=len(lines), lines=shown, more=more)


def _where_to_look(digest: Digest) -> str:
    """The command that shows the rest; a customer has none."""
    if digest.reader.audience is Audience.CUSTOMER:
        return ""
    one = digest.environments[0] if len(digest.environments) == 1 else "--all"
    return f": tracker check {_name(one)}"


def _line(digest: Digest, line: Line) -> LineView:
    topic = line.topic
    more_causes = len(line.causes) - _MOST_CAUSES
    places, more = _places(digest, line)
    return LineView(
        component=_name(topic.component) or clean_line(topic.said, _SENTENCE),
        said=clean_line(topic.said, _SENTENCE) if topic.component else "",
        to=_name(topic.to or ""),
        url=topic.url,
        causes=tuple(
            Cause(text=clean_line(one.text, _SENTENCE), url=one.url) for one in line.causes[:_MOST_CAUSES]
        ),
        more_causes=f"and {more_causes} more" if more_causes > 0 else "",
        places=places,
        more=f"and {more}" if more else "",
        way=_way(digest, line),
        tone=_tone(line, digest.reader.span.until),
    )


def _move(line: Line) -> Move | None:
    if line.topic.to is None:
        return None
    first = _split(line.places)[0][0]
    return Move(environment=first.environment, name=first.name, to=line.topic.to)


def _way(digest: Digest, line: Line) -> Cause | None:
    """Say what there is to mind on the way of the most pressing entry of a line, and where more is told."""
    move = _move(line) if line.topic.section is Section.DUE else None
    found = digest.hurdles.get(move) if move else None
    if move is None or found is None:
        return None
    told = ", ".join(_hurdles(found))
    several = len({one.version for one in line.places}) > 1
    start = f" from {_name(_split(line.places)[0][0].version)}" if several else ""
    if not told:
        return None
    if digest.reader.audience is Audience.CUSTOMER:
        return Cause(text=f"On the way{start}: {told}", url=found.url)
    return Cause(text=f"On the way{start}: {told} (tracker explain {_name(move.environment)} {_name(move.name)})")


def _hurdles(found: Hurdles) -> Iterator[str]:
    counts = ((found.breaking, "breaking change"), (found.removed, "removal"), (found.migrations, "migration"))
    return (f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)


def _places(digest: Digest, line: Line) -> tuple[tuple[str, ...], str]:
    """Name the first entries, each with what folds under it, and count the rest."""
    named, folded = _split(line.places)
    alone, until = len(digest.environments) == 1, digest.reader.span.until
    told: list[str] = []
    for one in named[:_MOST_PLACES]:
        beside = _counted(folded.pop(one.customer, {}))
        text = _place(one, line.topic.component, until, alone=alone)
        told.append(f"{text} (and {beside})" if beside else text)
    left = Counter(line.left)
    left[Tier.PRODUCTION] += len(named[_MOST_PLACES:])
    for counts in folded.values():
        left.update(counts)
    return tuple(told), _counted(left)


def _counted(counts: Mapping[Tier, int]) -> str:
    """Say how many there are in each tier; those in production, or anywhere, come first without its name."""
    more = [f"{counts[Tier.PRODUCTION]} more"] if counts.get(Tier.PRODUCTION) else []
    others = [f"{counts[tier]} in {tier}" for tier in Tier if tier is not Tier.PRODUCTION and counts.get(tier)]
    return ", ".join((*more, *others))


def _split(places: Sequence[Place]) -> tuple[Sequence[Place], dict[str, Counter[Tier]]]:
    """Tell the places to name from those that fold under the production of a customer, as counts by customer."""
    produced = {one.customer for one in places if one.tier is Tier.PRODUCTION}
    named = [one for one in places if one.tier is Tier.PRODUCTION or one.customer not in produced]
    folded: dict[str, Counter[Tier]] = {}
    for one in places:
        if one.tier is not Tier.PRODUCTION and one.customer in produced:
            folded.setdefault(one.customer, Counter())[one.tier] += 1
    return named, folded


def _place(place: Place, component: str, until: datetime, *, alone: bool) -> str:
    where = "" if alone else f"{_name(place.environment)} "
    name = f"{_name(place.name)} " if place.name != component else ""
    when = wording.due_in(place.due_at, until)
    told = f"due {when}" if when and not when.startswith("overdue") else when
    tier = f"{place.tier}" if place.tier is not Tier.PRODUCTION and not alone else ""
    return ", ".join(filter(None, (f"{where}{name}{_name(place.version)}", tier, told, _name(place.note))))


def _tone(line: Line, until: datetime) -> str:
    if line.topic.section is Section.DONE:
        return "good"
    if line.topic.section is Section.UNJUDGED:
        return "doubt"
    if any(one.due_at and one.due_at < until for one in line.places):
        return "bad"
    dated = line.topic.section is not Section.NEW and any(one.due_at for one in line.places)
    return "warn" if dated or line.urgency is Urgency.CRITICAL else "plain"


def _remarks(digest: Digest) -> Iterator[str]:
    if digest.unconcerned:
        some = (
            "1 more release concerns" if digest.unconcerned == 1 else f"{digest.unconcerned} more releases concern"
        )
        yield f"{some} nothing that is to be done."
    if digest.below:
        yield f"{digest.below} less urgent than {digest.reader.least} and not told of{_where_to_look(digest)}."
    for one in digest.unread:
        yield clean_line(one, _SENTENCE)


def _name(text: str) -> str:
    return clean_line(text, _NAME)
