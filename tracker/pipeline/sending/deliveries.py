"""Sending digests when somebody asks, trying them out, and looking after what was sent."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from tracker.errors import ConfigurationError, Refused, StorageError, TrackerError
from tracker.model import AlertSubscription, Delivery, DeliveryState, Ending, Letter, Subscription
from tracker.pipeline.sending.digests import (
    Composer,
    body_of,
    digests_at_once,
    next_span,
    of_today,
    put_digests,
    recipients,
)
from tracker.pipeline.sending.post import Now, Post, require_means
from tracker.pipeline.subscribing import subscriptions
from tracker.record import Record
from tracker.sending.message import Envelope, message_id
from tracker.sending.recipient import Recipient, recipient_of
from tracker.settings import Settings
from tracker.store import Store

_SHOWN = timedelta(days=7)


class Sent(Record):
    """What came of sending: each try and how it went, who had been served that day, and what was wrong.

    `quiet` are digests in which there was nothing to tell.
    """

    endings: tuple[tuple[Delivery, Ending], ...] = ()
    quiet: tuple[Subscription, ...] = ()
    served: tuple[tuple[Subscription, Recipient], ...] = ()
    errors: tuple[TrackerError, ...] = ()


class Trial(Record):
    """A digest as it would be sent now: to whom, and what; None where there is nothing to tell."""

    subscription: Subscription
    recipients: tuple[Recipient, ...]
    letter: Letter | None


def send_digests(settings: Settings, environments: Collection[str], compose: Composer, now: Now) -> Sent:
    """Send every digest that tells of some environments, or of any, whatever the hour, once on each local day.

    What could not be sent before is tried again. Raises ConfigurationError where there is none, or no means to
    send it.
    """
    wished, errors = _wished(settings, environments)
    require_means(settings, [address for one in wished for address in one.to])
    quiet: list[Subscription] = []
    with Store.open(settings.database_url) as store:
        at = now()
        due = digests_at_once(store.outbox, wished, at)
        try:
            for digest, put in put_digests(settings, store.outbox, due.wanted, compose, at):
                quiet += [digest.subscription] if any(one.quiet for one in put) else []
        except StorageError:
            raise
        except TrackerError as error:
            errors.append(error)
        endings = tuple(_send(settings, store, wished, now))
    return Sent(endings=endings, quiet=tuple(quiet), served=due.served, errors=tuple(errors))


def try_digests(
    settings: Settings, environments: Collection[str], compose: Composer, now: datetime
) -> Iterator[Trial]:
    """Compose what would be sent now, and keep nothing of it; raises TrackerError."""
    wished, errors = _wished(settings, environments)
    with Store.open(settings.database_url) as store:
        told = of_today(wished, now)
        found = [(one, next_span(store.outbox, one, some[0], now)) for one, some in told.items()]
    for (subscription, _), letter in zip(found, compose(settings, found, now), strict=True):
        yield Trial(subscription=subscription, recipients=told[subscription], letter=letter)
    for error in errors:
        raise error


def send_trial(settings: Settings, trial: Trial, address: str, now: Now) -> Ending | None:
    """Send a digest to somebody who looks at it, which counts for nothing; None where there is nothing to tell."""
    if trial.letter is None:
        return None
    recipient, sender, at = recipient_of(address), settings.mail_from or "tracker@localhost", now()
    identity = message_id(sender, "trial", trial.subscription.id, recipient.name, at.isoformat())
    envelope = Envelope(
        sender=sender, recipient=address, message_id=identity, at=at, topic=f"trial {trial.subscription.id}"
    )
    with Store.open(settings.database_url) as store:
        post = Post(settings, store.outbox, [address], now)
        return post.send_now(recipient, trial.letter.subject, body_of(trial.letter, recipient, envelope))


def deliveries(settings: Settings, now: datetime, *, every: bool = False) -> tuple[Delivery, ...]:
    """Give what was sent in the last week, or ever, and all that has a next try; nothing without a database."""
    with Store.open_existing(settings.database_url) as store:
        return store.outbox.deliveries(None if every else now - _SHOWN) if store else ()


def send_again(settings: Settings, ids: Collection[int] | None, now: Now) -> Sent:
    """Try what has not come through again, all or some; raises Refused where there is no such thing."""
    subscribed = subscriptions(settings)
    with Store.open(settings.database_url) as store:
        found = store.outbox.try_again(ids, now())
        missing = sorted({*ids} - {*found}) if ids is not None else []
        if missing:
            wrong = ", ".join(map(str, missing))
            raise Refused(f"nothing under {wrong} can be sent again: `tracker deliveries` lists what there is")
        post = _post(settings, store, (*subscribed.digests, *subscribed.alerts), now)
        return Sent(endings=tuple(post.send_due(only=found)))


def _send(
    settings: Settings, store: Store, wished: Sequence[Subscription], now: Now
) -> Iterator[tuple[Delivery, Ending]]:
    """Try what some digests have in the outbox, also what was put off until later."""
    mine = {(one.id, each.name) for one in wished for each in recipients(one)}
    made = [one for one in store.outbox.deliveries(now() - _SHOWN) if (one.subscription, one.recipient) in mine]
    store.outbox.try_again([one.id for one in made if one.state is DeliveryState.DEFERRED], now())
    waiting = [one.id for one in made if one.due_at is not None]
    return _post(settings, store, wished, now).send_due(only=waiting)


def _post(settings: Settings, store: Store, wished: Iterable[Subscription | AlertSubscription], now: Now) -> Post:
    return Post(settings, store.outbox, [address for one in wished for address in one.to], now)


def _wished(
    settings: Settings, environments: Collection[str]
) -> tuple[Sequence[Subscription], list[TrackerError]]:
    """The digests that tell of some environments, or of any, and what is wrong with others."""
    subscribed = subscriptions(settings)
    asked = frozenset(environments)
    wished = [one for one in subscribed.digests if not asked or not asked.isdisjoint(one.environments)]
    errors = subscribed.errors_of(asked)
    if not wished and not errors:
        of = f" of {', '.join(sorted(asked))}" if asked else ""
        raise ConfigurationError(
            f"nobody is to be sent a digest{of}: name them under `digest` in a watchlist file"
        )
    return wished, [*errors]
