"""What becomes of the samples beside another environment, and by other versions or another policy."""

from collections.abc import Mapping

from examples import NOW
from tracker.advice.comparison import differences
from tracker.model import (
    Check,
    Code,
    Finding,
    Pair,
    Reason,
    Relation,
    Side,
    SideBySide,
    Verdict,
    WhatIf,
)
from tracker.record import replace
from tui.source import Sides
from tui_findings import duty, finding


def compared(sides: Sides, left: Check) -> SideBySide:
    """A check beside another, which has each standing to it."""
    standings = [*Relation]

    def pair(place: int, one: Finding) -> Pair:
        standing = standings[place % len(standings)]
        if standing is Relation.ONLY_LEFT:
            return Pair(left=one, right=None, standing=standing)
        other = finding(one.name, Verdict.DUE, "2.0.0", duties=(duty("2.0", 3),))
        if standing is Relation.ONLY_RIGHT:
            return Pair(left=None, right=other, standing=standing)
        return Pair(left=one, right=one if standing is Relation.SAME else other, standing=standing)

    def side(name: str, typed: str) -> Side:
        return Side(environment=name, customer=left.customer, tier=left.tier, as_of=NOW, asked=bool(typed))

    return SideBySide(
        left=side(sides.left, sides.left_day),
        right=side(sides.right, sides.right_day),
        pairs=tuple(pair(place, one) for place, one in enumerate(left.findings)),
    )


def supposed(before: Check, versions: Mapping[str, str], policy: str) -> WhatIf:
    """What would become of a check: what is moved is fine, what has no duty is due by another policy."""

    def then(one: Finding) -> Finding:
        if one.name in versions:
            fine = finding(one.name, Verdict.OK, versions[one.name])
            return replace(fine, component=one.component)
        due = duty("1.0", 9, Code.LAG)
        return replace(one, verdict=Verdict.DUE, duties=(due,)) if policy and not one.duties else one

    after = tuple(map(then, before.findings))
    against = [
        Reason(code=Code.SUPPORT_ENDED, text=f"{version} is past its support", url=None)
        for version in versions.values()
        if version.startswith("3.6")
    ]
    return WhatIf(
        before=before,
        after=replace(before, findings=after),
        versions=versions,
        policy=policy,
        differences=differences(before.findings, after),
        objections=tuple(against),
    )
