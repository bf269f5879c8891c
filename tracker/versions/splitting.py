"""One tag taken apart: the words before the version, the version, and what stands behind its numbers."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tracker.errors import UnreadableVersion
from tracker.versions.schemes import date, loose
from tracker.versions.version import Version
from tracker.versions.words import AFTER_RELEASE, BEFORE_RELEASE, PATCH_LETTER, THE_RELEASE, without_ignored

_NUMBERS_BEHIND = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:^|[-/@+ ]|(?<![0-9])[_.])(?:[vVrR]\.?)?(?P<version>[0-9]+(?:[._][0-9]+)+.*)",
        r"[A-Za-z](?P<version>[0-9]+(?:[._][0-9]+)+.*)",
        r"(?:^|[^0-9])(?P<version>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}-[0-9]{2}-[0-9]{2}Z)?)$",
        r"(?:^|[-_/@ ])[vV]?(?P<version>[0-9]+(?:-[0-9]+)+.*)",
        r"(?:^|[-_/@ .])[vV]?(?P<version>[0-9]+.*)",
        r"[A-Za-z](?P<version>[0-9]+.*)",
    )
)
_HYPHENATED = 3
_HYPHENS = re.compile(r"^[0-9]+(?:-[0-9]+)+")
_UNDERSCORES = re.compile(r"(?<=[0-9])_(?=[0-9])")
_COMMIT = re.compile(r"(?:git-)?[0-9a-f]{7,40}|untagged-[0-9a-f]+")
_COMMIT_BEHIND = re.compile(r"[-+.](?:[0-9]+-)?g?(?=[0-9]*[a-f])[0-9a-f]{7,40}(?:-.*)?$|-[0-9]{14}-[0-9a-f]{12}$")
_DIGITS = re.compile(r"[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS = re.compile(r"[0-9]+(?:[._][0-9]+)*")
_WORD = re.compile(r"[A-Za-z]+[0-9]*(?![0-9])|[A-Za-z]+")
_SINGLE_LETTER = re.compile(r"(?<![A-Za-z])[vVrR]\.?$")
_NEUTRAL = THE_RELEASE | {"v", "ver", "version", "versions", "releases", "tags", "refs", "apache"}
_CHANNELS = frozenset(word for word in BEFORE_RELEASE if len(word) > 1)


class Numbering(StrEnum):
    """What the numbers of a version count."""

    NUMBERS = "numbers"
    YEAR = "years"
    INTEGER = "single numbers"
    STAMP = "date stamps"


@dataclass(slots=True, kw_only=True)
class Part:
    """A tag with what was found in it; `variant` holds the words behind its numbers that no scheme knows.

    `version` is None where the text behind the prefix cannot be read as it stands; `numbers` are the version's.
    """

    tag: str
    prefix: str
    family: tuple[str, ...]
    text: str
    variant: str
    numbering: Numbering
    version: Version | None
    numbers: tuple[int, ...]
    stable: bool

    @property
    def order(self) -> tuple[object, ...]:
        """What sorts it among tags of one scheme, the unreadable first."""
        return (*(self.version.key if self.version is not None else ()), self.tag)


def take_apart(tag: str) -> Part | str:
    """Take a tag apart; a text says why it names no version."""
    if _COMMIT.fullmatch(tag) and not tag.isdigit():
        return "names a commit or a draft"
    for manner, pattern in enumerate(_NUMBERS_BEHIND):
        match = pattern.search(tag)
        if match is not None:
            return _taken(tag, match, hyphenated=manner == _HYPHENATED)
    return "has no version in it"


def _taken(tag: str, match: re.Match[str], *, hyphenated: bool) -> Part | str:
    start = match.start("version")
    text = tag[start:]
    if len(text) > 200:
        return "is too long for a version"
    if _COMMIT_BEHIND.search(text):
        return "names a commit after a release"
    return _part(tag, tag[:start], _dotted(text, hyphenated=hyphenated))


def _part(tag: str, prefix: str, text: str) -> Part:
    family, early = _family(prefix)
    numbering = _numbering(text)
    variant, shown = _variant_of(text)
    version = _read(shown, numbering)
    return Part(
        tag=tag,
        prefix=prefix,
        family=family,
        text=shown,
        variant=variant,
        numbering=numbering,
        version=version,
        numbers=version.numbers if version is not None else (),
        stable=version is not None and not early and not version.prerelease,
    )


def _dotted(text: str, *, hyphenated: bool) -> str:
    """Write underscores between numbers as dots, as PostgreSQL's REL_16_3 means 16.3."""
    if hyphenated:
        return _HYPHENS.sub(lambda head: head[0].replace("-", "."), text)
    return _UNDERSCORES.sub(".", text)


@lru_cache(maxsize=4096)
def _family(prefix: str) -> tuple[tuple[str, ...], bool]:
    """Return the words of a prefix that name a product, and whether one of them names an early channel."""
    words = [word.lower() for word in _WORD.findall(_SINGLE_LETTER.sub("", prefix))]
    early = any(word in _CHANNELS for word in words)
    return tuple(word for word in words if word not in _NEUTRAL and word not in _CHANNELS), early


def is_early(prefix: str) -> bool:
    """Say whether a prefix names a channel before the release, as edge-1.2 does."""
    return _family(prefix)[1]


def _numbering(text: str) -> Numbering:
    numbers = _NUMBERS.match(text)
    if numbers is None or _DAY.match(text):
        return Numbering.STAMP
    head, dot, _ = numbers[0].partition(".")
    if not dot:
        return Numbering.INTEGER
    return Numbering.YEAR if len(head) == 4 and "1990" <= head < "2100" else Numbering.NUMBERS


def _variant_of(text: str) -> tuple[str, str]:
    """Return the words of a version that no scheme knows, and the version without what has no order."""
    numbers = _NUMBERS.match(text)
    if numbers is None or numbers.end() == len(text):
        return "", text
    return _variant(_DIGITS.sub("0", text[numbers.end() :])), without_ignored(text)


@lru_cache(maxsize=4096)
def _variant(shape: str) -> str:
    known = BEFORE_RELEASE.keys() | THE_RELEASE | AFTER_RELEASE.keys()
    letter = PATCH_LETTER.match(shape)
    rest = without_ignored("0" + (shape[letter.end() :] if letter else shape))
    words = [word.lower() for word in re.findall(r"[A-Za-z]0[A-Za-z](?=[-._]?0)|[A-Za-z]+", rest)]
    return "-".join(word for word in words if word not in known and len(word) > 1)


def _read(text: str, numbering: Numbering) -> Version | None:
    try:
        return date(text) if numbering is Numbering.STAMP else loose(text)
    except UnreadableVersion:
        return None
