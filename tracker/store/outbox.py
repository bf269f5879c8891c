"""The outbox: what is to be sent, was sent, and is being sent by whom."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, insert, null, or_, select, update

from tracker.errors import LeaseLost
from tracker.model import Delivery, DeliveryKind, DeliveryState, Ending, NewDelivery, Told
from tracker.record import Record
from tracker.store.database import batched, reading, writing
from tracker.store.tables import delivery

# Bodies of what has ended are kept so long, for whoever wants to have it sent again.
_KEPT = timedelta(days=30)
_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.DEFERRED, DeliveryState.UNKNOWN)
_AGAIN = (*_UNDER_WAY, DeliveryState.FAILED)


class Attempt(Record):
    """One try of a delivery, with what is sent; `fence` is the number of the lease it is made under."""

    delivery: Delivery
    body: bytes
    fence: int


class Alerted(Record):
    """What a recipient was told by an alert."""

    recipient: str
    occasion: str
    message_id: str
    facts: Mapping[str, str]


class Outbox:
    """The deliveries of one database; every method is one transaction and raises StorageError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, new: Collection[NewDelivery]) -> tuple[NewDelivery, ...]:
        """Add messages, but those for an occasion for which their recipient has one; return what was added."""
        with writing(self._engine) as connection:
            known = _known(connection, {one.subscription for one in new})
            fresh = {_key(one): one for one in new if _key(one) not in known}
            if fresh:
                connection.execute(insert(delivery), [_row(one) for one in fresh.values()])
            return tuple(fresh.values())

    def told(self, *subscriptions: str) -> Mapping[str, tuple[Told, ...]]:
        """Tell by recipient which digests of some subscriptions were made, in that order."""
        wanted = (
            select(delivery.c.recipient, delivery.c.day, delivery.c.until, delivery.c.state)
            .where(delivery.c.subscription.in_(subscriptions))
            .where(delivery.c.day.is_not(None))
            .order_by(delivery.c.id)
        )
        found: dict[str, list[Told]] = defaultdict(list)
        with reading(self._engine) as connection:
            for row in connection.execute(wanted):
                reached = row.state != DeliveryState.FAILED
                found[row.recipient].append(Told(day=row.day, until=row.until, reached=reached))
        return {recipient: tuple(one) for recipient, one in found.items()}

    def alerted(self, subscription: str) -> tuple[Alerted, ...]:
        """Tell what the alerts of a subscription told, the oldest first."""
        columns = (delivery.c.recipient, delivery.c.occasion, delivery.c.message_id, delivery.c.facts)
        mine = (delivery.c.subscription == subscription) & (delivery.c.kind == DeliveryKind.ALERT.value)
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).where(mine).order_by(delivery.c.id)).all()
        return tuple(
            Alerted(
                recipient=row.recipient,
                occasion=row.occasion,
                message_id=row.message_id,
                facts=json.loads(row.facts),
            )
            for row in rows
        )

    def thread(self, subscription: str, recipient: str) -> tuple[str, ...]:
        """Give the ids of the first and the last digest of a subscription that a recipient was sent."""
        mine = (delivery.c.subscription == subscription) & (delivery.c.recipient == recipient)
        digests = mine & (delivery.c.kind == DeliveryKind.DIGEST.value)
        sent = select(delivery.c.message_id).where(digests & (delivery.c.state == DeliveryState.SENT.value))
        with reading(self._engine) as connection:
            ends = (connection.execute(sent.order_by(order).limit(1)).scalar() for order in _ENDS)
            return tuple(dict.fromkeys(one for one in ends if one))

    def begin(
        self, owner: str, now: datetime, lease_until: datetime, *, died: Collection[str] = (), only: Any = None
    ) -> Attempt | None:
        """Begin the next try that is due, and record it before anything is sent; None where none is due.

        What another owner is sending is left to it until its lease ends, unless it has died; then nobody knows how
        far it came, and it is tried again. `only` names ids.
        """
        free = (delivery.c.lease_until <= now) | delivery.c.lease_owner.in_([*died])
        left = (delivery.c.state == DeliveryState.SENDING.value) & free
        due = delivery.c.state.in_(_UNDER_WAY) & (delivery.c.due_at <= now)
        wanted = select(delivery).where(or_(due, left), delivery.c.body.is_not(None))
        if only is not None:
            wanted = wanted.where(delivery.c.id.in_([*only]))
        with writing(self._engine) as connection:
            row = connection.execute(wanted.order_by(delivery.c.made_at, delivery.c.id).limit(1)).first()
            if row is None:
                return None
            begun = {
                "state": DeliveryState.SENDING.value,
                "attempts": row.attempts + 1,
                "tried_at": now,
                "lease_owner": owner,
                "lease_until": lease_until,
                "fence": row.fence + 1,
            }
            connection.execute(update(delivery).where(delivery.c.id == row.id).values(**begun))
            now_row = connection.execute(select(delivery).where(delivery.c.id == row.id)).one()
        return Attempt(delivery=_delivery(now_row), body=row.body, fence=row.fence + 1)

    def holds(self, attempt: Attempt, now: datetime) -> bool:
        """Say whether a try is still its owner's, as it is not after a long sleep."""
        lease = select(delivery.c.fence, delivery.c.lease_until).where(delivery.c.id == attempt.delivery.id)
        with reading(self._engine) as connection:
            row = connection.execute(lease).one()
        return bool(row.fence == attempt.fence and row.lease_until and row.lease_until > now)

    def end(self, attempt: Attempt, ending: Ending, due_at: datetime | None) -> None:
        """Record how a try ended and when the next one is; raises LeaseLost where another process began one."""
        mine = (delivery.c.id == attempt.delivery.id) & (delivery.c.fence == attempt.fence)
        ended = {"state": ending.state.value, "error": ending.error, "due_at": due_at, "lease_until": null()}
        with writing(self._engine) as connection:
            if not connection.execute(update(delivery).where(mine).values(**ended)).rowcount:
                raise LeaseLost(f"the message to {attempt.delivery.recipient} is being sent by another process")

    def put_off(self, recipients: Collection[str], error: str, now: datetime, due_at: datetime) -> None:
        """Record that what is due for some recipients could not be tried, and when it is next."""
        waiting = delivery.c.state.in_((DeliveryState.PENDING.value, DeliveryState.DEFERRED.value))
        deferred = {"state": DeliveryState.DEFERRED.value, "error": error, "tried_at": now, "due_at": due_at}
        with writing(self._engine) as connection:
            for some in batched(recipients):
                due = delivery.c.recipient.in_(some) & waiting & (delivery.c.due_at <= now)
                connection.execute(update(delivery).where(due).values(**deferred))

    def senders(self) -> frozenset[str]:
        """Name who is sending, and who sent what was sent last."""
        with reading(self._engine) as connection:
            owners = select(delivery.c.lease_owner).where(delivery.c.lease_owner.is_not(None)).distinct()
            return frozenset(connection.execute(owners).scalars())

    def waiting(self, now: datetime) -> tuple[str, ...]:
        """Name the recipients for whom something is due, each once."""
        due = delivery.c.state.in_(_UNDER_WAY) & (delivery.c.due_at <= now)
        left = delivery.c.state == DeliveryState.SENDING.value
        with reading(self._engine) as connection:
            return tuple(connection.execute(select(delivery.c.recipient).where(due | left).distinct()).scalars())

    def deliveries(self, since: datetime | None = None) -> tuple[Delivery, ...]:
        """Give what was made from an instant on, or ever, and all that has a next try, the latest first."""
        wanted = select(*_SHOWN).order_by(delivery.c.made_at.desc(), delivery.c.id.desc())
        if since is not None:
            wanted = wanted.where((delivery.c.made_at >= since) | delivery.c.due_at.is_not(None))
        with reading(self._engine) as connection:
            return tuple(_delivery(row) for row in connection.execute(wanted))

    def counts(self) -> Mapping[DeliveryState, int]:
        """Count the deliveries by their state."""
        counted = select(delivery.c.state, func.count()).group_by(delivery.c.state)
        with reading(self._engine) as connection:
            return {DeliveryState(row[0]): row[1] for row in connection.execute(counted)}

    def try_again(self, ids: Collection[int] | None, now: datetime) -> tuple[int, ...]:
        """Make deliveries due now that have not come through, all or some; return which."""
        wanted = select(delivery.c.id).where(delivery.c.state.in_(_AGAIN), delivery.c.body.is_not(None))
        if ids is not None:
            wanted = wanted.where(delivery.c.id.in_([*ids]))
        again = {"state": DeliveryState.PENDING.value, "due_at": now, "attempts": 0}
        with writing(self._engine) as connection:
            found = tuple(connection.execute(wanted.order_by(delivery.c.id)).scalars())
            for some in batched(found):
                connection.execute(update(delivery).where(delivery.c.id.in_(some)).values(**again))
        return found

    def prune(self, now: datetime) -> None:
        """Drop the bodies of what has long ended; that it was sent stays known."""
        ended = delivery.c.due_at.is_(None) & delivery.c.body.is_not(None) & (delivery.c.made_at < now - _KEPT)
        under_way = delivery.c.state == DeliveryState.SENDING.value
        with reading(self._engine) as connection:
            if not connection.execute(select(exists().where(ended & ~under_way))).scalar():
                return
        with writing(self._engine) as connection:
            connection.execute(update(delivery).where(ended & ~under_way).values(body=null()))


