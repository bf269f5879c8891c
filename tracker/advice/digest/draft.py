"""A digest in the making: environments are added one by one, and lines group what they have in common."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tracker.advice.digest.news import is_told, new_releases, news_of
from tracker.model import (
    Cause,
    Check,
    Digest,
    Finding,
    Happened,
    Line,
    News,
    OpenOn,
    Place,
    Reader,
    Section,
    Terms,
    Tier,
    Topic,
    TrendDay,
    Urgency,
    Verdict,
)
from tracker.record import replace

_URGENCIES, _TIERS, _SECTIONS = [*Urgency], [*Tier], [*Section]
_FAR = datetime.max.replace(tzinfo=UTC)
_KEPT = 24
_NONE: Mapping[Tier, int] = {}


@dataclass(slots=True)
class _Gathered:
    """What is told under one topic: a cause as often as it is one, and the first entries in their order.

    `left` counts the entries that are not kept, which would fill the memory where environments are many.
    """

    causes: list[Cause] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    left: Mapping[Tier, int] = field(default_factory=lambda: _NONE)
    urgency: Urgency = Urgency.NONE

    def add(self, news: News) -> None:
        self.causes += news.causes
        self.places.append(news.place)
        self.urgency = max(self.urgency, news.urgency, key=_URGENCIES.index)
        if len(self.places) >= 2 * _KEPT:
            self.cut()

    def take(self, other: "_Gathered") -> None:
        """Add what was gathered elsewhere of the same."""
        self.causes += other.causes
        self.places += other.places
        self.left = Counter(self.left) + Counter(other.left)
        self.urgency = max(self.urgency, other.urgency, key=_URGENCIES.index)
        self.cut()

    def cut(self) -> None:
        """Keep the first entries."""
        self.places.sort(key=_place_order)
        if more := self.places[_KEPT:]:
            self.left = Counter(self.left) + Counter(one.tier for one in more)
            del self.places[_KEPT:]


class Draft:
    """What one reader is told of some environments; what is added is kept as the few words that are told of it."""

    def __init__(self, title: str, reader: Reader) -> None:
        self._title, self._reader = title, reader
        self._topics: defaultdict[Topic, _Gathered] = defaultdict(_Gathered)
        self._environments: list[str] = []
        self._counts: Counter[Verdict] = Counter()
        self._below = 0
        self._released: set[tuple[str, str]] = set()
        self._matter: set[tuple[str, str]] = set()
        self._days: Counter[tuple[date, str]] = Counter()

    def add(
        self, check: Check, terms: Mapping[str, Terms], happened: Happened, days: Sequence[TrendDay] = ()
    ) -> None:
        """Add an environment, with the stored days of its trend in their order."""
        self._environments.append(check.environment)
        self._counts.update(one.verdict for one in check.findings)
        for news in news_of(check, terms, happened, self._reader):
            self._topics[news.topic].add(news)
        self._below += sum(_asks(one) and not is_told(_urgency(one), self._reader) for one in check.findings)
        self._count_releases(check, terms, happened)
        self._add_days(days)

    def digest(self, unread: Iterable[str] = ()) -> Digest:
        """Put together what is told; `unread` says which environments could not be read."""
        _join(self._topics)
        lines = [_line(topic, gathered) for topic, gathered in self._topics.items()]
        return Digest(
            title=self._title,
            reader=self._reader,
            environments=tuple(self._environments),
            counts={verdict: self._counts[verdict] for verdict in Verdict if self._counts[verdict]},
            lines=tuple(sorted(lines, key=_order)),
            unconcerned=len(self._released - self._matter),
            below=self._below,
            unread=tuple(unread),
            days=tuple(self._open_on()),
        )

    def _count_releases(self, check: Check, terms: Mapping[str, Terms], happened: Happened) -> None:
        """Count the new releases, and those that one would move to."""
        for finding in check.findings:
            feed, new = finding.facts.feed or "", new_releases(finding, terms, happened, self._reader)
            if not new:
                continue
            targets = finding.targets
            meant = [targets.recommended, targets.fix_minimum]
            if targets.newest and new.get(targets.newest.tag):
                meant.append(targets.newest)
            self._released |= {(feed, tag) for tag in new}
            self._matter |= {(feed, one.tag) for one in meant if one}

    def _add_days(self, days: Sequence[TrendDay]) -> None:
        """Add what was open day by day; a day without a check stands as the one before it."""
        ends = [*(one.day for one in days[1:]), self._reader.span.day + timedelta(days=1)]
        for one, after in zip(days, ends, strict=False):
            for number in range((after - one.day).days):
                day = one.day + timedelta(days=number)
                self._days[day, "open"] += one.open
                self._days[day, "overdue"] += one.overdue

    def _open_on(self) -> Iterator[OpenOn]:
        for day in sorted({day for day, _ in self._days}):
            yield OpenOn(day=day, open=self._days[day, "open"], overdue=self._days[day, "overdue"])


def _asks(finding: Finding) -> bool:
    """Say whether something is to be done about a finding that no decision covers, duty or not."""
    return finding.verdict is Verdict.ADVICE or any(duty.decision is None for duty in finding.duties)


def _urgency(finding: Finding) -> Urgency:
    """How urgent what is to be done about a finding is; what is only advised is low."""
    urgencies = [duty.urgency for duty in finding.duties if duty.decision is None]
    return max((*urgencies, Urgency.LOW), key=_URGENCIES.index)


def _join(topics: dict[Topic, _Gathered]) -> None:
    """Put what is new beside what is due to the same release for the same causes, so that each stands once."""
    for topic in [one for one in topics if one.section is Section.NEW and not one.said]:
        due = topics.get(replace(topic, section=Section.DUE))
        if due is not None and {*topics[topic].causes} <= {*due.causes}:
            due.take(topics.pop(topic))


def _line(topic: Topic, gathered: _Gathered) -> Line:
    """Make a line, with what causes most of it first."""
    gathered.cut()
    return Line(
        topic=topic,
        causes=tuple(cause for cause, _ in Counter(gathered.causes).most_common()),
        places=tuple(gathered.places),
        left=dict(gathered.left),
        urgency=gathered.urgency,
    )


def _place_order(place: Place) -> tuple[int, datetime, str, str]:
    return _TIERS.index(place.tier), place.due_at or _FAR, place.environment, place.name


def _order(line: Line) -> tuple[int, datetime, int, str, str, str]:
    due_at = min((one.due_at for one in line.places if one.due_at), default=_FAR)
    topic = line.topic
    urgency = -_URGENCIES.index(line.urgency)
    return _SECTIONS.index(topic.section), due_at, urgency, topic.component, topic.to or "", topic.said
