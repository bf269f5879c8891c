"""Which digests are due to whom, composed and put into the outbox."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.advice.schedule import due_day, span
from tracker.model import DeliveryKind, Letter, NewDelivery, Span, Subscription, Told
from tracker.sending.message import Envelope, message_id, message_of
from tracker.sending.recipient import Recipient, recipient_of
from tracker.settings import Settings
from tracker.store import Outbox

# Writes the digests of some subscriptions, each for its span, in their order; None where there is nothing to tell.
Composer = Callable[[Settings, Sequence[tuple[Subscription, Span]], datetime], Iterable[Letter | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One digest that is due, and to whom."""

    subscription: Subscription
    span: Span
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNow:
    """The digests that are due, and the recipients of a subscription who were served that day already."""

    wanted: tuple[Wanted, ...]
    served: tuple[tuple[Subscription, Recipient], ...] = ()


def due_digests(outbox: Outbox, subscription: Subscription, now: datetime) -> tuple[Wanted, ...]:
    """Say to whom a digest is due by its schedule; those who were told of different spans get one each."""
    told = outbox.told(subscription.id)
    due: dict[Span, list[Recipient]] = defaultdict(list)
    for one in recipients(subscription):
        mine = told.get(one.name, ())
        day = due_day(subscription, mine, now)
        if day is not None:
            due[span(mine, day, now)].append(one)
    return _wanted(subscription, due)


def digests_at_once(outbox: Outbox, subscription: Subscription, now: datetime) -> DueNow:
    """Say to whom a digest can be sent whatever the hour, and who was served on this local day already."""
    told = outbox.told(subscription.id)
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    due: dict[Span, list[Recipient]] = defaultdict(list)
    served: list[tuple[Subscription, Recipient]] = []
    for one in recipients(subscription):
        mine: Sequence[Told] = told.get(one.name, ())
        if any(each.day == today for each in mine):
            served.append((subscription, one))
        else:
            due[span(mine, today, now)].append(one)
    return DueNow(wanted=_wanted(subscription, due), served=tuple(served))


def next_span(outbox: Outbox, subscription: Subscription, now: datetime) -> Span:
    """Say what a digest would tell its first recipient of if it were sent now."""
    first = recipients(subscription)[0]
    today = now.astimezone(ZoneInfo(subscription.timezone)).date()
    return span(outbox.told(subscription.id).get(first.name, ()), today, now)


def put_digests(
    settings: Settings, outbox: Outbox, wanted: Sequence[Wanted], compose: Composer, now: datetime
) -> Iterator[tuple[Wanted, tuple[NewDelivery, ...]]]:
    """Compose digests and put each into the outbox for all its recipients, or that there was nothing to tell.

    Give what was put there, without what another process was quicker with. Raises TrackerError.
    """
    sender = settings.mail_from or "tracker@localhost"
    letters = compose(settings, [(one.subscription, one.span) for one in wanted], now)
    for one, letter in zip(wanted, letters, strict=True):
        yield one, outbox.put([_delivery(outbox, one, each, letter, sender, now) for each in one.recipients])


def body_of(letter: Letter, recipient: Recipient, envelope: Envelope) -> bytes:
    """What is sent to a recipient: a message to a mailbox, Markdown to a service."""
    return letter.markdown.encode() if recipient.is_service else message_of(letter, envelope)


def recipients(subscription: Subscription) -> tuple[Recipient, ...]:
    """Whom a subscription is for, each once."""
    return tuple(recipient_of(address) for address in dict.fromkeys(subscription.to))


def _wanted(subscription: Subscription, due: Mapping[Span, Iterable[Recipient]]) -> tuple[Wanted, ...]:
    return tuple(Wanted(subscription=subscription, span=one, recipients=tuple(who)) for one, who in due.items())


def _delivery(
    outbox: Outbox, wanted: Wanted, recipient: Recipient, letter: Letter | None, sender: str, now: datetime
) -> NewDelivery:
    subscription, occasion = wanted.subscription.id, str(wanted.span.day)
    identity = message_id(sender, "digest", subscription, recipient.name, occasion)
    envelope = Envelope(
        sender=sender,
        recipient=recipient.address,
        message_id=identity,
        at=now,
        topic=subscription,
        thread=outbox.thread(subscription, recipient.name),
    )
    return NewDelivery(
        kind=DeliveryKind.DIGEST,
        subscription=subscription,
        recipient=recipient.name,
        occasion=occasion,
        subject=letter.subject if letter else "",
        message_id=identity,
        body=body_of(letter, recipient, envelope) if letter else b"",
        made_at=now,
        day=wanted.span.day,
        until=wanted.span.until,
        quiet=letter is None,
    )
