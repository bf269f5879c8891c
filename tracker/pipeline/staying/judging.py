"""Judging while the program stays up: at once, then hourly, and sooner where somebody is alerted of what came."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat

from tracker.advice.alerts import hits_of
from tracker.log import tell
from tracker.model import Check, Hit
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.keeping import keep_each
from tracker.pipeline.sending.post import Now
from tracker.pipeline.staying.telling import Telling
from tracker.pipeline.staying.watchlists import Watchlists
from tracker.pipeline.watching import WatchedEnvironment
from tracker.report.wording import counts
from tracker.store import Store

_EVERY = 3600.0
# Of what has come meanwhile some are told within a quarter of an hour, the reading of feeds included.
_LOOK_FOR_FACTS_EVERY = 300.0
# Of what was stored all are judged at once, and again when the first feeds have been read.
_AGAIN_AFTER = 300.0

_tell = partial(tell, __name__)


class Judging:
    """What is judged when; seconds are those of the clock that nobody can set, `passed` at the start."""

    def __init__(self, store: Store, watchlists: Watchlists, telling: Telling, now: Now, passed: float) -> None:
        self._store = store
        self._watchlists = watchlists
        self._telling = telling
        self._now = now
        self._at = self._facts_at = passed
        self._pauses = chain([_AGAIN_AFTER], repeat(_EVERY))
        self._judged_by: tuple[object, ...] | None = None

    def files_changed(self) -> None:
        """Judge soon what somebody is alerted of: a file may hold an advisory of the team's own."""
        self._judged_by = None

    def work(self, passed: float) -> None:
        """Judge what has its turn by what is known, and tell of what cannot wait."""
        if passed < min(self._at, self._facts_at):
            return
        facts = self._store.newest_fact()
        watched = self._turn(passed, is_news=facts != self._judged_by)
        if passed >= self._at:
            self._at = passed + next(self._pauses)
        self._facts_at = passed + _LOOK_FOR_FACTS_EVERY
        if watched:
            self._judge(watched)
        self._judged_by = facts

    def _turn(self, passed: float, *, is_news: bool) -> Sequence[WatchedEnvironment]:
        """All environments where their hour has come, else those with alerts where there are new facts."""
        watched = [*self._watchlists.environments]
        if passed >= self._at:
            return watched
        alerted = self._telling.alerted if is_news else ()
        return [one for one in watched if one.environment.name in alerted]

    def _judge(self, watched: Sequence[WatchedEnvironment]) -> None:
        """Judge some environments, remember what came of it, and tell of what hits them."""
        now = self._now()
        self._store.see([one.environment for one in watched], now)
        kept = keep_each(self._store, watched, judge_all(self._store, watched, ReadNow(), Instant(at=now)))
        hits: list[Hit] = []
        found = counts(finding for check in _noting(kept, hits) for finding in check.findings)
        _tell("judged", environments=len(watched), **{verdict.value: count for verdict, count in found.items()})
        self._telling.alert(hits)


def _noting(checks: Iterable[Check], hits: list[Hit]) -> Iterator[Check]:
    """Pass checks on and note what vulnerabilities hit."""
    for one in checks:
        hits += hits_of(one)
        yield one
