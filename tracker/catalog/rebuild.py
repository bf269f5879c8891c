"""Write the bundled facts anew: `python -m tracker.catalog.rebuild FOLDER`.

FOLDER holds `endoflife/versions/PRODUCT.tsv` (version, day), `endoflife/products/PRODUCT.json` (the answer of
endoflife.date's API v1) and `releases/OWNER__REPO.tsv` (tag, instant).
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tracker.catalog.facts import FACTS, facts_text
from tracker.catalog.lookup import Catalog, load_catalog
from tracker.model import BundledFacts, Component, SupportFacts
from tracker.product import Product, read_product
from tracker.versions import read_tags, tag_of

DatedName = tuple[str, date]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, rebuild, and tell what was written."""
    parser = argparse.ArgumentParser(prog="python -m tracker.catalog.rebuild")
    parser.add_argument("folder", type=Path, help="where endoflife/ and releases/ are")
    parser.add_argument("--into", type=Path, default=FACTS, help="where NAME.json files are written")
    chosen = parser.parse_args(arguments)
    if not any((chosen.folder / part).is_dir() for part in ("endoflife", "releases")):
        parser.error(f"{chosen.folder} has neither endoflife/ nor releases/ in it")
    for line in rebuild(chosen.folder, chosen.into, load_catalog()):
        sys.stdout.write(line + "\n")


def rebuild(folder: Path, into: Path, catalog: Catalog) -> Iterable[str]:
    """Write a file for each component the folder knows, remove the others, and yield a line on each."""
    into.mkdir(parents=True, exist_ok=True)
    for name in catalog.names():
        component = catalog.find(name)
        facts = component and gather(folder, component)
        path = into / f"{name}.json"
        if not facts:
            path.unlink(missing_ok=True)
            yield f"{name}: nothing known"
            continue
        path.write_text(facts_text(facts), encoding="utf-8", newline="\n")
        lines = len(facts.support.lines) if facts.support else 0
        yield f"{name}: {len(facts.releases)} releases, {lines} support lines, as of {facts.day}"


def gather(folder: Path, component: Component) -> BundledFacts | None:
    """Collect the facts of one component: the versions endoflife.date has, else its repository's tags.

    Where releases are published there and nowhere else, they are what the product's page names.
    """
    product = _product(folder, component)
    support = product.support if product else None
    versions = folder / "endoflife" / "versions" / f"{component.endoflife}.tsv"
    tags = folder / "releases" / f"{component.repository.replace('/', '__')}.tsv"
    if product and support and component.origin.kind == "endoflife":
        listed = {one.name: one.day for one in product.releases if one.day}
        named = {**(dict(_rows(versions)) if versions.is_file() else {}), **listed}
        return _facts(component, named.items(), day=support.day, tagged=True, support=support)
    if product and support and versions.is_file():
        # The list of versions may not have the newest one of each line yet.
        named = {**dict(product.latest), **dict(_rows(versions))}
        return _facts(component, named.items(), day=support.day, tagged=False, support=support)
    if tags.is_file():
        rows = _rows(tags)
        day = max(day for _, day in rows)
        return _facts(component, rows, day=day, tagged=True, support=support)
    return None


def _facts(
    component: Component,
    named: Iterable[DatedName],
    *,
    day: date,
    tagged: bool,
    support: SupportFacts | None,
) -> BundledFacts:
    """Keep what the component's own rule reads, oldest first and, on one day, lowest first."""
    rule = component.rule
    tags = {name if tagged or rule is None else tag_of(name, rule): (name, day) for name, day in named}
    read = [reading for reading in read_tags(list(tags), rule) if reading.version is not None]
    read.sort(key=lambda reading: (tags[reading.tag][1], reading.version, reading.tag))
    return BundledFacts(
        day=day, releases=tuple(tags[reading.tag] for reading in read), tagged=tagged, support=support
    )


def _rows(path: Path) -> list[DatedName]:
    """Read lines of a name, a tab, and a day or an instant."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(name, date.fromisoformat(instant[:10])) for name, instant in rows]


def _product(folder: Path, component: Component) -> Product | None:
    path = folder / "endoflife" / "products" / f"{component.endoflife}.json"
    return read_product(path.read_bytes()) if path.is_file() else None


if __name__ == "__main__":
    main()
