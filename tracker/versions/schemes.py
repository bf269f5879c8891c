"""How one text becomes an ordered version: one function a scheme.

Adding a scheme is adding a function to `SCHEMES`; nothing else knows them by name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from packaging.version import InvalidVersion
from packaging.version import Version as Pep440Version

from tracker.errors import UnreadableVersion
from tracker.versions.version import Version
from tracker.versions.words import AFTER_RELEASE, BEFORE_RELEASE, PACKAGING, PATCH_LETTER, THE_RELEASE

_SEMVER = re.compile(
    r"(?P<numbers>\d+\.\d+(?:\.\d+)?)(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+(?P<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
_NUMBERS = re.compile(r"\d+(?:[._]\d+){0,5}")
_QUALIFIER = re.compile(
    r"(?P<separator>[-._+~]{0,2})(?:(?P<word>[A-Za-z]\d[A-Za-z](?=[-._]?\d)|[A-Za-z]+)[-._]?(?P<number>\d*)|(?<=[-._+~])(?P<build>\d+))"
)
_DATE_STAMP = re.compile(r"(?:RELEASE[.-])?(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})-(\d{2})-(\d{2})Z)?")
_CALENDAR = re.compile(r"(?:(?:19|20)?\d{2})[._]\d.*")

Rank = tuple[int, str, int]
_END: Rank = (0, "", 0)
_PLAIN = (_END,)
_LONGEST = 255


def _unreadable(text: str, scheme: str) -> UnreadableVersion:
    return UnreadableVersion(f"'{text}' is not a version under the scheme {scheme}")


def _without_trailing_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    end = len(numbers)
    while end > 1 and numbers[end - 1] == 0:
        end -= 1
    return numbers[:end]


def _identifiers(text: str | None) -> tuple[tuple[int, int, str], ...]:
    """Order dotted identifiers as SemVer does: numbers before words, numbers by value."""
    if text is None:
        return ()
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in text.split("."))


def semver(text: str) -> Version:
    """Read Semantic Versioning 2.0 (https://semver.org); a missing patch number is zero.

    Build metadata, which SemVer ignores, breaks ties: Grafana ships 12.1.10+security-01 after 12.1.10.
    """
    match = _SEMVER.fullmatch(text)
    if match is None:
        raise _unreadable(text, "semver")
    shown, pre, build = match.group("numbers", "pre", "build")
    numbers = tuple(map(int, shown.split(".")))
    padded = numbers if len(numbers) == 3 else (*numbers, 0)
    key = (*padded, pre is None, _identifiers(pre), _identifiers(build))
    return Version(text=text, scheme="semver", key=key, numbers=numbers, prerelease=pre is not None)


def pep440(text: str) -> Version:
    """Read a Python version (https://packaging.python.org/specifications/version-specifiers/)."""
    try:
        version = Pep440Version(text)
    except InvalidVersion:
        raise _unreadable(text, "pep440") from None
    return Version(
        text=text, scheme="pep440", key=(version,), numbers=version.release, prerelease=version.is_prerelease
    )


def _rank(match: re.Match[str]) -> Rank | None:
    """Rank one qualifier: below zero before the release, zero for it, above zero after it; None if unknown.

    A word nobody knows counts only behind a separator and before a number, as a vendor's `-acme.2`.
    """
    separator, text, digits, build = match.group("separator", "word", "number", "build")
    if build is not None:
        return (1, "", int(build))
    word, number = text.lower(), int(digits or 0)
    if not separator and not digits and PATCH_LETTER.match(word):
        return (3, word, 0)
    if word in BEFORE_RELEASE:
        return (BEFORE_RELEASE[word], "", number)
    if word in THE_RELEASE:
        return (0, "", number)
    if word in AFTER_RELEASE:
        return (AFTER_RELEASE[word], "", number)
    return (1, word, number) if separator and digits else None


def _ranks(text: str) -> tuple[Rank, ...] | None:
    ranks: list[Rank] = []
    position = 0
    while position < len(text):
        part = _QUALIFIER.match(text, position)
        rank = None if part is None else _rank(part)
        if part is None or rank is None:
            return None
        if rank != _END:
            ranks.append(rank)
        position = part.end()
    return (*ranks, _END)


def understood(tail: str) -> int:
    """Say how much of what stands behind the numbers consists of known qualifiers, in characters."""
    position = 0
    while position < len(tail):
        part = _QUALIFIER.match(tail, position)
        rank = None if part is None else _rank(part)
        vendor = rank is not None and rank[0] == 1 and rank[1]
        if part is None or rank is None or vendor:
            break
        position = part.end()
    return position


def loose(text: str) -> Version:
    """Read one to six numbers joined by dots or underscores, and qualifiers such as -rc1, .Final, -M2 or a letter.

    The packaging of a distribution (-debian-12-r3) is ignored. Raises UnreadableVersion for words it does not
    know, so that a commit hash is not taken for a version.
    """
    match = _NUMBERS.match(text)
    if match is None or not text.isascii():
        raise _unreadable(text, "loose")
    numbers = tuple(map(int, match[0].replace("_", ".").split(".")))
    tail = text[match.end() :]
    ranks = _ranks(PACKAGING.sub("", tail)) if tail else _PLAIN
    if ranks is None:
        raise _unreadable(text, "loose")
    return Version(
        text=text,
        scheme="loose",
        key=(_without_trailing_zeros(numbers), ranks),
        numbers=numbers,
        prerelease=bool(tail) and any(rank[0] < 0 for rank in ranks),
    )


def calendar(text: str) -> Version:
    """Read a version that starts with a year of two or four digits, as Home Assistant's 2026.08.0."""
    if _CALENDAR.match(text) is None:
        raise _unreadable(text, "calendar")
    return replace(loose(text), scheme="calendar")


def integer(text: str) -> Version:
    """Read a single number, as Trino's 476."""
    if not (text.isascii() and text.isdigit()):
        raise _unreadable(text, "integer")
    return Version(text=text, scheme="integer", key=(int(text),), numbers=(int(text),), prerelease=False)


def date(text: str) -> Version:
    """Read a date stamp, as MinIO's RELEASE.2024-05-10T01-41-38Z; it has no numbers to subtract."""
    match = _DATE_STAMP.fullmatch(text)
    if match is None:
        raise _unreadable(text, "date")
    key = tuple(int(part or 0) for part in match.groups())
    return Version(text=text, scheme="date", key=key, numbers=(), prerelease=False)


Scheme = Callable[[str], Version]

SCHEMES: Mapping[str, Scheme] = {
    "semver": semver,
    "pep440": pep440,
    "loose": loose,
    "calendar": calendar,
    "integer": integer,
    "date": date,
}


@lru_cache(maxsize=4_096)
def parse(text: str, scheme: str) -> Version:
    """Read a text under a named scheme; raises UnreadableVersion, and KeyError for an unknown scheme."""
    if len(text) > _LONGEST:
        raise UnreadableVersion(f"a text of {len(text)} characters is not a version")
    return SCHEMES[scheme](text)
