"""The main job: read what is old, judge what is deployed, remember the outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from threading import Event

from tracker.errors import ConfigurationError, StorageError
from tracker.model import Check, Reason, Source
from tracker.pipeline.judging import Instant, ReadNow, judge_all, open_gaps
from tracker.pipeline.keeping import Keeping
from tracker.pipeline.polling.patience import Patience
from tracker.pipeline.polling.polled import Polled, Progress, failed, in_vain, was_read
from tracker.pipeline.services.services import Services
from tracker.pipeline.watching import WatchedEnvironment, components_of, sources_of, watch_all, watch_one
from tracker.pipeline.what_if import objections_to, only, supposing
from tracker.record import Record, field
from tracker.settings import Settings
from tracker.store import FeedState, Store

TIMEOUT = timedelta(seconds=30)
_UNKEPT = "nothing can be kept of it"


class Request(Record):
    """Which environments to check, and how.

    `as_of` is set where the user named an instant; `within` bounds the reading of feeds. `only` names the entries
    that are judged, all where it is empty; versions that are `supposed`, by name, are judged as if deployed. Feeds
    that were `tried` in vain by a check before this one are not asked again; those that are now are added.
    """

    environments: Sequence[str]
    now: datetime
    as_of: datetime | None = None
    offline: bool = False
    within: timedelta = TIMEOUT
    only: Sequence[str] = ()
    supposed: Mapping[str, str] = field(default_factory=dict)
    tried: dict[str, Polled] = field(default_factory=dict)


class Checked(Record):
    """The checks that could be made, and what is wrong with the files of the others.

    `objections` are what speaks against the versions that were supposed, `refusal` is why the database did not
    keep what it should.
    """

    checks: tuple[Check, ...]
    errors: tuple[ConfigurationError, ...]
    objections: tuple[Reason, ...] = ()
    refusal: StorageError | None = None


def check(
    settings: Settings, request: Request, progress: Progress | None = None, stop: Event | None = None
) -> Checked:
    """Check some environments; a bad file costs only its own environment or advisory. Raises StorageError.

    Where versions are supposed, nothing is remembered of the environment. What the database does not keep is
    judged by what is stored in it.
    """
    checking = Checking(settings, request, progress, stop)
    checks = tuple(checking)
    return Checked(checks=checks, errors=checking.errors, objections=checking.objections, refusal=checking.refusal)


def judge(settings: Settings, environment: str, now: datetime) -> Check:
    """Judge one environment by what is stored, and remember nothing of it.

    Raises ConfigurationError, StorageError.
    """
    with Store.open_existing(settings.database_url) as store:
        (made,) = judge_all(store, [watch_one(settings, environment)], ReadNow(), Instant(at=now))
    return made


class Checking:
    """Checks that are made one after the other, so that each can be let go before the next; raises StorageError.

    A check is remembered with some that are made next to it; one never asked for is neither made nor remembered.
    `errors` are what is wrong with the files of the others; `objections`, to what was supposed, and the `refusal`
    of a database that cannot be written are known when all are made.
    """

    def __init__(
        self, settings: Settings, request: Request, progress: Progress | None = None, stop: Event | None = None
    ) -> None:
        self._settings = settings
        self._request = request
        self._progress = progress
        self._patience = Patience(request.within, stop)
        self._watched, self.errors = _watched(settings, request)
        self.objections: tuple[Reason, ...] = ()
        self.refusal: StorageError | None = None

    def __iter__(self) -> Iterator[Check]:
        """Make the checks, once."""
        watched, request = self._watched, self._request
        if not watched:
            return
        live = request.as_of is None
        instant = Instant(at=request.as_of or request.now, live=live)
        remembers = live and not request.supposed
        with Store.open(self._settings.database_url) as store:
            keeping = Keeping(store)
            if remembers:
                keeping.see([one.environment for one in watched], request.now)
            read = self._read(store, keeping) if live and not request.offline else ReadNow()
            if store.gaps([*read.outcomes]):
                keeping.attempt(partial(self._fill, store, judge_all(store, watched, read, instant), read))
            checks = judge_all(store, watched, read, instant)
            yield from keeping.keep_each(watched, checks) if remembers else checks
            self.refusal = keeping.refusal
            if request.supposed:
                against = (objections_to(store, one, instant) for one in watched)
                self.objections = tuple(chain.from_iterable(against))

    def _read(self, store: Store, keeping: Keeping) -> ReadNow:
        """Read the feeds, and ask the services, whose facts are old, as long as what they say can be kept."""
        sources = sources_of(self._watched)
        states = store.feed_states([source.url for source in sources])
        now = self._request.now
        old = [source for source in sources if _is_old(states.get(source.url), self._settings, now)]
        unread = ReadNow(outcomes={source.url: failed(source, _UNKEPT) for source in old})
        return keeping.attempt(partial(self._poll, store, old)) or unread

    def _poll(self, store: Store, old: Sequence[Source]) -> ReadNow:
        settings, now, tried = self._settings, self._request.now, self._request.tried
        vain = {source.url: tried[source.url] for source in old if source.url in tried}
        sources = [source for source in old if source.url not in vain]
        services = Services(settings, store.services, components_of(self._watched), now)
        errands = services.errands(services.old(settings.max_age))
        if not sources and not errands:  # what reads feeds takes 0.2 s and 15 MB to be imported
            return ReadNow(outcomes=vain, services=services)
        from tracker.pipeline.polling.poll import poll

        outcomes = poll(
            sources,
            settings=settings,
            store=store,
            now=now,
            patience=self._patience,
            progress=self._progress,
            errands=errands,
        )
        services.settle()
        tried |= in_vain(outcomes)
        return ReadNow(outcomes={**vain, **outcomes}, services=services)

    def _fill(self, store: Store, checks: Iterable[Check], read: ReadNow) -> None:
        """Fill the gaps on which a verdict depends, of the feeds just read."""
        from tracker.pipeline.polling.backfill import fill_gaps

        found = open_gaps(self._watched, checks)
        gaps = [source for source, matters in found if matters and was_read(read.outcomes, source)]
        fill_gaps(gaps, settings=self._settings, store=store, now=self._request.now, patience=self._patience)


def _watched(
    settings: Settings, request: Request
) -> tuple[list[WatchedEnvironment], tuple[ConfigurationError, ...]]:
    """Read what is to be judged; a name that no environment has is told as a bad file is."""
    watched, errors = watch_all(settings, request.environments)
    try:
        supposed = [supposing(one, request.supposed) for one in watched]
        return only(supposed, request.only) if request.only and supposed else supposed, errors
    except ConfigurationError as error:
        return [], (*errors, error)


def _is_old(state: FeedState | None, settings: Settings, now: datetime) -> bool:
    """Say whether a feed has reached the maximum age; what a clock ahead has read would never reach it."""
    if state is None or state.polled_at is None:
        return True
    return not now - settings.max_age < state.polled_at <= now
