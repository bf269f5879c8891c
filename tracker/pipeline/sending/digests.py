"""Which digests are due to whom, composed and put into the outbox."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.advice.schedule import due_day, is_a_day, span, that_tell_of_it
from tracker.model import DeliveryKind, Every, Letter, NewDelivery, Span, Subscription, Told
from tracker.record import Record
from tracker.sending.message import Envelope, message_id, message_of
from tracker.sending.recipient import Recipient, recipient_of
from tracker.settings import Settings
from tracker.store import Outbox

# Writes the digests of some subscriptions, each for its span, in their order; None where there is nothing to tell.
Composer = Callable[[Settings, Sequence[tuple[Subscription, Span]], datetime], Iterable[Letter | None]]

_EVERY = [*Every]
_Due = dict[tuple[Subscription, Span], list[Recipient]]
_ToldTo = Mapping[str, tuple[Told, ...]]
# A recipient's name, and the id of the digest that they get.
_Taken = tuple[str, str]


class Wanted(Record):
    """One digest that is due, and to whom."""

    subscription: Subscription
    span: Span
    recipients: tuple[Recipient, ...]


class DueNow(Record):
    """The digests that are due, and the recipients of a subscription who were served that day already."""

    wanted: tuple[Wanted, ...]
    served: tuple[tuple[Subscription, Recipient], ...] = ()


def due_digests(outbox: Outbox, subscriptions: Iterable[Subscription], now: datetime) -> tuple[Wanted, ...]:
    """Say to whom digests are due by their schedules; those who were told of different spans get one each.

    A recipient to whom several are due gets the rarest, which tells of all, and nothing more on that local day.
    """
    due: _Due = defaultdict(list)
    taken: set[_Taken] = set()
    for subscription in sorted(subscriptions, key=_how_rare, reverse=True):
        told, others = _told(outbox, subscription)
        for one in _free(subscription, taken):
            mine = told.get(one.name, ())
            day = due_day(subscription, mine, now)
            if day is not None and not _served(subscription, others.get(one.name, ()), now):
                due[subscription, span(mine, day, now)].append(one)
                taken.add((one.name, subscription.id))
    return _wanted(due)


def digests_at_once(outbox: Outbox, subscriptions: Collection[Subscription], now: datetime) -> DueNow:
    """Say to whom a digest can be sent whatever the hour, and who was served on this local day already."""
    due: _Due = defaultdict(list)
    served: list[tuple[Subscription, Recipient]] = []
    for subscription, some in of_today(subscriptions, now).items():
        told, others = _told(outbox, subscription)
        for one in some:
            mine = told.get(one.name, ())
            if _served(subscription, (*mine, *others.get(one.name, ())), now):
                served.append((subscription, one))
            else:
                due[subscription, span(mine, _today(subscription, now), now)].append(one)
    return DueNow(wanted=_wanted(due), served=tuple(served))


def of_today(
    subscriptions: Collection[Subscription], now: datetime
) -> Mapping[Subscription, tuple[Recipient, ...]]:
    """Choose one digest for each recipient: that of which it is the day, else the most frequent."""
    found: dict[Subscription, tuple[Recipient, ...]] = {}
    taken: set[_Taken] = set()
    for one in sorted(subscriptions, key=lambda each: (not is_a_day(each, _today(each, now)), _how_rare(each))):
        found[one] = _free(one, taken)
        taken |= {(each.name, one.id) for each in found[one]}
    return {one: found[one] for one in subscriptions if found[one]}


def next_span(outbox: Outbox, subscription: Subscription, recipient: Recipient, now: datetime) -> Span:
    """Say what a digest would tell a recipient of if it were sent now."""
    told, _ = _told(outbox, subscription)
    return span(told.get(recipient.name, ()), _today(subscription, now), now)


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


def _told(outbox: Outbox, subscription: Subscription) -> tuple[_ToldTo, _ToldTo]:
    """Read what recipients were told by a digest or one that tells of it all, and by the others beside it."""
    mine = that_tell_of_it(subscription)
    others = [name for _, name in subscription.beside if name not in mine]
    return outbox.told(*mine), outbox.told(*others) if others else {}


def _free(subscription: Subscription, taken: Collection[_Taken]) -> tuple[Recipient, ...]:
    """The recipients who get none of the digests beside this one."""
    beside = [name for _, name in subscription.beside]
    return tuple(one for one in recipients(subscription) if not any((one.name, name) in taken for name in beside))


def _served(subscription: Subscription, told: Iterable[Told], now: datetime) -> bool:
    today = _today(subscription, now)
    return any(one.day == today for one in told)


def _today(subscription: Subscription, now: datetime) -> date:
    return now.astimezone(ZoneInfo(subscription.timezone)).date()


def _how_rare(subscription: Subscription) -> int:
    return _EVERY.index(subscription.every)


def _wanted(due: _Due) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(subscription=subscription, span=span, recipients=tuple(who))
        for (subscription, span), who in due.items()
    )


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
