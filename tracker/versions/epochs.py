"""Numberings that follow one another or run side by side in one series, and which of them lives.

Every part given here has a version.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.versions.oddities import Oddities
from tracker.versions.splitting import Numbering, Part
from tracker.versions.words import CANDIDATES

Dates = Mapping[str, datetime]

_NEAR = timedelta(days=730)
_TOGETHER = timedelta(days=1)
_CANDIDATE = re.compile(
    rf"(?P<version>[0-9.]+?)[-._]?(?:{'|'.join(sorted(CANDIDATES))})[-._]?[0-9]*", re.IGNORECASE
)


def of_candidates(parts: Sequence[Part]) -> tuple[dict[str, str], dict[str, str]]:
    """For a project that tags candidates only: the version each last candidate became, and the earlier ones.

    Both are empty where releases are tagged: fewer than five versions above the newest release are candidates.
    """
    newest = max((_key(one) for one in parts if one.stable), default=())
    last: dict[str, Part] = {}
    earlier: dict[str, str] = {}
    early = [one for one in parts if not one.stable and _key(one) > newest]
    for one in sorted(early, key=lambda one: one.order):
        match = _CANDIDATE.fullmatch(one.text)
        if match is None:
            continue
        before = last.get(match["version"])
        if before is not None:
            earlier[before.tag] = f"is a candidate before {one.tag}"
        last[match["version"]] = one
    if len(last) < 5:
        return {}, {}
    return {one.tag: text for text, one in last.items()}, earlier


def _key(one: Part) -> tuple[object, ...]:
    return one.version.key if one.version is not None else ()


def other_numbering(parts: Sequence[Part], dates: Dates) -> Oddities:
    """Find other ways of counting than the living one, where their numbers would stand above it."""
    ways: defaultdict[Numbering, list[Part]] = defaultdict(list)
    for one in parts:
        ways[one.numbering].append(one)
    if len(ways) < 2:
        return
    living = _living_numbering(ways, dates)
    for way, group in ways.items():
        if way is not living and not _goes_with(group, way, ways[living], living):
            yield from ((one, f"is of a numbering in {way} that {living} took the place of") for one in group)


def _goes_with(group: Sequence[Part], way: Numbering, others: Sequence[Part], living: Numbering) -> bool:
    """Say whether versions of another way of counting can stand in one order with the living ones."""
    if Numbering.STAMP in {way, living}:
        return False
    if living is Numbering.INTEGER:
        singles = {one.numbers[0] for one in others}
        return sum(one.numbers[0] in singles for one in group) * 2 >= len(group)
    highest = max(one.numbers for one in others)
    return all(one.numbers < highest for one in group if one.stable)


def _living_numbering(ways: Mapping[Numbering, Sequence[Part]], dates: Dates) -> Numbering:
    total = sum(len(group) for group in ways.values())
    common = {way: group for way, group in ways.items() if len(group) >= max(3, total / 20)} or ways
    stable = {way: [one for one in group if one.stable] or group for way, group in common.items()}
    known = {way: at for way, group in stable.items() if (at := _last(group, dates)) is not None}
    if known:
        latest = max(known, key=lambda way: (known[way], way))
        return (
            _heir(latest, [way for way in known if known[latest] - known[way] <= _NEAR], stable, dates) or latest
        )
    dotted = stable.get(Numbering.NUMBERS, ())
    if {*stable} == {Numbering.NUMBERS, Numbering.INTEGER} and all(one.numbers[0] == 0 for one in dotted):
        return Numbering.INTEGER
    return max(stable, key=lambda way: (len(stable[way]), way))


def _heir(
    latest: Numbering, alive: Sequence[Numbering], groups: Mapping[Numbering, Sequence[Part]], dates: Dates
) -> Numbering | None:
    """Find the numbering that took over where the one with the latest tag only patches lines it had by then."""
    for way in alive:
        others = groups[way]
        began = min(dates[one.tag] for one in others if one.tag in dates)
        before = {one.numbers[:2] for one in groups[latest] if one.tag in dates and dates[one.tag] < began}
        after = {one.numbers[:2] for one in groups[latest] if one.tag in dates and dates[one.tag] >= began}
        above = max(one.numbers for one in others) > max(one.numbers for one in groups[latest])
        if way is not latest and above and before and after <= before:
            return way
    return None


def _last(group: Sequence[Part], dates: Dates) -> datetime | None:
    return max((dates[one.tag] for one in group if one.tag in dates), default=None)


def module_aliases(parts: Sequence[Part], dates: Dates) -> Oddities:
    """Find Go module tags of the same releases: v0.314.0 on the commit of v3.14.0, v0.35.0 after v2.35.0."""
    numbered = [one for one in parts if len(one.numbers) == 3]
    modules = [one for one in numbered if one.numbers[0] == 0]
    found = [*_twins(modules, [one for one in numbered if one.numbers[0]], dates)]
    if len(found) < 3:
        return
    styles = {one.prefix for one in found}
    first = min(one.numbers for one in found)
    yield from (
        (one, "is the Go module's tag of a release")
        for one in modules
        if one.prefix in styles and one.numbers >= first
    )


def _twins(modules: Sequence[Part], products: Sequence[Part], dates: Dates) -> Iterator[Part]:
    """Find the modules made with a product: on its commit, or under its numbers on its day.

    Packed numbers are enough where a day is unknown; known days tell a 0.100.0 of long ago from a module of 1.0.0.
    """
    wholes = {_unpacked(one.numbers) for one in modules}
    rests = {one.numbers[1:] for one in modules}
    at = {dates[one.tag] for one in products if one.tag in dates}
    packed = {one.numbers: dates.get(one.tag) for one in products if one.numbers in wholes}
    unpacked: defaultdict[tuple[int, ...], list[datetime]] = defaultdict(list)
    for one in products if dates else ():
        if one.numbers[1:] in rests and one.tag in dates:
            unpacked[one.numbers[1:]].append(dates[one.tag])
    for one in modules:
        day, whole = dates.get(one.tag), _unpacked(one.numbers)
        same_day = day is not None and any(_together(day, other) for other in unpacked.get(one.numbers[1:], ()))
        if day in at or same_day or (whole in packed and _together(day, packed[whole])):
            yield one


def _together(day: datetime | None, other: datetime | None) -> bool:
    """Say whether two tags may have been made at once, as far as their days are known."""
    return day is None or other is None or abs(day - other) <= _TOGETHER


def _unpacked(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Take the major out of the hundreds of a minor: 0.314.0 is 3.14.0; nothing where there are none."""
    _, minor, patch = numbers
    return (minor // 100, minor % 100, patch) if minor >= 100 else ()


def other_styles(parts: Sequence[Part], dates: Dates) -> Oddities:
    """Find tags written in another way whose last number fits nowhere among those of the living way."""
    styles: defaultdict[str, list[Part]] = defaultdict(list)
    for one in parts:
        if one.stable and one.tag in dates:
            styles[one.prefix].append(one)
    total = sum(len(group) for group in styles.values())
    common = [name for name, group in styles.items() if len(group) >= max(3, total / 20)]
    if not common or len(styles) < 2:
        return
    living = max(common, key=lambda name: (max(dates[one.tag] for one in styles[name]), name))
    for name, group in styles.items():
        last = max(group, key=lambda one: (dates[one.tag], one.tag))
        if name != living and not _fits(last, styles[living], dates):
            why = f"is of a series '{name}' that does not fit '{living}'"
            yield from ((one, why) for one in parts if one.prefix == name)


def _fits(one: Part, living: Sequence[Part], dates: Dates) -> bool:
    """Say whether a version is below all living ones, or near one of its major, or goes on above its major.

    A major or two above them goes on too, if it came after the first of them: OpenSSL_1_1_1p, then openssl-3.0.5.
    """
    if all(one.numbers < other.numbers for other in living):
        return True
    highest = max(other.numbers for other in living)[:1]
    if one.numbers and highest and highest[0] < one.numbers[0] <= highest[0] + 2:
        return any(dates[other.tag] < dates[one.tag] for other in living if other.numbers[:1] == highest)
    major = [other for other in living if other.numbers[:1] == one.numbers[:1]]
    near = any(abs(dates[other.tag] - dates[one.tag]) <= _NEAR for other in major)
    return near or (bool(major) and all(one.numbers > other.numbers for other in major))
