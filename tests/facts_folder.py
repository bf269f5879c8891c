"""Facts of real components in a folder, unread: names of releases with their instants, support, vulnerabilities.

A folder holds releases/OWNER__REPO.tsv (a tag, a tab, an instant a line) with OWNER__REPO.label.json (which tags
are releases), endoflife/versions/PRODUCT.tsv (a version, a tab, a day), endoflife/products/PRODUCT.json (the
answer of endoflife.date's API v1) and osv/NAME.json (a list of records of the ecosystem Bitnami).
"""

import dataclasses
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.catalog import load_catalog
from tracker.model import Component, DateSource, UpstreamRelease, Vulnerability
from tracker.record import replace
from tracker.upstream.services import osv
from tracker.versions import tag_of

_DECISIONS = tomllib.loads((Path(__file__).parent / "data" / "truth_decisions.toml").read_text("utf-8"))
_BARE = re.compile(r"\d+(?:[._]\d+)*(?:[a-z]{1,2}(?![a-z]))?")

Rows = Sequence[tuple[str, datetime]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class RealFacts:
    """What a folder has of one component; without a `label` the rows are versions, all of them stable.

    The component is one the catalog does not know, so that nothing that ships with the program is added.
    """

    component: Component
    rows: Rows
    label: Mapping[str, Any] | None = None
    product: bytes | None = None
    records: Sequence[Mapping[str, Any]] = ()

    @property
    def name(self) -> str:
        """The component, and where its releases are from."""
        return f"{self.component.name}-{'tags' if self.label else 'versions'}"

    @property
    def sources(self) -> int:
        """How many of the three kinds of facts there are."""
        return bool(self.rows) + (self.product is not None) + bool(self.records)

    @cached_property
    def stable(self) -> Mapping[str, datetime]:
        """The stable versions and their dates, as the label tells them, but for those the catalog leaves out."""
        left_out = [re.compile(one["versions"]) for one in self._decided("left_out")]
        also = {one["tag"]: one["version"] for one in self._decided("also")}
        found: dict[str, datetime] = {}
        for name, at in self.rows:
            version = also.get(name) or _labelled(name, self.label) if self.label else name
            if version is not None and not any(one.fullmatch(version) for one in left_out):
                found[version] = min(at, found.get(version, at))
        return found

    def _decided(self, kind: str) -> Sequence[Mapping[str, str]]:
        return [one for one in _DECISIONS[kind] if one["component"] == self.component.name]

    @cached_property
    def cycles(self) -> Sequence[Mapping[str, Any]]:
        """The lines of support as the product's answer has them."""
        return json.loads(self.product)["result"]["releases"] if self.product else ()


def real_facts(folder: Path) -> Iterator[RealFacts]:
    """Give the facts of every component of the catalog, by versions and, where its tags are labelled, by tags."""
    for component in load_catalog().components():
        path = folder / "endoflife" / "products" / f"{component.endoflife}.json"
        facts = RealFacts(
            component=replace(component, catalogued=False),
            rows=_rows(folder / "endoflife" / "versions" / f"{component.endoflife}.tsv"),
            product=path.read_bytes() if path.is_file() else None,
            records=tuple(_records(folder / "osv", component)),
        )
        if facts.rows:
            yield facts
        stem = folder / "releases" / component.origin.path.replace("/", "__")
        label = Path(f"{stem}.label.json")
        if label.is_file():
            read = json.loads(label.read_text(encoding="utf-8"))
            if not read["ambiguous"]:
                yield dataclasses.replace(facts, rows=_rows(Path(f"{stem}.tsv")), label=read)


def real_releases(facts: RealFacts) -> Iterator[UpstreamRelease]:
    """The releases as an API shows them; a version is put into the tag the project would give it."""
    rule = facts.component.rule
    for name, at in facts.rows:
        tag = name if facts.label or rule is None else tag_of(name, rule)
        yield UpstreamRelease(tag=tag, title=tag, url=None, released_at=at, dated_by=DateSource.API)


def real_records(facts: RealFacts) -> Iterator[Vulnerability]:
    """The records of vulnerabilities as OSV's answer is read."""
    page = osv.read_page(json.dumps({"vulns": facts.records}).encode())
    assert page.skipped == ()
    yield from page.records


def _rows(path: Path) -> Rows:
    if not path.is_file():
        return ()
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    dated = ((name, datetime.fromisoformat(at)) for name, at in rows)
    return [(name, at if at.tzinfo else at.replace(tzinfo=UTC)) for name, at in dated]


def _records(folder: Path, component: Component) -> Iterator[Mapping[str, Any]]:
    for package in component.packages:
        path = folder / f"{package.name}.json"
        if package.ecosystem == "Bitnami" and path.is_file():
            yield from json.loads(path.read_text(encoding="utf-8"))


def _labelled(tag: str, label: Mapping[str, Any]) -> str | None:
    """The version of a tag that the label takes for a release, with dots; None for the others."""
    if tag in label["exclude_tags"]:
        return None
    for pattern in (label["tag_pattern"], *label["older_patterns"]):
        match = re.search(pattern, tag)
        if match is not None:
            named = match.groupdict().get("version") or _BARE.findall(tag)[0]
            return named if label["scheme"] == "date" else named.replace("_", ".")
    return None
