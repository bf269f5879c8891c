"""Laws of who is told: whatever files ask, each recipient is told once, of all that is asked and no more."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.model import AlertSubscription, Audience, Subscription
from tracker.pipeline.subscribing import subscriptions, together
from tracker.settings import Settings

CUSTOMERS = ("Acme", "Globex")
DEPLOYED = {"kafka": "3.6.1"}
Said = dict[str, Any]
Wishes = Sequence[Subscription | AlertSubscription]

_TO = st.lists(st.sampled_from(["ann@acme.example", "ben@globex.example"]), min_size=1, max_size=2, unique=True)
_AUDIENCES = st.sampled_from(["customer", "customer", "team"])


def _digests(audience: st.SearchStrategy[str]) -> st.SearchStrategy[Said]:
    some = {"at": st.sampled_from(["07:00", "08:00"]), "every": st.sampled_from(["monday", "day"])}
    rare = {"least": st.just("high"), "quiet": st.just("yes"), "timezone": st.just("Europe/Berlin")}
    return st.fixed_dictionaries({"to": _TO, "audience": audience}, optional={**some, **rare})


def _alerts(audience: st.SearchStrategy[str]) -> st.SearchStrategy[Said]:
    urgency = st.sampled_from(["critical", "high"])
    return st.fixed_dictionaries({"to": _TO, "audience": audience}, optional={"urgency": urgency})


_WISHES = st.fixed_dictionaries({}, optional={"digest": _digests(_AUDIENCES), "alert": _alerts(_AUDIENCES)})
_SOME = st.fixed_dictionaries({}, optional={"customers": st.lists(st.sampled_from(CUSTOMERS), max_size=2)})
_ENVIRONMENTS = st.lists(
    st.tuples(_WISHES, st.fixed_dictionaries({}, optional={"customer": st.sampled_from(CUSTOMERS)})),
    min_size=1,
    max_size=6,
)


@st.composite
def folders(draw: st.DrawFn) -> dict[str, Said]:
    """The files of a folder, by name without `.yaml`."""
    found = {
        f"env-{number}": {**customer, **wish, "deployed": DEPLOYED}
        for number, (wish, customer) in enumerate(draw(_ENVIRONMENTS))
    }
    found["customers"] = {one: draw(_WISHES) for one in CUSTOMERS}
    team = st.just("team")
    found["tracker"] = {
        "digests": {name: {**draw(_digests(team)), **draw(_SOME)} for name in ("ops", "customers")},
        "alerts": {"pager": {**draw(_alerts(team)), **draw(_SOME)}},
    }
    return found


def subscribed(files: dict[str, Said]) -> tuple[Subscribed, Subscribed]:
    """What the files ask, and who is told."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, said in files.items():
            if said:
                (folder / f"{file}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
        return read_subscriptions(Folder(folder)), subscriptions(Settings(watchlists=folder))


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
