"""What the palette offers: places to go, what the keys do now, and themes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from tracker.record import Record
from tracker.text import clean_line
from tui.keys import Offer, key_name
from tui.matching import Candidate, Candidates, Parts, Together
from tui.place import Destination, Place
from tui.source import Contents
from tui.words import counted


class Kind(StrEnum):
    """What an entry is, as it stands at its right."""

    SCREEN = "screen"
    ENVIRONMENT = "environment"
    CUSTOMER = "customer"
    COMPONENT = "component"
    VULNERABILITY = "vulnerability"
    FINDING = "finding"
    ACTION = "action"
    THEME = "theme"


class Wear(Record):
    """Choose a theme."""

    theme: str


class Entry(Record):
    """A line of the palette and what choosing it does; `why_not` says why it does nothing now."""

    kind: Kind
    name: str
    about: str
    deed: Destination | Offer | Wear
    key: str = ""
    why_not: str | None = None


def candidate(entry: Entry) -> Candidate:
    """Make an entry findable."""
    return Candidate(entry.name.casefold(), entry.about.casefold(), entry)


def entry_of(found: Candidate) -> Entry:
    """The entry of what was found."""
    return found.what if isinstance(found.what, Entry) else _somewhere(*cast("tuple[str, str]", found.what))


def _somewhere(environment: str, name: str) -> Entry:
    return Entry(
        kind=Kind.FINDING,
        name=f"{clean_line(name)} in {clean_line(environment)}",
        about="",
        deed=Destination(Place("environment", environment), row=name),
    )


@dataclass(frozen=True, slots=True)
class _Everywhere:
    """What is deployed where, as an environment and a name there; as entries, 60,000 of them would hold 13 MB."""

    everything: Sequence[Contents]
    names: Mapping[str, str]

    def __len__(self) -> int:
        return sum(len(one.deployed) for one in self.everything)

    def __iter__(self) -> Iterator[Parts]:
        names = self.names
        for one in self.everything:
            environment, end = one.environment, f" in {clean_line(one.environment)}".casefold()
            for name, _ in one.deployed:
                yield names[name] + end, "", (environment, name)


def deployed_candidates(everything: Sequence[Contents], component_screen: str) -> Candidates:
    """Offer what `deployed_entries` does, and after it what is deployed where."""
    names = {name: clean_line(name).casefold() for one in everything for name, _ in one.deployed}
    entries = tuple(map(candidate, deployed_entries(everything, component_screen)))
    return Together((entries, _Everywhere(everything, names)))


def screen_entries(words: Mapping[str, str], offered: Iterable[Offer]) -> Iterator[Entry]:
    """Offer the screens, each with its words."""
    keys = {offer.id: key_name(offer.keys[0]) for offer in offered}
    for name, about in words.items():
        wanted = Destination(Place(name))
        yield Entry(kind=Kind.SCREEN, name=_title(name), about=about, deed=wanted, key=keys.get(f"go.{name}", ""))


def _title(name: str) -> str:
    return name.replace("_", "-").capitalize()


def action_entries(screens: Iterable[str], offered: Iterable[Offer]) -> Iterator[Entry]:
    """Offer what the keys do now, but for moving about and for what is offered as a screen."""
    spared = {"program.palette", *(f"go.{name}" for name in screens)}
    for offer in offered:
        if offer.id not in spared and not offer.id.startswith("move."):
            yield Entry(
                kind=Kind.ACTION,
                name=offer.explanation,
                about=f"not now: {offer.why_not}" if offer.why_not else "",
                deed=offer,
                key=key_name(offer.keys[0]),
                why_not=offer.why_not,
            )


def theme_entries(themes: Iterable[tuple[str, str]], worn: str) -> Iterator[Entry]:
    """Offer the themes."""
    for name, about in themes:
        said = f"{about}, in use" if name == worn else about
        yield Entry(kind=Kind.THEME, name=f"Theme {name}", about=said, deed=Wear(theme=name))


def recent_entries(places: Iterable[Place]) -> Iterator[Entry]:
    """Offer the places where the reader was."""
    for place in places:
        kind = Kind.ENVIRONMENT if place.screen == "environment" else Kind.SCREEN
        words = [] if kind is Kind.ENVIRONMENT else [_title(place.screen)]
        name = " of ".join([*words, *([clean_line(place.about)] if place.about else [])])
        yield Entry(kind=kind, name=name, about="where you were", deed=Destination(place))


def deployed_entries(everything: Sequence[Contents], component_screen: str) -> Iterator[Entry]:
    """Offer the environments, their customers, and the components."""
    for one in everything:
        yield _environment(one)
    customers = dict.fromkeys(one.customer for one in everything if one.customer)
    for customer in customers:
        environments = sum(one.customer == customer for one in everything)
        yield Entry(
            kind=Kind.CUSTOMER,
            name=clean_line(customer),
            about=counted(environments, "environment"),
            deed=Destination(Place("portfolio"), customer=customer),
        )
    for component in sorted({component for one in everything for _, component in one.deployed}):
        wanted = Destination(Place(component_screen), filter=f"component:{component}")
        yield Entry(kind=Kind.COMPONENT, name=clean_line(component), about="", deed=wanted)


def vulnerability_candidates(open_ones: Iterable[tuple[str, int]]) -> Candidates:
    """Offer vulnerabilities that are open, each with the number of entries it is open for."""
    return tuple(candidate(_vulnerability(name, count)) for name, count in open_ones)


def _vulnerability(name: str, count: int) -> Entry:
    told = "open for 1 entry" if count == 1 else f"open for {count:,} entries"
    wanted = Destination(Place("fleet"), filter=f"vulnerability:{name}")
    return Entry(kind=Kind.VULNERABILITY, name=clean_line(name), about=told, deed=wanted)


def _environment(one: Contents) -> Entry:
    return Entry(
        kind=Kind.ENVIRONMENT,
        name=clean_line(one.environment),
        about=clean_line(", ".join(filter(None, (one.customer, one.tier)))),
        deed=Destination(Place("environment", one.environment)),
    )
