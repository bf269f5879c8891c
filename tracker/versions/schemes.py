"""How one text becomes an ordered version: one function a scheme.

Adding a scheme is adding a function to `SCHEMES`; nothing else knows them by name.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from packaging.version import InvalidVersion
from packaging.version import Version as Pep440Version

from tracker.errors import UnreadableVersion
from tracker.versions.version import Version

_SEMVER = re.compile(
    r"(?P<numbers>\d+\.\d+(?:\.\d+)?)(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+(?P<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
_NUMBERS = re.compile(r"\d+(?:[._]\d+){0,5}")
_QUALIFIER = re.compile(r"[-._+~]*(?P<word>[A-Za-z]+)[-._]?(?P<number>\d*)|[-_+](?P<build>\d+)")
_DATE_STAMP = re.compile(r"(?:RELEASE[.-])?(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})-(\d{2})-(\d{2})Z)?")

_BEFORE_RELEASE: Mapping[str, int] = {
    "dev": -8,
    "snapshot": -8,
    "nightly": -8,
    "pre": -7,
    "preview": -7,
    "ea": -7,
    "alpha": -6,
    "a": -6,
    "beta": -5,
    "b": -5,
    "milestone": -4,
    "m": -4,
    "rc": -3,
    "cr": -3,
    "c": -3,
    "candidate": -3,
}
_THE_RELEASE = frozenset({"final", "ga", "release", "stable", "lts"})
_AFTER_RELEASE: Mapping[str, int] = {
    "p": 2,
    "patch": 2,
    "pl": 2,
    "sp": 2,
    "post": 2,
    "security": 2,
    "hotfix": 2,
}
_END = (0, 0)
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
    numbers = tuple(int(part) for part in match["numbers"].split("."))
    pre = match["pre"]
    padded = (*numbers, 0, 0)[:3]
    key = (padded, pre is None, _identifiers(pre), _identifiers(match["build"]))
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


def _qualifier(match: re.Match[str]) -> tuple[int, int] | None:
    """Return the rank of one qualifier: below zero before the release, above it after; None if unknown."""
    if match["build"] is not None:
        return (1, int(match["build"]))
    word, number = match["word"].lower(), int(match["number"] or 0)
    if word in _BEFORE_RELEASE:
        return (_BEFORE_RELEASE[word], number)
    if word in _THE_RELEASE:
        return (0, number)
    if word in _AFTER_RELEASE:
        return (_AFTER_RELEASE[word], number)
    return None


def _letter(match: re.Match[str]) -> tuple[int, int] | None:
    """Return the rank of a letter set right behind a number, as in OpenSSL's 1.1.1w."""
    word = match["word"]
    if word and len(match[0]) == 1:
        return (3, ord(word.lower()))
    return None


def loose(text: str) -> Version:
    """Read one to six numbers joined by dots or underscores, and qualifiers such as -rc1, .Final, -M2 or a letter.

    Raises UnreadableVersion for words it does not know, so that a commit hash is not taken for a version.
    """
    match = _NUMBERS.match(text)
    if match is None:
        raise _unreadable(text, "loose")
    numbers = tuple(int(part) for part in re.split(r"[._]", match[0]))
    ranks: list[tuple[int, int]] = []
    position = match.end()
    while position < len(text):
        part = _QUALIFIER.match(text, position)
        rank = None if part is None else _letter(part) or _qualifier(part)
        if part is None or rank is None:
            raise _unreadable(text, "loose")
        ranks += [rank] if rank != _END else []
        position = part.end()
    key = (_without_trailing_zeros(numbers), (*ranks, _END))
    return Version(
        text=text, scheme="loose", key=key, numbers=numbers, prerelease=any(rank < 0 for rank, _ in ranks)
    )


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
    "integer": integer,
    "date": date,
}


@lru_cache(maxsize=65536)
def parse(text: str, scheme: str) -> Version:
    """Read a text under a named scheme; raises UnreadableVersion, and KeyError for an unknown scheme."""
    if len(text) > _LONGEST:
        raise UnreadableVersion(f"a text of {len(text)} characters is not a version")
    return SCHEMES[scheme](text)
