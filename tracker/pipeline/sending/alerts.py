"""Telling of vulnerabilities at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from tracker.advice.alerts import alarms_for, facts_of, news_among, times_told
from tracker.model import Alarm, AlertFacts, AlertSubscription, Audience, DeliveryKind, Hit, Letter, NewDelivery
from tracker.pipeline.sending.digests import body_of
from tracker.sending.message import Envelope, message_id
from tracker.sending.recipient import Recipient, recipient_of
from tracker.settings import Settings
from tracker.store import Alerted, Outbox

# So many at once are one message, as where alerts have just been asked for.
_BULK = 5

# Writes about some vulnerabilities to the team or to a customer.
Writer = Callable[[Sequence[Alarm], Audience], Letter]


def put_alerts(
    settings: Settings,
    outbox: Outbox,
    subscription: AlertSubscription,
    hits: Iterable[Hit],
    write: Writer,
    now: datetime,
) -> tuple[NewDelivery, ...]:
    """Put into the outbox what a subscription has to be told now, each thing once; return what was put there."""
    alarms = alarms_for(subscription, hits)
    if not alarms:
        return ()
    told: dict[str, list[Alerted]] = defaultdict(list)
    for one in outbox.alerted(subscription.id):
        told[one.recipient].append(one)
    return outbox.put(
        [
            delivery
            for recipient in map(recipient_of, dict.fromkeys(subscription.to))
            for delivery in _for_one(settings, subscription, recipient, alarms, told[recipient.name], write, now)
        ]
    )


def _for_one(
    settings: Settings,
    subscription: AlertSubscription,
    recipient: Recipient,
    alarms: Sequence[Alarm],
    told: Sequence[Alerted],
    write: Writer,
    now: datetime,
) -> Iterable[NewDelivery]:
    known = [one.facts for one in told]
    news = news_among(alarms, known)
    together = [news] if len(news) > _BULK else [(one,) for one in news]
    for some in together:
        letter = write(some, subscription.audience)
        yield _delivery(settings, subscription, recipient, some, letter, told, now)


def _delivery(
    settings: Settings,
    subscription: AlertSubscription,
    recipient: Recipient,
    alarms: Sequence[Alarm],
    letter: Letter,
    told: Sequence[Alerted],
    now: datetime,
) -> NewDelivery:
    sender = settings.mail_from or "tracker@localhost"
    facts: AlertFacts = dict(facts_of(one) for one in alarms)
    occasion = _occasion(alarms, facts, [one.facts for one in told])
    identity = message_id(sender, "alert", subscription.id, recipient.name, occasion)
    envelope = Envelope(
        sender=sender,
        recipient=recipient.address,
        message_id=identity,
        at=now,
        topic=f"alert {subscription.id}",
        thread=_thread(alarms, told),
    )
    return NewDelivery(
        kind=DeliveryKind.ALERT,
        subscription=subscription.id,
        recipient=recipient.name,
        occasion=occasion,
        subject=letter.subject,
        message_id=identity,
        body=body_of(letter, recipient, envelope),
        made_at=now,
        facts=facts,
    )


def _occasion(alarms: Sequence[Alarm], facts: AlertFacts, told: Sequence[AlertFacts]) -> str:
    """Name what is told and the number of times it was told of, so that two programs that find it tell it once."""
    times = sum(times_told(one, told) for one in alarms)
    if len(alarms) == 1:
        return f"{alarms[0].ids[0]} #{times + 1}"
    said = "\n".join(f"{ids} {states}" for ids, states in sorted(facts.items()))
    return f"{len(alarms)} vulnerabilities #{times + 1} {sha256(said.encode()).hexdigest()[:16]}"


def _thread(alarms: Sequence[Alarm], told: Sequence[Alerted]) -> tuple[str, ...]:
    """The ids of the messages that told of the same vulnerability before."""
    if len(alarms) > 1:
        return ()
    ids = frozenset(alarms[0].ids)
    return tuple(one.message_id for one in told if _names(one.facts, ids))[-10:]


def _names(facts: Mapping[str, str], ids: frozenset[str]) -> bool:
    return any(not ids.isdisjoint(names.split()) for names in facts)
