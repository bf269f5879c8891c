"""Laws of who is told: whatever files ask, each recipient is told once, of all that is asked and no more."""

from collections.abc import Sequence

from hypothesis import given, settings

from tracker.deployed.subscriptions import Subscribed
from tracker.model import AlertSubscription, Audience, Subscription
from tracker.pipeline.subscribing import together
from wishes import Said, folders, subscribed

Wishes = Sequence[Subscription | AlertSubscription]


def asked(one: Subscription | AlertSubscription) -> tuple[object, ...]:
    """What a subscription asks, whoever is told of which environments."""
    if isinstance(one, AlertSubscription):
        return one.audience, one.customer, one.urgency
    return one.audience, one.customer, one.every, one.at, one.timezone, one.least, one.quiet


def ids(found: Subscribed) -> dict[tuple[object, ...], str]:
    """The ids under which recipients are known, by what they ask."""
    wishes: list[Subscription | AlertSubscription] = [*found.digests, *found.alerts]
    return {(asked(one), address): one.id for one in wishes for address in one.to}


@settings(max_examples=50)
@given(folders())
def test_each_recipient_is_told_once_of_all_that_is_asked_and_of_no_other_customer(files: dict[str, Said]) -> None:
    wished, told = subscribed(files)
    customers = {name: said.get("customer", name) for name, said in files.items()}

    pairs: list[tuple[Wishes, Wishes]] = [(wished.digests, told.digests), (wished.alerts, told.alerts)]
    assert ids(Subscribed(digests=together(told.digests), alerts=together(told.alerts))) == ids(told)
    for before, after in pairs:
        everyone = [(asked(one), address) for one in after for address in one.to]
        known = [(one.id, address) for one in after for address in one.to]
        assert len(everyone) == len(set(everyone))
        assert len(known) == len(set(known))
        assert {(asked(one), to, name) for one in before for to in one.to for name in one.environments} == {
            (asked(one), to, name) for one in after for to in one.to for name in one.environments
        }
        for one in after:
            assert len(set(one.environments)) == len(one.environments)
            if one.audience is Audience.CUSTOMER:
                assert {customers[name] for name in one.environments} == {one.customer}


@settings(max_examples=30)
@given(folders())
def test_ids_stay_when_files_are_renamed_and_environments_come_that_ask_the_same(files: dict[str, Said]) -> None:
    """An environment that names no customer is one by its own name, so a renamed one is another."""
    kept = {name: said for name, said in files.items() if "customer" in said or "deployed" not in said}
    copied = {f"a-{name}": said for name, said in kept.items() if "deployed" in said}
    agreed = {name: said for name, said in kept.items() if "deployed" not in said}
    before = ids(subscribed(kept)[1])

    assert ids(subscribed(agreed | copied)[1]) == before
    assert ids(subscribed(kept | copied)[1]) == before
