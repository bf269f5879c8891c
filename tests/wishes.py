"""Folders of watchlists that ask in many ways for digests and alerts, and who is told by them."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import strategies as st

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.pipeline.subscribing import subscriptions
from tracker.settings import Settings

CUSTOMERS = ("Acme", "Globex")
DEPLOYED = {"kafka": "3.6.1"}
Said = dict[str, Any]

_TO = st.lists(st.sampled_from(["ann@acme.example", "ben@globex.example"]), min_size=1, max_size=2, unique=True)
_AUDIENCES = st.sampled_from(["customer", "customer", "team"])


def _digests(audience: st.SearchStrategy[str]) -> st.SearchStrategy[Said]:
    some = {
        "at": st.sampled_from(["07:00", "08:00"]),
        "every": st.sampled_from(["weekday", "monday", "month", "day"]),
    }
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
