"""Who is told of what and when: one digest for each recipient and day, however many files ask for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import TypeVar

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.model import AlertSubscription, Audience, Every, Subscription, Urgency
from tracker.record import replace
from tracker.settings import Settings

__all__ = ["Subscribed", "subscriptions", "together"]

Wish = TypeVar("Wish", Subscription, AlertSubscription)
# For whom it is, the customer where it is for one that is named, and how often or from which urgency on.
_Asked = tuple[str, str | None, str]

_TEAM = "team:"
_USUAL = frozenset({Every.DAY, Urgency.CRITICAL})
_EVERY, _URGENCIES = [*Every], [*Urgency]


def subscriptions(settings: Settings) -> Subscribed:
    """Read who wishes to be told of what and when; raises ConfigurationError where there is no folder."""
    read = read_subscriptions(Folder(settings.watchlists))
    return replace(read, digests=together(read.digests), alerts=together(read.alerts))


def together(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Unite what a recipient is told: customers that are named stay apart, environments that name none do not.

    Of the `least` and `quiet` of digests that are one, the most telling hold. Recipients who are told
    of the same environments share what is returned. Its id, by which it is known what each was told, names the
    customer or the team's digest and, unless it is the usual, how often: it stays when environments come and go,
    and one id may stand for several recipients who are told of different environments.
    """
    wished: defaultdict[str, defaultdict[_Asked, list[Wish]]] = defaultdict(lambda: defaultdict(list))
    for wish in wishes:
        for address in wish.to:
            wished[address][_asked(wish)].append(wish)
    found: dict[Wish, list[Wish]] = defaultdict(list)
    for address, mine in wished.items():
        for one in _united(mine):
            found[replace(one, location="")].append(replace(one, to=(address,)))
    return tuple(replace(some[0], to=tuple(one.to[0] for one in some)) for some in found.values())


def _asked(wish: Subscription | AlertSubscription) -> _Asked:
    return wish.audience, wish.customer, _word(wish)


def _word(wish: Subscription | AlertSubscription) -> str:
    return wish.urgency if isinstance(wish, AlertSubscription) else wish.every


def _united(mine: Mapping[_Asked, Sequence[Wish]]) -> Iterator[Wish]:
    """Make one of all that one recipient asks in the same way."""
    ids = _ids({asked: min(some, key=_leading) for asked, some in mine.items()})
    for asked, some in mine.items():
        lead = replace(min(some, key=_leading), id=ids[asked], to=())
        if isinstance(lead, AlertSubscription):
            yield replace(lead, environments=_environments(some))
        else:
            others = {other[2]: other for other in mine if other[:2] == asked[:2]}
            yield _digest(lead, {Every(every): mine[other] for every, other in others.items()}, others, ids)


def _digest(
    lead: Subscription,
    by_every: Mapping[Every, Sequence[Subscription]],
    asked: Mapping[str, _Asked],
    ids: Mapping[_Asked, str],
) -> Subscription:
    """Make the digest of which `lead` says when; on its days it stands for those that are sent more often too."""
    all_of = [one for some in by_every.values() for one in some]
    told = [one for one in all_of if _EVERY.index(one.every) <= _EVERY.index(lead.every)]
    return replace(
        lead,
        timezone=min(all_of, key=_leading).timezone,
        environments=_environments(told),
        least=min((one.least for one in told), key=_URGENCIES.index),
        quiet=all(one.quiet for one in told),
        beside=tuple((every, ids[asked[every]]) for every in _EVERY if every in by_every and every != lead.every),
    )


def _environments(some: Iterable[Subscription | AlertSubscription]) -> tuple[str, ...]:
    return tuple(sorted({name for one in some for name in one.environments}))


def _leading(wish: Subscription | AlertSubscription) -> tuple[bool, bool, time, str]:
    """Order wishes by who knows best when to be told: the team itself, who names a zone, then the earliest."""
    if isinstance(wish, AlertSubscription):
        return not wish.id.startswith(_TEAM), False, time(), ""
    return not wish.id.startswith(_TEAM), wish.timezone == "UTC", wish.at, wish.timezone


def _ids(mine: Mapping[_Asked, Subscription | AlertSubscription]) -> Mapping[_Asked, str]:
    """Name the different wishes of one recipient, those of the team and those that ask for the usual first."""

    def order(asked: _Asked) -> tuple[bool, bool, str]:
        return not mine[asked].id.startswith(_TEAM), asked[2] not in _USUAL, str(asked)

    ids: dict[_Asked, str] = {}
    for asked in sorted(mine, key=order):
        ids[asked] = next(name for name in _names(mine[asked]) if name not in ids.values())
    return ids


def _names(wish: Subscription | AlertSubscription) -> Iterator[str]:
    """The ids that a wish may have, the best first: its own where the team named it."""
    if wish.id.startswith(_TEAM):
        yield wish.id
    word = _word(wish)
    if wish.audience is Audience.TEAM:
        whose = f"{_TEAM}customers"
    else:
        whose = "environments" if wish.customer is None else f"customer:{wish.customer}"
    if word in _USUAL:
        yield whose
    yield f"{whose} {word}"
