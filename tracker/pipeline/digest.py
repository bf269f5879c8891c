"""The digests of some readers, composed of one judging of all that concerns them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.advice import resolve_policy
from tracker.advice.changes import hurdles_in
from tracker.advice.digest import Draft
from tracker.deployed.folder import Folder
from tracker.model import (
    Audience,
    ChangesOnTheWay,
    Check,
    Digest,
    Happened,
    Letter,
    Reader,
    Span,
    Subscription,
    Terms,
    TrendDay,
    Urgency,
)
from tracker.pipeline.collecting import collecting_seldom
from tracker.pipeline.hurdles import with_hurdles
from tracker.pipeline.judging import AT_ONCE, Instant, ReadNow, judge_by, known_of
from tracker.pipeline.keeping import keep_each
from tracker.pipeline.knowledge import Known
from tracker.pipeline.lately import Lately
from tracker.pipeline.looking_back import trends
from tracker.pipeline.sending.digests import Composer
from tracker.pipeline.watching import WatchedEnvironment, watch_all
from tracker.record import replace
from tracker.report.letter import Templates, moves
from tracker.settings import Settings
from tracker.store import Store, batched

_CHARTED = timedelta(days=30)
_UNKNOWN = Terms(warn=timedelta(days=14))

Wanted = Sequence[tuple[Subscription, Span]]


def compose_letters(settings: Settings, wanted: Wanted, now: datetime) -> Iterator[Letter | None]:
    """Write the digests of some subscriptions, each for its span, in their order; all is judged once.

    None stands for one that is to be quiet and in which nothing has changed.
    What is learned by judging is remembered as by a check, so the spans should end no earlier than `now`. Raises
    StorageError.
    """
    templates = templates_of(settings)
    for (one, _), digest in zip(wanted, compose_digests(settings, wanted, now), strict=True):
        yield None if one.quiet and not digest.changed else templates.letter(digest)


def compose_digests(settings: Settings, wanted: Wanted, now: datetime) -> Iterator[Digest]:
    """Say what the digests of some subscriptions tell, in their order; raises StorageError."""
    names = dict.fromkeys(name for one, _ in wanted for name in one.environments)
    watched, errors = watch_all(settings, [*names])
    drafts = [Draft(_title(one), _reader(one, span)) for one, span in wanted]
    by_name: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft, (one, _) in zip(drafts, wanted, strict=True):
        for name in one.environments:
            by_name[name].append(draft)
    with Store.open(settings.database_url) as store, collecting_seldom():
        store.cut_off(now)
        known = known_of(store, watched, Instant(at=now))
        for found in _judged(store, watched, known, [span for _, span in wanted], now):
            for draft in by_name[found[0].environment]:
                draft.add(*found)
        read = {one.environment.name for one in watched}
        made = [
            draft.digest(_unread(one, read, list(map(str, errors))))
            for draft, (one, _) in zip(drafts, wanted, strict=True)
        ]
        made = with_hurdles(store, watched, known, made)
    yield from made


class Complete:
    """Says all there is to tell of some checks, as to somebody who was told nothing before.

    `on_the_way` has what changes on the way to the release to move to, by environment and name of the finding.
    Raises ConfigurationError, StorageError.
    """

    def __init__(
        self,
        settings: Settings,
        checks: Sequence[Check],
        *,
        on_the_way: Mapping[tuple[str, str], ChangesOnTheWay] | None = None,
        live: bool = True,
    ) -> None:
        names = [one.environment for one in checks]
        self._day = checks[0].as_of.date()
        self._checks = checks
        self._hurdles = {key: hurdles_in(changes) for key, changes in (on_the_way or {}).items()}
        self._terms = {one.environment.name: _terms(one) for one in watch_all(settings, names)[0]}
        last = self._day if live else self._day - timedelta(days=1)
        self._days = trends(settings, names, last, _CHARTED.days)

    def digest(self, title: str, audience: Audience, only: str | None = None) -> Digest:
        """Say all there is to tell of the checks, or of one of them."""
        span = Span(since=None, until=self._checks[0].as_of, day=self._day)
        draft = Draft(title, Reader(audience=audience, least=Urgency.LOW, span=span))
        for one in self._checks:
            if only is None or one.environment == only:
                known = self._terms.get(one.environment, {})
                # A file may have changed since it was checked.
                terms = {finding.name: known.get(finding.name, _UNKNOWN) for finding in one.findings}
                draft.add(one, terms, Happened(), self._days[one.environment])
        made = draft.digest()
        asked = ((move, self._hurdles.get((move.environment, move.name))) for move in moves(made))
        return replace(made, hurdles={move: found for move, found in asked if found})


def telling_of_templates(compose: Composer, tell: Callable[[str], object]) -> Composer:
    """Compose as another does, and tell once why each template was not used."""

    def composed(settings: Settings, wanted: Wanted, now: datetime) -> Iterator[Letter | None]:
        told: set[str] = set()
        for letter in compose(settings, wanted, now):
            for problem in letter.problems if letter else ():
                if problem not in told:
                    tell(problem)
                told.add(problem)
            yield letter

    return composed


def templates_of(settings: Settings) -> Templates:
    """The formats of letters and pages, with what the watchlists folder says of them."""
    return Templates(Folder(settings.watchlists).path / "templates")


Found = tuple[Check, Mapping[str, Terms], Happened, Sequence[TrendDay]]


def _judged(
    store: Store,
    watched: Sequence[WatchedEnvironment],
    known: Mapping[str, Known],
    spans: Sequence[Span],
    now: datetime,
) -> Iterator[Found]:
    """Judge environments by what is stored, remember that, and say what happened in each."""
    if not watched:
        return
    instant = Instant(at=now)
    store.see([one.environment for one in watched], now)
    lately = Lately(store, watched, known, spans)
    day = max(span.day for span in spans)
    checks = keep_each(store, watched, judge_by(store, watched, known, ReadNow(), instant))
    for some in batched(zip(watched, checks, strict=True), AT_ONCE):
        names = [check.environment for _, check in some]
        happened = lately.happened([one for one, _ in some])
        days = store.trends(names, day - _CHARTED, day)
        for one, check in some:
            yield check, lately.terms(one, check), happened[check.environment], days[check.environment]


def _terms(watched: WatchedEnvironment) -> Mapping[str, Terms]:
    tier = watched.environment.tier
    return {
        one.deployment.name: Terms(warn=resolve_policy(one.deployment.policies, tier).warn)
        for one in watched.entries
    }


def _reader(subscription: Subscription, span: Span) -> Reader:
    return Reader(audience=subscription.audience, least=subscription.least, span=span)


def _title(subscription: Subscription) -> str:
    """Whose it is: of environments that name no customer, the first one and how many more there are."""
    first, *more = subscription.environments
    unnamed = f"{first} and {len(more)} more" if more else first
    return subscription.customer or subscription.id.partition(":")[2] or unnamed


def _unread(subscription: Subscription, read: set[str], errors: Sequence[str]) -> Iterator[str]:
    """Say which environments could not be read; why, only to the team."""
    for name in subscription.environments:
        if name not in read:
            mine = [one for one in errors if one.startswith(f"{name}.yaml ")]
            told = mine[:1] if subscription.audience is Audience.TEAM else []
            yield from told or (f"{name} could not be judged.",)
