"""Who wishes to be told of what and when, as the files of a watchlists folder say."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from datetime import time

from tracker.deployed.agreements import Place
from tracker.deployed.folder import Folder
from tracker.deployed.schema import AlertModel, DigestModel, TeamAlertModel, TeamDigestModel
from tracker.errors import ConfigurationError
from tracker.model import AlertSubscription, Audience, Every, Subscription, Urgency
from tracker.record import Record, field, replace
from tracker.text import clean_line
from tracker.yaml_file import Document

_Wrong = tuple[str | None, ConfigurationError]


class Subscribed(Record):
    """All wishes that can be read, and what is wrong with others, with the environment that it concerns.

    None stands for all of them, an empty name for none that there is.
    """

    digests: tuple[Subscription, ...] = ()
    alerts: tuple[AlertSubscription, ...] = ()
    wrong: tuple[_Wrong, ...] = ()

    @property
    def errors(self) -> tuple[ConfigurationError, ...]:
        """What is wrong, each once."""
        return tuple({str(error): error for _, error in self.wrong}.values())

    def errors_of(self, environments: Collection[str]) -> tuple[ConfigurationError, ...]:
        """What is wrong with some environments and what holds for them, or with anything where none is named."""
        meant = [one for one in self.wrong if not environments or one[0] in (None, *environments)]
        return replace(self, wrong=tuple(meant)).errors


class _Wish(Record):
    """What one place says, whom it is said by (`customer:Acme`), and of which environments."""

    id: str
    said: DigestModel | AlertModel
    location: str
    customer: str | None = None
    environments: list[str] = field(default_factory=list)


def read_subscriptions(folder: Folder) -> Subscribed:
    """Read every wish of a folder, those of the team first; a bad file costs only what it says itself.

    An environment is told of in its own digest where it has one, else in its customer's; alerts likewise.
    """
    customers: dict[str, str] = {}
    wishes: dict[str, _Wish] = {}
    wrong: list[_Wrong] = []
    for name in folder.names():
        try:
            read, places = folder.said_of(name)
        except ConfigurationError as error:
            wrong.append((name, error))
            continue
        customers[name] = read.customer or name
        named = customers[name] if read.customer or len(places) > 1 else None
        for key in ("digest", "alert"):
            _add(wishes, key, name, named, places)
    team, errors = _of_the_team(folder, customers, {name for name, _ in wrong if name})
    every = (*team, *wishes.values())
    return Subscribed(
        digests=tuple(_digest(one, one.said) for one in every if isinstance(one.said, DigestModel)),
        alerts=tuple(_alert(one, one.said) for one in every if isinstance(one.said, AlertModel)),
        wrong=(*wrong, *errors),
    )


def _add(
    wishes: dict[str, _Wish], key: str, environment: str, customer: str | None, places: tuple[Place, ...]
) -> None:
    """Add an environment to the wish of the nearest place that has one."""
    for place in reversed(places):
        said = getattr(place.said, key)
        if said is not None:
            whose = f"environment:{environment}" if place is places[-1] else f"customer:{customer}"
            wish = _Wish(id=whose, said=said, location=place.location(key), customer=customer)
            wishes.setdefault(f"{key} {whose}", wish).environments.append(environment)
            return


def _of_the_team(
    folder: Folder, customers: Mapping[str, str], unread: Collection[str]
) -> tuple[list[_Wish], list[_Wrong]]:
    """Read the wishes of tracker.yaml; what names nothing that there is, is told and left out."""
    try:
        read, document = folder.team_file()
    except ConfigurationError as error:
        return [], [(None, error)]
    if document is None:
        return [], []
    wrong: list[_Wrong] = []
    wishes: list[_Wish] = []
    for key, some in (("digests", read.digests), ("alerts", read.alerts)):
        for name, said in some.items():
            location = f"{document.shown}#{document.line_of((key, name))}"
            meant = [one for one, customer in customers.items() if _is_meant(said, one, customer)]
            unknown = _unknown(document, (key, name), said, {*customers, *unread}, {*customers.values()})
            wrong += ((one, error) for error in unknown for one in meant or [""])
            if meant:
                wishes.append(_Wish(id=f"team:{name}", said=said, location=location, environments=meant))
    return wishes, wrong


def _is_meant(said: TeamDigestModel | TeamAlertModel, environment: str, customer: str) -> bool:
    if said.customers is None and said.environments is None:
        return True
    return customer in (said.customers or ()) or environment in (said.environments or ())


def _unknown(
    document: Document,
    at: tuple[str, str],
    said: TeamDigestModel | TeamAlertModel,
    environments: Collection[str],
    customers: Collection[str],
) -> Iterator[ConfigurationError]:
    named: tuple[tuple[str, list[str] | None, Collection[str]], ...] = (
        ("customers", said.customers, customers),
        ("environments", said.environments, environments),
    )
    for key, names, known in named:
        for name in names or ():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f": did you mean '{near[0]}'?" if near else ""
                told = f"{'.'.join(at)}.{key}: there is no {key[:-1]} '{clean_line(name)}' that can be read{hint}"
                yield document.error((*at, key), told)


def _digest(wish: _Wish, said: DigestModel) -> Subscription:
    audience = Audience(said.audience)
    return Subscription(
        id=wish.id,
        audience=audience,
        to=tuple(dict.fromkeys(said.to)),
        environments=tuple(wish.environments),
        at=time.fromisoformat(said.at),
        timezone=said.timezone,
        location=wish.location,
        every=Every(said.every),
        least=Urgency(said.least),
        quiet=said.quiet == "yes",
        customer=wish.customer if audience is Audience.CUSTOMER else None,
    )


def _alert(wish: _Wish, said: AlertModel) -> AlertSubscription:
    audience = Audience(said.audience)
    return AlertSubscription(
        id=wish.id,
        audience=audience,
        to=tuple(dict.fromkeys(said.to)),
        environments=tuple(wish.environments),
        urgency=Urgency(said.urgency),
        location=wish.location,
        customer=wish.customer if audience is Audience.CUSTOMER else None,
    )
