"""What is wrong with the files of a catalog, beyond what reading them finds."""

from collections import defaultdict
from collections.abc import Iterator

from tracker.catalog.facts import load_facts
from tracker.catalog.lookup import Catalog
from tracker.errors import ConfigurationError
from tracker.model import BundledFacts, Component, TagRule
from tracker.record import Record
from tracker.versions import Kind, read_tags, tag_of
from tracker.yaml_file import Document, laid_over
from tracker.yaml_problems import KeyPath

# Versions of every shape, for components of which none is known.
_SAMPLES = (
    "1.2.3",
    "0.12.3",
    "1.2.3.4",
    "12.3",
    "400",
    "2024-05-10T01-41-38Z",
    "2024.5.1",
    "1.2.3-01",
    "1.2",
    "4_2_0",
)


class Remark(Record):
    """One thing to say of a component's file; `wrong` where it should be mended."""

    component: str
    text: str
    wrong: bool = True


def audit(catalog: Catalog) -> Iterator[Remark]:
    """Look at every file: its keys, its pattern, what it refers to, what others claim, what is said twice."""
    readable: list[Component] = []
    for name in catalog.names():
        try:
            readable.append(catalog.component(name))
        except ConfigurationError as error:
            yield Remark(component=name, text=str(error))
    for one in readable:
        yield from _unread_format(catalog, one)
        yield from _unknown_references(catalog, one)
        if one.name in catalog.corrections():
            yield from _repetitions(catalog, one)
    yield from _claimed_twice(catalog, readable)


def _unread_format(catalog: Catalog, one: Component) -> Iterator[Remark]:
    """Tell of a pattern that reads no tag that the format writes, or none that the project has."""
    facts, rule = load_facts(one.name) if one.catalogued else None, one.rule
    if rule is None:
        return
    place = ("tags", "pattern")
    if not any(_is_read(tag_of(version, rule), rule) for version in _versions(facts)):
        text = f"tags.pattern: reads none of the tags that tags.format '{rule.tag_format}' writes"
        yield _remark(catalog, one, place, text)
    elif facts and facts.tagged and not any(_is_read(tag, rule) for tag, _ in facts.releases):
        text = f"tags.pattern: reads none of the {len(facts.releases)} tags known of {one.repository}"
        yield _remark(catalog, one, place, text)


def _versions(facts: BundledFacts | None) -> Iterator[str]:
    if facts and not facts.tagged:
        yield from (version for version, _ in reversed(facts.releases))
    yield from _SAMPLES


def _is_read(tag: str, rule: TagRule) -> bool:
    (reading,) = read_tags([tag], rule)
    return reading.kind is Kind.STABLE


def _unknown_references(catalog: Catalog, one: Component) -> Iterator[Remark]:
    for place, name in enumerate(one.replaced_by):
        if catalog.find(name) is None:
            near = catalog.nearest(name)
            hint = f", did you mean '{near}'?" if near else ""
            yield _remark(
                catalog, one, ("replaced_by", place), f"replaced_by: there is no component '{name}'{hint}"
            )
    facts = load_facts(one.name) if one.catalogued else None
    source = facts.support.source if facts and facts.support else ""
    if one.endoflife and not source.endswith(f"/{one.endoflife}"):
        text = f"endoflife: no support dates of the product '{one.endoflife}' ship with the program"
        yield _remark(catalog, one, ("endoflife",), text)


def _repetitions(catalog: Catalog, one: Component) -> Iterator[Remark]:
    """Tell of corrections that say what the catalog says by now."""
    below, *above = catalog.documents(one.name)
    if not above:
        return
    (own,) = above
    same = [key for key, value in own.content.items() if laid_over(below.content, {key: value}) == below.content]
    if len(same) == len(own.content):
        text = f"{own.shown}: the catalog says all of this by now: remove the file"
        yield Remark(component=one.name, text=text, wrong=False)
        return
    for key in same:
        text = f"{own.shown} line {own.line_of((key,))}: {key}: the catalog says the same by now: remove it"
        yield Remark(component=one.name, text=text, wrong=False)


def _claimed_twice(catalog: Catalog, components: list[Component]) -> Iterator[Remark]:
    claims: dict[tuple[str, str], list[tuple[Component, KeyPath]]] = defaultdict(list)
    for one in components:
        for kind, text, place in _claims(one):
            claims[kind, text.casefold()].append((one, place))
    for (kind, text), claimants in claims.items():
        owners = {one.name for one, _ in claimants}
        for one, place in claimants if len(owners) > 1 else ():
            others = ", ".join(sorted(owners - {one.name}))
            key = ".".join(str(part) for part in place) or "its name"
            yield _remark(catalog, one, place, f"{key}: the {kind} '{text}' is also that of {others}")


def _claims(one: Component) -> Iterator[tuple[str, str, KeyPath]]:
    """List what only one component may be called, with the key that says so."""
    yield "name", one.name, ()
    at = f"{one.origin.url}/" if one.origin.url else ""
    yield "repository", at + one.repository, ("repository",)
    yield from (("name", alias, ("aliases", place)) for place, alias in enumerate(one.aliases))
    for key, kind in {"images": "image", "charts": "chart", "charms": "charm", "purls": "purl"}.items():
        for place, name in enumerate(getattr(one.known_as, key)):
            yield kind, name, ("known_as", key, place)


def _remark(catalog: Catalog, one: Component, place: KeyPath, text: str) -> Remark:
    """Say where in the component's files the key stands."""
    document = _document_of(catalog.documents(one.name), place)
    return Remark(component=one.name, text=f"{document.shown} line {document.line_of(place)}: {text}")


def _document_of(documents: tuple[Document, ...], place: KeyPath) -> Document:
    return next((one for one in reversed(documents) if place in one.lines), documents[-1])
