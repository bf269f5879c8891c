"""Tags that look like releases of the product and are none, told by the numbers of their neighbours.

Every part given here has a version.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from tracker.versions.splitting import Part

Oddities = Iterator[tuple[Part, str]]

_BUILD = re.compile(r"[0-9.]+[-_+](?P<build>[0-9]+)(?:(?:\.patch|[-_+])[0-9]+)*")
_LARGE = 4
_NINES = re.compile(r"9+")


def odd_spellings(parts: Sequence[Part]) -> Oddities:
    """Find the few versions spelt as no others: hyphens for dots (rec-3-0-1), a zero before the major (05.0)."""
    odd = [(one, spelling) for one in parts if (spelling := _spelling(one))]
    counts = Counter((one.prefix, spelling) for one, spelling in odd)
    plain = Counter(one.prefix for one in parts) if odd else Counter()
    plain.subtract(Counter(one.prefix for one, _ in odd))
    for one, spelling in odd:
        if counts[one.prefix, spelling] * 10 < plain[one.prefix]:
            yield one, f"has {spelling}, which hardly any other version has"


def _spelling(one: Part) -> str:
    start = len(one.prefix)
    text = one.tag[start : start + 3]
    if text[0] == "0" and text[1:2].isdigit():
        return "a zero before its first number"
    return "" if one.text.startswith((text, text.replace("_", "."))) else "hyphens between its numbers"


def zeros(parts: Sequence[Part]) -> Oddities:
    """Find versions of zeros alone, which stand for no release where others have numbers (0, v0.0.0)."""
    if any(any(one.numbers) for one in parts):
        yield from ((one, "has no number but zero") for one in parts if one.numbers and not any(one.numbers))


def builds(parts: Sequence[Part]) -> Oddities:
    """Find numbered builds: many of one version, or of versions that are released without a number as well."""
    numbers = {one.tag: match["build"] for one in parts if one.stable and (match := _BUILD.fullmatch(one.text))}
    if not numbers:
        return
    built = [one for one in parts if one.tag in numbers]
    released = {one.numbers for one in parts if one.stable and one.text.replace(".", "").isdigit()}
    bases = {one.numbers for one in built}
    if len(released) >= 3 and (len(built) >= 5 * len(bases) or _announce(bases, released)):
        yield from ((one, "is a numbered build, not a release") for one in built)
    elif len(built) * 4 <= sum(one.stable for one in parts):
        yield from ((one, "is another build of a release") for one in built if one.numbers in released)
        alone = [one for one in built if one.numbers not in released and len(numbers[one.tag]) >= _LARGE]
        yield from ((one, "is a numbered build, not a release") for one in alone)


def _announce(bases: Collection[tuple[int, ...]], released: Collection[tuple[int, ...]]) -> bool:
    """Say whether builds come before releases: most of their versions are released, all but one of the newest."""
    newest = max(released)
    waiting = sum(base > newest for base in bases)
    return len(bases) >= 3 and waiting <= 1 and 2 * sum(base in released for base in bases) >= len(bases)


def markers(parts: Sequence[Part]) -> Oddities:
    """Find numbers of nines that mark a branch (2.4.99), and numbers that leap far above their neighbours."""
    counted = {one.numbers[: place + 1] for one in parts if one.stable for place in _places(one, 60)}
    lines = {numbers[:-1] for numbers in counted if numbers[-1] >= 99}
    if not lines:
        return
    high = Counter(len(numbers) - 1 for numbers in counted if _is_high(numbers[-1]))
    below: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
    for one in parts:
        for place in _places(one, 0) if one.stable else ():
            if one.numbers[:place] in lines:
                below[one.numbers[:place]].add(one.numbers[place])
    odd = {
        (line, number)
        for line, found in below.items()
        for number in _leaps(sorted(found))
        if number >= 999 or high[len(line)] < 3
    }
    for one in parts:
        number = _odd_number(one.numbers, odd)
        if one.stable and number:
            yield one, f"has a number {number} that marks a branch or a test"


def _places(one: Part, least: int) -> Iterator[int]:
    """Give the places behind the first number of a version where it counts that far."""
    return (place for place in range(1, len(one.numbers)) if one.numbers[place] >= least)


def _odd_number(numbers: tuple[int, ...], odd: set[tuple[tuple[int, ...], int]]) -> int:
    """Return the first odd number of a version, 0 where there is none; 99 counts only in the last place."""
    places = (place for place in range(1, len(numbers)) if (numbers[:place], numbers[place]) in odd)
    return next((numbers[at] for at in places if at + 1 == len(numbers) or numbers[at] >= 999), 0)


def _is_high(number: int) -> bool:
    """Say whether a number shows that its place counts far enough for a 99 to be nothing special."""
    return 60 <= number < 999 and number != 99


def _leaps(ascending: Sequence[int]) -> Iterator[int]:
    before = 0
    for number in ascending:
        nines = number >= 99 and before < number - 9 and _NINES.fullmatch(str(number))
        day = 19900000 < number < 21000000
        if nines or (0 < 20 * before < number - 1000 and not day):
            yield number
        else:
            before = number


def early_zeros(parts: Sequence[Part]) -> Oddities:
    """Find betas numbered X.0.N before X.1, in projects that never release X.0 (Squid's 7.0.2).

    Where a project does so, the betas of a line that has no release yet are known by the lines before it.
    """
    behind_zero = {one.numbers for one in parts if one.stable and one.numbers[1:] and one.numbers[-2] == 0}
    if not behind_zero:
        return
    known = {one.numbers for one in parts if one.stable and one.numbers}
    shorter = Counter(numbers[:-1] for numbers in known if numbers[-1])
    longer = Counter(numbers[:-2] for numbers in known if len(numbers) > 2 and numbers[-2])
    early = {
        numbers: shorter[numbers[:-2]] - longer[numbers[:-2]]
        for numbers in behind_zero
        if len(numbers) > 2 and numbers[-1]
        if not {numbers[:-1], (*numbers[:-1], 0)} & known
    }
    customary = any(margin > 0 for margin in early.values())
    for one in parts:
        if one.stable and early.get(one.numbers, -1) >= (0 if customary else 1):
            yield one, "is numbered as a beta: releases of its line have one number fewer"
