"""Who is told of what and when: one digest for each recipient, however many files ask for it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.model import AlertSubscription, Audience, Every, Subscription, Urgency
from tracker.settings import Settings

__all__ = ["Subscribed", "subscriptions", "together"]

Wish = TypeVar("Wish", Subscription, AlertSubscription)
# For whom it is, the customer where it is for one, and what is asked in words.
_Asked = tuple[str, str, tuple[str, ...]]

_TEAM = "team:"
_USUAL = frozenset({Every.DAY, Urgency.CRITICAL, "07:30", "UTC", Urgency.LOW, "always"})


def subscriptions(settings: Settings) -> Subscribed:
    """Read who wishes to be told of what and when; raises ConfigurationError where there is no folder."""
    read = read_subscriptions(Folder(settings.watchlists))
    return replace(read, digests=together(read.digests), alerts=together(read.alerts))


def together(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Unite what asks the same for the same recipient; two customers are never united.

    Recipients who are told of the same environments share what is returned. Its id, by which it is known what each
    was told, names the customer or the team's digest and, unless it is the usual, what it asks: it stays when
    environments come and go, and one id may stand for several recipients who are told of different environments.
    """
    wished: defaultdict[str, defaultdict[_Asked, list[Wish]]] = defaultdict(lambda: defaultdict(list))
    for wish in wishes:
        for address in wish.to:
            wished[address][_asked(wish)].append(wish)
    united: dict[tuple[str, _Asked, tuple[str, ...]], list[str]] = defaultdict(list)
    first: dict[tuple[str, _Asked, tuple[str, ...]], Wish] = {}
    for address, mine in wished.items():
        ids = _ids({asked: some[0] for asked, some in mine.items()})
        for asked, some in mine.items():
            key = (ids[asked], asked, tuple(sorted({name for one in some for name in one.environments})))
            united[key].append(address)
            first.setdefault(key, some[0])
    return tuple(replace(first[key], id=key[0], to=tuple(to), environments=key[2]) for key, to in united.items())


def _asked(wish: Subscription | AlertSubscription) -> _Asked:
    return wish.audience, wish.customer or "", _words(wish)


def _words(wish: Subscription | AlertSubscription) -> tuple[str, ...]:
    """What is asked, with that first which is always in an id, unless it is the usual."""
    if isinstance(wish, AlertSubscription):
        return (wish.urgency,)
    quiet = "quiet" if wish.quiet else "always"
    return wish.every, wish.at.isoformat("minutes"), wish.timezone, wish.least, quiet


def _ids(mine: Mapping[_Asked, Subscription | AlertSubscription]) -> Mapping[_Asked, str]:
    """Name the different wishes of one recipient, those that ask for the usual first."""
    ids: dict[_Asked, str] = {}
    for asked in sorted(mine, key=lambda one: (not mine[one].id.startswith(_TEAM), len(_unusual(mine[one])), one)):
        ids[asked] = next(name for name in _names(mine[asked]) if name not in ids.values())
    return ids


def _names(wish: Subscription | AlertSubscription) -> Iterator[str]:
    """The ids that a wish may have, the best first: its own where the team named it."""
    if wish.id.startswith(_TEAM):
        yield wish.id
    whose = f"{_TEAM}customers" if wish.audience is Audience.TEAM else f"customer:{wish.customer}"
    words, unusual = _words(wish), _unusual(wish)
    for some in (unusual[: words[0] in unusual], unusual, words):
        yield " ".join((whose, *some))


def _unusual(wish: Subscription | AlertSubscription) -> Sequence[str]:
    return [word for word in _words(wish) if word not in _USUAL]
