"""Components of the catalog as a table and as JSON."""

import json
from collections.abc import Sequence

from tracker.model import Component
from tracker.report.layout import columns

_HEADINGS = ("NAME", "REPOSITORY", "ALSO CALLED")
_FEW = 10


def components_text(components: Sequence[Component], *, width: int) -> str:
    """A line a component, and for a few of them how to read the deployed version."""
    rows = [_HEADINGS, *(_row(one) for one in components)]
    count = "1 component" if len(components) == 1 else f"{len(components)} components"
    lines = [*columns(rows, width, giving_way=(2, 1)), "", f"{count}."]
    if 0 < len(components) <= _FEW:
        lines += ["", "How the deployed version is read:"]
        lines += [f"  {one.name}: {command}" for one in components for command in one.version_command]
    return "\n".join(lines) + "\n"


def components_json(components: Sequence[Component]) -> str:
    """Components as `tracker.catalog/1`."""
    whole = {"schema": "tracker.catalog/1", "components": [_plain(one) for one in components]}
    return json.dumps(whole, indent=2) + "\n"


def _row(one: Component) -> Sequence[str]:
    over = f" ({one.status})" if one.status.value in {"abandoned", "replaced"} else ""
    return (one.name + over, one.repository, ", ".join(one.aliases))


def _plain(one: Component) -> dict[str, object]:
    known_as = one.known_as
    return {
        "name": one.name,
        "title": one.title,
        "aliases": [*one.aliases],
        "repository": one.repository,
        "source": {"kind": one.origin.kind, "path": one.origin.path, "url": one.origin.url},
        "version_command": [*one.version_command],
        "status": one.status.value,
        "replaced_by": [*one.replaced_by],
        "images": [*known_as.images],
        "charts": [*known_as.charts],
        "charms": [*known_as.charms],
        "purls": [*known_as.purls],
        "endoflife": one.endoflife,
        "avoid": [{"range": bad.range, "why": bad.why, "url": bad.url, "use": bad.use} for bad in one.avoid],
        "release_policy": one.release_policy,
        "decided_by": one.rule_location,
    }
