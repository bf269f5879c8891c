"""Laws of who is told: whatever files ask, each recipient is told once a day, of all that is asked and no more."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.advice.schedule import is_a_day
from tracker.deployed.subscriptions import Subscribed
from tracker.model import AlertSubscription, Audience, Subscription, Urgency
from tracker.pipeline.subscribing import together
from wishes import Said, folders, subscribed

Wish = Subscription | AlertSubscription
URGENCIES = [*Urgency]


def whose(one: Wish) -> tuple[str, str]:
    return one.audience, one.customer or ""


def word(one: Wish) -> str:
    """How often, or from which urgency on."""
    return one.urgency if isinstance(one, AlertSubscription) else one.every


def ids(found: Subscribed) -> dict[tuple[str, ...], str]:
    """The ids under which recipients are known, by what they ask."""
    wishes: list[Wish] = [*found.digests, *found.alerts]
    return {(type(one).__name__, *whose(one), word(one), address): one.id for one in wishes for address in one.to}


@settings(max_examples=50)
@given(folders())
def test_each_recipient_is_told_once_of_all_that_is_asked_and_of_no_other_customer(files: dict[str, Said]) -> None:
    wished, told = subscribed(files)
    named = {name: said.get("customer") for name, said in files.items()}

    assert ids(Subscribed(digests=together(told.digests), alerts=together(told.alerts))) == ids(told)
    pairs: list[tuple[tuple[Wish, ...], tuple[Wish, ...]]] = [
        (wished.digests, told.digests),
        (wished.alerts, told.alerts),
    ]
    for before, after in pairs:
        everyone = [(*whose(one), word(one), address) for one in after for address in one.to]
        known = [(one.id, address) for one in after for address in one.to]
        assert len(everyone) == len(set(everyone))
        assert len(known) == len(set(known))
        asked, got = (
            {(*whose(one), word(one), to, name) for one in some for to in one.to for name in one.environments}
            for some in (before, after)
        )
        assert asked <= got
        assert {(*one[:2], *one[3:]) for one in got} == {(*one[:2], *one[3:]) for one in asked}
        for one in after:
            assert len(set(one.environments)) == len(one.environments)
            if one.audience is Audience.CUSTOMER:
                assert {named[name] for name in one.environments} == {one.customer}


@settings(max_examples=50)
@given(folders(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_recipient_has_one_digest_on_a_day_and_it_tells_of_all_that_is_asked_for_that_day(
    files: dict[str, Said], start: date
) -> None:
    """Of those for one customer that is named, for environments that name none, or for the team."""
    wished, told = subscribed(files)
    for key in {(whose(one), to) for one in told.digests for to in one.to}:
        mine, asked = (
            [one for one in some if whose(one) == key[0] and key[1] in one.to]
            for some in (told.digests, wished.digests)
        )
        assert len({one.timezone for one in mine}) == 1
        for day in (start + timedelta(days=number) for number in range(40)):
            due = [one for one in asked if is_a_day(one, day)]
            sent = [one for one in mine if is_a_day(one, day)]
            assert len(sent) == bool(due)
            for one in sent:
                assert {name for each in due for name in each.environments} <= {*one.environments}
                assert URGENCIES.index(one.least) <= min(URGENCIES.index(each.least) for each in due)
                assert not one.quiet or all(each.quiet for each in due)


@settings(max_examples=30)
@given(folders())
def test_ids_stay_when_files_are_renamed_and_environments_come_that_ask_the_same(files: dict[str, Said]) -> None:
    copied = {f"a-{name}": said for name, said in files.items() if "deployed" in said}
    agreed = {name: said for name, said in files.items() if "deployed" not in said}
    before = ids(subscribed(files)[1])

    assert ids(subscribed(agreed | copied)[1]) == before
    assert ids(subscribed(files | copied)[1]) == before