_ENDS = (delivery.c.id, delivery.c.id.desc())
_SHOWN = [column for column in delivery.c if column.name not in {"body", "facts"}]


def _key(one: NewDelivery) -> tuple[str, str, str]:
    return one.subscription, one.recipient, one.occasion


def _known(connection: Connection, subscriptions: Collection[str]) -> frozenset[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for some in batched(subscriptions):
        columns = (delivery.c.subscription, delivery.c.recipient, delivery.c.occasion)
        mine = select(*columns).where(delivery.c.subscription.in_(some))
        found |= {(row.subscription, row.recipient, row.occasion) for row in connection.execute(mine)}
    return frozenset(found)


def _row(one: NewDelivery) -> Mapping[str, Any]:
    state = DeliveryState.QUIET if one.quiet else DeliveryState.PENDING
    return {
        "kind": one.kind.value,
        "subscription": one.subscription,
        "recipient": one.recipient,
        "occasion": one.occasion,
        "subject": one.subject,
        "message_id": one.message_id,
        "body": None if one.quiet else one.body,
        "made_at": one.made_at,
        "day": one.day,
        "until": one.until,
        "facts": json.dumps(dict(one.facts)),
        "state": state.value,
        "due_at": None if one.quiet else one.made_at,
    }


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        kind=DeliveryKind(row.kind),
        subscription=row.subscription,
        recipient=row.recipient,
        occasion=row.occasion,
        subject=row.subject,
        message_id=row.message_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        made_at=row.made_at,
        tried_at=row.tried_at,
        due_at=row.due_at,
        error=row.error,
        host=row.lease_owner.partition(":")[0] if row.lease_owner else None,
    )
