"""Telling people while the program stays up: digests at their hours, alerts soon, failed tries again."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import TypeVar

from tracker.advice.schedule import standing
from tracker.errors import ConfigurationError, StorageError, TrackerError
from tracker.log import tell
from tracker.model import (
    Alarm,
    AlertSubscription,
    Audience,
    Delivery,
    DeliveryState,
    Ending,
    Hit,
    Letter,
    Subscription,
)
from tracker.pipeline.digest import telling_of_templates, templates_of
from tracker.pipeline.sending.alerts import put_alerts
from tracker.pipeline.sending.digests import Composer, due_digests, put_digests
from tracker.pipeline.sending.post import Post, require_means
from tracker.pipeline.staying.clock import Clock
from tracker.pipeline.staying.pulse import Pulse
from tracker.pipeline.subscribing import Subscribed, subscriptions
from tracker.record import replace
from tracker.settings import Settings
from tracker.store import Outbox

_EVERY = 30.0
_AFTER_FAULT = 600.0
_PRUNE_EVERY = 86_400.0

_tell = partial(tell, __name__)
_warn = partial(tell, __name__, level=logging.WARNING)

Wish = TypeVar("Wish", Subscription, AlertSubscription)


class Telling:
    """Who is to be told, and what was looked at for them."""

    def __init__(self, settings: Settings, outbox: Outbox, compose: Composer, clock: Clock, pulse: Pulse) -> None:
        self._settings = settings
        self._outbox = outbox
        self._compose = telling_of_templates(compose, _warn_of_template)
        self._now = clock.now
        self._stop = clock.stop
        self._pulse = pulse
        self._subscribed = Subscribed()
        self._problems: Collection[str] = ()
        self._standing: dict[Subscription, tuple[date, date]] = {}
        self._later: dict[Subscription, float] = {}
        self._at = 0.0
        self._prune_at = 0.0

    def read(self) -> None:
        """Read who wishes to be told of what; what is wrong is told once, and costs only its own wish."""
        try:
            subscribed = subscriptions(self._settings)
        except ConfigurationError as error:
            subscribed = replace(self._subscribed, wrong=((None, error),))
        problems = {str(error): None for error in subscribed.errors}
        self._subscribed = Subscribed(
            digests=tuple(self._reachable(subscribed.digests, problems)),
            alerts=tuple(self._reachable(subscribed.alerts, problems)),
        )
        for text in problems:
            if text not in self._problems:
                _warn("nobody-told", error=text)
        self._problems = problems
        self._standing.clear()
        self._later.clear()

    @property
    def alerted(self) -> frozenset[str]:
        """The environments of whose vulnerabilities somebody is told at once."""
        return frozenset(name for one in self._subscribed.alerts for name in one.environments)

    def alert(self, hits: Sequence[Hit]) -> None:
        """Put into the outbox what was found just now and has to be told at once."""
        for one in self._subscribed.alerts:
            for delivery in put_alerts(self._settings, self._outbox, one, hits, self._write, self._now()):
                _tell("alert", to=delivery.recipient, subject=delivery.subject)
        self._at = 0.0

    def _write(self, alarms: Sequence[Alarm], audience: Audience) -> Letter:
        letter = templates_of(self._settings).alert(alarms, audience)
        for problem in dict.fromkeys(letter.problems):
            _warn_of_template(problem)
        return letter

    def work(self, passed: float) -> None:
        """Make the digests that are due, and hand over what is in the outbox; `passed` is the clock's."""
        if passed < self._at:
            return
        self._at = passed + _EVERY
        self._digests(passed)
        self._post()
        if passed >= self._prune_at:
            self._prune_at = passed + _PRUNE_EVERY
            self._outbox.prune(self._now())

    def _digests(self, passed: float) -> None:
        """Compose what is due, all at once; where that fails, each by itself, so that one costs only itself."""
        now = self._now()
        stands = {one: standing(one, now) for one in self._subscribed.digests}
        due = [
            one
            for one in self._subscribed.digests
            if self._standing.get(one) != stands[one] and self._later.get(one, passed) <= passed
        ]
        if len(due) > 1 and self._composed(due, now, passed, alone=False):
            self._standing |= {one: stands[one] for one in due}
            return
        for one in due:
            self._pulse.beat()
            if self._composed([one], now, passed, alone=True):
                self._standing[one] = stands[one]

    def _composed(self, due: Sequence[Subscription], now: datetime, passed: float, *, alone: bool) -> bool:
        try:
            self._put(due, now)
        except StorageError:
            raise
        except TrackerError as error:
            self._put_off(due if alone else (), str(error), passed)
        except Exception as error:  # noqa: BLE001 - a digest that meets a fault of ours must not silence the others
            fault = f"{type(error).__name__}: {error} (a fault of tracker itself)"
            self._put_off(due if alone else (), fault, passed)
        else:
            return True
        return False

    def _put(self, due: Sequence[Subscription], now: datetime) -> None:
        wanted = due_digests(self._outbox, due, now)
        if not wanted:
            return
        for one, put in put_digests(self._settings, self._outbox, wanted, self._compose, now):
            if put:
                said = None if any(not each.quiet for each in put) else "nothing to tell"
                name, many = one.subscription.id, len(put)
                _tell("digest", subscription=name, day=one.span.day, recipients=many, note=said)

    def _put_off(self, due: Iterable[Subscription], error: str, passed: float) -> None:
        for one in due:
            self._later[one] = passed + _AFTER_FAULT
            _warn("no-digest", subscription=one.id, error=error, retry_in=f"{_AFTER_FAULT:g}s")

    def _post(self) -> None:
        wishes: Iterable[Subscription | AlertSubscription] = chain(
            self._subscribed.digests, self._subscribed.alerts
        )
        addresses = [address for one in wishes for address in one.to]
        for delivery, ending in Post(self._settings, self._outbox, addresses, self._now).send_due(self._stop):
            self._pulse.beat()  # so that many messages to a slow server do not look like a hang
            _tell_ending(delivery, ending)

    def _reachable(self, wishes: Iterable[Wish], problems: dict[str, None]) -> Iterable[Wish]:
        """Leave out recipients who could not be sent anything, and say why."""
        for one in wishes:
            to = [address for address in one.to if self._has_means(address, problems)]
            if to:
                yield replace(one, to=tuple(to))

    def _has_means(self, address: str, problems: dict[str, None]) -> bool:
        try:
            require_means(self._settings, [address])
        except ConfigurationError as error:
            problems[str(error)] = None
            return False
        return True


def _warn_of_template(problem: str) -> None:
    _warn("template-not-used", error=problem, note="the one that ships was taken")


def _tell_ending(delivery: Delivery, ending: Ending) -> None:
    sent = ending.state is DeliveryState.SENT
    told = partial(_tell, "sent") if sent else partial(_warn, "not-sent", state=ending.state)
    told(kind=delivery.kind, to=delivery.recipient, occasion=delivery.occasion, error=ending.error)
