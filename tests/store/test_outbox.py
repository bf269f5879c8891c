"""The outbox: each message once, each try by one process, what was sent never forgotten."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from examples import NOW
from tracker.errors import LeaseLost
from tracker.model import DeliveryKind, DeliveryState, Ending, NewDelivery, Told
from tracker.record import replace
from tracker.store import Outbox, Store

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DIGEST = NewDelivery(
    kind=DeliveryKind.DIGEST,
    subscription="team:ops",
    recipient="ops@acme.example",
    occasion="2026-11-20",
    subject="Digest",
    message_id="<1@acme.example>",
    body=b"Subject: Digest\r\n\r\n\xff\x00",
    made_at=NOW,
    day=date(2026, 11, 20),
    until=NOW,
)
OTHER = replace(DIGEST, recipient="other@acme.example", message_id="<2@acme.example>")
ALERT = replace(
    DIGEST, kind=DeliveryKind.ALERT, occasion="CVE-1 #1", day=None, until=None, facts={"CVE-1": '{"env kafka": 1}'}
)
SENT = Ending(state=DeliveryState.SENT)
FAILED = Ending(state=DeliveryState.FAILED, error="550 no")


@pytest.fixture
def outbox(database_url: str) -> Iterator[Outbox]:
    with Store.open(database_url) as store:
        yield store.outbox


def test_an_occasion_is_put_once_for_each_recipient(outbox: Outbox) -> None:
    assert outbox.put([DIGEST, OTHER]) == (DIGEST, OTHER)
    assert outbox.put([replace(DIGEST, body=b"another")]) == ()
    assert outbox.put([replace(DIGEST, occasion="2026-11-21")])
    assert outbox.put([]) == ()
    assert len(outbox.deliveries()) == 3


def test_a_try_is_recorded_before_it_begins_and_its_body_is_the_same_each_time(outbox: Outbox) -> None:
    outbox.put([DIGEST])

    first = outbox.begin("here:1:a", NOW, NOW + MINUTE)
    assert first is not None
    assert outbox.begin("there:1:b", NOW, NOW + MINUTE) is None
    shown = outbox.deliveries()[0]
    assert (shown.state, shown.attempts, shown.tried_at, shown.host) == (DeliveryState.SENDING, 1, NOW, "here")
    outbox.end(first, Ending(state=DeliveryState.DEFERRED, error="421 later"), NOW + MINUTE)
    assert outbox.begin("here:1:a", NOW, NOW + MINUTE) is None
    second = outbox.begin("here:1:a", NOW + MINUTE, NOW + 2 * MINUTE)

    assert second is not None
    assert first.body == second.body == DIGEST.body
    assert second.delivery.attempts == 2
    outbox.end(second, SENT, None)
    assert outbox.deliveries()[0].error is None
    assert outbox.begin("here:1:a", NOW + DAY, NOW + 2 * DAY) is None
    assert outbox.counts() == {DeliveryState.SENT: 1}


@pytest.mark.parametrize("died", [True, False])
def test_what_a_process_left_is_taken_over_once_it_has_died_or_slept_too_long(outbox: Outbox, died: bool) -> None:
    outbox.put([DIGEST])
    left = outbox.begin("here:1:a", NOW, NOW + MINUTE)
    assert left is not None
    assert outbox.holds(left, NOW)
    assert outbox.senders() == {"here:1:a"}

    later = NOW if died else NOW + MINUTE
    again = outbox.begin("here:2:b", later, later + MINUTE, died=["here:1:a"] if died else [])

    assert again is not None
    assert again.delivery.attempts == 2
    assert not outbox.holds(left, NOW)
    with pytest.raises(LeaseLost, match="ops@acme.example is being sent by another process"):
        outbox.end(left, FAILED, None)
    outbox.end(again, SENT, None)
    assert outbox.deliveries()[0].state is DeliveryState.SENT


def test_only_some_are_begun_where_only_these_are_asked_for(outbox: Outbox) -> None:
    outbox.put([DIGEST, OTHER])
    second = next(one.id for one in outbox.deliveries() if one.recipient == OTHER.recipient)

    begun = outbox.begin("here:1:a", NOW, NOW + MINUTE, only=[second])

    assert begun is not None
    assert begun.delivery.recipient == OTHER.recipient
    assert outbox.begin("here:1:a", NOW, NOW + MINUTE, only=[second]) is None


def test_what_was_told_is_known_by_recipient_in_its_order(outbox: Outbox) -> None:
    outbox.put([DIGEST, OTHER, ALERT])
    outbox.put(
        [replace(DIGEST, occasion="2026-11-21", day=date(2026, 11, 21), until=NOW + DAY, made_at=NOW + DAY)]
    )
    failed = outbox.begin("here:1:a", NOW, NOW + MINUTE)
    assert failed is not None
    outbox.end(failed, FAILED, None)

    assert outbox.told("team:ops") == {
        DIGEST.recipient: (
            Told(day=date(2026, 11, 20), until=NOW, reached=False),
            Told(day=date(2026, 11, 21), until=NOW + DAY),
        ),
        OTHER.recipient: (Told(day=date(2026, 11, 20), until=NOW),),
    }
    assert outbox.told("team:other") == {}
    assert [dict(one.facts) for one in outbox.alerted("team:ops")] == [dict(ALERT.facts)]


def test_a_thread_begins_with_the_first_digest_and_goes_on_from_the_last(outbox: Outbox) -> None:
    assert outbox.thread("team:ops", DIGEST.recipient) == ()
    for number in range(3):
        outbox.put([replace(DIGEST, occasion=str(number), message_id=f"<{number}@acme.example>")])
        begun = outbox.begin("here:1:a", NOW, NOW + MINUTE)
        assert begun is not None
        outbox.end(begun, SENT, None)

    assert outbox.thread("team:ops", DIGEST.recipient) == ("<0@acme.example>", "<2@acme.example>")


def test_what_was_quiet_counts_as_told_and_is_never_sent(outbox: Outbox) -> None:
    outbox.put([replace(DIGEST, quiet=True)])

    assert outbox.begin("here:1:a", NOW + DAY, NOW + 2 * DAY) is None
    assert outbox.told("team:ops")[DIGEST.recipient][0].reached
    assert outbox.counts() == {DeliveryState.QUIET: 1}
    assert outbox.try_again(None, NOW) == ()


def test_all_that_waits_for_a_server_is_put_off_at_once(outbox: Outbox) -> None:
    outbox.put([DIGEST, OTHER])
    assert {*outbox.waiting(NOW)} == {DIGEST.recipient, OTHER.recipient}

    outbox.put_off([OTHER.recipient], "no connection", NOW, NOW + MINUTE)

    assert outbox.waiting(NOW) == (DIGEST.recipient,)
    put_off = next(one for one in outbox.deliveries() if one.recipient == OTHER.recipient)
    assert (put_off.state, put_off.error, put_off.attempts) == (DeliveryState.DEFERRED, "no connection", 0)


def test_what_did_not_come_through_is_tried_again_when_somebody_asks(outbox: Outbox) -> None:
    outbox.put([DIGEST, OTHER])
    for ending in (FAILED, SENT):
        begun = outbox.begin("here:1:a", NOW, NOW + MINUTE)
        assert begun is not None
        outbox.end(begun, ending, None)
    failed = next(one.id for one in outbox.deliveries() if one.state is DeliveryState.FAILED)

    assert outbox.try_again([failed + 1000], NOW) == ()
    assert outbox.try_again(None, NOW) == (failed,)
    assert outbox.try_again([failed], NOW) == (failed,)
    assert outbox.begin("here:1:a", NOW, NOW + MINUTE) is not None


def test_bodies_are_dropped_in_time_and_that_it_was_sent_is_not(outbox: Outbox) -> None:
    outbox.put([DIGEST, OTHER])
    begun = outbox.begin("here:1:a", NOW, NOW + MINUTE)
    assert begun is not None
    outbox.end(begun, FAILED, None)

    outbox.prune(NOW + 30 * DAY)
    assert outbox.try_again([begun.delivery.id], NOW) == (begun.delivery.id,)
    outbox.end(begun, FAILED, None)
    outbox.prune(NOW + 31 * DAY)
    outbox.prune(NOW + 31 * DAY)

    assert outbox.try_again(None, NOW + 31 * DAY) == (begun.delivery.id + 1,)
    assert outbox.put([DIGEST]) == ()
    assert outbox.deliveries(NOW + DAY) == tuple(one for one in outbox.deliveries() if one.due_at)
